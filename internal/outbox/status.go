package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Keep is how long entries are kept after every consumer has passed them.
const Keep = 7 * 24 * time.Hour

// Status is how a consumer is doing.
type Status struct {
	Consumer string
	Seq      int64     // the last entry it is done with, give or take those it does not want
	Behind   int64     // numbered entries after that
	Tries    int       // failed ones of the next event
	Waiting  time.Time // since when it cannot go on; zero if it can
	Error    string    // why it cannot go on
	Letters  int       // dead ones
	At       time.Time // of its last progress
}

// Status tells how every consumer that ever ran is doing.
func (o *Outbox) Status(ctx context.Context) ([]Status, error) {
	head, err := o.Head(ctx)
	if err != nil {
		return nil, err
	}
	all, err := cursors.Find(ctx, o.db, store.Query{})
	if err != nil {
		return nil, err
	}
	dead, err := letters.CountBy(ctx, o.db, "consumer")
	if err != nil {
		return nil, err
	}
	stats := make([]Status, 0, len(all))
	for _, c := range all {
		stats = append(stats, Status{
			Consumer: c.ID, Seq: c.Seq, Behind: max(head-c.Seq, 0), Tries: c.Tries,
			Waiting: c.Waiting, Error: c.Error, Letters: dead[c.ID], At: c.At,
		})
	}
	return stats, nil
}

// Prune deletes entries that are older than Keep and that every consumer of
// this process has passed, and returns how many. A process without consumers cannot know, and deletes none.
func (o *Outbox) Prune(ctx context.Context) (int, error) {
	passed, err := o.passedByAll(ctx)
	if err != nil || passed == 0 {
		return 0, err
	}
	total := 0
	for {
		n, err := o.pruneSome(ctx, passed, o.now().Add(-Keep))
		total += n
		if err != nil {
			return total, fmt.Errorf("prune the outbox: %w", err)
		}
		if n < batch {
			return total, nil
		}
	}
}

func (o *Outbox) passedByAll(ctx context.Context) (int64, error) {
	if len(o.consumers) == 0 {
		return 0, nil
	}
	var names []string
	for _, c := range o.consumers {
		names = append(names, c.Name)
	}
	all, err := cursors.GetMany(ctx, o.db, names)
	if err != nil || len(all) < len(names) { // one has not begun
		return 0, err
	}
	passed := all[0].Seq
	for _, c := range all {
		passed = min(passed, c.Seq)
	}
	return passed, nil
}

func (o *Outbox) pruneSome(ctx context.Context, passed int64, before time.Time) (n int, err error) {
	err = o.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		n = 0
		old, err := entries.Find(ctx, tx, store.Query{
			Where: []store.Cond{{Field: "seq", Op: store.Lte, Value: passed}},
			Sort:  []store.Order{{Field: "seq"}},
			Limit: batch,
		})
		if err != nil {
			return err
		}
		for _, e := range old {
			if !e.At.Before(before) {
				return nil
			}
			if err := entries.Delete(ctx, tx, e); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}
