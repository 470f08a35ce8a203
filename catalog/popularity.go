package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// SetPopularity sets how many pieces of each product people bought lately; one that
// is not in the list was bought by nobody. A job calls it with what the orders say.
func (c *Catalog) SetPopularity(ctx context.Context, sold map[string]int64) error {
	var changed []string
	for _, card := range c.AllCards() {
		if card.Popularity != sold[card.ID] {
			changed = append(changed, card.ID)
		}
	}
	slices.Sort(changed)
	for part := range slices.Chunk(changed, productsPerWrite) {
		if err := c.setPopularity(ctx, part, sold); err != nil {
			return fmt.Errorf("set popularity: %w", err)
		}
	}
	return nil
}

func (c *Catalog) setPopularity(ctx context.Context, ids []string, sold map[string]int64) error {
	return c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		items, err := products.GetMany(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, product := range items {
			product.Popularity = sold[product.ID]
			if err := products.Replace(ctx, tx, product); err != nil {
				return err
			}
		}
		return outbox.Append(ctx, tx, EventChanged, Change{Products: ids})
	})
}
