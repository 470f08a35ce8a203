package catalog

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// maxOfProducer is more products than any producer has.
const maxOfProducer = 20_000

// ProductsOfProducer reads all products of a producer, by id.
func (c *Catalog) ProductsOfProducer(ctx context.Context, producerID string) ([]*Product, error) {
	q := where("producer_id", producerID)
	q.Limit = maxOfProducer
	return products.Find(ctx, c.db, q)
}

// Products reads those products that exist, in the order of ids.
func (c *Catalog) Products(ctx context.Context, ids []string) ([]*Product, error) {
	return products.GetMany(ctx, c.db, ids)
}

// Available tells what can be sold of units now, by SKU, straight from the store.
func (c *Catalog) Available(ctx context.Context, r store.Reader, skus []string) (map[string]int, error) {
	found, err := stocks.GetMany(ctx, r, skus)
	if err != nil {
		return nil, fmt.Errorf("read stock: %w", err)
	}
	available := make(map[string]int, len(found))
	for _, s := range found {
		available[s.ID] = s.Available
	}
	return available, nil
}

// AvailableNow tells what can be sold of the units of products now, by SKU, straight from the store.
func (c *Catalog) AvailableNow(ctx context.Context, all []*Product) (map[string]int, error) {
	return c.Available(ctx, c.db, unitSKUs(all))
}

// unitSKUs lists the SKUs of products.
func unitSKUs(all []*Product) []string {
	var skus []string
	for _, p := range all {
		for _, u := range p.Units {
			skus = append(skus, u.SKU)
		}
	}
	return skus
}
