package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// Hooks are told what happens, for metrics. Each may be nil; none may block.
type Hooks struct {
	// Handled: a consumer was given events, which took that long and failed or not.
	Handled func(consumer string, events int, took time.Duration, err error)
	// Progress: how many numbered entries a consumer has yet to see, and how old the event is that it saw last.
	Progress func(consumer string, behind int64, lag time.Duration)
	// Dead: an event became a dead letter.
	Dead func(consumer, kind string)
}

// Options of an outbox.
type Options struct {
	Notifier *Notifier        // wakes the outbox of this process; required
	Poll     time.Duration    // how often to look for what other processes did; default 200 ms, and 500 ms on SQLite, where there is no other process
	Now      func() time.Time // default time.Now
	Log      *slog.Logger     // default slog.Default()
	Hooks    Hooks
}

// Outbox numbers entries and brings them to the consumers and followers of one process.
type Outbox struct {
	db        store.DB
	leases    *lease.Leases
	notifier  *Notifier
	poll      time.Duration
	coalesce  time.Duration
	now       func() time.Time
	log       *slog.Logger
	hooks     Hooks
	consumers []Consumer
	head      atomic.Int64
	numbered  signal
}

// New returns the outbox of one process with its durable consumers; a process
// that only serves pages has none, and still may follow.
func New(db store.DB, leases *lease.Leases, opts Options, consumers ...Consumer) (*Outbox, error) {
	o := &Outbox{
		db: opts.Notifier.Watch(db), leases: leases, notifier: opts.Notifier, poll: opts.Poll,
		coalesce: 10 * time.Millisecond, now: opts.Now, log: opts.Log, hooks: opts.Hooks,
	}
	if o.poll == 0 {
		o.poll = pollOf(db)
	}
	if o.now == nil {
		o.now = time.Now
	}
	if o.log == nil {
		o.log = slog.Default()
	}
	seen := map[string]bool{}
	for _, c := range consumers {
		if err := c.check(); err != nil || seen[c.Name] {
			return nil, errors.Join(errors.New("outbox: consumer "+c.Name+" is declared wrongly or twice"), err)
		}
		seen[c.Name] = true
		o.consumers = append(o.consumers, c.withDefaults())
	}
	return o, nil
}

func pollOf(db store.DB) time.Duration {
	if db.Name() == "sqlite" {
		return 500 * time.Millisecond
	}
	return 200 * time.Millisecond
}

// Run numbers entries and runs the consumers until ctx ends, and returns when all have stopped.
func (o *Outbox) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	wg.Go(func() { o.numberLoop(ctx) })
	wg.Go(func() { o.headLoop(ctx) })
	for _, c := range o.consumers {
		wg.Go(func() { o.consume(ctx, c) })
	}
	wg.Wait()
	return ctx.Err()
}
