package main

import (
	"context"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/search"
)

// steps are the numbered changes of what is stored, oldest first. One that has been released never changes.
func steps() []store.Step { return nil }

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

// indexIfEmpty fills a search server that knows nothing yet.
func (m *market) indexIfEmpty(ctx context.Context) error {
	return m.leases.Hold(ctx, "index", func(ctx context.Context, _ *lease.Lease) error {
		found, err := m.index.Search(ctx, search.Query{Now: m.clock()})
		if err != nil || found.Total > 0 {
			return err
		}
		return m.rebuild(ctx, func(int) {})
	})
}
