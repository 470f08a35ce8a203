package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// maxHeld is how many documents a query may ask for to be read whole before the first is handed out.
const maxHeld = 1000

// maxUnwatched is up to how many documents a read is over before it is worth breaking off.
const maxUnwatched = 100

// watched is the context to read at most limit documents with, 0 being any number. To break
// off a read, two goroutines are started that watch the context: for a short one they
// would cost several times the read itself.
func watched(ctx context.Context, limit int) context.Context {
	if limit > 0 && limit <= maxUnwatched {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// reader reads through the sessions that it is lent.
type reader struct {
	db   *DB
	lend lender
}

// lender gives a session to read with, for a moment (take and give) or for a
// stream of any length (stream and keep). One that cannot stream says so.
type lender interface {
	take(ctx context.Context) (*session, error)
	give(s *session)
	stream(ctx context.Context) (*session, error)
	keep(s *session)
}

// errHeld: a lender that cannot stream.
var errHeld = errors.New("store: no streams here")

// Get returns the document with that id, or ErrNotFound.
func (r reader) Get(ctx context.Context, collection, id string) (bson.Raw, error) {
	t, s, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer r.lend.give(s)
	if ctx.Err() != nil {
		return nil, failure(ctx, ctx.Err())
	}
	docs, err := s.documents(watched(ctx, 1), t.get, id)
	if err != nil {
		return nil, failure(ctx, err)
	}
	if len(docs) == 0 {
		return nil, store.ErrNotFound
	}
	return docs[0], nil
}

// GetMany returns those documents that exist, in the order of ids.
func (r reader) GetMany(ctx context.Context, collection string, ids []string) ([]bson.Raw, error) {
	t, s, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer r.lend.give(s)
	text, err := list(ids)
	if err != nil {
		return nil, err
	}
	return collect(ctx, s, t.getMany, []any{text})
}

// Find yields the documents of a query: a bounded number is read before the
// first is handed out, and so is everything in a transaction, whose body may
// write meanwhile; the rest streams through a session of its own.
func (r reader) Find(ctx context.Context, collection string, q store.Query) iter.Seq2[bson.Raw, error] {
	return func(yield func(bson.Raw, error) bool) {
		t, err := r.db.table(collection)
		if err != nil {
			yield(nil, err)
			return
		}
		b, err := findSQL(t, q)
		if err != nil {
			yield(nil, err)
			return
		}
		if q.Limit == 0 || q.Limit > maxHeld {
			if r.follow(ctx, b, yield) {
				return
			}
		}
		r.hold(ctx, b, q.Limit, yield)
	}
}

// hold reads the whole result, gives the session back and then yields.
func (r reader) hold(ctx context.Context, b *builder, limit int, yield func(bson.Raw, error) bool) {
	docs, err := r.all(ctx, b, limit)
	if err != nil {
		yield(nil, err)
		return
	}
	for _, doc := range docs {
		if !yield(doc, nil) {
			return
		}
	}
}

func (r reader) all(ctx context.Context, b *builder, limit int) ([]bson.Raw, error) {
	s, err := r.lend.take(ctx)
	if err != nil {
		return nil, failure(ctx, err)
	}
	defer r.lend.give(s)
	if ctx.Err() != nil {
		return nil, failure(ctx, ctx.Err())
	}
	return collect(watched(ctx, limit), s, b.String(), b.args)
}

// follow yields while it reads; it reports false if that cannot be done here.
func (r reader) follow(ctx context.Context, b *builder, yield func(bson.Raw, error) bool) bool {
	s, err := r.lend.stream(ctx)
	if errors.Is(err, errHeld) {
		return false
	}
	if err != nil {
		yield(nil, failure(ctx, err))
		return true
	}
	defer r.lend.keep(s)
	// A statement of its own: the kept one of this text may be in use further up.
	rows, err := s.conn.QueryContext(ctx, b.String(), b.args...)
	if err != nil {
		yield(nil, failure(ctx, err))
		return true
	}
	defer rows.Close()
	for rows.Next() {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			yield(nil, failure(ctx, err))
			return true
		}
		if !yield(doc, nil) {
			return true
		}
	}
	if err := rows.Err(); err != nil {
		yield(nil, failure(ctx, err))
	}
	return true
}

// Count counts the documents that meet every condition.
func (r reader) Count(ctx context.Context, collection string, where []store.Cond) (int, error) {
	t, s, err := r.begin(ctx, collection)
	if err != nil {
		return 0, err
	}
	defer r.lend.give(s)
	b := &builder{}
	b.add("SELECT count(*) FROM " + tableName(t.name))
	if err := b.where(t, where); err != nil {
		return 0, err
	}
	var n int
	err = s.row(ctx, b.String(), b.args, &n)
	return n, failure(ctx, err)
}

// CountBy counts the documents that meet every condition, by the value of an indexed field.
func (r reader) CountBy(ctx context.Context, collection, field string, where []store.Cond) (map[string]int, error) {
	t, s, err := r.begin(ctx, collection)
	if err != nil {
		return nil, err
	}
	defer r.lend.give(s)
	b, err := countBySQL(t, field, where)
	if err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, b.String(), b.args)
	if err != nil {
		return nil, failure(ctx, err)
	}
	return groups(ctx, rows)
}

func groups(ctx context.Context, rows *sql.Rows) (map[string]int, error) {
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var value any
		var n int
		if err := rows.Scan(&value, &n); err != nil {
			return nil, failure(ctx, err)
		}
		counts[fmt.Sprint(value)] = n
	}
	return counts, failure(ctx, rows.Err())
}

func (r reader) begin(ctx context.Context, collection string) (*table, *session, error) {
	t, err := r.db.table(collection)
	if err != nil {
		return nil, nil, err
	}
	s, err := r.lend.take(ctx)
	if err != nil {
		return nil, nil, failure(ctx, err)
	}
	return t, s, nil
}

// collect returns the documents that a statement finds.
func collect(ctx context.Context, s *session, text string, args []any) ([]bson.Raw, error) {
	docs, err := s.documents(ctx, text, args...)
	return docs, failure(ctx, err)
}
