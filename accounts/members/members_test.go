package members_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// people are persons whose address is their id at example.vn; "sep" is an administrator.
type people struct{}

func (people) Person(_ context.Context, id string) (name, email string, admin bool, err error) {
	if id == "nobody" {
		return "", "", false, store.ErrNotFound
	}
	return "Bà " + id, id + "@example.vn", id == "sep", nil
}

type world struct {
	*members.Service
	t   testing.TB
	db  store.DB
	now time.Time
}

func schemas() []store.Schema { return append(members.Schemas(), outbox.Schemas()...) }

func open(t testing.TB, db store.DB) *world {
	w := &world{t: t, db: db, now: time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)}
	w.Service = members.New(db, people{}, func() time.Time { return w.now })
	return w
}

func (w *world) found(o members.Organization, owner string) *members.Organization {
	w.t.Helper()
	err := w.db.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return w.Found(ctx, tx, &o, owner) })
	if err != nil {
		w.t.Fatal(err)
	}
	return &o
}

// invited is the invitation that the last letter is wanted for.
func (w *world) invited() string {
	w.t.Helper()
	id := ""
	for raw, err := range w.db.Find(w.t.Context(), "outbox", store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == members.EventInvited {
			id = raw.Lookup("payload", "invitation").StringValue()
		}
	}
	return id
}

