package catalog

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// LowStocks lists some of what runs low at a producer's own store, by SKU.
func (c *Catalog) LowStocks(ctx context.Context, producerID string, limit int) ([]*Stock, error) {
	q := store.Query{Where: []store.Cond{{Field: "low_of", Op: store.Eq, Value: producerID}}, Limit: limit}
	low, err := stocks.Find(ctx, c.db, q)
	if err != nil {
		return nil, fmt.Errorf("low stock of %s: %w", producerID, err)
	}
	return low, nil
}
