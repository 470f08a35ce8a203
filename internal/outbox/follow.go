package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrGap: entries that a follower still needed were pruned; load the state anew and follow from its head.
var ErrGap = errors.New("outbox: entries are missing")

// Follow gives this process every event after a number, in order, until ctx
// ends: for caches and indexes that every process keeps for itself. Ask Head
// before loading the state and follow from there. A handler that fails is given
// the same events again after a while. Run must be running in this process.
func (o *Outbox) Follow(ctx context.Context, seq int64, handle func(ctx context.Context, events []Event) error) error {
	failures := 0
	for ctx.Err() == nil {
		woken := o.numbered.next()
		events, last, err := o.stretch(ctx, seq)
		if err == nil && len(events) > 0 {
			err = handle(ctx, events)
		}
		switch {
		case errors.Is(err, ErrGap):
			return err
		case err != nil && ctx.Err() == nil:
			failures++
			o.log.Warn("outbox: follower failed", "after", seq, "failures", failures, "error", err)
			pause(ctx, min(50*time.Millisecond<<min(failures, 8), 5*time.Second)+rand.N(50*time.Millisecond))
		case last > seq:
			seq, failures = last, 0
		default:
			wait(ctx, woken, time.Minute)
		}
	}
	return ctx.Err()
}

// stretch reads the next events for everyone, and the number of the last entry read.
func (o *Outbox) stretch(ctx context.Context, seq int64) (events []Event, last int64, err error) {
	found, err := o.after(ctx, seq, batch)
	if err != nil || len(found) == 0 {
		return nil, seq, err
	}
	if found[0].Seq != seq+1 {
		return nil, seq, fmt.Errorf("%w: %d to %d", ErrGap, seq+1, found[0].Seq-1)
	}
	for _, e := range found {
		if e.Only == "" {
			events = append(events, e.event())
		}
	}
	return events, found[len(found)-1].Seq, nil
}