func (w *world) actor(person, org string) policy.Actor {
	w.t.Helper()
	a, err := w.Actor(w.t.Context(), person, org)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func TestActorIsWhoTheyChoseToBe(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	coop := w.found(members.Organization{Kind: policy.KindProducer, Name: "HTX Bến Đoan", Producer: "p1", Province: "22"}, "au")
	office := w.found(members.Organization{Kind: policy.KindOffice, Name: "VPĐP Quảng Ninh", Province: "22"}, "lua")
	for _, tt := range []struct {
		name, person, org string
		want              policy.Actor
	}{
		{"themselves", "au", "", policy.Actor{Person: "au", Name: "Bà au", Email: "au@example.vn"}},
		{"their cooperative", "au", coop.ID, policy.Actor{Person: "au", Name: "Bà au", Email: "au@example.vn", Org: coop.ID, OrgName: "HTX Bến Đoan", OrgKind: policy.KindProducer, Member: policy.Owner, Producer: "p1"}},
		{"somebody else's", "la", coop.ID, policy.Actor{Person: "la", Name: "Bà la", Email: "la@example.vn"}},
		{"one that is not there", "au", "none", policy.Actor{Person: "au", Name: "Bà au", Email: "au@example.vn"}},
		{"an office", "lua", office.ID, policy.Actor{Person: "lua", Name: "Bà lua", Email: "lua@example.vn", Org: office.ID, OrgName: "VPĐP Quảng Ninh", OrgKind: policy.KindOffice, Member: policy.Owner, Province: "22", Verified: true}},
		{"an administrator", "sep", "", policy.Actor{Person: "sep", Name: "Bà sep", Email: "sep@example.vn", Admin: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := w.actor(tt.person, tt.org)
			if got.Scopes != nil {
				t.Errorf("scopes: %v", got.Scopes)
			}
			if g, want := got, tt.want; g.Person != want.Person || g.Name != want.Name || g.Email != want.Email || g.Admin != want.Admin || g.Org != want.Org ||
				g.OrgName != want.OrgName || g.OrgKind != want.OrgKind || g.Member != want.Member || g.Producer != want.Producer || g.Province != want.Province || g.Verified != want.Verified {
				t.Errorf("got %+v, want %+v", g, want)
			}
		})
	}
	if _, err := w.Actor(t.Context(), "nobody", ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("somebody unknown: %v", err)
	}
}

func TestVerifiedUntilItEnds(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	coop := w.found(members.Organization{Kind: policy.KindProducer, Name: "HTX", Producer: "p1"}, "au")
	until := w.now.Add(24 * time.Hour)
	err := w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := w.SetVerified(ctx, tx, coop.ID, until)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !w.actor("au", coop.ID).Verified {
		t.Error("not verified after it was")
	}
	w.now = until
	if w.actor("au", coop.ID).Verified {
		t.Error("still verified at the end")
	}
	lapsed, err := w.Lapsed(t.Context(), until.Add(-time.Minute), until, 10)
	if err != nil || len(lapsed) != 1 || lapsed[0].ID != coop.ID {
		t.Errorf("lapsed: %v, %v", lapsed, err)
	}
}

func TestAnInvitationIsTheirsAlone(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	coop := w.found(members.Organization{Kind: policy.KindProducer, Name: "HTX", Producer: "p1"}, "au")
	i, err := w.Invite(t.Context(), w.actor("au", coop.ID), coop.ID, " Lan@Example.vn ", policy.Staff)
	if err != nil {
		t.Fatal(err)
	}
	if w.invited() != i.ID {
		t.Error("the letter is for another invitation")
	}
	if _, err := w.Accept(t.Context(), i.ID, w.actor("mai", "")); !errors.Is(err, members.ErrNotInvited) {
		t.Errorf("somebody else accepts: %v", err)
	}
	if _, err := w.Decline(t.Context(), i.ID, w.actor("mai", "")); !errors.Is(err, members.ErrNotInvited) {
		t.Errorf("somebody else declines: %v", err)
	}
	if _, err := w.Accept(t.Context(), i.ID, w.actor("lan", "")); err != nil {
		t.Fatal(err)
	}
	if a := w.actor("lan", coop.ID); a.Member != policy.Staff {
		t.Errorf("after accepting: %+v", a)
	}
	if _, err := w.Accept(t.Context(), i.ID, w.actor("lan", "")); !errors.Is(err, members.ErrOver) {
		t.Errorf("twice: %v", err)
	}
}

func TestInvitationsEnd(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	coop := w.found(members.Organization{Kind: policy.KindProducer, Name: "HTX", Producer: "p1"}, "au")
	other := w.found(members.Organization{Kind: policy.KindRetail, Name: "Siêu thị"}, "mai")
	invite := func() *members.Invitation {
		i, err := w.Invite(t.Context(), w.actor("au", coop.ID), coop.ID, "lan@example.vn", policy.Owner)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	first, second := invite(), invite()
	if _, err := w.Accept(t.Context(), first.ID, w.actor("lan", "")); !errors.Is(err, members.ErrOver) {
		t.Errorf("one that a newer one replaced: %v", err)
	}
	if err := w.Withdraw(t.Context(), other.ID, second.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("taken back by another organization: %v", err)
	}
	if err := w.Withdraw(t.Context(), coop.ID, second.ID); err != nil {
		t.Fatal(err)
	}
	third := invite()
	w.now = w.now.Add(members.InvitationLives)
	if _, err := w.Accept(t.Context(), third.ID, w.actor("lan", "")); !errors.Is(err, members.ErrOver) {
		t.Errorf("one that ran out: %v", err)
	}
	open, err := w.Invitations(t.Context(), coop.ID)
	if err != nil || len(open) != 0 {
		t.Errorf("open: %v, %v", open, err)
	}
}

func TestInvitationsSayWhatIsWrong(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	coop := w.found(members.Organization{Kind: policy.KindProducer, Name: "HTX", Producer: "p1"}, "au")
	for _, tt := range []struct{ email, role, field string }{
		{"", "staff", "email"}, {"not an address", "staff", "email"}, {"Lan <lan@example.vn>", "staff", "email"}, {"lan@example.vn\r\nBcc: x@example.vn", "staff", "email"},
		{"lan@example.vn", "admin", "vai"},
	} {
		_, err := w.Invite(t.Context(), w.actor("au", coop.ID), coop.ID, tt.email, policy.MemberRole(tt.role))
		var wrong field.Errors
		if !errors.As(err, &wrong) {
			t.Errorf("%q as %q: %v", tt.email, tt.role, err)
		} else if _, ok := wrong.Of(tt.field); !ok {
			t.Errorf("%q as %q: %v", tt.email, tt.role, wrong)
		}
	}
}

func TestOneOrganizationIsAProducer(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for _, owner := range []string{"au", "lan", "mai", "tam"} {
			wait.Go(func() {
				o := members.Organization{Kind: policy.KindProducer, Name: "HTX của " + owner, Producer: "p1"}
				err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
					o := o
					return w.Found(ctx, tx, &o, owner)
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !errors.Is(err, members.ErrTaken) && !errors.Is(err, store.ErrDuplicate) {
					t.Errorf("%s: %v", owner, err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Errorf("%d organizations claimed one producer", won)
		}
	})
}

func TestAProvinceHasOneOffice(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	w.found(members.Organization{Kind: policy.KindOffice, Name: "Trung ương"}, "lua")
	w.found(members.Organization{Kind: policy.KindOffice, Name: "Quảng Ninh", Province: "22"}, "lua")
	err := w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return w.Found(ctx, tx, &members.Organization{Kind: policy.KindOffice, Name: "Quảng Ninh nữa", Province: "22"}, "au")
	})
	if !errors.Is(err, members.ErrTaken) {
		t.Errorf("a second office: %v", err)
	}
	if o, err := w.OfOffice(t.Context(), ""); err != nil || o.Name != "Trung ương" {
		t.Errorf("the central office: %v, %v", o, err)
	}
	if of, err := w.Of(t.Context(), "lua"); err != nil || len(of) != 2 || of[0].Name != "Quảng Ninh" {
		t.Errorf("belongings: %v, %v", of, err)
	}
}
