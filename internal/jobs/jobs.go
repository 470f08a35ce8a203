// Package jobs runs named work from time to time: in one process at a time,
// however many there are, with its last result and next time kept in the store.
// A job that fails or panics harms no other, and is tried again sooner.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Job is work to do from time to time. Run is called under a lease and stops at
// a safe point when its context ends; it may guard its transactions by the lease.
type Job struct {
	Name  string
	Every time.Duration // from the end of one run to the next, a tenth more or less by chance
	// Daily jobs run once a day instead, At so long after midnight in Vietnam.
	Daily bool
	At    time.Duration
	Retry time.Duration // after a failure, doubled at each further one up to Every; default a minute
	Run   func(ctx context.Context, l *lease.Lease) error
}

// next is the first moment after now at which a daily job is due.
func (j Job) next(now time.Time) time.Time {
	y, m, d := now.In(vietnam.Zone).Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone).Add(j.At)
	if !at.After(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at.UTC()
}

// Record is what is known of a job's runs.
type Record struct {
	store.Meta `bson:",inline"`
	Next       time.Time     `bson:"next"`
	Started    time.Time     `bson:"started,omitempty"` // of the last run, also one that goes on
	Ended      time.Time     `bson:"ended,omitempty"`   // of the last run that came to an end
	Succeeded  time.Time     `bson:"succeeded,omitempty"`
	Took       time.Duration `bson:"took"`
	Error      string        `bson:"error,omitempty"` // of the last run, empty if it succeeded
	Failures   int           `bson:"failures"`        // in a row
	Runs       int64         `bson:"runs"`
	By         string        `bson:"by,omitempty"` // the process of the last run
	// Done of Total is how far the run is that goes on, where the job reports it.
	Done  int `bson:"done,omitempty"`
	Total int `bson:"total,omitempty"`
	// SayVI and SayEN tell what the last run that ended came to, where the job does.
	SayVI string `bson:"say_vi,omitempty"`
	SayEN string `bson:"say_en,omitempty"`
}

// Running reports whether a run has begun and not ended; it may have died with its process.
func (r *Record) Running() bool { return r.Started.After(r.Ended) }

var records = store.Define[Record]("jobs")

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{records.Schema()} }

// Runner runs jobs when they are due.
type Runner struct {
	db     store.DB
	leases *lease.Leases
	now    func() time.Time
	log    *slog.Logger
	look   time.Duration
	jobs   []Job
}

// New returns a runner of those jobs. All processes that run jobs have the same ones.
func New(db store.DB, leases *lease.Leases, now func() time.Time, log *slog.Logger, all ...Job) *Runner {
	r := &Runner{db: db, leases: leases, now: now, log: log, look: 2 * time.Second}
	for _, j := range all {
		if j.Retry == 0 {
			j.Retry = time.Minute
		}
		if j.Daily {
			j.Every = 24 * time.Hour
		}
		j.Retry = min(j.Retry, j.Every)
		r.jobs = append(r.jobs, j)
	}
	return r
}

// Records tells of every job that ever ran or was due, by name.
func Records(ctx context.Context, r store.Reader) ([]*Record, error) {
	return records.Find(ctx, r, store.Query{})
}

// Ask makes a job due now, in the caller's transaction: whichever process runs jobs begins it within seconds. It returns store.ErrNotFound for a job that none has.
func Ask(ctx context.Context, tx store.Tx, name string, now time.Time) error {
	rec, err := records.Get(ctx, tx, name)
	if err != nil {
		return fmt.Errorf("ask for job %s: %w", name, err)
	}
	rec.Next = now
	return records.Replace(ctx, tx, rec)
}

// run does the work and records how it went.
func (r *Runner) run(ctx context.Context, j Job, l *lease.Lease) error {
	began := r.now()
	err := r.record(ctx, l, j.Name, func(rec *Record) { rec.begin(began, r.leases.Holder()) })
	if err != nil {
		return err
	}
	said := &reports{now: r.now, keep: func(ctx context.Context, change func(*Record)) error { return r.record(ctx, l, j.Name, change) }}
	failure := protect(context.WithValue(ctx, reportsKey{}, said), j, l)
	if ctx.Err() != nil && failure != nil { // told to stop, or the lease is lost: due as before
		return errors.Join(context.Cause(ctx), failure)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
	defer cancel()
	err = r.record(ctx, l, j.Name, func(rec *Record) {
		rec.end(j, began, r.now(), failure)
		rec.SayVI, rec.SayEN = said.told()
	})
	return errors.Join(failure, err)
}

func protect(ctx context.Context, j Job, l *lease.Lease) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s: panic: %v", j.Name, p)
		}
	}()
	return j.Run(ctx, l)
}

// begin writes down that a process began a run.
func (rec *Record) begin(now time.Time, by string) {
	rec.Started, rec.By, rec.Done, rec.Total = now, by, 0, 0
}

// end writes down the end of a run and when the next one is due.
func (rec *Record) end(j Job, began, now time.Time, failure error) {
	rec.Runs++
	rec.Ended, rec.Took = now, now.Sub(began)
	wait := j.Every
	if failure == nil {
		rec.Succeeded, rec.Error, rec.Failures = now, "", 0
	} else {
		rec.Failures++
		rec.Error = clip(failure.Error())
		wait = backoff(j, rec.Failures)
	}
	rec.Next = now.Add(time.Duration(float64(wait) * (0.9 + 0.2*rand.Float64())))
	if j.Daily && failure == nil {
		rec.Next = j.next(now)
	}
}

// clip keeps an error short enough for a document and a page.
func clip(s string) string {
	const most = 2000
	return strings.ToValidUTF8(s[:min(len(s), most)], "")
}

func backoff(j Job, failures int) time.Duration {
	d := j.Retry << min(failures-1, 20)
	if d <= 0 || d > j.Every {
		return j.Every
	}
	return d
}

// record changes what is known of a job, under its lease.
func (r *Runner) record(ctx context.Context, l *lease.Lease, name string, change func(*Record)) error {
	err := r.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := l.Guard(ctx, tx); err != nil {
			return err
		}
		rec, err := records.Get(ctx, tx, name)
		if errors.Is(err, store.ErrNotFound) {
			rec, err = &Record{Meta: store.Meta{ID: name}}, nil
		}
		if err != nil {
			return err
		}
		change(rec)
		return records.Save(ctx, tx, rec)
	})
	if err != nil {
		return fmt.Errorf("record job %s: %w", name, err)
	}
	return nil
}
