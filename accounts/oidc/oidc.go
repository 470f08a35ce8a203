// Package oidc lets people in by the account that their agency gave them: OpenID
// Connect, code flow with PKCE. It promises that an identity is believed only from
// the configured provider, for this site, for the very trip that this browser
// began, and only with an address that the provider has verified.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// The ways in which somebody is not let in.
var (
	// ErrTrip: what came back does not belong to a trip that this browser began.
	ErrTrip = errors.New("oidc: not the trip that was begun")
	// ErrIdentity: the provider's word for who it is does not hold.
	ErrIdentity = errors.New("oidc: identity refused")
	// ErrUnverified: the provider does not say that it verified the address.
	ErrUnverified = errors.New("oidc: address not verified by the provider")
	// ErrUnavailable: the provider could not be reached.
	ErrUnavailable = errors.New("oidc: provider unavailable")
)

// Config names the provider, and what it knows of this site.
type Config struct {
	Issuer, ClientID, ClientSecret string
	Redirect                       string // whole address to which people come back
	Clock                          func() time.Time
}

// Identity is who somebody is to the provider.
type Identity struct {
	Issuer, Subject string
	Email, Name     string
}

// Trip is what this site must remember while somebody is with the provider.
type Trip struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// Provider is a provider of identities.
type Provider struct {
	config Config
	mu     sync.Mutex
	found  *oidc.Provider // nil until it answered once
}

// New returns a provider. It is asked for its addresses when somebody first wants to sign in.
func New(c Config) *Provider { return &Provider{config: c} }

// patience is how long the provider may take over one answer.
const patience = 10 * time.Second

// client is a context in which the provider is asked with a bound.
func client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience})
}

// discover asks the provider for its addresses, once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(client(context.WithoutCancel(ctx)), p.config.Issuer) // its keys are fetched with this context later
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	p.found = found
	return found, nil
}

func (p *Provider) oauth(found *oidc.Provider) oauth2.Config {
	return oauth2.Config{ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.Redirect, Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

// Begin begins a trip: the address to send the browser to, and what to remember.
func (p *Provider) Begin(ctx context.Context) (address string, t Trip, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", t, err
	}
	t = Trip{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	at := p.oauth(found)
	return at.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), t, nil
}

// Return is what the provider sent the browser back with.
type Return struct{ State, Code, Issuer string }

// Finish ends a trip: who came back.
func (p *Provider) Finish(ctx context.Context, t Trip, back Return) (Identity, error) {
	if t.State == "" || back.Code == "" || subtle.ConstantTimeCompare([]byte(t.State), []byte(back.State)) != 1 {
		return Identity{}, ErrTrip
	}
	if back.Issuer != "" && back.Issuer != p.config.Issuer { // RFC 9207
		return Identity{}, fmt.Errorf("%w: another issuer", ErrTrip)
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	at := p.oauth(found)
	answer, err := at.Exchange(client(ctx), back.Code, oauth2.VerifierOption(t.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return Identity{}, fmt.Errorf("%w: the code: %s", ErrIdentity, refused.ErrorCode)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: no ID token", ErrIdentity)
	}
	return p.identity(ctx, found, t, raw)
}

// claims are what is read of an ID token.
type claims struct {
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
	Name     string `json:"name"`
}

// identity believes an ID token, or says why not.
func (p *Provider) identity(ctx context.Context, found *oidc.Provider, t Trip, raw string) (Identity, error) {
	token, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: p.config.Clock}).Verify(client(ctx), raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(t.Nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: the nonce is another trip's", ErrIdentity)
	}
	var c claims
	if err := token.Claims(&c); err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if c.Email == "" || !c.Verified {
		return Identity{}, ErrUnverified
	}
	return Identity{Issuer: token.Issuer, Subject: token.Subject, Email: c.Email, Name: c.Name}, nil
}
