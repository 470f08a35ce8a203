package letters_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/letters"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// postbox keeps what is sent, and fails as told.
type postbox struct {
	messages []mail.Message
	fail     map[string]error // by recipient
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	if err := p.fail[m.To]; err != nil {
		return err
	}
	p.messages = append(p.messages, m)
	return nil
}

// post is a shop whose letters go into a postbox.
type post struct {
	*orderstest.Shop
	t    *testing.T
	box  *postbox
	out  *letters.MailOut
	seen map[string]bool
}

const (
	buyer    = "mau-don@example.vn"
	bendoan  = "nguoi-ban-22@example.vn"
	doico    = "nguoi-ban-19@example.vn"
	operator = "dieu-hanh@example.vn"
)

func newPost(t *testing.T) *post {
	t.Helper()
	s := orderstest.New(t)
	for _, schema := range letters.Schemas() {
		if err := s.DB.Ensure(t.Context(), schema); err != nil {
			t.Fatal(err)
		}
	}
	box := &postbox{fail: map[string]error{}}
	site := letters.Site{Name: "Chợ Sao", URL: "https://chosao.example", Operator: operator, Account: s.Rules().Account}
	out := letters.New(s.DB, site, s.Service, s.Catalog, box, s.Clock.Now, slog.New(slog.DiscardHandler))
	return &post{Shop: s, t: t, box: box, out: out, seen: map[string]bool{}}
}

// events reads the outbox, the oldest entry first.
func (p *post) events() []outbox.Event {
	p.t.Helper()
	var list []outbox.Event
	for raw, err := range p.DB.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		list = append(list, outbox.Event{ID: raw.Lookup("_id").StringValue(), Kind: raw.Lookup("kind").StringValue(), Payload: bson.Raw(raw.Lookup("payload").Value)})
	}
	return list
}

// deliver handles what is new in the outbox and returns who was written to about what.
func (p *post) deliver() []string {
	p.t.Helper()
	before := len(p.box.messages)
	for _, e := range p.events() {
		if p.seen[e.ID] {
			continue
		}
		if err := p.out.Handle(context.Background(), e); err != nil {
			p.t.Fatal(err)
		}
		p.seen[e.ID] = true
	}
	var list []string
	for _, m := range p.box.messages[before:] {
		occasion, _, _ := strings.Cut(m.Key, ":")
		list = append(list, m.To+" "+occasion)
	}
	return list
}

func (p *post) want(want ...string) {
	p.t.Helper()
	if diff := cmp.Diff(want, p.deliver()); diff != "" {
		p.t.Errorf("letters (-want +got):\n%s", diff)
	}
}

func (p *post) advance(code string, to orders.Status) {
	p.t.Helper()
	if _, err := p.Advance(context.Background(), code, to, "người bán", ""); err != nil {
		p.t.Fatal(err)
	}
}

func TestLettersOfATransfer(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.Transfer, "CM-500", 1, "CH-200", 2).Checkout
	p.want(buyer + " placed")
	for i, amount := range []money.Amount{1000, c.Total - 1000, 500} {
		if _, err := p.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: fmt.Sprint(i), Amount: amount}); err != nil {
			t.Fatal(err)
		}
	}
	p.want(buyer+" underpaid", operator+" operator", buyer+" paid", bendoan+" new", doico+" new", buyer+" overpaid", operator+" operator")
	p.advance(c.ID+"-1", orders.Confirmed)
	p.advance(c.ID+"-1", orders.Shipped)
	p.advance(c.ID+"-1", orders.Delivered)
	p.want(buyer+" confirmed", buyer+" shipped", buyer+" delivered")
	p.advance(c.ID+"-2", orders.Cancelled)
	p.want(buyer+" cancelled", operator+" operator", doico+" called-off")
}

func TestLettersOfCash(t *testing.T) {
	p := newPost(t)
	placed := p.Order(orders.CashOnDelivery, "CM-500", 1)
	p.want(buyer+" placed", bendoan+" new")
	if _, err := p.Cancel(t.Context(), placed.Checkout.ID, placed.Token); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" cancelled", bendoan+" called-off")
	transfer := p.Order(orders.Transfer, "CM-500", 1)
	if _, err := p.SwitchToCash(t.Context(), transfer.Checkout.ID, transfer.Token); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" placed", buyer+" cash", bendoan+" new")
}

func TestLettersOfATransferThatNeverCame(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.Transfer, "CM-500", 1).Checkout
	p.Clock.Add(time.Hour)
	if _, err := p.ReleaseUnpaid(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" placed", buyer+" expired")
	paid, err := p.MarkPaid(t.Context(), c.ID, orders.Receipt{By: "điều hành"})
	if err != nil || paid.Class != orders.Late || paid.Amount != c.Total {
		t.Fatalf("an operator's word for what is cancelled: %+v, %v", paid, err)
	}
	p.want(buyer+" paid_late", operator+" operator")
}

