package oidc_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/accounts/oidc/oidctest"
)

func at(t *testing.T) (*oidctest.Provider, *oidc.Provider) {
	t.Helper()
	theirs := oidctest.Start(t)
	return theirs, oidc.New(oidc.Config{Issuer: theirs.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, Redirect: "http://cho.example/ve", Clock: time.Now})
}

// visit follows the address as a browser does, and returns with what the provider sends back.
func visit(t *testing.T, address string) oidc.Return {
	t.Helper()
	back, err := oidctest.Visit(address)
	if err != nil {
		t.Fatal(err)
	}
	return oidc.Return{State: back.Get("state"), Code: back.Get("code"), Issuer: back.Get("iss")}
}

func TestWhoComesBackIsWhoTheProviderSays(t *testing.T) {
	_, ours := at(t)
	address, trip, err := ours.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if q := u.Query(); q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("nonce") != trip.Nonce || q.Get("code_challenge") == trip.Verifier {
		t.Errorf("asked with %v", q)
	}
	got, err := ours.Finish(t.Context(), trip, visit(t, address))
	if err != nil {
		t.Fatal(err)
	}
	if got.Email != "lua@quangninh.example" || got.Subject != "lua" || got.Name != "Bùi Thị Lúa" {
		t.Errorf("got %+v", got)
	}
}

func TestWhatDoesNotHoldIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lie    func(*oidctest.Provider)                 // of the provider
		change func(trip *oidc.Trip, back *oidc.Return) // by somebody between
		want   error
	}{
		{"another state", nil, func(_ *oidc.Trip, back *oidc.Return) { back.State = "x" }, oidc.ErrTrip},
		{"no state", nil, func(trip *oidc.Trip, back *oidc.Return) { trip.State, back.State = "", "" }, oidc.ErrTrip},
		{"no code", nil, func(_ *oidc.Trip, back *oidc.Return) { back.Code = "" }, oidc.ErrTrip},
		{"another issuer in the answer", nil, func(_ *oidc.Trip, back *oidc.Return) { back.Issuer = "https://evil.example" }, oidc.ErrTrip},
		{"another trip's verifier", nil, func(trip *oidc.Trip, _ *oidc.Return) {
			trip.Verifier = "another-verifier-of-sufficient-length-for-pkce"
		}, oidc.ErrIdentity},
		{"a code that was made up", nil, func(_ *oidc.Trip, back *oidc.Return) { back.Code = "x" }, oidc.ErrIdentity},
		{"another trip's nonce", nil, func(trip *oidc.Trip, _ *oidc.Return) { trip.Nonce = "x" }, oidc.ErrIdentity},
		{"a token of another issuer", func(p *oidctest.Provider) { p.Claims["iss"] = "https://evil.example" }, nil, oidc.ErrIdentity},
		{"a token for another site", func(p *oidctest.Provider) { p.Claims["aud"] = "another" }, nil, oidc.ErrIdentity},
		{"a token that has expired", func(p *oidctest.Provider) { p.Claims["exp"] = time.Now().Add(-time.Hour).Unix() }, nil, oidc.ErrIdentity},
		{"a token signed by somebody else", func(p *oidctest.Provider) { p.Forge() }, nil, oidc.ErrIdentity},
		{"no token", func(p *oidctest.Provider) { p.Silent = true }, nil, oidc.ErrIdentity},
		{"an address not verified", func(p *oidctest.Provider) { p.Claims["email_verified"] = false }, nil, oidc.ErrUnverified},
		{"an address said to be verified by nobody", func(p *oidctest.Provider) { delete(p.Claims, "email_verified") }, nil, oidc.ErrUnverified},
		{"no address", func(p *oidctest.Provider) { delete(p.Claims, "email") }, nil, oidc.ErrUnverified},
	} {
		t.Run(tt.name, func(t *testing.T) {
			theirs, ours := at(t)
			if tt.lie != nil {
				tt.lie(theirs)
			}
			address, trip, err := ours.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			back := visit(t, address)
			if tt.change != nil {
				tt.change(&trip, &back)
			}
			if who, err := ours.Finish(t.Context(), trip, back); !errors.Is(err, tt.want) {
				t.Errorf("got %+v, %v; want %v", who, err, tt.want)
			}
		})
	}
}

func TestACodeWorksOnce(t *testing.T) {
	_, ours := at(t)
	address, trip, err := ours.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := visit(t, address)
	if _, err := ours.Finish(t.Context(), trip, back); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.Finish(t.Context(), trip, back); !errors.Is(err, oidc.ErrIdentity) {
		t.Errorf("the same code again: %v", err)
	}
}

func TestAProviderThatIsDownIsTriedAgain(t *testing.T) {
	theirs, ours := at(t)
	theirs.Down.Store(true)
	if _, _, err := ours.Begin(context.Background()); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("down: %v", err)
	}
	theirs.Down.Store(false)
	address, _, err := ours.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	visit(t, address)
}
