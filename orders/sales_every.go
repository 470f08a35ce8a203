package orders

import (
	"context"
	"iter"

	"github.com/ocopmarket/ocop/internal/store"
)

// EachSalesDay yields the days of sales of all producers from one day to another, as "2026-11-22", in no order.
func (s *Service) EachSalesDay(ctx context.Context, from, to string) iter.Seq2[*SalesDay, error] {
	return salesDays.Each(ctx, s.db, store.Query{Where: []store.Cond{{Field: "day", Op: store.Gte, Value: from}, {Field: "day", Op: store.Lte, Value: to}}})
}