func TestOperatorsHearOfMoneyToGiveBack(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.Transfer, "CM-500", 1).Checkout
	if _, err := p.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "1", Amount: 1000}); err != nil {
		t.Fatal(err)
	}
	p.deliver()
	p.Clock.Add(time.Hour)
	if _, err := p.ReleaseUnpaid(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" expired", operator+" operator")
	back := p.Order(orders.Transfer, "CM-500", 1).Checkout
	if _, err := p.MarkPaid(t.Context(), back.ID, orders.Receipt{Ref: "2", Amount: back.Total}); err != nil {
		t.Fatal(err)
	}
	p.advance(back.ID+"-1", orders.Confirmed)
	p.advance(back.ID+"-1", orders.Shipped)
	p.deliver()
	p.advance(back.ID+"-1", orders.Returned)
	p.want(buyer+" returned", operator+" operator")
}

func TestLettersNameTheCashThatIsLeftToPay(t *testing.T) {
	p := newPost(t)
	placed := p.Order(orders.Transfer, "CM-500", 1)
	c := placed.Checkout
	if _, err := p.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "1", Amount: 100_000}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.SwitchToCash(t.Context(), c.ID, placed.Token); err != nil {
		t.Fatal(err)
	}
	p.advance(c.ID+"-1", orders.Confirmed)
	p.advance(c.ID+"-1", orders.Shipped)
	p.deliver()
	left := (c.Total - 100_000).String()
	for _, m := range p.box.messages {
		occasion, _, _ := strings.Cut(m.Key, ":")
		text := strings.Join(strings.Fields(m.Text), " ")
		if (occasion == "new" || occasion == "shipped") && !strings.Contains(text, left+" tiền mặt") {
			t.Errorf("%s does not ask for %s:\n%s", occasion, left, m.Text)
		}
	}
}

func TestADeadlineOfAnotherDayIsToldWithItsDay(t *testing.T) {
	p := newPost(t)
	p.Clock.Add(13*time.Hour + 10*time.Minute) // 23:52 in Vietnam
	p.Order(orders.Transfer, "CM-500", 1)
	p.deliver()
	if subject := p.box.messages[0].Subject; !strings.HasSuffix(subject, "trước 00:22 ngày 23/11/2026") {
		t.Errorf("subject %q", subject)
	}
}

