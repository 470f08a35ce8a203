package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// batch bounds how many entries one transaction or one read takes.
const batch = 200

// Number gives the next numbers to entries that have none, and returns how many
// it numbered. Any number of processes may do it at once: the counter makes
// them take turns, so that whoever sees a number sees all numbers before it.
func (o *Outbox) Number(ctx context.Context) (int, error) {
	total := 0
	for {
		n, err := o.numberSome(ctx)
		total += n
		if err != nil {
			return total, fmt.Errorf("number outbox entries: %w", err)
		}
		if n < batch {
			return total, nil
		}
	}
}

func (o *Outbox) numberSome(ctx context.Context) (int, error) {
	first, err := entries.Find(ctx, o.db, freshest(1))
	if err != nil || len(first) == 0 { // no write transaction for nothing
		return 0, err
	}
	var n int
	var head int64
	err = o.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := counterOf(ctx, tx)
		if err != nil {
			return err
		}
		fresh, err := entries.Find(ctx, tx, freshest(batch))
		if err != nil {
			return err
		}
		for _, e := range fresh {
			c.Seq++
			e.Seq, e.Fresh = c.Seq, false
			if err := entries.Replace(ctx, tx, e); err != nil {
				return err
			}
		}
		n, head = len(fresh), c.Seq
		return counters.Save(ctx, tx, c)
	})
	if err != nil {
		return 0, err
	}
	o.advance(head)
	return n, nil
}

func freshest(limit int) store.Query {
	return store.Query{Where: []store.Cond{{Field: "fresh", Op: store.Eq, Value: true}}, Limit: limit}
}

func counterOf(ctx context.Context, r store.Reader) (*counter, error) {
	c, err := counters.Get(ctx, r, counterID)
	if errors.Is(err, store.ErrNotFound) {
		return &counter{Meta: store.Meta{ID: counterID}}, nil
	}
	return c, err
}

// Head is the last number given. A reader of the store's state that began after
// it was asked for has seen everything up to it.
func (o *Outbox) Head(ctx context.Context) (int64, error) {
	c, err := counterOf(ctx, o.db)
	if err != nil {
		return 0, fmt.Errorf("read the head of the outbox: %w", err)
	}
	o.advance(c.Seq)
	return c.Seq, nil
}

// advance tells the readers of this process of a new head.
func (o *Outbox) advance(head int64) {
	for {
		old := o.head.Load()
		if head <= old {
			return
		}
		if o.head.CompareAndSwap(old, head) {
			o.numbered.fire()
			return
		}
	}
}

// numberLoop numbers at once what this process wrote, and what others wrote when it looks.
// A process without consumers leaves that to the workers, unless they seem to be gone.
func (o *Outbox) numberLoop(ctx context.Context) {
	for ctx.Err() == nil {
		woken := o.notifier.committed.next()
		if err := o.numberTurn(ctx); err != nil && ctx.Err() == nil {
			o.log.Warn("outbox: entries not numbered", "error", err)
		}
		pause(ctx, o.coalesce)
		if o.numbersEagerly() {
			wait(ctx, woken, o.poll)
		} else {
			pause(ctx, workersGone/2)
		}
	}
}

// workersGone is how long an entry may wait for its number before a process without consumers gives it one.
const workersGone = 2 * time.Second

func (o *Outbox) numberTurn(ctx context.Context) error {
	if !o.numbersEagerly() {
		first, err := entries.Find(ctx, o.db, freshest(1))
		if err != nil || len(first) == 0 || o.now().Sub(first[0].At) < workersGone {
			return err
		}
	}
	_, err := o.Number(ctx)
	return err
}

func (o *Outbox) numbersEagerly() bool { return len(o.consumers) > 0 }

// headLoop looks for numbers that other processes gave.
func (o *Outbox) headLoop(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := o.Head(ctx); err != nil && ctx.Err() == nil {
			o.log.Warn("outbox: head not read", "error", err)
		}
		pause(ctx, o.poll)
	}
}

func pause(ctx context.Context, d time.Duration) { wait(ctx, nil, d) }

// wait returns when woken, when d has passed or when ctx ends.
func wait(ctx context.Context, woken <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-t.C:
	}
}
