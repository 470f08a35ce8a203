package accounts

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// purpose is what a link is for.
type purpose string

const (
	forVerify   purpose = "verify"
	forPassword purpose = "password"
)

// lives is how long a link of that purpose works.
func (p purpose) lives() time.Duration {
	if p == forVerify {
		return 24 * time.Hour
	}
	return time.Hour
}

// token is a link that works once. Its secret is in the letter alone.
type token struct {
	store.Meta `bson:",inline"` // ID is the secret's hash
	Purpose    purpose          `bson:"purpose"`
	Person     string           `bson:"person"`
	At         time.Time        `bson:"at"`
	ExpiresAt  time.Time        `bson:"expires_at"`
}

func tokenID(p purpose, secret string) string { return digest(string(p), secret) }

// issue makes the secret of a link.
func (s *Service) issue(ctx context.Context, tx store.Tx, person string, p purpose, lives time.Duration) (string, error) {
	secret := rand.Text()
	now := s.now()
	return secret, tokens.Insert(ctx, tx, &token{Meta: store.Meta{ID: tokenID(p, secret)}, Purpose: p, Person: person, At: now, ExpiresAt: now.Add(lives)})
}

// read returns a link that still works, with whose it is, or ErrLink.
func (s *Service) read(ctx context.Context, r store.Reader, p purpose, secret string) (*token, *Person, error) {
	t, err := tokens.Get(ctx, r, tokenID(p, secret))
	if errors.Is(err, store.ErrNotFound) || err == nil && !s.now().Before(t.ExpiresAt) {
		return nil, nil, ErrLink
	}
	if err != nil {
		return nil, nil, err
	}
	person, err := persons.Get(ctx, r, t.Person)
	if errors.Is(err, store.ErrNotFound) || err == nil && s.shut(person) {
		return nil, nil, ErrLink
	}
	return t, person, err
}

// spend removes every link of a purpose that the person has: one was used, so the others must not be.
func (s *Service) spend(ctx context.Context, tx store.Tx, person string, p purpose) error {
	q := where("person", person)
	q.Limit = 0
	all, err := tokens.Find(ctx, tx, q)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Purpose != p {
			continue
		}
		if err := tokens.Delete(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}
