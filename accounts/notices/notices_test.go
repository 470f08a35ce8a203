package notices_test

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

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// world is an inbox with a postbox.
type world struct {
	t     testing.TB
	db    store.DB
	now   time.Time
	inbox *notices.Inbox
	mail  *notices.Mailer
	box   []mail.Message
	fail  error
	of    map[notices.Audience][]notices.Recipient
}

func schemas() []store.Schema {
	return append(append(notices.Schemas(), outbox.Schemas()...), sent.Schemas()...)
}

func open(t testing.TB, db store.DB) *world {
	w := &world{t: t, db: db, now: time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC), of: map[notices.Audience][]notices.Recipient{}}
	w.inbox = notices.NewInbox(db, func() time.Time { return w.now })
	w.mail = notices.NewMailer(w.inbox, w, sent.New(db, w, func() time.Time { return w.now }, slog.New(slog.DiscardHandler)), letter.Site{Name: "Chợ Sao", URL: "https://cho.example"})
	return w
}

func (w *world) Recipients(_ context.Context, to notices.Audience) ([]notices.Recipient, error) {
	return w.of[to], nil
}

func (w *world) Send(_ context.Context, m mail.Message) error {
	if w.fail != nil {
		return w.fail
	}
	w.box = append(w.box, m)
	return nil
}

func (w *world) post(n notices.Notice) {
	w.t.Helper()
	if n.EN == "" {
		n.EN = n.VI
	}
	if n.At.IsZero() {
		n.At = w.now
	}
	if err := w.db.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return notices.Post(ctx, tx, n) }); err != nil {
		w.t.Fatal(err)
	}
}

// list reads an inbox: a star before what is unread.
func (w *world) list(who policy.Actor, f notices.Filter) []string {
	w.t.Helper()
	if f.Limit == 0 {
		f.Limit = 50
	}
	l, err := w.inbox.List(w.t.Context(), who, f)
	if err != nil {
		w.t.Fatal(err)
	}
	texts := []string{}
	for _, e := range l.Entries {
		text := e.VI
		if !e.Read {
			text = "*" + text
		}
		texts = append(texts, text)
	}
	return texts
}

