package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// Insert adds a document, or returns ErrDuplicate.
func (db *DB) Insert(ctx context.Context, collection string, doc bson.Raw) error {
	return db.alone(ctx, func(s *session) error { return db.insert(ctx, s, collection, doc) })
}

// Replace puts doc in the place of the document with its _id if that still has revision rev.
func (db *DB) Replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error {
	return db.alone(ctx, func(s *session) error { return db.replace(ctx, s, collection, rev, doc) })
}

// Delete removes the document with that id if it still has revision rev.
func (db *DB) Delete(ctx context.Context, collection, id string, rev int64) error {
	return db.alone(ctx, func(s *session) error { return db.remove(ctx, s, collection, id, rev) })
}

// alone lends the writer to one statement, which is a transaction of its own.
func (db *DB) alone(ctx context.Context, f func(*session) error) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	s, err := db.takeWriter(ctx)
	if err != nil {
		return err
	}
	defer db.giveWriter(s)
	return f(s)
}

func (db *DB) takeWriter(ctx context.Context) (*session, error) {
	if ctx.Err() != nil {
		return nil, interrupted(ctx)
	}
	select {
	case s := <-db.writer:
		return s, nil
	case <-db.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, interrupted(ctx)
	}
}

func (db *DB) giveWriter(s *session) { db.writer <- s }

func (db *DB) insert(ctx context.Context, s *session, collection string, doc bson.Raw) error {
	t, err := db.table(collection)
	if err != nil {
		return err
	}
	r, err := t.row(doc)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, t.insert, append([]any{r.id, r.rev, r.doc}, r.values...)...)
	return failure(ctx, err)
}

func (db *DB) replace(ctx context.Context, s *session, collection string, rev int64, doc bson.Raw) error {
	t, err := db.table(collection)
	if err != nil {
		return err
	}
	r, err := t.row(doc)
	if err != nil {
		return err
	}
	args := append([]any{r.rev, r.doc}, r.values...)
	changed, err := s.exec(ctx, t.replace, append(args, r.id, rev)...)
	return changedOne(ctx, s, t, r.id, changed, err)
}

func (db *DB) remove(ctx context.Context, s *session, collection, id string, rev int64) error {
	t, err := db.table(collection)
	if err != nil {
		return err
	}
	changed, err := s.exec(ctx, t.remove, id, rev)
	return changedOne(ctx, s, t, id, changed, err)
}

// changedOne tells, if nothing was changed, a document that is gone from one that has another revision.
func changedOne(ctx context.Context, s *session, t *table, id string, changed int64, err error) error {
	if err != nil || changed == 1 {
		return failure(ctx, err)
	}
	var rev int64
	err = s.row(ctx, t.revision, []any{id}, &rev)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.ErrNotFound
	case err != nil:
		return failure(ctx, err)
	}
	return store.ErrConflict
}
