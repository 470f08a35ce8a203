package accounts

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/internal/store"
)

// Attempt is a try to sign in.
type Attempt struct {
	Email, Password string
	Network         string // from where, as the limits of the site name it
	Machine         string // secret of the browser's cookie; empty for a new one
}

// account is whom a bound holds: the tries on an address from browsers nobody knows, or
// those from one browser that its owner used before, so that strangers cannot lock them out.
func (s *Service) account(ctx context.Context, p *Person, a Attempt) (string, error) {
	known, err := s.knows(ctx, s.db, p.ID, a.Machine)
	if err == nil && known {
		return machineID(p.ID, a.Machine), nil
	}
	return Address(a.Email), err
}

// SignIn returns who signs in with a password: ErrRefused, in the same time and for the
// same price, for whatever is wrong.
func (s *Service) SignIn(ctx context.Context, a Attempt) (*Person, error) {
	p, err := s.ByEmail(ctx, a.Email)
	if errors.Is(err, store.ErrNotFound) {
		p, err = &Person{}, nil
	}
	if err != nil {
		return nil, err
	}
	who, err := s.account(ctx, p, a)
	if err != nil {
		return nil, err
	}
	allowed, err := s.mayTry(ctx, who, a.Network)
	if err != nil {
		return nil, err
	}
	right, err := s.hasher.Verify(ctx, p.Password, a.Password)
	if err != nil {
		return nil, err
	}
	if !right || !allowed || s.shut(p) {
		return nil, ErrRefused
	}
	if err := s.showed(ctx, who, a.Network); err != nil {
		return nil, err
	}
	if !p.Verified() {
		return nil, errors.Join(ErrUnverified, s.askLetter(ctx, p.Email, p, LetterVerify))
	}
	return p, nil
}

// mayTry counts a try against both bounds.
func (s *Service) mayTry(ctx context.Context, who, network string) (bool, error) {
	account, err := s.try(ctx, boundAccount, who)
	if err != nil {
		return false, err
	}
	from, err := s.try(ctx, boundNetwork, network)
	return account && from, err
}

// showed forgives who gave the right password, and does not count that try against their network: a carrier's or an
// office's whole morning of people signing in is no guessing. The wrong tries of others there stay counted.
func (s *Service) showed(ctx context.Context, who, network string) error {
	if err := s.forgive(ctx, boundAccount, who); err != nil {
		return err
	}
	return s.uncount(ctx, boundNetwork, network)
}

// CheckPassword reports whether it is the person's password, which one is asked for again before something dangerous.
func (s *Service) CheckPassword(ctx context.Context, person, password string) (bool, error) {
	p, err := persons.Get(ctx, s.db, person)
	if err != nil {
		return false, err
	}
	allowed, err := s.try(ctx, boundAccount, "again:"+person)
	if err != nil {
		return false, err
	}
	right, err := s.hasher.Verify(ctx, p.Password, password)
	if err != nil || !right || !allowed {
		return false, err
	}
	return true, s.forgive(ctx, boundAccount, "again:"+person)
}
