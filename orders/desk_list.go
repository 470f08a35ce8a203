package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Get returns one producer's order by its code, for its desk; ErrNoOrder if there is none.
func (s *Service) Get(ctx context.Context, code string) (*Order, error) {
	checkout, number, ok := ParseCode(code)
	if !ok || number == 0 {
		return nil, ErrNoOrder
	}
	o, err := orders.Get(ctx, s.db, orderCode(checkout, number))
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoOrder
	}
	return o, err
}

// Several returns a seller's orders of those codes, as far as they exist and are theirs.
func (s *Service) Several(ctx context.Context, sellerID string, codes []string) ([]*Order, error) {
	found, err := orders.GetMany(ctx, s.db, codes)
	if err != nil {
		return nil, fmt.Errorf("several orders: %w", err)
	}
	var own []*Order
	for _, o := range found {
		if o.Seller.ID == sellerID {
			own = append(own, o)
		}
	}
	return own, nil
}

// Counts tells how many orders of a seller are in each status.
func (s *Service) Counts(ctx context.Context, sellerID string) (map[Status]int, error) {
	found, err := orders.CountBy(ctx, s.db, "status", store.Cond{Field: "seller.id", Op: store.Eq, Value: sellerID})
	counts := make(map[Status]int, len(found))
	for status, n := range found {
		counts[Status(status)] = n
	}
	return counts, err
}

// CountIn tells how many orders of a seller are in one of some statuses.
func (s *Service) CountIn(ctx context.Context, sellerID string, in ...Status) (int, error) {
	return orders.Count(ctx, s.db, sellerIn(sellerID, in)...)
}

// PlacedSince tells how many orders of a seller were placed since a time.
func (s *Service) PlacedSince(ctx context.Context, sellerID string, since time.Time) (int, error) {
	return orders.Count(ctx, s.db, store.Cond{Field: "seller.id", Op: store.Eq, Value: sellerID}, store.Cond{Field: "placed_at", Op: store.Gte, Value: since})
}

// ToDo pages through a seller's orders in some statuses, those placed first coming first.
func (s *Service) ToDo(ctx context.Context, sellerID string, limit int, after string, in ...Status) (store.Page[Order], error) {
	if len(in) > 1 {
		return s.merged(ctx, sellerID, limit, after, false, in)
	}
	return orders.Page(ctx, s.db, store.Query{Where: sellerIn(sellerID, in), Sort: []store.Order{{Field: "placed_at"}}, Limit: limit, After: after})
}

// Latest pages through a seller's orders, in some statuses or all, the newest first.
func (s *Service) Latest(ctx context.Context, sellerID string, limit int, after string, in ...Status) (store.Page[Order], error) {
	if len(in) > 1 {
		return s.merged(ctx, sellerID, limit, after, true, in)
	}
	return orders.Page(ctx, s.db, store.Query{Where: sellerIn(sellerID, in), Sort: []store.Order{{Field: "placed_at", Desc: true}}, Limit: limit, After: after})
}

// Changed pages through a seller's orders, in one status or all, as they changed since a time.
func (s *Service) Changed(ctx context.Context, sellerID string, status Status, since time.Time, limit int, after string) (store.Page[Order], error) {
	where := sellerIn(sellerID, nil)
	if status != "" {
		where = sellerIn(sellerID, []Status{status})
	}
	where = append(where, store.Cond{Field: "updated_at", Op: store.Gte, Value: since})
	return orders.Page(ctx, s.db, store.Query{Where: where, Sort: []store.Order{{Field: "updated_at"}}, Limit: limit, After: after})
}

func sellerIn(sellerID string, in []Status) []store.Cond {
	where := []store.Cond{{Field: "seller.id", Op: store.Eq, Value: sellerID}}
	switch len(in) {
	case 0:
		return where
	case 1:
		return append(where, store.Cond{Field: "status", Op: store.Eq, Value: string(in[0])})
	}
	names := make([]string, len(in))
	for i, s := range in {
		names[i] = string(s)
	}
	return append(where, store.Cond{Field: "status", Op: store.In, Value: names})
}

// CheckoutsOf returns the checkouts to which some orders belong, by code.
func (s *Service) CheckoutsOf(ctx context.Context, list []*Order) (map[string]*Checkout, error) {
	var codes []string
	for _, o := range list {
		if !slices.Contains(codes, o.Checkout) {
			codes = append(codes, o.Checkout)
		}
	}
	found, err := checkouts.GetMany(ctx, s.db, codes)
	if err != nil {
		return nil, fmt.Errorf("checkouts of orders: %w", err)
	}
	byCode := make(map[string]*Checkout, len(found))
	for _, c := range found {
		byCode[c.ID] = c
	}
	return byCode, nil
}
