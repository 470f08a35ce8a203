package main

import (
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/search"
)

// steps are the numbered changes of what is stored, oldest first. One that has been released never changes.
func steps() []store.Step {
	return []store.Step{
		{Number: 1, Name: "list carts by unit and open orders by product", Run: orders.IndexGoods},
		{Number: 2, Name: "count sales by day", Run: orders.CountSales},
	}
}

// takeOver makes the store fit to serve from: one that an interrupted restore left half
// full is refused, and leases that a process killed on this store left behind are freed.
func (m *market) takeOver(ctx context.Context) error {
	if err := backup.Unfinished(ctx, m.db); err != nil {
		return err
	}
	if err := m.leases.ReleaseAll(ctx); err != nil {
		return err
	}
	return m.migrate(ctx)
}

// migrate runs the steps that this store has not seen, in one process at a time.
func (m *market) migrate(ctx context.Context) error {
	locked := func(ctx context.Context, run func(ctx context.Context) error) error {
		return m.leases.Hold(ctx, "migrate", func(ctx context.Context, _ *lease.Lease) error { return run(ctx) })
	}
	return store.Migrate(ctx, m.db, locked, steps())
}

// serverAgain is how long to wait for a search server that is not there.
const serverAgain = 5 * time.Second

// indexIfEmpty fills a search server that knows nothing yet. While there is no server it waits, and the shop goes on without.
func (m *market) indexIfEmpty(ctx context.Context) error {
	for {
		err := m.leases.Hold(ctx, "index", m.fillIndex)
		if !errors.Is(err, search.ErrUnavailable) {
			return err
		}
		m.log.WarnContext(ctx, "the search server has no index yet", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(serverAgain):
		}
	}
}

func (m *market) fillIndex(ctx context.Context, _ *lease.Lease) error {
	found, err := m.index.Search(ctx, search.Query{Now: m.clock()})
	if err == nil && found.Total > 0 {
		return nil
	}
	return m.rebuild(ctx, func(int) {}) // an index that was never made cannot be asked
}
