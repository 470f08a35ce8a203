package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// Atomic runs f in one transaction. There is one writer, so f runs once: no
// other transaction can come between.
func (db *DB) Atomic(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	inner, err := store.EnterAtomic(ctx)
	if err != nil {
		return err
	}
	s, err := db.takeWriter(ctx)
	if err != nil {
		return err
	}
	defer db.giveWriter(s)
	return transact(ctx, s, "BEGIN IMMEDIATE", func() error {
		held := &held{session: s}
		defer held.end()
		tx := &tx{reader: reader{db: db, lend: held}, held: held}
		if err := f(inner, tx); err != nil {
			return err
		}
		return tx.doomed
	})
}

// Snapshot lets f read one state of the whole store while others write.
func (db *DB) Snapshot(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	s, err := db.readers.stream(ctx)
	if err != nil {
		return failure(ctx, err)
	}
	defer db.readers.keep(s)
	return transact(ctx, s, "BEGIN", func() error {
		held := &held{session: s, streams: true}
		defer held.end()
		// The state is fixed by the first read, so that is made here.
		var n int
		if err := s.row(ctx, "SELECT count(*) FROM sqlite_master", nil, &n); err != nil {
			return failure(ctx, err)
		}
		return f(ctx, reader{db: db, lend: held})
	})
}

// transact commits if f returns nil, and rolls back otherwise, be it by a panic.
func transact(ctx context.Context, s *session, begin string, f func() error) error {
	if _, err := s.exec(ctx, begin); err != nil {
		return failure(ctx, err)
	}
	committed := false
	defer func() {
		if !committed {
			// The end of the context must not keep the transaction open. An error
			// here means that SQLite has rolled back by itself already.
			_, _ = s.exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	if _, err := s.exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", failure(ctx, err))
	}
	committed = true
	return nil
}

// held lends one session again and again while its transaction lasts.
type held struct {
	session *session
	streams bool
	over    bool
}

var errOver = errors.New("store: the transaction is over")

func (h *held) end() { h.over = true }

func (h *held) take(context.Context) (*session, error) {
	if h.over {
		return nil, errOver
	}
	return h.session, nil
}

func (h *held) give(*session) {}

func (h *held) stream(ctx context.Context) (*session, error) {
	if !h.streams {
		return nil, errHeld
	}
	return h.take(ctx)
}

func (h *held) keep(*session) {}

// tx is a running transaction.
type tx struct {
	reader
	held   *held
	doomed error // what ended it before its time
}

// Insert adds a document, or returns ErrDuplicate.
func (x *tx) Insert(ctx context.Context, collection string, doc bson.Raw) error {
	return x.write(ctx, func(s *session) error { return x.db.insert(ctx, s, collection, doc) })
}

// Replace puts doc in the place of the document with its _id if that still has revision rev.
func (x *tx) Replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error {
	return x.write(ctx, func(s *session) error { return x.db.replace(ctx, s, collection, rev, doc) })
}

// Delete removes the document with that id if it still has revision rev.
func (x *tx) Delete(ctx context.Context, collection, id string, rev int64) error {
	return x.write(ctx, func(s *session) error { return x.db.remove(ctx, s, collection, id, rev) })
}

// write ends the transaction at the first error but those that say that nothing
// was to be done: MongoDB does so too, and SQLite may have rolled back by itself,
// after which a write would be a transaction of its own.
func (x *tx) write(ctx context.Context, f func(*session) error) error {
	if x.doomed != nil {
		return x.doomed
	}
	s, err := x.held.take(ctx)
	if err != nil {
		return err
	}
	err = f(s)
	if err != nil && !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrNotFound) {
		x.doomed = err
	}
	return err
}