func (w *world) unread(who policy.Actor) int {
	w.t.Helper()
	n, err := w.inbox.Unread(w.t.Context(), who)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func seller(person, producer string) policy.Actor {
	return policy.Actor{Person: person, Org: "o-" + producer, OrgKind: policy.KindProducer, Producer: producer, Member: policy.Staff}
}

func officer(person, province string, second bool) policy.Actor {
	return policy.Actor{Person: person, Org: "o-office-" + province, OrgKind: policy.KindOffice, Province: province, SecondFactor: second}
}

// TestNoticesNeverLeak posts to every audience and looks with everybody.
func TestNoticesNeverLeak(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		for _, to := range []notices.Audience{
			notices.ToPerson("au"), notices.ToPerson("lan"), notices.ToOrg("o-p1"), notices.ToOrg("o-p2"), notices.ToProducer("p1"), notices.ToProducer("p2"),
			notices.ToOffice("22"), notices.ToOffice("01"), notices.ToCentral(), notices.ToAdmins(),
		} {
			w.post(notices.Notice{To: to, Kind: notices.KindSecurity, VI: string(to)})
			w.now = w.now.Add(time.Minute)
		}
		admin := policy.Actor{Person: "sep", Admin: true, SecondFactor: true}
		half := admin
		half.SecondFactor = false
		for _, tt := range []struct {
			name string
			who  policy.Actor
			want []string
		}{
			{"nobody", policy.Actor{}, []string{}},
			{"a person for themselves", policy.Actor{Person: "au"}, []string{"*person:au"}},
			{"a producer's", seller("au", "p1"), []string{"*producer:p1", "*org:o-p1", "*person:au"}},
			{"another producer's", seller("lan", "p2"), []string{"*producer:p2", "*org:o-p2", "*person:lan"}},
			{"a retailer with a stray producer", policy.Actor{Person: "mai", Org: "o-x", OrgKind: policy.KindRetail, Producer: "p1"}, []string{}},
			{"an office", officer("lua", "22", true), []string{"*office:22"}},
			{"another office", officer("gao", "01", true), []string{"*office:01"}},
			{"the central office", officer("thoc", "", true), []string{"*office:central"}},
			{"an office without the second factor", officer("lua", "22", false), []string{}},
			{"an administrator", admin, []string{"*admins"}},
			{"an administrator without the second factor", half, []string{}},
			{"a key", policy.Actor{Key: "k", Org: "o-p1", OrgKind: policy.KindProducer, Producer: "p1"}, []string{}},
		} {
			if diff := cmp.Diff(tt.want, w.list(tt.who, notices.Filter{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if n := w.unread(tt.who); n != len(tt.want) {
				t.Errorf("%s: %d unread, want %d", tt.name, n, len(tt.want))
			}
		}
	})
}

func TestNobodyReadsForOthers(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "Đơn mới"})
	l, err := w.inbox.List(t.Context(), seller("au", "p1"), notices.Filter{Limit: 1})
	if err != nil || len(l.Entries) != 1 {
		t.Fatal(l, err)
	}
	id := l.Entries[0].ID
	for _, who := range []policy.Actor{seller("lan", "p2"), {Person: "mai"}, officer("thoc", "", true), {Person: "sep", Admin: true, SecondFactor: true}} {
		if _, err := w.inbox.Read(t.Context(), who, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v read it: %v", who, err)
		}
	}
	for range 2 {
		if item, err := w.inbox.Read(t.Context(), seller("au", "p1"), id); err != nil || item.VI != "Đơn mới" {
			t.Fatal(item, err)
		}
	}
	if a, b := w.unread(seller("au", "p1")), w.unread(seller("tam", "p1")); a != 0 || b != 1 {
		t.Errorf("unread %d and %d, want 0 and 1", a, b)
	}
}

func TestTheSameIsToldOnce(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		for range 3 {
			w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "Đơn OC-1", Key: "order:OC-1"})
		}
		w.post(notices.Notice{To: notices.ToProducer("p2"), Kind: notices.KindOrders, VI: "Đơn OC-1", Key: "order:OC-1"})
		w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "Đơn OC-2", Key: "order:OC-2"})
		if got := len(w.list(seller("au", "p1"), notices.Filter{})); got != 2 {
			t.Errorf("p1 sees %d, want 2", got)
		}
		if got := len(w.list(seller("lan", "p2"), notices.Filter{})); got != 1 {
			t.Errorf("p2 sees %d, want 1", got)
		}
		if n, err := db.Count(t.Context(), "outbox", nil); err != nil || n != 3 {
			t.Errorf("%d entries in the outbox, want 3 (%v)", n, err)
		}
	})
}

func TestWhatIsNoNoticeIsRefused(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	good := notices.Notice{To: notices.ToPerson("au"), Kind: notices.KindOrders, VI: "a", EN: "b"}
	for name, break_ := range map[string]func(*notices.Notice){
		"nobody":      func(n *notices.Notice) { n.To = notices.ToPerson("") },
		"any sort":    func(n *notices.Notice) { n.To = "all" },
		"no kind":     func(n *notices.Notice) { n.Kind = "x" },
		"one tongue":  func(n *notices.Notice) { n.EN = "" },
		"other tone":  func(n *notices.Notice) { n.VI = "" },
		"a near miss": func(n *notices.Notice) { n.To = "admins:" },
	} {
		n := good
		break_(&n)
		if err := w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return notices.Post(ctx, tx, n) }); err == nil {
			t.Errorf("%s was posted", name)
		}
	}
}

