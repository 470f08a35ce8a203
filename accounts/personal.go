package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Personal is accounts as a holder of personal data.
type Personal struct{ *Service }

// Name names the part of a copy.
func (Personal) Name() string { return "account" }

// held is what is kept of an account, without what would let somebody in.
type held struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Email        string    `json:"email"`
	Lang         string    `json:"language"`
	Use          Use       `json:"use"`
	Admin        bool      `json:"administrator"`
	CreatedAt    time.Time `json:"created_at"`
	VerifiedAt   time.Time `json:"verified_at"`
	HasPassword  bool      `json:"has_password"`
	SecondFactor bool      `json:"has_second_factor"`
	Devices      []*Device `json:"devices"`
}

// Export hands over somebody's account and where they are signed in.
func (s Personal) Export(ctx context.Context, person string) (any, error) {
	p, err := s.Get(ctx, person)
	if err != nil {
		return nil, err
	}
	signedIn, err := s.Devices(ctx, person)
	return held{
		ID: p.ID, Name: p.Name, Email: p.Email, Lang: p.Lang, Use: p.Use, Admin: p.Admin, CreatedAt: p.CreatedAt, VerifiedAt: p.VerifiedAt,
		HasPassword: p.Password != "", SecondFactor: p.Factor != nil, Devices: signedIn,
	}, err
}

// Erase deletes somebody's account with everything that let them in, in the caller's transaction.
func (s Personal) Erase(ctx context.Context, tx store.Tx, person string) error {
	p, err := persons.Get(ctx, tx, person)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.Admin {
		return privacy.Standing{VI: "Người này là quản trị viên: thu quyền trước đã.", EN: "They are an administrator: take that away first."}
	}
	of := store.Cond{Field: "person", Op: store.Eq, Value: person}
	_, links := tokens.Clear(ctx, tx, of)
	_, entries := devices.Clear(ctx, tx, of)
	_, browsers := machines.Clear(ctx, tx, of)
	if err := errors.Join(links, entries, browsers); err != nil {
		return fmt.Errorf("erase an account: %w", err)
	}
	return persons.Delete(ctx, tx, p)
}

// AddressOf returns the address and the language of a person, or store.ErrNotFound.
func (s *Service) AddressOf(ctx context.Context, person string) (email, lang string, err error) {
	p, err := s.Get(ctx, person)
	if err != nil {
		return "", "", err
	}
	return p.Email, p.Lang, nil
}

// EmailIn returns a person's address as a transaction sees it; empty for nobody.
func (s *Service) EmailIn(ctx context.Context, tx store.Tx, person string) (string, error) {
	p, err := persons.Get(ctx, tx, person)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return p.Email, nil
}
