package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// SetLine says how much of a unit can be sold, as a list told it.
type SetLine struct {
	Product   *catalog.Product
	SKU       string
	Available int
}

// SetAll sets what can be sold of many units for one reason, in the caller's transaction,
// and returns how many that changed. ref names the import, by which Undo finds it. Telling
// the outbox of the products is left to the caller, who writes more of them than stock.
func (b *Book) SetAll(ctx context.Context, tx store.Tx, ref, reason string, lines []SetLine) (int, error) {
	changed := 0
	for _, l := range lines {
		did, err := b.goods.SetStock(ctx, tx, l.Product, l.SKU, l.Available, catalog.Why{Kind: catalog.EntryImport, Ref: ref, Reason: reason})
		if err != nil {
			return changed, fmt.Errorf("set stock of %s: %w", l.SKU, err)
		}
		if did {
			changed++
		}
	}
	return changed, nil
}

// Undone is what an Undo could not take back of a unit, because it was sold meanwhile.
type Undone struct {
	SKU   string
	Short int
}

// Undo takes back, in the caller's transaction, what an import changed of the units: new
// lines against the old ones. What was sold meanwhile cannot be taken back; it is returned. A unit whose import was undone already stays as it is.
func (b *Book) Undo(ctx context.Context, tx store.Tx, producer, ref, reason string, skus []string) ([]Undone, error) {
	sums, err := sumsOf(ctx, tx, producer, ref)
	if err != nil {
		return nil, err
	}
	var short []Undone
	var moves []catalog.Movement
	for _, sku := range skus {
		delta := -sums[sku]
		stock, err := own.Get(ctx, tx, sku)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if left := stock.Available + delta; left < 0 {
			short = append(short, Undone{SKU: sku, Short: -left})
			delta -= left
		}
		moves = append(moves, catalog.Movement{SKU: sku, Delta: delta, Kind: catalog.EntryImport, Ref: ref, Reason: reason})
	}
	return short, b.goods.Move(ctx, tx, moves...)
}

// sumsOf adds up what an import changed, by SKU.
func sumsOf(ctx context.Context, r store.Reader, producer, ref string) (map[string]int, error) {
	sums := map[string]int{}
	for e, err := range entries.Each(ctx, r, store.Query{Where: []store.Cond{is("producer", producer), is("ref", ref)}}) {
		if err != nil {
			return nil, fmt.Errorf("undo %s: %w", ref, err)
		}
		if e.Kind == catalog.EntryImport {
			sums[e.SKU] += e.Delta
		}
	}
	return sums, nil
}
