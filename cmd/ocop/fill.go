package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

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
	if err := m.firstPull(ctx, out, terminal); err != nil {
		return err
	}
	if m.registry != nil {
		if err := m.importOffers(ctx, m.registry.URL()+"/lists/offers.csv", out, terminal); err != nil {
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

// importOffers takes a list of units, prices and stock from an address.
func (m *market) importOffers(ctx context.Context, address string, out io.Writer, terminal bool) error {
	list, err := download(ctx, address)
	if err != nil {
		return err
	}
	defer list.Close()
	bar := newProgress(out, terminal, "Setting prices and stock")
	report, err := m.catalog.ImportOffers(ctx, list, bar.report)
	bar.end()
	if err != nil {
		return fmt.Errorf("import offers: %w", err)
	}
	return problems(out, report.Problems)
}

func download(ctx context.Context, address string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("%s answers %s", address, resp.Status)
	}
	return resp.Body, nil
}
