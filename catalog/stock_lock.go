package catalog

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// maxStocks is more units at more places than a product has.
const maxStocks = 10_000

// LockStock forbids to sell a product anywhere until somebody has looked at it, in the caller's transaction, and returns how many lots of goods that concerns.
func (c *Catalog) LockStock(ctx context.Context, tx store.Tx, productID, reason string) (int, error) {
	return c.setLock(ctx, tx, productID, reason)
}

// UnlockStock lets a product be sold again, in the caller's transaction.
func (c *Catalog) UnlockStock(ctx context.Context, tx store.Tx, productID string) (int, error) {
	return c.setLock(ctx, tx, productID, "")
}

func (c *Catalog) setLock(ctx context.Context, tx store.Tx, productID, reason string) (int, error) {
	changed := 0
	for _, shelf := range []store.Collection[Stock]{stocks, elsewhere} {
		q := where("product_id", productID)
		q.Limit = maxStocks
		found, err := shelf.Find(ctx, tx, q)
		if err != nil {
			return 0, fmt.Errorf("lock stock: %w", err)
		}
		for _, stock := range found {
			if stock.Locked == reason {
				continue
			}
			stock.Locked = reason
			if err := shelf.Replace(ctx, tx, stock); err != nil {
				return 0, fmt.Errorf("lock stock: %w", err)
			}
			changed++
		}
	}
	if changed == 0 {
		return 0, nil
	}
	return changed, outbox.Append(ctx, tx, EventChanged, Change{Products: []string{productID}, StockOnly: true})
}

// SetLow sets the amount of a unit at the own store below which its producer is told, in
// the caller's transaction, and returns what it was. Who sets it sees what there is, and is not told at once.
func (c *Catalog) SetLow(ctx context.Context, tx store.Tx, sku, producer string, level int) (int, error) {
	stock, err := stocks.Get(ctx, tx, sku)
	if err != nil {
		return 0, err
	}
	before := stock.Low
	stock.Low, stock.LowOf = level, ""
	if stock.short() {
		stock.LowOf = producer
	}
	return before, stocks.Replace(ctx, tx, stock)
}

// CountLow counts the units of a producer of which there is less than it wants to have.
func (c *Catalog) CountLow(ctx context.Context, producer string) (int, error) {
	return stocks.Count(ctx, c.db, store.Cond{Field: "low_of", Op: store.Eq, Value: producer})
}
