package visits_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/visits"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// evening is 23:30 of a Sunday in Vietnam.
var evening = time.Date(2026, 11, 22, 16, 30, 0, 0, time.UTC)

// kept is the collection, for looking into it.
var kept = store.Define[visits.Tally]("visits")

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func counter(db store.DB, c *clock) *visits.Counter {
	return visits.New(db, c.now, slog.New(slog.DiscardHandler))
}

func want(t *testing.T, c *visits.Counter, days int, wants map[string]int) {
	t.Helper()
	got, err := c.Recent(context.Background(), days, "a", "b", "unseen")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wants, got); diff != "" {
		t.Errorf("looks in %d days (-want +got):\n%s", days, diff)
	}
}

func flush(t *testing.T, c *visits.Counter) {
	t.Helper()
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLooksAreCountedByDay(t *testing.T) {
	storetest.Engines(t, visits.Schemas(), func(t *testing.T, db store.DB) {
		at := &clock{evening}
		c, other := counter(db, at), counter(db, at)
		c.Of("a").Add(3)
		c.Of("b").Add(1)
		other.Of("a").Add(2)
		want(t, c, 7, map[string]int{"a": 3, "b": 1})
		flush(t, c)
		flush(t, other)
		want(t, c, 7, map[string]int{"a": 5, "b": 1})
		at.at = evening.Add(time.Hour) // the next day
		c.Of("a").Add(1)
		flush(t, c)
		flush(t, c)
		want(t, c, 1, map[string]int{"a": 1})
		want(t, c, 2, map[string]int{"a": 6, "b": 1})
		at.at = evening.AddDate(0, 0, 7)
		want(t, c, 7, map[string]int{"a": 1})
	})
}

func TestOldDaysAreForgotten(t *testing.T) {
	storetest.Engines(t, visits.Schemas(), func(t *testing.T, db store.DB) {
		at := &clock{evening}
		c := counter(db, at)
		for day := range visits.Days + 5 {
			at.at = evening.AddDate(0, 0, day)
			c.Of("a").Add(1)
			if day == 0 {
				c.Of("b").Add(1)
			}
			flush(t, c)
		}
		want(t, c, 1000, map[string]int{"a": visits.Days, "b": 1})
		for i, wanted := range []int{1, 0} {
			if n, err := c.Prune(t.Context()); err != nil || n != wanted {
				t.Errorf("run %d: %d forgotten, %v", i, n, err)
			}
		}
		want(t, c, 1000, map[string]int{"a": visits.Days})
		if tally, err := kept.Get(t.Context(), db, "a"); err != nil || len(tally.Days) != visits.Days {
			t.Errorf("%d days kept, %v", len(tally.Days), err)
		}
	})
}

// failing is a store whose transactions fail as told.
type failing struct {
	store.DB
	err error
}

func (f *failing) Atomic(ctx context.Context, do func(context.Context, store.Tx) error) error {
	if f.err != nil {
		return f.err
	}
	return f.DB.Atomic(ctx, do)
}

func TestWhatCannotBeWrittenIsCountedAgain(t *testing.T) {
	db := &failing{DB: storetest.Open(t, visits.Schemas()...), err: errors.New("away")}
	c := counter(db, &clock{evening})
	c.Of("a").Add(2)
	if err := c.Flush(t.Context()); !errors.Is(err, db.err) {
		t.Errorf("flushed: %v", err)
	}
	c.Of("a").Add(1)
	db.err = nil
	flush(t, c)
	want(t, c, 1, map[string]int{"a": 3})
}

func TestNoLookIsLostAmongMany(t *testing.T) {
	db := storetest.Open(t, visits.Schemas()...)
	c := counter(db, &clock{evening})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				c.Of("a").Add(1)
			}
		})
	}
	for range 5 {
		flush(t, c)
	}
	wg.Wait()
	flush(t, c)
	want(t, c, 1, map[string]int{"a": 4000})
}

// memory is a store that only tells when something was written.
type memory struct {
	store.DB
	written []time.Time
}

func (m *memory) Atomic(context.Context, func(context.Context, store.Tx) error) error {
	m.written = append(m.written, time.Now())
	return nil
}

func TestItIsWrittenEveryMinuteAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &memory{}
		c := visits.New(db, time.Now, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		done, start := make(chan error), time.Now()
		go func() { done <- c.Run(ctx) }()
		c.Of("a").Add(1)
		time.Sleep(90 * time.Second)
		c.Of("a").Add(1)
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if wants := []time.Time{start.Add(time.Minute), start.Add(90 * time.Second)}; !cmp.Equal(db.written, wants) {
			t.Errorf("written at %v, want %v", db.written, wants)
		}
	})
}
