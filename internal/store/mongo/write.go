package mongo

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Insert adds a document, or returns ErrDuplicate.
func (db *DB) Insert(ctx context.Context, collection string, doc bson.Raw) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	return db.insert(ctx, collection, doc)
}

// Replace puts doc in the place of the document with its _id if that still has revision rev.
func (db *DB) Replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	return db.replace(ctx, collection, rev, doc)
}

// Delete removes the document with that id if it still has revision rev.
func (db *DB) Delete(ctx context.Context, collection, id string, rev int64) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	return db.remove(ctx, collection, id, rev)
}

// The writes are the reader's own methods, because they need the same session.

func (r reader) insert(ctx context.Context, collection string, doc bson.Raw) error {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return err
	}
	defer cancel()
	if _, err := t.accept(doc); err != nil {
		return err
	}
	_, err = r.collection(t).InsertOne(ctx, doc)
	return r.fail(ctx, err)
}

func (r reader) replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return err
	}
	defer cancel()
	id, err := t.accept(doc)
	if err != nil {
		return err
	}
	result, err := r.collection(t).ReplaceOne(ctx, at(id, rev), doc)
	if err != nil {
		return r.fail(ctx, err)
	}
	return r.changedOne(ctx, t, id, result.MatchedCount)
}

func (r reader) remove(ctx context.Context, collection, id string, rev int64) error {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return err
	}
	defer cancel()
	result, err := r.collection(t).DeleteOne(ctx, at(id, rev))
	if err != nil {
		return r.fail(ctx, err)
	}
	return r.changedOne(ctx, t, id, result.DeletedCount)
}

func at(id string, rev int64) bson.D {
	return bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: rev}}
}

// changedOne tells, if nothing was changed, a document that is gone from one that has another revision.
func (r reader) changedOne(ctx context.Context, t *table, id string, changed int64) error {
	if changed == 1 {
		return nil
	}
	err := r.collection(t).FindOne(ctx, is("_id", "$eq", id), options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Err()
	switch {
	case errors.Is(err, mongo.ErrNoDocuments):
		return store.ErrNotFound
	case err != nil:
		return r.fail(ctx, err)
	}
	return store.ErrConflict
}
