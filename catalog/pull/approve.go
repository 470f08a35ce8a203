package pull

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrNotStopped: the province waits for nobody.
var ErrNotStopped = errors.New("pull: the province is not stopped")

// Approve applies what was held back of a province (its code, "" for records
// without one), in the name of the officer who looked at it.
func (p *Puller) Approve(ctx context.Context, province, by string) (*Pull, error) {
	var result *Pull
	err := p.Leases.Keep(ctx, leaseName, func(ctx context.Context, l *lease.Lease) error {
		w := p.begin(by, l, nil)
		result = w.pull
		return w.finish(ctx, w.approve(ctx, province))
	})
	if err != nil {
		return result, fmt.Errorf("approve the changes of province %q: %w", province, err)
	}
	return result, nil
}

func (w *work) approve(ctx context.Context, province string) error {
	stop, err := stops.Get(ctx, w.DB, provinceID(province))
	if errors.Is(err, store.ErrNotFound) {
		return ErrNotStopped
	}
	if err != nil {
		return err
	}
	backs, err := HeldBacks(ctx, w.DB, province)
	if err != nil {
		return err
	}
	w.pull.Approved, w.pull.Provinces = provinceID(province), []Difference{stop.Difference}
	if err := w.accept(ctx, province, backs, func(*HeldBack) bool { return true }); err != nil {
		return err
	}
	return w.closeStop(ctx, stop)
}

// accept applies those of the changes that are to be taken.
func (w *work) accept(ctx context.Context, province string, backs []*HeldBack, taken func(*HeldBack) bool) error {
	held, err := catalog.HeldRecords(ctx, w.DB)
	if err != nil {
		return err
	}
	p := &plan{gathered: &gathered{refused: map[string]Refused{}, resolved: map[string]bool{}}}
	for _, b := range backs {
		if !taken(b) {
			continue
		}
		p.released = append(p.released, b.ID)
		p.apply = append(p.apply, change{id: b.ID, province: province, entry: b.Entry, held: held[b.ID]})
	}
	return w.carryOut(ctx, p)
}

// closeStop ends the stop with the record of who ended it. The next pull confirms the province.
func (w *work) closeStop(ctx context.Context, stop *Stop) error {
	err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error {
		now, err := stops.Get(ctx, tx, stop.ID)
		if err != nil {
			return err
		}
		if err := stops.Delete(ctx, tx, now); err != nil {
			return err
		}
		w.pull.EndedAt = w.Clock().UTC()
		pull := *w.pull
		return pulls.Insert(ctx, tx, &pull)
	})
	w.saved = err == nil
	return err
}
