package lease

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Keep runs a piece of work under the lease, renewing it meanwhile, and gives
// it back at the end. The work's context is cancelled with the cause ErrLost
// when the lease is lost, and Keep then returns ErrLost beside the work's own
// error. If another process holds the lease, Keep returns ErrHeld at once.
func (k *Leases) Keep(ctx context.Context, name string, run func(ctx context.Context, l *Lease) error) error {
	l, err := k.Acquire(ctx, name)
	if err != nil {
		return err
	}
	work, stop := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		l.renewUntil(work, stop)
	}()
	defer func() { // also when run panics
		stop(nil)
		<-renewed
		l.letGo(ctx)
	}()
	err = run(work, l)
	if cause := context.Cause(work); errors.Is(cause, ErrLost) {
		return errors.Join(cause, err)
	}
	return err
}

// Hold waits for the lease, keeps it while run works, and begins again when it
// was lost, until ctx ends or run returns by itself. Its error is run's, or that of ctx.
func (k *Leases) Hold(ctx context.Context, name string, run func(ctx context.Context, l *Lease) error) error {
	for {
		err := k.Keep(ctx, name, run)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, ErrHeld) && !errors.Is(err, ErrLost) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(k.ttl / 5):
		}
	}
}

// renewUntil renews three times in a time to live. A store that does not
// answer for that long counts as a loss, since somebody else may hold the lease by then.
func (l *Lease) renewUntil(ctx context.Context, stop context.CancelCauseFunc) {
	every := l.from.ttl / 3
	tick := time.NewTicker(every)
	defer tick.Stop()
	good := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		began := time.Now()
		err := l.renewWithin(ctx, every)
		switch {
		case err == nil:
			good = began
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrLost):
			stop(err)
			return
		case time.Since(good) >= l.from.ttl-every:
			stop(fmt.Errorf("%w: not renewed for %s: %w", ErrLost, time.Since(good).Round(time.Millisecond), err))
			return
		}
	}
}

func (l *Lease) renewWithin(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return l.Renew(ctx)
}

// letGo releases also when the work was told to stop; if that fails, the lease ends by itself.
func (l *Lease) letGo(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.from.ttl/3)
	defer cancel()
	_ = l.Release(ctx)
}
