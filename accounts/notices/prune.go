package notices

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// keepFor is how long notices are kept.
const keepFor = 366 * 24 * time.Hour

// pruneAtOnce is how many documents one transaction deletes.
const pruneAtOnce = 200

// Prune deletes notices that are older than a year, with who read them, and returns how many documents. A daily job calls it.
func (in *Inbox) Prune(ctx context.Context) (int, error) {
	before := in.clock().Add(-keepFor)
	n, err := prune(ctx, in.db, items, before)
	if err != nil {
		return n, err
	}
	more, err := prune(ctx, in.db, readings, before)
	return n + more, err
}

// prune deletes the documents of a collection that are older.
func prune[T any](ctx context.Context, db store.DB, from store.Collection[T], before time.Time) (total int, err error) {
	old := store.Query{Where: []store.Cond{{Field: "at", Op: store.Lt, Value: before}}, Limit: pruneAtOnce}
	for {
		n := 0
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			list, err := from.Find(ctx, tx, old)
			if err != nil {
				return err
			}
			for _, doc := range list {
				if err := from.Delete(ctx, tx, doc); err != nil {
					return err
				}
			}
			n = len(list)
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("prune notices: %w", err)
		}
		if total += n; n < pruneAtOnce {
			return total, nil
		}
	}
}