// TestPagesHoldEachNoticeOnce goes through inboxes of two audiences with many notices of one moment.
func TestPagesHoldEachNoticeOnce(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	want := map[string]bool{}
	for i := range 130 {
		to := notices.ToPerson("au")
		if i%3 == 0 {
			to = notices.ToProducer("p1")
		}
		if i%40 == 0 {
			w.now = w.now.Add(time.Second)
		}
		text := fmt.Sprint("tin ", i)
		want[text] = true
		w.post(notices.Notice{To: to, Kind: notices.KindOrders, VI: text})
	}
	who, after, pages := seller("au", "p1"), "", 0
	for {
		l, err := w.inbox.List(t.Context(), who, notices.Filter{Limit: 7, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Entries {
			if !want[e.VI] {
				t.Fatalf("%q came twice", e.VI)
			}
			delete(want, e.VI)
		}
		if pages++; l.Next == "" {
			break
		}
		after = l.Next
	}
	if len(want) != 0 || pages != 19 {
		t.Errorf("%d missing after %d pages", len(want), pages)
	}
}

func TestReadingAllLeavesWhatComesLater(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		who := seller("au", "p1")
		w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "một"})
		w.now = w.now.Add(time.Minute)
		w.post(notices.Notice{To: notices.ToPerson("au"), Kind: notices.KindSecurity, VI: "hai"})
		w.now = w.now.Add(time.Second)
		for range 2 {
			if err := w.inbox.ReadAll(t.Context(), who); err != nil {
				t.Fatal(err)
			}
		}
		w.now = w.now.Add(time.Second)
		w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "ba"})
		if diff := cmp.Diff([]string{"*ba", "hai", "một"}, w.list(who, notices.Filter{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"*ba"}, w.list(who, notices.Filter{Unread: true})); diff != "" {
			t.Errorf("unread (-want +got):\n%s", diff)
		}
		if n := w.unread(who); n != 1 {
			t.Errorf("%d unread, want 1", n)
		}
		if n := w.unread(seller("lan", "p1")); n != 2 {
			t.Errorf("a colleague has %d unread, want 2", n)
		}
	})
}

func (w *world) choose(person string, c notices.Choices) {
	w.t.Helper()
	if err := w.db.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return w.inbox.Choose(ctx, tx, person, c) }); err != nil {
		w.t.Fatal(err)
	}
}

