package accounts

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrSealed: this process has not the key by which the secret of an authenticator was sealed, so that its codes cannot be checked. Recovery codes still can.
var ErrSealed = errors.New("accounts: the key of sealed secrets is missing")

// aboutSetUp is what the secret of an authenticator is about while it is set up, before it is anybody's.
const aboutSetUp = "set-up"

// insertPerson and replacePerson write a person with the secret of their authenticator sealed,
// whatever it was when it was read.
func (s *Service) insertPerson(ctx context.Context, tx store.Tx, p *Person) error {
	if err := s.sealFactor(p); err != nil {
		return err
	}
	return persons.Insert(ctx, tx, p)
}

func (s *Service) replacePerson(ctx context.Context, tx store.Tx, p *Person) error {
	if err := s.sealFactor(p); err != nil {
		return err
	}
	return persons.Replace(ctx, tx, p)
}

func (s *Service) sealFactor(p *Person) error {
	if p.Factor == nil {
		return nil
	}
	sealed, err := s.keys.Seal(p.Factor.Secret, p.ID)
	if shut(err) {
		return nil // it was sealed where more keys are known, and stays as it is
	}
	if err != nil {
		return fmt.Errorf("seal an authenticator: %w", err)
	}
	p.Factor.Secret = sealed
	return nil
}

// shut reports whether a sealed secret does not open here.
func shut(err error) bool { return errors.Is(err, seal.ErrKey) || errors.Is(err, seal.ErrBroken) }

// Secret is that of somebody's authenticator, readable: ErrSealed where it does not open.
func (s *Service) Secret(p *Person) (string, error) {
	secret, err := s.keys.Open(p.Factor.Secret, p.ID)
	if shut(err) {
		return "", fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return secret, err
}

// SealSetUp seals the secret of an authenticator that is being set up.
func (s *Service) SealSetUp(secret string) (string, error) { return s.keys.Seal(secret, aboutSetUp) }

// OpenSetUp opens what SealSetUp sealed.
func (s *Service) OpenSetUp(text string) (string, error) { return s.keys.Open(text, aboutSetUp) }
