package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
)

// PaceDays is over how many days the pace of sales is reckoned.
const PaceDays = 28

// Pace is how fast a unit is sold, through every channel.
type Pace struct{ Sold int } // pieces in PaceDays

// PerDay is how many pieces are sold a day, rounded; 0 for less than half a piece.
func (p Pace) PerDay() int { return (p.Sold + PaceDays/2) / PaceDays }

// Lasts is for how many whole days a number of pieces is enough; false where nothing is sold.
func (p Pace) Lasts(left int) (days int, sold bool) {
	if p.Sold <= 0 {
		return 0, false
	}
	return left * PaceDays / p.Sold, true
}

// Paces reckons how fast each unit of a producer is sold, by SKU.
func (b *Book) Paces(ctx context.Context, producer string) (map[string]Pace, error) {
	paces := map[string]Pace{}
	for _, kind := range []catalog.EntryKind{catalog.EntryHold, catalog.EntrySale, catalog.EntryRelease} {
		for e, err := range b.Each(ctx, Filter{Producer: producer, Kind: kind, From: b.paceFrom()}) {
			if err != nil {
				return nil, fmt.Errorf("pace of sales: %w", err)
			}
			paces[e.SKU] = Pace{paces[e.SKU].Sold - e.Delta}
		}
	}
	return paces, nil
}

// PaceOf reckons how fast one unit is sold.
func (b *Book) PaceOf(ctx context.Context, producer, sku string) (Pace, error) {
	var pace Pace
	for e, err := range b.Each(ctx, Filter{Producer: producer, SKU: sku, From: b.paceFrom()}) {
		if err != nil {
			return Pace{}, fmt.Errorf("pace of sales: %w", err)
		}
		switch e.Kind {
		case catalog.EntryHold, catalog.EntrySale, catalog.EntryRelease: // what is called off counts back
			pace.Sold -= e.Delta
		}
	}
	return pace, nil
}

func (b *Book) paceFrom() time.Time { return b.goods.Now().AddDate(0, 0, -PaceDays) }
