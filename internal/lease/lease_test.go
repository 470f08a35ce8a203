package lease_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// opener gives an empty store.
type opener func(t *testing.T) store.DB

func TestOnEveryEngine(t *testing.T) {
	tests := map[string]func(*testing.T, opener){
		"AcquireIsExclusiveUntilReleasedOrExpired": testAcquireIsExclusiveUntilReleasedOrExpired,
		"GuardRefusesAnOldToken":                   testGuardRefusesAnOldToken,
		"ReleaseAllFreesTheDead":                   testReleaseAllFreesTheDead,
		"KeepRenewsWhileWorking":                   testKeepRenewsWhileWorking,
		"KeepCancelsTheWorkWhenLost":               testKeepCancelsTheWorkWhenLost,
		"HoldIsOneAtATime":                         testHoldIsOneAtATime,
		"KeepGivesBackAfterAPanic":                 testKeepGivesBackAfterAPanic,
	}
	schemas := lease.Schemas()
	for _, e := range []storetest.Engine{storetest.SQLite(), storetest.Mongo()} {
		for name, test := range tests {
			t.Run(e.Name+"/"+name, func(t *testing.T) {
				test(t, func(t *testing.T) store.DB { return e.Fresh(t, schemas...) })
			})
		}
	}
}

// clock is moved by hand.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func two(t *testing.T, open opener, ttl time.Duration) (db store.DB, a, b *lease.Leases, c *clock) {
	db = open(t)
	c = &clock{t: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	return db, lease.New(db, "a", ttl, c.now), lease.New(db, "b", ttl, c.now), c
}

func testAcquireIsExclusiveUntilReleasedOrExpired(t *testing.T, open opener) {
	_, a, b, c := two(t, open, 10*time.Second)
	ctx := t.Context()
	first, err := a.Acquire(ctx, "pull")
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]*lease.Leases{"another": b, "itself": a} {
		if _, err := k.Acquire(ctx, "pull"); !errors.Is(err, lease.ErrHeld) {
			t.Errorf("acquired by %s while held: %v", name, err)
		}
	}
	c.add(9 * time.Second)
	if err := first.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	c.add(9 * time.Second)
	if _, err := b.Acquire(ctx, "pull"); !errors.Is(err, lease.ErrHeld) {
		t.Errorf("a renewed lease was taken over: %v", err)
	}
	c.add(2 * time.Second)
	second, err := b.Acquire(ctx, "pull")
	if err != nil {
		t.Fatal(err)
	}
	if second.Token() <= first.Token() {
		t.Errorf("token %d after %d does not grow", second.Token(), first.Token())
	}
	if err := first.Renew(ctx); !errors.Is(err, lease.ErrLost) {
		t.Errorf("renewed a lost lease: %v", err)
	}
	if err := first.Release(ctx); err != nil {
		t.Errorf("releasing a lost lease: %v", err)
	}
	if err := second.Renew(ctx); err != nil {
		t.Errorf("the loser's release took the winner's lease: %v", err)
	}
	if err := second.Release(ctx); err != nil {
		t.Fatal(err)
	}
	third, err := a.Acquire(ctx, "pull")
	if err != nil {
		t.Fatal(err)
	}
	if third.Token() <= second.Token() {
		t.Errorf("token %d after a release does not grow beyond %d", third.Token(), second.Token())
	}
}

func testGuardRefusesAnOldToken(t *testing.T, open opener) {
	db, a, b, c := two(t, open, 10*time.Second)
	ctx := t.Context()
	old, err := a.Acquire(ctx, "pull")
	if err != nil {
		t.Fatal(err)
	}
	guarded := func(l *lease.Lease) error {
		return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return l.Guard(ctx, tx) })
	}
	if err := guarded(old); err != nil {
		t.Fatalf("guard by the newest lease: %v", err)
	}
	c.add(11 * time.Second)
	if err := guarded(old); err != nil {
		t.Errorf("an expired lease that nobody took over was refused: %v", err)
	}
	if _, err := b.Acquire(ctx, "pull"); err != nil {
		t.Fatal(err)
	}
	if err := guarded(old); !errors.Is(err, lease.ErrLost) {
		t.Errorf("guard by an old token: %v", err)
	}
}

func testReleaseAllFreesTheDead(t *testing.T, open opener) {
	db, a, b, _ := two(t, open, time.Hour)
	old, err := a.Acquire(t.Context(), "pull")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ReleaseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if db.Name() != "sqlite" { // the other process may live
		if err := old.Renew(t.Context()); err != nil {
			t.Errorf("another process's lease was freed: %v", err)
		}
	}
	if err := a.ReleaseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := old.Renew(t.Context()); !errors.Is(err, lease.ErrLost) {
		t.Errorf("renewed after all were released: %v", err)
	}
	if _, err := b.Acquire(t.Context(), "pull"); err != nil {
		t.Errorf("not free: %v", err)
	}
}

func testKeepRenewsWhileWorking(t *testing.T, open opener) {
	db := open(t)
	const ttl = 1500 * time.Millisecond // a busy machine may stand still for a second
	a := lease.New(db, "a", ttl, time.Now)
	b := lease.New(db, "b", ttl, time.Now)
	err := a.Keep(t.Context(), "pull", func(ctx context.Context, l *lease.Lease) error {
		for end := time.Now().Add(2 * ttl); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			if _, err := b.Acquire(ctx, "pull"); !errors.Is(err, lease.ErrHeld) {
				return errors.New("taken over while kept")
			}
		}
		return ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Acquire(t.Context(), "pull"); err != nil {
		t.Errorf("not given back after the work: %v", err)
	}
}

func testKeepCancelsTheWorkWhenLost(t *testing.T, open opener) {
	_, a, b, c := two(t, open, 200*time.Millisecond)
	err := a.Keep(t.Context(), "pull", func(ctx context.Context, l *lease.Lease) error {
		err := lease.ErrHeld
		for errors.Is(err, lease.ErrHeld) { // a renewal may come between the two lines
			c.add(time.Second)
			_, err = b.Acquire(ctx, "pull")
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(5 * time.Second):
			return errors.New("went on working for 5 s")
		}
	})
	if !errors.Is(err, lease.ErrLost) {
		t.Errorf("got %v, want ErrLost", err)
	}
}

func testHoldIsOneAtATime(t *testing.T, open opener) {
	db := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	var inside, turns atomic.Int32
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		k := lease.New(db, name, 2*time.Second, time.Now)
		wg.Go(func() {
			for ctx.Err() == nil {
				_ = k.Hold(ctx, "pull", func(ctx context.Context, l *lease.Lease) error {
					if inside.Add(1) > 1 {
						t.Error("two at once")
					}
					defer inside.Add(-1)
					turns.Add(1)
					time.Sleep(20 * time.Millisecond)
					return nil
				})
			}
		})
	}
	wg.Wait()
	if turns.Load() < 3 {
		t.Errorf("%d turns, want several", turns.Load())
	}
}

func testKeepGivesBackAfterAPanic(t *testing.T, open opener) {
	_, a, b, _ := two(t, open, time.Hour)
	func() {
		defer func() { _ = recover() }()
		_ = a.Keep(t.Context(), "pull", func(context.Context, *lease.Lease) error { panic("boom") })
	}()
	if _, err := b.Acquire(t.Context(), "pull"); err != nil {
		t.Errorf("still held after a panic: %v", err)
	}
}
