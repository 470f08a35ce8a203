package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// pruneAtOnce is how many documents one transaction removes.
const pruneAtOnce = 200

// Prune removes links, devices and counts of tries that are over, and forgets browsers that were
// not used to sign in for over a year. It returns how many it removed. An hourly job calls it.
func (s *Service) Prune(ctx context.Context) (int, error) {
	now := s.now()
	removed := 0
	for _, prune := range []func(context.Context) (int, error){
		func(ctx context.Context) (int, error) { return prune(ctx, s.db, tokens, "expires_at", now) },
		func(ctx context.Context) (int, error) { return prune(ctx, s.db, gates, "expires_at", now) },
		func(ctx context.Context) (int, error) { return prune(ctx, s.db, devices, "until", now) },
		func(ctx context.Context) (int, error) {
			return prune(ctx, s.db, machines, "at", now.Add(-MachineLives))
		},
	} {
		n, err := prune(ctx)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("prune accounts: %w", err)
		}
	}
	return removed, nil
}

// prune removes the documents whose time is not after a moment.
func prune[T any](ctx context.Context, db store.DB, from store.Collection[T], field string, until time.Time) (int, error) {
	removed := 0
	for {
		n := 0
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			old, err := from.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: field, Op: store.Lte, Value: until}}, Limit: pruneAtOnce})
			if err != nil {
				return err
			}
			for _, doc := range old {
				if err := from.Delete(ctx, tx, doc); err != nil {
					return err
				}
			}
			n = len(old)
			return nil
		})
		removed += n
		if err != nil || n < pruneAtOnce {
			return removed, err
		}
	}
}
