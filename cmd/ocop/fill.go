package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// milestone is something that an installation does once.
type milestone struct {
	store.Meta `bson:",inline"`
	At         time.Time `bson:"at"`
}

var milestones = store.Define[milestone]("milestones")

// filled: the registry was pulled whole once, and the demonstration's prices and stock were set.
const filled = "filled"

// fill pulls a registry into an empty catalogue before the site opens, and with the
// demonstration registry sets prices and stock from its list. One that was
// interrupted begins again at the next start.
func (m *market) fill(ctx context.Context, out io.Writer, terminal bool) error {
	if m.pull == nil {
		return nil
	}
	_, err := milestones.Get(ctx, m.db, filled)
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	err = m.firstPull(ctx, out, terminal)
	if err != nil && m.registry == nil && !registry.Permanent(err) {
		m.log.WarnContext(ctx, "the registry does not answer; the market opens without its products and pulls them when it does", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	if m.registry != nil {
		prices := request{Args: map[string]string{"file": m.registry.URL() + "/lists/offers.csv"}, Terminal: terminal}
		if err := runImport(ctx, m, prices, out); err != nil {
			return err
		}
	}
	err = milestones.Insert(ctx, m.db, &milestone{Meta: store.Meta{ID: filled}, At: m.clock().UTC()})
	if errors.Is(err, store.ErrDuplicate) {
		return nil // another process was as quick
	}
	return err
}

func (m *market) firstPull(ctx context.Context, out io.Writer, terminal bool) error {
	bar := newProgress(out, terminal, "Pulling the registry")
	defer bar.end()
	for {
		_, err := m.pull.Run(ctx, "first start", bar.report)
		if !errors.Is(err, lease.ErrHeld) {
			return err
		}
		select { // another process fills the same store
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}
