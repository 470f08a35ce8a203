package intake

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// forgotten is until when a list must have come to rest whose file and traces are forgotten now: nobody can undo it any more.
func forgotten(now time.Time) time.Time { return now.Add(-UndoFor - 24*time.Hour) }

// pruneAtOnce is how many documents one transaction deletes.
const pruneAtOnce = 200

// Prune forgets what lists left that can no longer be undone, from a collection with an index on "at".
func Prune[T any](ctx context.Context, db store.DB, left store.Collection[T], now time.Time) (int, error) {
	old := []store.Cond{{Field: "at", Op: store.Lt, Value: forgotten(now)}}
	pruned := 0
	for {
		batch, err := left.Find(ctx, db, store.Query{Where: old, Sort: []store.Order{{Field: "at"}}, Limit: pruneAtOnce})
		if err != nil || len(batch) == 0 {
			return pruned, err
		}
		err = db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			for _, doc := range batch {
				if err := left.Delete(ctx, tx, doc); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return pruned, err
		}
		pruned += len(batch)
	}
}

// Forget forgets the files of lists that can no longer be undone, and with each what also deletes. What is left of a list
// tells what became of it; one that was tried and never written is dropped, as its file would be needed.
func (d Desk[T, P]) Forget(ctx context.Context, also func(ctx context.Context, tx store.Tx, doc P) error) (int, error) {
	where := []store.Cond{{Field: "active", Op: store.Eq, Value: false}, {Field: "sent_at", Op: store.Lt, Value: forgotten(d.now())}}
	var ids []string
	for doc, err := range d.docs.Each(ctx, d.db, store.Query{Where: where, Sort: []store.Order{{Field: "sent_at"}}}) {
		if err != nil {
			return 0, err
		}
		if P(doc).run().rests(d.now()) {
			ids = append(ids, P(doc).DocumentID())
		}
	}
	for n, id := range ids {
		if err := d.forget(ctx, id, also); err != nil {
			return n, err
		}
	}
	return len(ids), nil
}

// rests reports whether nothing will become of a list any more whose file is still kept.
func (r *Run) rests(now time.Time) bool {
	last := r.SentAt
	for _, at := range []time.Time{r.BeganAt, r.AppliedAt, r.UndoneAt} {
		if at.After(last) {
			last = at
		}
	}
	return !r.Active && !r.Forgot && last.Before(forgotten(now))
}

// forget drops a list first where it could still be written, so that nobody misses the file, and says last that it is gone,
// so that a second run goes on where the first one died. A file that others may have too stays with them.
func (d Desk[T, P]) forget(ctx context.Context, id string, also func(ctx context.Context, tx store.Tx, doc P) error) error {
	resting := true
	list, err := d.change(ctx, id, func(_ context.Context, _ store.Tx, doc P) error {
		if r := doc.run(); r.rests(d.now()) && r.Phase == Checked {
			r.Phase = Dropped
		}
		resting = doc.run().rests(d.now())
		return nil
	})
	if err != nil || !resting {
		return err
	}
	if file := list.run().File; file.Alone() {
		if err := d.files.Destroy(ctx, file); err != nil {
			return err
		}
	}
	_, err = d.change(ctx, id, func(ctx context.Context, tx store.Tx, doc P) error {
		doc.run().Forgot = true
		return also(ctx, tx, doc)
	})
	return err
}

func (d Desk[T, P]) change(ctx context.Context, id string, change func(ctx context.Context, tx store.Tx, doc P) error) (P, error) {
	var doc *T
	err := d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if doc, err = d.docs.Get(ctx, tx, id); err != nil {
			return err
		}
		if err := change(ctx, tx, doc); err != nil {
			return err
		}
		return d.docs.Replace(ctx, tx, doc)
	})
	return doc, err
}
