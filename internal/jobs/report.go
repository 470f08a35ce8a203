package jobs

import (
	"context"
	"sync"
	"time"
)

// reportEvery is how often a job's progress is written down at most.
const reportEvery = time.Second

// reports is what a job that runs says of itself.
type reports struct {
	keep func(ctx context.Context, change func(*Record)) error
	now  func() time.Time

	mu     sync.Mutex
	last   time.Time // when progress was written down
	vi, en string
}

type reportsKey struct{}

// Report says how far the job has come that runs in ctx: so much done of so much. It is for whoever
// looks, and does nothing outside of a job.
func Report(ctx context.Context, done, total int) {
	r, ok := ctx.Value(reportsKey{}).(*reports)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.now(); now.Sub(r.last) >= reportEvery {
		r.last = now
		_ = r.keep(ctx, func(rec *Record) { rec.Done, rec.Total = done, total }) // what is not told now is told a second later
	}
}

// Tell keeps a sentence on what the run came to that goes on in ctx, in Vietnamese and in English, until the next run ends.
func Tell(ctx context.Context, vi, en string) {
	if r, ok := ctx.Value(reportsKey{}).(*reports); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.vi, r.en = vi, en
	}
}

// told is what the run said last.
func (r *reports) told() (vi, en string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.vi, r.en
}
