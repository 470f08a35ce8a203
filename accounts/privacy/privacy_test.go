package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// world is a market with everything that keeps data of persons.
type world struct {
	*orderstest.Shop
	t       testing.TB
	people  *accounts.Service
	members *members.Service
	books   *addresses.Service
	inbox   *notices.Inbox
	privacy *privacy.Service
	eraser  *privacy.Eraser
	box     []mail.Message
}

func schemas() []store.Schema {
	all := orderstest.Schemas()
	for _, of := range []func() []store.Schema{accounts.Schemas, members.Schemas, notices.Schemas, privacy.Schemas, addresses.Schemas, review.Schemas, sessions.Schemas} {
		all = append(all, of()...)
	}
	return all
}

func open(t testing.TB, db store.DB) *world {
	t.Helper()
	orderstest.Fill(t, db)
	w := &world{Shop: orderstest.Open(t, db), t: t}
	now := w.Clock.Now
	w.people = accounts.New(db, accounts.NewHasher(1), accounts.Options{Issuer: "Chợ Sao"}, now)
	w.members = members.New(db, w.people, now)
	w.books, w.inbox = addresses.New(db, now), notices.NewInbox(db, now)
	w.privacy = privacy.New(db, workdays.Vietnam(), now,
		privacy.Ordered{Service: w.Service}, w.books, w.inbox, review.Personal{Service: review.New(db, w.members, nil, now)},
		members.Personal{Service: w.members, EmailIn: w.people.EmailIn}, accounts.Personal{Service: w.people})
	w.eraser = privacy.NewEraser(w.privacy, w.people, w, letter.Site{Name: "Chợ Sao", URL: "https://cho.example"})
	return w
}

func (w *world) Send(_ context.Context, m mail.Message) error {
	w.box = append(w.box, m)
	return nil
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// somebody lives a full life on the market: each trace of theirs holds the word.
func (w *world) somebody(word string) string {
	w.t.Helper()
	ctx := w.t.Context()
	p, err := w.people.Add(ctx, accounts.Newcomer{Name: "Bà " + word, Email: word + "@example.vn", Verified: true})
	w.must(err)
	_, err = w.people.Enter(ctx, p.ID, accounts.Entry{UserAgent: "Firefox " + word, Machine: "m"})
	w.must(err)
	_, err = w.books.Add(ctx, p.ID, addresses.Entry{Name: "Bà " + word, Phone: "0912 345 678", Address: orders.Address{Province: "01", Commune: "00004", Street: "27 ngõ " + word}})
	w.must(err)
	w.must(w.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return notices.Post(ctx, tx, notices.Notice{To: notices.ToPerson(p.ID), Kind: notices.KindSecurity, VI: "Chào " + word, EN: "Hello " + word})
	}))
	_, err = w.members.Invite(ctx, policy.Actor{Person: "p-sep"}, w.org("p-sep"), word+"@example.vn", policy.Staff)
	w.must(err)
	return p.ID
}

// org founds a retail partner of an owner.
func (w *world) org(owner string) string {
	w.t.Helper()
	o := members.Organization{Kind: policy.KindRetail, Name: "Siêu thị Sông Hồng"}
	w.must(w.DB.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return w.members.Found(ctx, tx, &o, owner) }))
	return o.ID
}

// order places an order of somebody's and leads it to a status.
func (w *world) order(person, word string, to ...orders.Status) string {
	w.t.Helper()
	in := orderstest.Input(w.Fill("CM-500", 1), orders.CashOnDelivery)
	in.Account, in.Contact.Name, in.Contact.Email, in.Address.Street, in.Address.Note = person, "Bà "+word, word+"@example.vn", "27 ngõ "+word, "gọi "+word
	placed, err := w.Place(w.t.Context(), "", "", in)
	w.must(err)
	for _, s := range to {
		_, err := w.Advance(w.t.Context(), placed.Checkout.ID+"-1", s, "người bán", "")
		w.must(err)
	}
	return placed.Checkout.ID
}

