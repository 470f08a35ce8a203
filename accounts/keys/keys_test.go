package keys_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// orgs is the organizations that there are.
type orgs map[string]*members.Organization

func (o orgs) Organization(_ context.Context, id string) (*members.Organization, error) {
	if org, ok := o[id]; ok {
		return org, nil
	}
	return nil, store.ErrNotFound
}

var owner = policy.Actor{Person: "au", Org: "o1", OrgKind: policy.KindProducer, Member: policy.Owner, Producer: "p1"}

func open(t *testing.T) (store.DB, orgs, *keys.Service) {
	t.Helper()
	db := storetest.Open(t, slices.Concat(keys.Schemas(), outbox.Schemas(), audit.Schemas())...)
	now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
	there := orgs{"o1": {Meta: store.Meta{ID: "o1"}, Kind: policy.KindProducer, Name: "HTX Bến Đoan", Producer: "p1", VerifiedUntil: now.Add(time.Hour)}}
	return db, there, keys.New(db, there, func() time.Time { return now })
}

func TestAKeyIsItsOrganizationWithItsScopes(t *testing.T) {
	db, there, s := open(t)
	secret, k, err := s.Make(t.Context(), owner, "Kế toán", []string{"orders:read"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Actor(t.Context(), secret)
	if err != nil || a.Person != "" || a.Key != k.ID || a.Org != "o1" || a.Producer != "p1" || !a.Verified || !slices.Equal(a.Scopes, []string{"orders:read"}) {
		t.Fatalf("got %+v, %v", a, err)
	}
	for action, want := range map[policy.Action]error{policy.OrderFulfil: nil, policy.StockRead: policy.ErrForbidden, policy.OwnAccount: policy.ErrForbidden, policy.KeyMake: policy.ErrForbidden, policy.OrgMembers: policy.ErrForbidden} {
		if err := policy.May(a, action, policy.Object{Kind: "x", Producer: "p1", Org: "o1"}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", action, err, want)
		}
	}
	if err := policy.May(a, policy.OrderFulfil, policy.Object{Kind: "order", Producer: "p2"}); !errors.Is(err, policy.ErrNotOwn) {
		t.Errorf("another producer's order: %v", err)
	}
	for raw, err := range db.Find(t.Context(), "api_keys", store.Query{}) {
		if err != nil || strings.Contains(raw.String(), secret[8:]) {
			t.Errorf("the store holds the key, or %v", err)
		}
	}
	delete(there, "o1")
	if _, err := s.Actor(t.Context(), secret); !errors.Is(err, keys.ErrKey) {
		t.Errorf("of an organization that is gone: %v", err)
	}
}

func TestAKeyThatWasTakenBackIsNobody(t *testing.T) {
	_, _, s := open(t)
	secret, k, err := s.Make(t.Context(), owner, "Kế toán", []string{"orders:read"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Revoke(t.Context(), k.ID); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{secret, "", keys.Prefix, k.Hash, k.ID, k.Shown} {
		if a, err := s.Actor(t.Context(), text); !errors.Is(err, keys.ErrKey) {
			t.Errorf("%q is %+v, %v", text, a, err)
		}
	}
	if list, err := s.List(t.Context(), "o1"); len(list) != 0 || err != nil {
		t.Errorf("listed: %v, %v", list, err)
	}
}

func TestWhatAKeyMayNotBe(t *testing.T) {
	_, _, s := open(t)
	officer := policy.Actor{Person: "lua", Org: "o2", OrgKind: policy.KindRetail, Member: policy.Owner}
	for _, tt := range []struct {
		who    policy.Actor
		name   string
		scopes []string
		field  string
	}{
		{owner, "", []string{"orders:read"}, "ten"}, {owner, strings.Repeat("x", 61), []string{"orders:read"}, "ten"},
		{owner, "x", nil, "quyen"}, {owner, "x", []string{"orders:read", "admin"}, "quyen"}, {officer, "x", []string{"orders:read"}, "quyen"},
	} {
		_, _, err := s.Make(t.Context(), tt.who, tt.name, tt.scopes)
		var wrong field.Errors
		errors.As(err, &wrong)
		if _, ok := wrong.Of(tt.field); !ok {
			t.Errorf("%q with %v: %v", tt.name, tt.scopes, err)
		}
	}
	for i := range 21 {
		_, _, err := s.Make(t.Context(), owner, "x", []string{"orders:read"})
		if (err != nil) != (i == 20) {
			t.Fatalf("key %d: %v", i+1, err)
		}
	}
}