func TestChoices(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	none := notices.Choice{}
	all := notices.Choices{}
	for _, k := range notices.Kinds() {
		all[k] = none
	}
	w.choose("au", all)
	got, err := w.inbox.Choices(t.Context(), "au")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range notices.Kinds() {
		want := none
		if k.Locked() {
			want = notices.Choice{Here: true, Mail: true}
		}
		if got.Of(k) != want {
			t.Errorf("%s: got %+v, want %+v", k, got.Of(k), want)
		}
	}
	if c := (notices.Choices{}).Of(notices.KindNews); c != none {
		t.Errorf("news come unasked: %+v", c)
	}
	who := seller("au", "p1")
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "đơn"})
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindCertificates, VI: "sao"})
	counts, err := w.inbox.Count(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(notices.Counts{All: 1, Unread: 1, ByKind: map[notices.Kind]int{notices.KindCertificates: 1}}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// deliver hands the mailer what the outbox holds.
func (w *world) deliver() error {
	w.t.Helper()
	for raw, err := range w.db.Find(w.t.Context(), "outbox", store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() != notices.EventPosted {
			continue
		}
		e := outbox.Event{Kind: notices.EventPosted, Payload: raw.Lookup("payload").Document()}
		if err := w.mail.Handle(w.t.Context(), e); err != nil {
			return err
		}
	}
	return nil
}

// letters tells who was written to about what.
func (w *world) letters() []string {
	list := []string{}
	for _, m := range w.box {
		list = append(list, m.To+": "+m.Subject)
	}
	w.box = nil
	slices.Sort(list)
	return list
}

func TestOrdersAndSecurityAreMailedAtOnce(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	w.of[notices.ToProducer("p1")] = []notices.Recipient{{"au", "au@example.vn", "vi"}, {"lan", "lan@example.vn", "en"}, {"mai", "mai@example.vn", "vi"}}
	w.choose("mai", notices.Choices{notices.KindOrders: {Here: true}})
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "Đơn mới", EN: "New order", Path: "/ban-hang/don-hang", Elsewhere: "AU@example.vn"})
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindStock, VI: "Kho hết"})
	w.fail = errors.New("away")
	if err := w.deliver(); !errors.Is(err, outbox.ErrLater) {
		t.Errorf("a mail server that is away: %v", err)
	}
	w.fail = nil
	for range 2 {
		if err := w.deliver(); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.box) != 1 || !strings.Contains(w.box[0].Text, "https://cho.example/en/ban-hang/don-hang") {
		t.Errorf("the letter: %+v", w.box)
	}
	if diff := cmp.Diff([]string{"lan@example.vn: New order"}, w.letters()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheEveningLetter(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	w.of[notices.ToProducer("p1")] = []notices.Recipient{{"au", "au@example.vn", "vi"}, {"lan", "lan@example.vn", "vi"}}
	w.of[notices.ToPerson("au")] = w.of[notices.ToProducer("p1")][:1]
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindStock, VI: "Kho hết"})        // no mail unless asked for
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "Đơn mới"})       // was mailed at once
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindCertificates, VI: "Hạn sao"}) //
	w.post(notices.Notice{To: notices.ToPerson("au"), Kind: notices.KindMoney, VI: "Tiền về"})
	w.now = w.now.Add(time.Minute)
	w.fail = errors.New("away")
	if _, err := w.mail.Digest(t.Context()); !errors.Is(err, outbox.ErrLater) {
		t.Errorf("a mail server that is away: %v", err)
	}
	w.fail = nil
	w.now = w.now.Add(time.Minute)
	w.post(notices.Notice{To: notices.ToPerson("au"), Kind: notices.KindMoney, VI: "Tiền về sau"}) // belongs to the next letter
	w.now = w.now.Add(time.Minute)
	n, err := w.mail.Digest(t.Context())
	if err != nil || n != 2 {
		t.Fatalf("%d letters, %v", n, err)
	}
	for _, m := range w.box {
		if strings.Contains(m.Text, "Đơn mới") || strings.Contains(m.Text, "Kho hết") || strings.Contains(m.Text, "sau") || !strings.Contains(m.Text, "Hạn sao") {
			t.Errorf("to %s:\n%s", m.To, m.Text)
		}
	}
	if diff := cmp.Diff([]string{"au@example.vn: Hôm nay có 2 tin: Hạn sao", "lan@example.vn: Hôm nay có 1 tin: Hạn sao"}, w.letters()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w.now = w.now.Add(time.Hour)
	if err := w.inbox.ReadAll(t.Context(), seller("lan", "p1")); err != nil {
		t.Fatal(err)
	}
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindFairs, VI: "Gian A03"})
	w.now = w.now.Add(time.Hour)
	if err := w.inbox.ReadAll(t.Context(), seller("lan", "p1")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.mail.Digest(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"au@example.vn: Hôm nay có 2 tin: Tiền về sau"}, w.letters()); diff != "" {
		t.Errorf("the next one, without what was read (-want +got):\n%s", diff)
	}
	if n, err := w.mail.Digest(t.Context()); n != 0 || err != nil {
		t.Errorf("nothing new: %d letters, %v", n, err)
	}
}

func TestNoticesAreForgottenAfterAYear(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	who := seller("au", "p1")
	for range 205 {
		w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "cũ"})
	}
	if err := w.inbox.ReadAll(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(300 * 24 * time.Hour)
	w.post(notices.Notice{To: notices.ToProducer("p1"), Kind: notices.KindOrders, VI: "mới"})
	w.now = w.now.Add(67 * 24 * time.Hour)
	n, err := w.inbox.Prune(t.Context())
	if err != nil || n < 205 {
		t.Fatalf("forgot %d, %v", n, err)
	}
	if diff := cmp.Diff([]string{"*mới"}, w.list(who, notices.Filter{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
