// Package visits counts how often each product's page is looked at, by day. It
// promises to cost a page next to nothing, and knows pages alone: nothing of who looked.
package visits

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Days is how many days are kept, today with them.
const Days = 60

// Tally is how often a product's page was looked at.
type Tally struct {
	store.Meta `bson:",inline"` // ID is the product's
	Last       string           `bson:"last"` // the newest of the days
	Days       []Day            `bson:"days"` // oldest first
}

// Day is how often it was looked at on one day in Vietnam, "2026-11-22".
type Day struct {
	Day   string `bson:"day"`
	Looks int64  `bson:"looks"`
}

var tallies = store.Define[Tally]("visits", store.Index{Fields: []string{"last"}})

// Schemas lists the collections of visits.
func Schemas() []store.Schema { return []store.Schema{tallies.Schema()} }

// Counter counts in memory, and writes down what it counted from time to time.
// Whoever makes one has Run going until the process ends. Each process has its own.
type Counter struct {
	db    store.DB
	clock func() time.Time
	log   *slog.Logger

	mu    sync.RWMutex
	looks map[string]*atomic.Int64 // by product, not yet written down
}

// New returns a counter over a store whose schemas are ensured.
func New(db store.DB, clock func() time.Time, log *slog.Logger) *Counter {
	return &Counter{db: db, clock: clock, log: log, looks: map[string]*atomic.Int64{}}
}

// Of is what a product's looks are added to. It stays the same one for good, so it can be kept with a page.
func (c *Counter) Of(productID string) *atomic.Int64 {
	c.mu.RLock()
	n := c.looks[productID]
	c.mu.RUnlock()
	if n != nil {
		return n
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if n = c.looks[productID]; n == nil {
		n = new(atomic.Int64)
		c.looks[productID] = n
	}
	return n
}

// How often what was counted is written down, and how long that may take when the process stops.
const (
	flushEvery = time.Minute
	lastFlush  = 5 * time.Second
)

// Run writes down what was counted, every minute and once more when ctx ends. What cannot be written is tried again the next time.
func (c *Counter) Run(ctx context.Context) error {
	ticker := time.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := c.Flush(ctx); err != nil && ctx.Err() == nil {
				c.log.WarnContext(ctx, "visits are written down later", "error", err)
			}
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastFlush)
			defer cancel()
			if err := c.Flush(last); err != nil {
				c.log.WarnContext(last, "visits of the last minute are lost", "error", err)
			}
			return nil
		}
	}
}

// flushAtOnce is how many products one transaction writes.
const flushAtOnce = 200

// Flush writes down what was counted since the last time. It counts for the day on which it is written.
func (c *Counter) Flush(ctx context.Context) error {
	var failed []error
	for part := range slices.Chunk(c.counted(), flushAtOnce) {
		if err := c.write(ctx, part); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// counted lists the products that have been looked at, in a steady order.
func (c *Counter) counted() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var ids []string
	for id, n := range c.looks {
		if n.Load() > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// write adds the counts of some products to what is kept; if it fails they are counted again.
func (c *Counter) write(ctx context.Context, ids []string) error {
	taken := map[string]int64{}
	for _, id := range ids {
		taken[id] = c.Of(id).Swap(0)
	}
	now := c.clock()
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, id := range ids {
			if err := add(ctx, tx, id, now, taken[id]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return nil
	}
	for id, n := range taken {
		c.Of(id).Add(n)
	}
	return fmt.Errorf("write down visits: %w", err)
}

func add(ctx context.Context, tx store.Tx, id string, now time.Time, looks int64) error {
	t, err := tallies.Get(ctx, tx, id)
	if errors.Is(err, store.ErrNotFound) {
		t, err = &Tally{Meta: store.Meta{ID: id}}, nil
	}
	if err != nil {
		return err
	}
	t.add(now, looks)
	return tallies.Save(ctx, tx, t)
}

// add counts looks for the day of a moment, and forgets days that are too old.
func (t *Tally) add(now time.Time, looks int64) {
	if today := dayOf(now); t.Last < today {
		t.Last, t.Days = today, append(t.Days, Day{Day: today})
	}
	t.Days[len(t.Days)-1].Looks += looks
	oldest := dayBefore(now, Days-1)
	t.Days = slices.DeleteFunc(t.Days, func(d Day) bool { return d.Day < oldest })
}

// Recent counts the looks at products in the last days, today with them; what this process has not written down yet counts too.
func (c *Counter) Recent(ctx context.Context, days int, ids ...string) (map[string]int, error) {
	list, err := tallies.GetMany(ctx, c.db, ids)
	if err != nil {
		return nil, fmt.Errorf("count visits: %w", err)
	}
	from, counts := dayBefore(c.clock(), days-1), map[string]int{}
	for _, t := range list {
		for _, d := range t.Days {
			if d.Day >= from {
				counts[t.ID] += int(d.Looks)
			}
		}
	}
	for _, id := range ids {
		if n := c.waiting(id); n > 0 {
			counts[id] += n
		}
	}
	return counts, nil
}

// waiting is how often a product was looked at here without its being written down yet.
func (c *Counter) waiting(id string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if n := c.looks[id]; n != nil {
		return int(n.Load())
	}
	return 0
}

// Prune forgets products whose pages nobody has looked at for as long as days are kept, and returns how many. A daily job calls it.
func (c *Counter) Prune(ctx context.Context) (int, error) {
	var n int
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		n, err = tallies.Clear(ctx, tx, store.Cond{Field: "last", Op: store.Lt, Value: dayBefore(c.clock(), Days-1)})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget visits: %w", err)
	}
	return n, nil
}

func dayOf(at time.Time) string { return at.In(vietnam.Zone).Format(time.DateOnly) }

// dayBefore is the day that many days before a moment's.
func dayBefore(at time.Time, days int) string {
	return dayOf(at.In(vietnam.Zone).AddDate(0, 0, -days))
}