// traces counts by collection the documents in which a word stands, looking at every byte of the store.
func (w *world) traces(word string) map[string]int {
	w.t.Helper()
	found := map[string]int{}
	for _, schema := range schemas() {
		for raw, err := range w.DB.Find(w.t.Context(), schema.Collection, store.Query{}) {
			w.must(err)
			if bytes.Contains(bytes.ToLower(raw), []byte(strings.ToLower(word))) {
				found[schema.Collection]++
			}
		}
	}
	return found
}

// grant asks for something and grants it.
func (w *world) grant(person string, k privacy.Kind) *privacy.Request {
	w.t.Helper()
	r, err := w.privacy.Ask(w.t.Context(), person, k, "")
	w.must(err)
	r, err = w.privacy.Grant(w.t.Context(), "p-sep", r.ID)
	w.must(err)
	return r
}

// deliver hands the eraser what the outbox holds.
func (w *world) deliver() {
	w.t.Helper()
	for raw, err := range w.DB.Find(w.t.Context(), "outbox", store.Query{}) {
		w.must(err)
		if raw.Lookup("kind").StringValue() == privacy.EventErase {
			w.must(w.eraser.Handle(w.t.Context(), outbox.Event{Kind: privacy.EventErase, Payload: raw.Lookup("payload").Document()}))
		}
	}
}

// TestErasureLeavesNothingButWhatTheLawKeeps looks through the whole store for what was erased.
func TestErasureLeavesNothingButWhatTheLawKeeps(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		person, other := w.somebody("maudon"), w.somebody("hoasen")
		w.order(person, "maudon", orders.Cancelled)
		kept := w.order(person, "maudon", orders.Confirmed, orders.Shipped, orders.Delivered)
		w.order(other, "hoasen", orders.Confirmed, orders.Shipped, orders.Delivered)
		before := w.traces("hoasen")
		if n := w.traces("maudon"); n["persons"] != 1 || n["address_books"] != 1 || n["notices"] != 1 || n["checkouts"] != 2 || n["orders"] != 2 || n["invitations"] != 1 {
			t.Fatalf("the scene is not set: %v", n)
		}
		r := w.grant(person, privacy.Erasure)
		for range 2 {
			w.deliver()
		}
		if diff := cmp.Diff(map[string]int{"checkouts": 1, "orders": 1}, w.traces("maudon")); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, w.traces("hoasen")); diff != "" {
			t.Errorf("somebody else's (-want +got):\n%s", diff)
		}
		c := w.View(kept)
		want := orders.Contact{Name: "Bà maudon"}
		if c.Checkout.Contact != want || c.Orders[0].Contact != want || c.Checkout.Account != "" || c.Checkout.Address.Note != "" || c.Checkout.Address.Street != "27 ngõ maudon" {
			t.Errorf("kept of an order: %+v, %+v", c.Checkout.Contact, c.Checkout.Address)
		}
		if _, err := w.people.Get(t.Context(), person); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the account: %v", err)
		}
		if r, err := w.privacy.Get(t.Context(), r.ID); err != nil || r.State != privacy.Done {
			t.Errorf("the request: %+v, %v", r, err)
		}
		if len(w.box) != 1 || w.box[0].To != "maudon@example.vn" || !strings.Contains(w.box[0].Text, "88/2015/QH13") {
			t.Errorf("the last letter: %+v", w.box)
		}
	})
}

func TestWhatStandsAgainstErasure(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	person := w.somebody("maudon")
	code := w.order(person, "maudon")
	r, err := w.privacy.Ask(t.Context(), person, privacy.Erasure, "")
	w.must(err)
	var stands privacy.Standing
	if _, err := w.privacy.Grant(t.Context(), "p-sep", r.ID); !errors.As(err, &stands) || !strings.Contains(stands.VI, "đơn") {
		t.Errorf("an order under way: %v", err)
	}
	_, err = w.Advance(t.Context(), code+"-1", orders.Cancelled, "người bán", "")
	w.must(err)
	org := w.org(person)
	if _, err := w.privacy.Grant(t.Context(), "p-sep", r.ID); !errors.As(err, &stands) || !strings.Contains(stands.VI, "chủ sở hữu cuối cùng") {
		t.Errorf("a last owner: %v", err)
	}
	if w.traces("maudon")["persons"] != 1 {
		t.Error("a try erased something")
	}
	w.must(w.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return w.members.Join(ctx, tx, org, "p-sep", policy.Owner)
	}))
	_, err = w.privacy.Grant(t.Context(), "p-sep", r.ID)
	w.must(err)
	w.order(person, "maudon") // between yes and deed
	w.deliver()
	if r, err = w.privacy.Get(t.Context(), r.ID); err != nil || r.State != privacy.Open || r.Stands == nil || len(w.box) != 0 {
		t.Errorf("something that came in between: %+v, %v, %d letters", r, err, len(w.box))
	}
}

