package seller

import (
	"context"
	"slices"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// Lots tells from which lots goods come.
type Lots interface {
	// Trail follows every line of a unit in the ledger.
	Trail(ctx context.Context, r store.Reader, producer, sku string) (*lots.Trail, error)
}

// Lines reads the lines of a unit in the ledger: how many there are, and how fast it is sold by them.
type Lines interface {
	Count(ctx context.Context, sku string) (int, error)
	PaceOf(ctx context.Context, producer, sku string) (ledger.Pace, error)
}

// maxLines is how many lines of a unit are followed to name its lots on a page; where there are more, slips name none.
const maxLines = 5000

// trails follow the units of some orders, as far as lots of them are kept.
func (r *room) trails(ctx context.Context, producer string, list []*orders.Order) (map[string]*lots.Trail, error) {
	trails := map[string]*lots.Trail{}
	if r.Lots == nil {
		return trails, nil
	}
	for _, o := range list {
		for _, l := range o.Lines {
			if _, known := trails[l.SKU]; known {
				continue
			}
			t, err := r.trail(ctx, producer, l.SKU)
			if err != nil {
				return nil, err
			}
			trails[l.SKU] = t
		}
	}
	return trails, nil
}

// trail follows a unit; an empty trail where there is too much to follow.
func (r *room) trail(ctx context.Context, producer, sku string) (*lots.Trail, error) {
	n, err := r.Lines.Count(ctx, sku)
	if err != nil {
		return nil, err
	}
	if n > maxLines {
		return &lots.Trail{}, nil
	}
	return r.Lots.Trail(ctx, r.DB, producer, sku)
}

// lotsOf names the lots of a unit that an order holds, what is good for the shortest time first.
func lotsOf(trails map[string]*lots.Trail, code, sku string) []*lots.Lot {
	t := trails[sku]
	if t == nil {
		return nil
	}
	var list []*lots.Lot
	for _, p := range t.OfOrder(code) {
		list = append(list, p.Lot)
	}
	return list
}

// numbers names the lots that some orders hold, each once.
func numbers(trails map[string]*lots.Trail, list []*orders.Order) []string {
	var names []string
	for _, o := range list {
		for _, l := range o.Lines {
			for _, lot := range lotsOf(trails, o.ID, l.SKU) {
				if !slices.Contains(names, lot.Number) {
					names = append(names, lot.Number)
				}
			}
		}
	}
	return names
}
