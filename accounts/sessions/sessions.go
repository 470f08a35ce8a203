// Package sessions keeps what a browser's session holds in the store, so that it
// outlives restarts and is the same for all processes. It promises that whoever
// reads the store cannot take over a session: the keys are hashes of the cookies.
package sessions

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// document is one session.
type document struct {
	store.Meta `bson:",inline"` // ID is the hash of the cookie's token
	Data       []byte           `bson:"data"`
	ExpiresAt  time.Time        `bson:"expires_at"`
}

var documents = store.Define[document]("sessions", store.Index{Fields: []string{"expires_at"}})

// Schemas lists the collections of sessions.
func Schemas() []store.Schema { return []store.Schema{documents.Schema()} }

// Store keeps sessions for scs, which must hash its tokens (HashTokenInStore).
type Store struct {
	db    store.DB
	clock func() time.Time
}

// New keeps sessions in a store.
func New(db store.DB, clock func() time.Time) *Store { return &Store{db: db, clock: clock} }

// FindCtx returns what a session holds, if it lives.
func (s *Store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	doc, err := documents.Get(ctx, s.db, token)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find a session: %w", err)
	}
	if !s.clock().Before(doc.ExpiresAt) {
		return nil, false, nil
	}
	return doc.Data, true, nil
}

// CommitCtx saves what a session holds until it expires. Of two requests at once the last one counts.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc, err := documents.Get(ctx, tx, token)
		if errors.Is(err, store.ErrNotFound) {
			doc, err = &document{Meta: store.Meta{ID: token}}, nil
		}
		if err != nil {
			return err
		}
		doc.Data, doc.ExpiresAt = data, expiry.UTC()
		return documents.Save(ctx, tx, doc)
	})
	if err != nil {
		return fmt.Errorf("save a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session; one that is gone is no error.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc, err := documents.Get(ctx, tx, token)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return documents.Delete(ctx, tx, doc)
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// Find, Commit and Delete are asked for by the interface of scs, which uses their twins with a context.
func (s *Store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Store) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// pruneAtOnce is how many sessions one transaction removes.
const pruneAtOnce = 200

// Prune removes sessions that have expired and returns how many. An hourly job calls it.
func (s *Store) Prune(ctx context.Context) (int, error) {
	removed := 0
	for {
		n, err := s.pruneSome(ctx)
		removed += n
		if err != nil || n < pruneAtOnce {
			return removed, err
		}
	}
}

func (s *Store) pruneSome(ctx context.Context) (n int, err error) {
	old := store.Query{Where: []store.Cond{{Field: "expires_at", Op: store.Lte, Value: s.clock()}}, Limit: pruneAtOnce}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		list, err := documents.Find(ctx, tx, old)
		if err != nil {
			return err
		}
		for _, doc := range list {
			if err := documents.Delete(ctx, tx, doc); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("prune sessions: %w", err)
	}
	return n, nil
}