// TestACopyHoldsExactlyOnesOwn looks for every trace of one person, and none of another.
func TestACopyHoldsExactlyOnesOwn(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	person, other := w.somebody("maudon"), w.somebody("hoasen")
	w.order(person, "maudon", orders.Confirmed)
	w.order(other, "hoasen", orders.Confirmed)
	w.order("", "khachla")
	w.must(w.privacy.Agree(t.Context(), w.inbox, person, privacy.ForNews, true, "/x"))
	var b bytes.Buffer
	w.must(w.privacy.Copy(t.Context(), person, &b))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	w.must(err)
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		w.must(err)
		text, err := io.ReadAll(r)
		w.must(err)
		parts[f.Name] = string(text)
	}
	for name, text := range parts {
		for _, word := range []string{"hoasen", "khachla", other, "argon2", "Hash"} {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", name, word)
			}
		}
	}
	for name, word := range map[string]string{
		"account.json": "maudon@example.vn", "address-book.json": "27 ngõ maudon", "notices.json": "Chào maudon", "orders.json": "gọi maudon",
		"organizations.json": "maudon@example.vn", "consents-and-requests.json": `"news"`, "verification.json": "[]", "DOC-README.txt": "personal data",
	} {
		if !strings.Contains(parts[name], word) {
			t.Errorf("%s lacks %q:\n%s", name, word, parts[name])
		}
	}
	if len(parts) != 8 {
		t.Errorf("%d parts", len(parts))
	}
}

