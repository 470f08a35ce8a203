package mongo

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// How documents come over the network.
const (
	maxHeld     = 1000 // a query for no more is read whole before the first is handed out
	streamBatch = 500
)

// reader reads, within a transaction or snapshot if it has one.
type reader struct {
	db      *DB
	session *mongo.Session
	tx      *tx // nil outside transactions
}

// begin returns the context of one command: with its deadline, and its session if there is one.
func (r reader) begin(ctx context.Context, collection string) (context.Context, context.CancelFunc, *table, error) {
	t, err := r.db.table(collection)
	if err != nil {
		return nil, nil, nil, err
	}
	if r.tx != nil && r.tx.failed != nil {
		return nil, nil, nil, r.tx.failed
	}
	ctx, cancel := r.db.bounded(r.within(ctx))
	return ctx, cancel, t, nil
}

func (r reader) within(ctx context.Context) context.Context {
	if r.session == nil {
		return ctx
	}
	return mongo.NewSessionContext(ctx, r.session)
}

// fail turns an error into one of the store's, and remembers in a transaction that it cannot go on.
func (r reader) fail(ctx context.Context, err error) error {
	err = failure(ctx, err)
	if r.tx != nil && err != nil {
		r.tx.failed = err
	}
	return err
}

func (r reader) collection(t *table) *mongo.Collection { return r.db.database.Collection(t.name) }

// Get returns the document with that id, or ErrNotFound.
func (r reader) Get(ctx context.Context, collection, id string) (bson.Raw, error) {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer cancel()
	doc, err := r.collection(t).FindOne(ctx, is("_id", "$eq", id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, store.ErrNotFound
	}
	return doc, r.fail(ctx, err)
}

// GetMany returns those documents that exist, in the order of ids.
func (r reader) GetMany(ctx context.Context, collection string, ids []string) ([]bson.Raw, error) {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	defer cancel()
	cursor, err := r.collection(t).Find(ctx, is("_id", "$in", ids))
	if err != nil {
		return nil, r.fail(ctx, err)
	}
	var found []bson.Raw
	if err := cursor.All(ctx, &found); err != nil {
		return nil, r.fail(ctx, err)
	}
	byID := make(map[string]bson.Raw, len(found))
	for _, doc := range found {
		byID[doc.Lookup("_id").StringValue()] = doc
	}
	docs := make([]bson.Raw, 0, len(found))
	for _, id := range ids {
		if doc, ok := byID[id]; ok {
			docs = append(docs, doc)
		}
	}
	return docs, nil
}

// Find yields the documents of a query: a bounded number is read before the
// first is handed out, and so is everything in a transaction, whose body may
// write meanwhile; the rest comes batch by batch, each with a deadline.
func (r reader) Find(ctx context.Context, collection string, q store.Query) iter.Seq2[bson.Raw, error] {
	return func(yield func(bson.Raw, error) bool) {
		cursor, err := r.find(ctx, collection, q)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() {
			end, cancel := context.WithTimeout(context.WithoutCancel(r.within(ctx)), endTimeout)
			defer cancel()
			_ = cursor.Close(end)
		}()
		if r.tx != nil || q.Limit > 0 && q.Limit <= maxHeld {
			r.hold(ctx, cursor, yield)
			return
		}
		r.follow(ctx, cursor, yield)
	}
}

func (r reader) find(ctx context.Context, collection string, q store.Query) (*mongo.Cursor, error) {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer cancel()
	parts, err := conditions(t, q.Where)
	if err != nil {
		return nil, err
	}
	keys, err := sortKeys(t, q.Sort)
	if err != nil {
		return nil, err
	}
	if q.After != "" {
		values, err := store.DecodeCursor(q.After, q.Sort)
		if err != nil {
			return nil, err
		}
		parts = append(parts, after(keys, values)...)
	}
	opts := options.Find().SetSort(order(keys)).SetAllowDiskUse(true).SetBatchSize(streamBatch)
	if q.Limit > 0 {
		opts.SetLimit(int64(q.Limit)).SetBatchSize(int32(min(q.Limit, maxHeld)))
	}
	cursor, err := r.collection(t).Find(ctx, all(parts), opts)
	return cursor, r.fail(ctx, err)
}

// hold reads the whole result and then yields.
func (r reader) hold(ctx context.Context, cursor *mongo.Cursor, yield func(bson.Raw, error) bool) {
	var docs []bson.Raw
	r.follow(ctx, cursor, func(doc bson.Raw, err error) bool {
		if err != nil {
			yield(nil, err)
			docs = nil
			return false
		}
		docs = append(docs, doc)
		return true
	})
	for _, doc := range docs {
		if !yield(doc, nil) {
			return
		}
	}
}

// follow yields while it reads.
func (r reader) follow(ctx context.Context, cursor *mongo.Cursor, yield func(bson.Raw, error) bool) {
	ctx = r.within(ctx)
	for r.next(ctx, cursor) {
		if !yield(append(bson.Raw(nil), cursor.Current...), nil) {
			return
		}
	}
	if err := cursor.Err(); err != nil {
		yield(nil, r.fail(ctx, err))
	}
}

func (r reader) next(ctx context.Context, cursor *mongo.Cursor) bool {
	ctx, cancel := r.db.bounded(ctx)
	defer cancel()
	return cursor.Next(ctx)
}

// Count counts the documents that meet every condition.
func (r reader) Count(ctx context.Context, collection string, where []store.Cond) (int, error) {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return 0, err
	}
	defer cancel()
	parts, err := conditions(t, where)
	if err != nil {
		return 0, err
	}
	n, err := r.collection(t).CountDocuments(ctx, all(parts))
	return int(n), r.fail(ctx, err)
}

// CountBy counts the documents that meet every condition, by the value of an indexed field.
func (r reader) CountBy(ctx context.Context, collection, field string, where []store.Cond) (map[string]int, error) {
	ctx, cancel, t, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if err := t.check(field); err != nil {
		return nil, err
	}
	parts, err := conditions(t, where)
	if err != nil {
		return nil, err
	}
	cursor, err := r.collection(t).Aggregate(ctx, []bson.D{
		{{Key: "$match", Value: all(parts)}},
		{{Key: "$group", Value: bson.D{{Key: "_id", Value: "$" + field}, {Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}}}}},
	})
	if err != nil {
		return nil, r.fail(ctx, err)
	}
	counts, err := groups(ctx, cursor)
	return counts, r.fail(ctx, err)
}

func groups(ctx context.Context, cursor *mongo.Cursor) (map[string]int, error) {
	var found []struct {
		Value bson.RawValue `bson:"_id"`
		N     int           `bson:"n"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, err
	}
	counts := make(map[string]int, len(found))
	for _, group := range found {
		value, err := store.Scalar(group.Value)
		if err != nil {
			return nil, err
		}
		if value != (store.Absent{}) {
			counts[fmt.Sprint(value)] = group.N
		}
	}
	return counts, nil
}
