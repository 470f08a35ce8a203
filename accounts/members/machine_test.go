package members_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// TestMembersFollowAModel does anything in any order and compares with a map.
func TestMembersFollowAModel(t *testing.T) {
	w := open(t, storetest.Open(t, schemas()...))
	names := []string{"au", "lan", "mai"}
	roles := []policy.MemberRole{policy.Owner, policy.Staff}
	rapid.Check(t, func(rt *rapid.T) {
		org := w.found(members.Organization{Kind: policy.KindRetail, Name: "Siêu thị"}, "au").ID
		model := map[string]policy.MemberRole{"au": policy.Owner}
		lastOwner := func(person string) bool {
			for other, role := range model {
				if other != person && role == policy.Owner {
					return false
				}
			}
			return model[person] == policy.Owner
		}
		want := func(person string, loses bool) error {
			switch _, member := model[person]; {
			case !member:
				return store.ErrNotFound
			case loses && lastOwner(person):
				return members.ErrLastOwner
			}
			return nil
		}
		rt.Repeat(map[string]func(*rapid.T){
			"join": func(rt *rapid.T) {
				person, role := rapid.SampledFrom(names).Draw(rt, "person"), rapid.SampledFrom(roles).Draw(rt, "role")
				err := w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return w.Join(ctx, tx, org, person, role) })
				_, member := model[person]
				if member != errors.Is(err, members.ErrMember) {
					rt.Fatalf("join %s: %v", person, err)
				}
				if !member {
					model[person] = role
				}
			},
			"role": func(rt *rapid.T) {
				person, role := rapid.SampledFrom(names).Draw(rt, "person"), rapid.SampledFrom(roles).Draw(rt, "role")
				expect := want(person, role == policy.Staff)
				if err := w.SetRole(t.Context(), org, person, role); !errors.Is(err, expect) {
					rt.Fatalf("role of %s: %v, want %v", person, err, expect)
				}
				if expect == nil {
					model[person] = role
				}
			},
			"remove": func(rt *rapid.T) {
				person := rapid.SampledFrom(names).Draw(rt, "person")
				expect := want(person, true)
				if err := w.Remove(t.Context(), org, person); !errors.Is(err, expect) {
					rt.Fatalf("remove %s: %v, want %v", person, err, expect)
				}
				if expect == nil {
					delete(model, person)
				}
			},
			"": func(rt *rapid.T) {
				list, err := w.Members(t.Context(), org)
				if err != nil || len(list) != len(model) {
					rt.Fatalf("members: %d, want %d (%v)", len(list), len(model), err)
				}
				for _, m := range list {
					if model[m.Person] != m.Role {
						rt.Fatalf("%s is %s, want %s", m.Person, m.Role, model[m.Person])
					}
				}
			},
		})
	})
}

// TestTwoOwnersCannotBothGo: each would leave the other as the last one.
func TestTwoOwnersCannotBothGo(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		for range 10 {
			org := w.found(members.Organization{Kind: policy.KindRetail, Name: "Siêu thị"}, "au").ID
			if err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return w.Join(ctx, tx, org, "lan", policy.Owner) }); err != nil {
				t.Fatal(err)
			}
			var wait sync.WaitGroup
			errs := make([]error, 2)
			for i, person := range []string{"au", "lan"} {
				wait.Go(func() { errs[i] = w.Remove(context.Background(), org, person) })
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("both left, or neither: %v", errs)
			}
		}
	})
}

func TestInvitationStates(t *testing.T) {
	states := []members.InvitationState{members.Open, members.Accepted, members.Declined, members.Withdrawn}
	for _, from := range states {
		for _, to := range states {
			if got, want := from.CanBecome(to), from == members.Open && to != members.Open; got != want {
				t.Errorf("%s to %s: got %v, want %v", from, to, got, want)
			}
		}
	}
}