func TestAllOldLettersAreForgotten(t *testing.T) {
	p := newPost(t)
	notes := store.Define[struct {
		store.Meta `bson:",inline"`
		At         time.Time `bson:"at"`
	}]("letters_sent")
	note := func(id string, at time.Time) {
		raw, err := bson.Marshal(bson.M{"_id": id, "rev": int64(1), "at": at})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.DB.Insert(t.Context(), "letters_sent", raw); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 1201 {
		note(fmt.Sprint("old:", i), p.Clock.Now().AddDate(0, 0, -91))
	}
	note("young", p.Clock.Now().AddDate(0, 0, -89))
	if n, err := p.out.Prune(t.Context()); n != 1201 || err != nil {
		t.Errorf("forgot %d, %v; want 1201", n, err)
	}
	if left, err := notes.Find(t.Context(), p.DB, store.Query{}); err != nil || len(left) != 1 || left[0].ID != "young" {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestBuyersHearOfALostCertificate(t *testing.T) {
	p := newPost(t)
	p.Order(orders.CashOnDelivery, "CM-500", 1)
	sent := p.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
	p.Order(orders.CashOnDelivery, "CH-200", 1)
	p.advance(sent, orders.Confirmed)
	p.advance(sent, orders.Shipped)
	p.deliver()
	err := p.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return outbox.Append(ctx, tx, catalog.EventChanged, catalog.Change{Products: []string{"CM-500"}, Certificates: []catalog.CertificateChange{
			{Number: "SO CM-500/2024", ProductID: "CM-500", From: catalog.InForce, To: catalog.Revoked, Decision: "12/QĐ-UBND"},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	p.want(bendoan+" lost", buyer+" certificate")
	last := p.box.messages[len(p.box.messages)-1]
	for _, part := range []string{"SO CM-500/2024", "Chả mực Hạ Long giã tay", "12/QĐ-UBND", "vừa bị thu hồi"} {
		unwrapped := strings.Join(strings.Fields(last.Text), " ")
		if !strings.Contains(unwrapped, part) || !strings.Contains(last.HTML, part) {
			t.Errorf("%q is not in the letter:\n%s", part, last.Text)
		}
	}
}

func TestALetterGoesOutOnce(t *testing.T) {
	p := newPost(t)
	p.Order(orders.CashOnDelivery, "CM-500", 1, "CH-200", 1)
	down := errors.New("down")
	p.box.fail[doico] = down
	placed := p.events()
	i := slices.IndexFunc(placed, func(e outbox.Event) bool { return e.Kind == orders.EventPlaced })
	if err := p.out.Handle(t.Context(), placed[i]); !errors.Is(err, outbox.ErrLater) || !errors.Is(err, down) {
		t.Fatalf("a server that is down: %v", err)
	}
	delete(p.box.fail, doico)
	p.want(doico + " new")
	for range 2 {
		if err := p.out.Handle(t.Context(), placed[i]); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(p.box.messages); n != 3 {
		t.Errorf("%d letters, want 3", n)
	}
}

func TestAnAddressThatRefusesHoldsNobodyUp(t *testing.T) {
	p := newPost(t)
	p.box.fail[buyer] = fmt.Errorf("no such person: %w", mail.ErrPermanent)
	p.Order(orders.CashOnDelivery, "CM-500", 1)
	p.want(bendoan + " new")
}

func TestThePayingLetter(t *testing.T) {
	p := newPost(t)
	in := orderstest.Input(p.Fill("CM-500", 1), orders.Transfer)
	in.Contact.Name = "<script>Đơn</script>"
	placed, err := p.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	p.deliver()
	m := p.box.messages[0]
	c := placed.Checkout
	if want := fmt.Sprintf("Đơn %s: xin chuyển %s trước 11:12", c.ID, c.Total); m.Subject != want {
		t.Errorf("subject %q, want %q", m.Subject, want)
	}
	for _, part := range []string{c.Purpose(), "Vietcombank", "101 234 6789", "CHO SAO", c.Total.String(), "https://chosao.example/don-hang/" + c.ID, "Chả mực Hạ Long giã tay", "OCOP 4 sao", "0912 345 678", "thứ Ba 24/11"} {
		if !strings.Contains(m.Text, part) || !strings.Contains(m.HTML, part) {
			t.Errorf("%q is missing", part)
		}
	}
	if strings.Contains(m.HTML, "<script>") || strings.Contains(m.HTML, "ZgotmplZ") || strings.Contains(m.HTML+m.Text, "no value") {
		t.Error("the letter is not escaped or not filled in")
	}
	if strings.Contains(m.HTML+m.Text, placed.Token) {
		t.Error("the letter holds the token")
	}
	for line := range strings.Lines(m.Text) {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	t.Log(m.Text)
}

func TestEnglishLetters(t *testing.T) {
	p := newPost(t)
	in := orderstest.Input(p.Fill("CM-500", 1), orders.CashOnDelivery)
	in.Language = "en"
	placed, err := p.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	p.advance(placed.Orders[0].ID, orders.Confirmed)
	p.advance(placed.Orders[0].ID, orders.Shipped)
	p.advance(placed.Orders[0].ID, orders.Returned)
	p.want(buyer+" placed", bendoan+" new", buyer+" confirmed", buyer+" shipped", buyer+" returned")
	first := p.box.messages[0]
	if !strings.HasPrefix(first.Subject, "Order "+placed.Checkout.ID) || !strings.Contains(first.Text, "/en/don-hang/") || !strings.Contains(first.Text, "Deliver to") && !strings.Contains(first.Text, "DELIVER TO") {
		t.Errorf("%s\n%s", first.Subject, first.Text)
	}
}

func TestWhatFellOutIsNamed(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 2).Checkout
	p.deliver()
	p.Revoke("CM-500")
	if err := p.CallOff(c.Orders[0], "CM-500"); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" reduced", bendoan+" less")
	left := p.View(c.ID).Orders[0].Total.String()
	letters := p.box.messages[len(p.box.messages)-2:]
	for i, wants := range [][]string{
		{"SO CM-500/2024 của Chả mực Hạ Long giã tay vừa bị thu hồi", "Chả mực Hạ Long giã tay, hộp × 3: 735.000 ₫", "Người giao chỉ thu " + left, "Mực một nắng Cô Tô"},
		{"Chả mực Hạ Long giã tay, hộp × 3", "Người giao thu " + left, "in phiếu mới"},
	} {
		text := strings.Join(strings.Fields(letters[i].Text), " ")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("letter to %s does not say %q:\n%s", letters[i].To, want, letters[i].Text)
			}
		}
	}
}

func TestACertificateThatRanOutIsSaidToHaveRunOut(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 2).Checkout
	p.deliver()
	p.Clock.Add(2 * 365 * 24 * time.Hour)
	if err := p.CallOff(c.Orders[0], "CM-500"); err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" reduced", bendoan+" less")
	text := strings.Join(strings.Fields(p.box.messages[len(p.box.messages)-2].Text), " ")
	if want := "SO CM-500/2024 của Chả mực Hạ Long giã tay vừa hết hạn."; !strings.Contains(text, want) {
		t.Errorf("the letter does not say %q:\n%s", want, text)
	}
}

func TestWhoseSellerHasNotHeardOfItIsWrittenToAlone(t *testing.T) {
	p := newPost(t)
	c := p.Order(orders.Transfer, "CM-500", 3, "MN-250", 2)
	p.deliver()
	p.Revoke("CM-500")
	if err := p.CallOff(c.Checkout.Orders[0], "CM-500"); err != nil {
		t.Fatal(err)
	}
	p.want(buyer + " reduced")
	owed := p.View(c.Checkout.ID).Checkout.Payment.Owed().String()
	if text := p.box.messages[len(p.box.messages)-1].Text; !strings.Contains(text, "Bạn chỉ cần chuyển "+owed) {
		t.Errorf("the letter does not say what is to be transferred:\n%s", text)
	}
	if _, err := p.Cancel(t.Context(), c.Checkout.ID, c.Token); err != nil {
		t.Fatal(err)
	}
	p.want(buyer + " cancelled")
}
