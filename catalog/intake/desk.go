package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// document is a list as its own package keeps it, with a Run inlined.
type document[T any] interface {
	*T
	DocumentID() string
	run() *Run
}

// Desk moves the lists of one kind through their phases. Their collection has an index on active and sent_at.
type Desk[T any, P document[T]] struct {
	db    store.DB
	docs  store.Collection[T]
	files *private.Keeper
	job   string // that works on them
	now   func() time.Time
}

// NewDesk makes a desk for the lists of a collection, on which the job of that name works.
func NewDesk[T any, P document[T]](db store.DB, docs store.Collection[T], files *private.Keeper, job string, now func() time.Time) Desk[T, P] {
	return Desk[T, P]{db: db, docs: docs, files: files, job: job, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }}
}

// Now is the time as the store gives it back.
func (d Desk[T, P]) Now() time.Time { return d.now() }

// Begin keeps the file of a list and is its run from there on: being tried, or refused where nothing could read it.
func (d Desk[T, P]) Begin(ctx context.Context, person, name string, list io.Reader, limits sheet.Limits) (Run, error) {
	data, err := io.ReadAll(io.LimitReader(list, limits.Bytes+1))
	if err != nil {
		return Run{}, fmt.Errorf("read list: %w", err)
	}
	r := Run{By: person, Phase: Reading, Active: true, SentAt: d.now(), BeganAt: d.now()}
	if r.Fault = Unreadable(data, limits); r.Fault != "" {
		r.Phase, r.Active, data = Refused, false, nil
	}
	r.File, err = d.files.KeepData(ctx, data, name, http.DetectContentType(data))
	return r, err
}

// Insert keeps a new list once may lets it, and wakes the job.
func (d Desk[T, P]) Insert(ctx context.Context, doc P, may func(ctx context.Context, tx store.Tx) error) error {
	err := d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := may(ctx, tx); err != nil {
			return err
		}
		if err := d.docs.Insert(ctx, tx, (*T)(doc)); err != nil {
			return err
		}
		return d.wake(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("send list: %w", err)
	}
	return nil
}

// Move takes a list from the phase in which it is to another, in one transaction, and wakes the job.
func (d Desk[T, P]) Move(ctx context.Context, id string, to Phase, also func(ctx context.Context, tx store.Tx, doc P) error) error {
	err := d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc, err := d.docs.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		r := P(doc).run()
		if !r.Phase.CanBecome(to) {
			return ErrPhase
		}
		r.Phase, r.Active, r.BeganAt, r.Done, r.Total = to, to.Working(), d.now(), 0, 0
		if also != nil {
			if err := also(ctx, tx, doc); err != nil {
				return err
			}
		}
		if err := d.docs.Replace(ctx, tx, doc); err != nil || !r.Active {
			return err
		}
		return d.wake(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("list %s: %w", id, err)
	}
	return nil
}

// wake makes the job due at once. Where it never ran it is due anyway.
func (d Desk[T, P]) wake(ctx context.Context, tx store.Tx) error {
	if err := jobs.Ask(ctx, tx, d.job, d.now()); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// Save changes a list that is in that phase still, in one transaction with what else is done under the lease.
func (d Desk[T, P]) Save(ctx context.Context, l *lease.Lease, id string, in Phase, change func(ctx context.Context, tx store.Tx, doc P) error) error {
	return d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if l != nil {
			if err := l.Guard(ctx, tx); err != nil {
				return err
			}
		}
		doc, err := d.docs.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if P(doc).run().Phase != in {
			return ErrPhase
		}
		if err := change(ctx, tx, doc); err != nil {
			return err
		}
		return d.docs.Replace(ctx, tx, doc)
	})
}

// Work works on what waits, the oldest first, as the phase wants it. A job calls it under its lease;
// after a death another process goes on where the last transaction left it.
func (d Desk[T, P]) Work(ctx context.Context, l *lease.Lease, by map[Phase]func(context.Context, *lease.Lease, P) error) error {
	waiting, err := d.docs.Find(ctx, d.db, store.Query{Where: []store.Cond{{Field: "active", Op: store.Eq, Value: true}}, Sort: []store.Order{{Field: "sent_at"}}, Limit: 100})
	if err != nil {
		return err
	}
	var failed []error
	for _, doc := range waiting {
		r := P(doc).run()
		work := by[r.Phase]
		if work == nil {
			continue
		}
		ctx := audit.WithActor(ctx, audit.Actor{Person: r.By, Via: "job"})
		if err := work(ctx, l, doc); err != nil && !errors.Is(err, ErrPhase) {
			failed = append(failed, fmt.Errorf("list %s: %w", P(doc).DocumentID(), err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

// pruneAtOnce is how many documents one transaction deletes.
const pruneAtOnce = 200

// Prune forgets what lists left that can no longer be undone, from a collection with an index on "at".
func Prune[T any](ctx context.Context, db store.DB, left store.Collection[T], now time.Time) (int, error) {
	old := []store.Cond{{Field: "at", Op: store.Lt, Value: now.Add(-UndoFor - 24*time.Hour)}}
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
