// Package sent sends each letter once, by its key; twice only if the sender died
// between sending it and writing that down.
package sent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// letter is one that went out.
type letter struct {
	store.Meta `bson:",inline"` // ID is the message's key
	At         time.Time        `bson:"at"`
}

var letters = store.Define[letter]("letters_sent", store.Index{Fields: []string{"at"}})

// Schemas lists the collections of what was sent.
func Schemas() []store.Schema { return []store.Schema{letters.Schema()} }

// Sender sends letters once.
type Sender struct {
	db     store.DB
	sender mail.Sender
	clock  func() time.Time
	log    *slog.Logger
}

// New returns a sender that remembers in a store what went out.
func New(db store.DB, sender mail.Sender, clock func() time.Time, log *slog.Logger) *Sender {
	return &Sender{db: db, sender: sender, clock: clock, log: log}
}

// Send sends a letter unless one of its key went out before; to nobody, it does
// nothing. One that will never be accepted is given up with a word in the log,
// without the address: it must not hold up the others. Every other failure is outbox.ErrLater.
func (s *Sender) Send(ctx context.Context, m mail.Message) error {
	if m.To == "" {
		return nil
	}
	if out, err := s.Out(ctx, m.Key); err != nil || out {
		return err
	}
	switch err := s.sender.Send(ctx, m); {
	case errors.Is(err, mail.ErrPermanent):
		s.log.Warn("letter refused for good", "letter", m.Key, "error", err)
	case err != nil:
		return outbox.Later(fmt.Errorf("send %s: %w", m.Key, err))
	}
	done := &letter{Meta: store.Meta{ID: m.Key}, At: s.clock().UTC()}
	if err := letters.Insert(ctx, s.db, done); err != nil && !errors.Is(err, store.ErrDuplicate) {
		return fmt.Errorf("note %s: %w", m.Key, err)
	}
	return nil
}

// Since counts the letters that went out from a moment on.
func Since(ctx context.Context, r store.Reader, at time.Time) (int, error) {
	return letters.Count(ctx, r, store.Cond{Field: "at", Op: store.Gte, Value: at.UTC()})
}

// Out reports whether a letter of that key went out.
func (s *Sender) Out(ctx context.Context, key string) (bool, error) {
	_, err := letters.Get(ctx, s.db, key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// keepFor is how long it is remembered that a letter went out; no event comes back after that.
const keepFor = 90 * 24 * time.Hour

// pruneAtOnce is how many letters one transaction forgets.
const pruneAtOnce = 200

// Prune forgets letters that went out long ago and returns how many. A daily job calls it.
func (s *Sender) Prune(ctx context.Context) (int, error) {
	forgotten := 0
	for {
		n, err := s.pruneSome(ctx, s.clock().Add(-keepFor))
		forgotten += n
		if err != nil || n < pruneAtOnce {
			return forgotten, err
		}
	}
}

func (s *Sender) pruneSome(ctx context.Context, before time.Time) (n int, err error) {
	old := store.Query{Where: []store.Cond{{Field: "at", Op: store.Lt, Value: before}}, Limit: pruneAtOnce}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		list, err := letters.Find(ctx, tx, old)
		if err != nil {
			return err
		}
		for _, doc := range list {
			if err := letters.Delete(ctx, tx, doc); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget letters: %w", err)
	}
	return n, nil
}
