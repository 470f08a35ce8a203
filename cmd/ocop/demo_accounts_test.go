package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/store"
)

// demoMarket opens a market at a public address, or at none, with the demonstration's people.
func demoMarket(t *testing.T, data, address, allow string) *market {
	t.Helper()
	settings := config.Settings{Data: data, SiteName: "Chợ Sao", RegistrySilence: 72 * time.Hour, RegistryKind: "feed", Hold: 30 * time.Minute, MailFrom: "Chợ Sao <a@b.example>", PublicURL: address, DemoAccounts: allow}
	m, err := openMarket(t.Context(), settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.close() })
	if err := m.demonstrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

// comeIn tries to sign in as one of the demonstration's people.
func comeIn(t *testing.T, m *market, email string) error {
	t.Helper()
	_, err := m.people.accounts.SignIn(t.Context(), accounts.Attempt{Email: email, Password: demoPassword, Network: "192.0.2.1"})
	return err
}

func TestAPublicAddressRefusesDemonstrationAccounts(t *testing.T) {
	for _, tt := range []struct {
		name, address, allow string
		in                   bool
	}{
		{"on this machine", "", "auto", true},
		{"at a loopback address", "http://127.0.0.1:8080", "auto", true},
		{"at a public address", "https://cho.example", "auto", false},
		{"at a public address that asks for it", "https://cho.example", "on", true},
		{"switched off", "", "off", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := demoMarket(t, t.TempDir(), tt.address, tt.allow)
			for _, a := range demoAccounts() {
				err := comeIn(t, m, a.email)
				if (err == nil) != tt.in || !tt.in && !errors.Is(err, accounts.ErrRefused) {
					t.Errorf("%s: %v", a.email, err)
				}
			}
			var told strings.Builder
			m.tellDemo(t.Context(), &told)
			if got := strings.Contains(told.String(), demoPassword); got != tt.in {
				t.Errorf("the start says:\n%s", told.String())
			}
		})
	}
}

func TestWhoIsSignedInIsNobodyAtAPublicAddress(t *testing.T) {
	data := t.TempDir()
	m := demoMarket(t, data, "", "auto")
	p, err := m.people.accounts.ByEmail(t.Context(), "quan-tri@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.close(); err != nil {
		t.Fatal(err)
	}
	m = demoMarket(t, data, "https://cho.example", "auto")
	if a, err := m.people.members.Actor(t.Context(), p.ID, ""); err == nil {
		t.Errorf("a session of the demonstration goes on as %+v", a)
	}
}

func TestDemonstrationAccountsHaveEveryRole(t *testing.T) {
	m := demoMarket(t, t.TempDir(), "", "auto")
	roles := map[policy.Role]bool{}
	for _, a := range demoAccounts() {
		p, err := m.people.accounts.ByEmail(t.Context(), a.email)
		if err != nil {
			t.Fatal(err)
		}
		mine, err := m.people.members.Of(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		org := ""
		if len(mine) > 0 {
			org = mine[0].ID
		}
		actor, err := m.people.members.Actor(t.Context(), p.ID, org)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range actor.Roles() {
			roles[role] = true
		}
		if actor.NeedsSecondFactor() != (p.Factor != nil) {
			t.Errorf("%s: second step %v", a.email, p.Factor != nil)
		}
		if needs := m.demoSecond(t.Context(), a.email) != ""; needs != actor.NeedsSecondFactor() {
			t.Errorf("%s: the start tells a second step: %v", a.email, needs)
		}
		if org != "" && !actor.Verified {
			t.Errorf("%s: not verified", a.email)
		}
	}
	for _, role := range []policy.Role{policy.Person, policy.RetailOwner, policy.OrganizerOwner, policy.Officer, policy.CentralOfficer, policy.Admin} {
		if !roles[role] {
			t.Errorf("nobody is %s", role)
		}
	}
}

// TestDemonstrationGoesOnAfterAStartCutShort makes the people again, as the next start does when the last one ended before it noted that they were made.
func TestDemonstrationGoesOnAfterAStartCutShort(t *testing.T) {
	m := demoMarket(t, t.TempDir(), "", "on")
	before := demoBelongings(t, m)
	err := m.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		made, err := milestones.Get(ctx, tx, demonstrated)
		if err != nil {
			return err
		}
		return milestones.Delete(ctx, tx, made)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.demonstrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := demoBelongings(t, m); !slices.Equal(before, after) {
		t.Errorf("the people belong to %v, before to %v", after, before)
	}
}

// demoBelongings lists who of the demonstration belongs where.
func demoBelongings(t *testing.T, m *market) (list []string) {
	t.Helper()
	for _, a := range demoAccounts() {
		p, err := m.people.accounts.ByEmail(t.Context(), a.email)
		if err != nil {
			t.Fatal(err)
		}
		belongs, err := m.people.members.Of(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range belongs {
			list = append(list, a.email+" "+b.ID+" "+string(b.Role))
		}
	}
	return list
}
