package orders

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// SoldSince counts the pieces of each product in orders placed since a time that were not called off or sent back.
func (s *Service) SoldSince(ctx context.Context, since time.Time) (map[string]int64, error) {
	sold := map[string]int64{}
	for _, status := range []Status{AwaitingPayment, Pending, Confirmed, Packed, Shipped, Delivered} {
		q := store.Query{Where: []store.Cond{{Field: "status", Op: store.Eq, Value: string(status)}, {Field: "placed_at", Op: store.Gte, Value: since}}}
		for o, err := range orders.Each(ctx, s.db, q) {
			if err != nil {
				return nil, err
			}
			for _, l := range o.Lines {
				sold[l.ProductID] += int64(l.Quantity)
			}
		}
	}
	return sold, nil
}
