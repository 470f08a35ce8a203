package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// Run starts jobs when they are due until ctx ends, and returns when those that run have stopped.
// A job that never ran is due at once, a daily one at its hour.
func (r *Runner) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	var busy sync.Map // names of jobs that run in this process
	for {
		due, err := r.due(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Warn("jobs: records not read", "error", err)
		}
		for _, j := range due {
			if _, running := busy.LoadOrStore(j.Name, true); running {
				continue
			}
			wg.Go(func() {
				defer busy.Delete(j.Name)
				r.runDue(ctx, j)
			})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(r.look):
		}
	}
}

// due returns the jobs whose time has come, with one read for all.
func (r *Runner) due(ctx context.Context) ([]Job, error) {
	var names []string
	for _, j := range r.jobs {
		names = append(names, j.Name)
	}
	known, err := records.GetMany(ctx, r.db, names)
	if err != nil {
		return nil, err
	}
	next := map[string]time.Time{}
	for _, rec := range known {
		next[rec.ID] = rec.Next
	}
	var due []Job
	for _, j := range r.jobs {
		if _, seen := next[j.Name]; !seen && j.Daily {
			if err := r.plan(ctx, j); err != nil {
				return nil, err
			}
			continue
		}
		if !next[j.Name].After(r.now()) {
			due = append(due, j)
		}
	}
	return due, nil
}

// plan notes when a daily job that never ran is due first, unless another process does so at the same moment.
func (r *Runner) plan(ctx context.Context, j Job) error {
	err := r.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return records.Insert(ctx, tx, &Record{Meta: store.Meta{ID: j.Name}, Next: j.next(r.now())})
	})
	if errors.Is(err, store.ErrDuplicate) {
		return nil
	}
	return err
}

// runDue looks again under the lease, since another process may have run the job meanwhile.
func (r *Runner) runDue(ctx context.Context, j Job) {
	err := r.leases.Keep(ctx, "job:"+j.Name, func(ctx context.Context, l *lease.Lease) error {
		due, err := r.due(ctx)
		if err != nil {
			return err
		}
		for _, d := range due {
			if d.Name == j.Name {
				return r.run(ctx, j, l)
			}
		}
		return nil
	})
	if err != nil && ctx.Err() == nil && !errors.Is(err, lease.ErrHeld) {
		r.log.Error("jobs: run failed", "job", j.Name, "error", err)
	}
}
