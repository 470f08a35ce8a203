package orders

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// load is the part of an order that tells what goods it holds.
type load struct {
	store.Meta `bson:",inline"`
	Lines      []struct {
		SKU      string `bson:"sku"`
		Quantity int    `bson:"quantity"`
	} `bson:"lines"`
}

var loads = store.Define[load]("orders")

// HeldBy counts, by SKU, the goods that lie at a seller's for orders that were placed and have not left.
func HeldBy(ctx context.Context, r store.Reader, sellerID string) (map[string]int, error) {
	held := map[string]int{}
	for _, status := range Statuses() {
		if !status.Open() {
			continue
		}
		where := []store.Cond{{Field: "seller.id", Op: store.Eq, Value: sellerID}, {Field: "status", Op: store.Eq, Value: string(status)}}
		for o, err := range loads.Each(ctx, r, store.Query{Where: where}) {
			if err != nil {
				return nil, fmt.Errorf("goods held for orders of %s: %w", sellerID, err)
			}
			for _, l := range o.Lines {
				held[l.SKU] += l.Quantity
			}
		}
	}
	return held, nil
}