func TestALinkWorksOnceForItsOwner(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	r := w.grant("au", privacy.Export)
	link := func() string {
		secret, _, err := w.privacy.NewLink(t.Context(), "au", r.ID)
		w.must(err)
		return secret
	}
	if _, _, err := w.privacy.NewLink(t.Context(), "lan", r.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody else makes a link: %v", err)
	}
	old, secret := link(), ""
	secret = link()
	for _, tt := range []struct {
		name, person, secret string
		want                 error
	}{
		{"the one before", "au", old, privacy.ErrLink}, {"somebody else's hands", "lan", secret, privacy.ErrLink}, {"none", "au", "", privacy.ErrLink},
		{"its owner", "au", secret, nil}, {"a second time", "au", secret, privacy.ErrLink},
	} {
		if err := w.privacy.Use(t.Context(), tt.person, r.ID, tt.secret); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	late := link()
	w.Clock.Add(15 * time.Minute)
	if err := w.privacy.Use(t.Context(), "au", r.ID, late); !errors.Is(err, privacy.ErrLink) {
		t.Errorf("after a quarter of an hour: %v", err)
	}
	w.Clock.Add(privacy.FetchLives)
	if _, _, err := w.privacy.NewLink(t.Context(), "au", r.ID); !errors.Is(err, privacy.ErrOver) {
		t.Errorf("after seven days: %v", err)
	}
}

func TestConsentIsNeverGivenByItself(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	person := w.somebody("maudon")
	given := func() bool {
		stands, err := w.privacy.Consents(t.Context(), person)
		w.must(err)
		if len(stands) != len(privacy.Purposes()) {
			t.Fatalf("%d purposes", len(stands))
		}
		return stands[0].Given
	}
	if given() || w.traces(string(privacy.ForNews))["consents"] != 0 {
		t.Error("given without being asked")
	}
	choose := func(news notices.Choice) {
		w.must(w.privacy.ChooseNotices(t.Context(), w.inbox, person, notices.Choices{notices.KindNews: news, notices.KindOrders: {}}, "/tai-khoan/thong-bao"))
	}
	choose(notices.Choice{})
	if given() {
		t.Error("given by choosing other kinds")
	}
	choose(notices.Choice{Mail: true})
	choose(notices.Choice{Mail: true, Here: true})
	if !given() {
		t.Error("not given by asking for news")
	}
	w.must(w.privacy.Agree(t.Context(), w.inbox, person, privacy.ForNews, false, "/tai-khoan/du-lieu"))
	wants, err := w.inbox.Choices(t.Context(), person)
	w.must(err)
	if given() || wants.Of(notices.KindNews) != (notices.Choice{}) {
		t.Errorf("after taking it back: %v", wants)
	}
	if n := w.traces(string(privacy.ForNews))["consents"]; n != 2 {
		t.Errorf("%d acts were recorded, want 2: given once, taken back once", n)
	}
}

func TestRequestsKeepTheClockOfTheLaw(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	r, err := w.privacy.Ask(t.Context(), "au", privacy.Export, "xin gấp")
	w.must(err)
	if want := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC); !r.DueAt.Equal(want) { // asked on a Sunday: Tuesday, 17:00 in Vietnam
		t.Errorf("due %s, want %s", r.DueAt, want)
	}
	if r.Late(r.DueAt) || !r.Late(r.DueAt.Add(time.Second)) {
		t.Error("late at the wrong time")
	}
	if _, err := w.privacy.Ask(t.Context(), "au", privacy.Export, ""); !errors.Is(err, privacy.ErrOpen) {
		t.Errorf("a second one: %v", err)
	}
	if err := w.privacy.Withdraw(t.Context(), "lan", r.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody else takes it back: %v", err)
	}
	w.must(w.privacy.Take(t.Context(), "p-sep", r.ID))
	var wrong field.Errors
	if _, err := w.privacy.Refuse(t.Context(), "p-sep", r.ID, "không"); !errors.As(err, &wrong) {
		t.Errorf("a reason that says nothing: %v", err)
	}
	w.must(w.privacy.Withdraw(t.Context(), "au", r.ID))
	if _, err := w.privacy.Grant(t.Context(), "p-sep", r.ID); !errors.Is(err, privacy.ErrOver) {
		t.Errorf("granted after it was taken back: %v", err)
	}
	if n, err := w.privacy.Count(t.Context()); n != 0 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
	_, err = w.privacy.Ask(t.Context(), "au", privacy.Export, "")
	w.must(err)
}

// TestRequestsMoveAsTheTableSays does anything in any order to a request.
func TestRequestsMoveAsTheTableSays(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		person := "p" + time.Duration(n).String()
		r, err := w.privacy.Ask(t.Context(), person, privacy.Export, "")
		if err != nil {
			rt.Fatal(err)
		}
		state := privacy.Open
		acts := map[privacy.State]func() error{
			privacy.Ready: func() error { _, err := w.privacy.Grant(t.Context(), "p-sep", r.ID); return err },
			privacy.Refused: func() error {
				_, err := w.privacy.Refuse(t.Context(), "p-sep", r.ID, "một lý do đủ dài")
				return err
			},
			privacy.Withdrawn: func() error { return w.privacy.Withdraw(t.Context(), person, r.ID) },
		}
		for range 4 {
			to := rapid.SampledFrom([]privacy.State{privacy.Ready, privacy.Refused, privacy.Withdrawn}).Draw(rt, "to")
			err := acts[to]()
			if state.CanBecome(to) != (err == nil) || err != nil && !errors.Is(err, privacy.ErrOver) {
				rt.Fatalf("%s to %s: %v", state, to, err)
			}
			if err == nil {
				state = to
			}
		}
		if got, err := w.privacy.Get(t.Context(), r.ID); err != nil || got.State != state {
			rt.Fatalf("is %s, want %s (%v)", got.State, state, err)
		}
	})
}
