package decisions

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// undo takes back what a list wrote, some rows at a time. What changed since stays, and is named.
func (s *Service) undo(ctx context.Context, l *lease.Lease, i *Import) error {
	return s.desk.Undo(ctx, l, i.ID, s.undoPart, s.tell)
}

// undoPart takes back the next rows and forgets what they left, so that a second run goes on behind them.
func (s *Service) undoPart(ctx context.Context, tx store.Tx, i *Import) (more bool, err error) {
	batch, err := formers.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "import_id", Op: store.Eq, Value: i.ID}}, Limit: rowsAtOnce})
	if err != nil || len(batch) == 0 {
		return false, err
	}
	var traces []*catalog.Trace
	for _, f := range batch {
		traces = append(traces, &f.Trace)
	}
	kept, err := catalog.TakeBack(ctx, tx, s.now(), traces)
	if err != nil {
		return false, err
	}
	for _, t := range kept {
		i.Keep(t.Name)
	}
	for _, f := range batch {
		if err := formers.Delete(ctx, tx, f); err != nil {
			return false, err
		}
	}
	i.Done += len(batch)
	return true, nil
}

// Prune forgets what lists left that can no longer be undone, their files and what was found in them.
func (s *Service) Prune(ctx context.Context) (int, error) {
	left, err := intake.Prune(ctx, s.db, formers, s.now())
	lists, failed := s.desk.Forget(ctx, dropFindings)
	return left + lists, errors.Join(err, failed)
}
