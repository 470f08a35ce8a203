// Package accounts owns who people are to the market: their addresses, passwords,
// second steps, devices and single-use links. It promises that what lets somebody
// in is kept as a hash or works once, that guessing is bounded for all processes
// together, and that nobody can learn from an answer, or from how long it takes,
// whether an address has an account.
package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/store"
)

// Service keeps persons and lets them in.
type Service struct {
	db     store.DB
	hasher *Hasher
	clock  func() time.Time
	issuer string // what authenticators call the site
	demo   bool   // whether demonstration accounts may come in
	keys   *seal.Ring
}

// Options are what an installation decides.
type Options struct {
	Issuer string // what authenticators call the site
	Demo   bool   // whether accounts of the demonstration data may come in; never at an address that others reach
	// Keys seal the secrets of authenticators; without any they stand in the store readable.
	Keys *seal.Ring
}

// New makes a service on a store.
func New(db store.DB, hasher *Hasher, o Options, clock func() time.Time) *Service {
	return &Service{db: db, hasher: hasher, issuer: o.Issuer, demo: o.Demo, keys: o.Keys, clock: clock}
}

// The ways in which people are refused. Input is refused with field.Errors.
var (
	// ErrRefused: address and password do not let anybody in, whether one of them is wrong, the account is closed or was tried too often.
	ErrRefused = errors.New("accounts: refused")
	// ErrUnverified: the password is right, but the address was not shown to be theirs. A letter is on its way.
	ErrUnverified = errors.New("accounts: address not verified")
	// ErrLink: the link was used, has run out or never was.
	ErrLink = errors.New("accounts: link is over")
	// ErrCode: the code of the second step is wrong, was used, or was tried too often.
	ErrCode = errors.New("accounts: code refused")
	// ErrTooOften: what was asked is asked too often.
	ErrTooOften = errors.New("accounts: too often")
)

// now is the time as the store keeps it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Address writes a mail address as addresses are compared.
func Address(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// digest hashes a secret that is long and random, so that a fast hash is enough.
func digest(use, secret string) string {
	sum := sha256.Sum256([]byte(use + "\n" + secret))
	return hex.EncodeToString(sum[:])
}

// Get returns a person by id, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Person, error) {
	return persons.Get(ctx, s.db, id)
}

// ByEmail returns whose address it is, or store.ErrNotFound. Its answer is for operators and never for the public.
func (s *Service) ByEmail(ctx context.Context, email string) (*Person, error) {
	return persons.First(ctx, s.db, where("email", Address(email)))
}

// Person tells who an id names; somebody whose account was closed is nobody (store.ErrNotFound).
func (s *Service) Person(ctx context.Context, id string) (name, email string, admin bool, err error) {
	p, err := persons.Get(ctx, s.db, id)
	if err != nil {
		return "", "", false, err
	}
	if s.shut(p) {
		return "", "", false, store.ErrNotFound
	}
	return p.Name, p.Email, p.Admin, nil
}

// shut reports whether nobody may come in by an account: it was closed, or is for demonstrations elsewhere.
func (s *Service) shut(p *Person) bool { return p.Blocked() || p.Demo && !s.demo }

// IDByEmail tells whose address it is, or store.ErrNotFound. Its answer is for what the owner of the address is told, never for the public.
func (s *Service) IDByEmail(ctx context.Context, email string) (string, error) {
	p, err := s.ByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	return p.ID, nil
}
