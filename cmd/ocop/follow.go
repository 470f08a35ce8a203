package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/search"
)

// load fills what this process keeps in memory, and returns the outbox number from which to follow.
func (m *market) load(ctx context.Context) (seq int64, err error) {
	if seq, err = m.outbox.Head(ctx); err != nil {
		return 0, err
	}
	if m.local {
		return seq, m.loadWithIndex(ctx)
	}
	return seq, m.catalog.Load(ctx)
}

// loadWithIndex loads the catalogue and builds the index of this process from it as it comes.
func (m *market) loadWithIndex(ctx context.Context) error {
	cards := make(chan *catalog.Card, 256)
	loading, ctx := errgroup.WithContext(ctx)
	loading.Go(func() error {
		defer close(cards)
		return m.catalog.LoadEach(ctx, func(card *catalog.Card) {
			select {
			case cards <- card:
			case <-ctx.Done():
			}
		})
	})
	loading.Go(func() error {
		return m.index.Rebuild(ctx, func(yield func(search.Document) bool) {
			for card := range cards {
				if !yield(m.catalog.SearchDocument(card)) {
					return
				}
			}
		}, func(int) {})
	})
	return loading.Wait()
}

// rebuild makes the search index anew from the shelf.
func (m *market) rebuild(ctx context.Context, progress func(done int)) error {
	cards := m.catalog.AllCards()
	return m.index.Rebuild(ctx, func(yield func(search.Document) bool) {
		for _, card := range cards {
			if !yield(m.catalog.SearchDocument(card)) {
				return
			}
		}
	}, progress)
}

// refreshAtOnce bounds how many products are read again in one go.
const refreshAtOnce = 500

// follow keeps the shelf, and an index of this process's own, as the outbox tells, until ctx ends.
func (m *market) follow(ctx context.Context, seq int64) error {
	return m.outbox.Follow(ctx, seq, func(ctx context.Context, events []outbox.Event) error {
		if slices.ContainsFunc(events, func(e outbox.Event) bool { return e.Kind == settings.EventChanged }) {
			if err := m.book.Load(ctx); err != nil {
				return err
			}
		}
		ids, err := m.read(events)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(ids, refreshAtOnce) {
			noted, err := m.catalog.Refresh(ctx, catalog.Change{Products: part})
			if err != nil {
				return err
			}
			if gone := m.catalog.Missing(part); m.local && len(noted)+len(gone) > 0 {
				if err := m.index.Apply(ctx, m.documents(noted), gone); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// read notes confirmations and lists the products that changed.
func (m *market) read(events []outbox.Event) ([]string, error) {
	ids := map[string]bool{}
	for _, e := range events {
		switch e.Kind {
		case catalog.EventChanged:
			var change catalog.Change
			if err := e.Decode(&change); err != nil {
				return nil, err
			}
			for _, id := range change.Products {
				ids[id] = true
			}
		case catalog.EventConfirmed:
			var confirmed catalog.Confirmed
			if err := e.Decode(&confirmed); err != nil {
				return nil, err
			}
			m.catalog.Confirm(confirmed)
		}
	}
	return slices.Sorted(maps.Keys(ids)), nil
}

func (m *market) documents(cards []*catalog.Card) []search.Document {
	docs := make([]search.Document, len(cards))
	for i, card := range cards {
		docs[i] = m.catalog.SearchDocument(card)
	}
	return docs
}

// searchConsumer keeps a search server's index as the outbox tells; while the server is away it waits, and catches up in order.
func (m *market) searchConsumer() outbox.Consumer {
	return outbox.Consumer{Name: "search", Kinds: []string{catalog.EventChanged}, Batch: 500, Ordered: true, FromNow: true,
		Handle: func(ctx context.Context, events []outbox.Event) error {
			ids, err := m.read(events)
			if err != nil {
				return err
			}
			for part := range slices.Chunk(ids, refreshAtOnce) {
				if _, err := m.catalog.Refresh(ctx, catalog.Change{Products: part}); err != nil {
					return err
				}
				if err := m.index.Apply(ctx, m.documents(m.catalog.Cards(part)), m.catalog.Missing(part)); err != nil {
					return outbox.Later(fmt.Errorf("change the search index: %w", err))
				}
			}
			return nil
		}}
}

// silenceEvery is how often provinces are looked at that the registry may have fallen silent about.
const silenceEvery = 20 * time.Second

// watchSilence takes a province's products out of search when the registry has been silent of it for too
// long, and puts them back when it speaks again. Pages need no such help: they ask at every rendering.
func (m *market) watchSilence(ctx context.Context) {
	silent := m.silent()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(silenceEvery):
		}
		now := m.silent()
		var changed []*catalog.Card
		for _, card := range m.catalog.AllCards() {
			if p := card.Place.Province; now[p] != silent[p] {
				changed = append(changed, card)
			}
		}
		if err := m.applyAll(ctx, changed); err != nil {
			m.log.WarnContext(ctx, "search does not know yet which provinces the registry is silent about", "error", err)
			continue
		}
		silent = now
	}
}

func (m *market) applyAll(ctx context.Context, cards []*catalog.Card) error {
	for part := range slices.Chunk(cards, refreshAtOnce) {
		if err := m.index.Apply(ctx, m.documents(part), nil); err != nil {
			return err
		}
	}
	return nil
}

func (m *market) silent() map[string]bool {
	silent := map[string]bool{"": m.catalog.Silent("")}
	for _, p := range place.Provinces() {
		silent[p.Code] = m.catalog.Silent(p.Code)
	}
	return silent
}
