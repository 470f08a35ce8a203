package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// Recount counts a producer's sales again from their orders, day by day, and returns how many days were wrong.
func (s *Service) Recount(ctx context.Context, sellerID string) (wrong int, err error) {
	days, err := orders.CountBy(ctx, s.db, "ended_on", store.Cond{Field: "seller.id", Op: store.Eq, Value: sellerID})
	if err != nil {
		return 0, fmt.Errorf("recount sales: %w", err)
	}
	kept, err := salesDays.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "seller", Op: store.Eq, Value: sellerID}}})
	if err != nil {
		return 0, fmt.Errorf("recount sales: %w", err)
	}
	for _, d := range kept {
		days[d.Day] = 0
	}
	for day := range days {
		mended, err := s.recountDay(ctx, sellerID, day)
		if err != nil {
			return wrong, err
		}
		if mended {
			wrong++
		}
	}
	return wrong, nil
}

// recountDay counts one day again, in one transaction with the orders that it reads.
func (s *Service) recountDay(ctx context.Context, sellerID, day string) (mended bool, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		fresh := salesDay(sellerID, day)
		where := []store.Cond{{Field: "seller.id", Op: store.Eq, Value: sellerID}, {Field: "ended_on", Op: store.Eq, Value: day}}
		for o, err := range orders.Each(ctx, tx, store.Query{Where: where}) {
			if err != nil {
				return err
			}
			fresh.count(o)
		}
		mended, err = saveIfWrong(ctx, tx, fresh)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("recount sales of %s: %w", day, err)
	}
	return mended, nil
}

func saveIfWrong(ctx context.Context, tx store.Tx, fresh *SalesDay) (bool, error) {
	kept, err := salesDays.Get(ctx, tx, fresh.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return true, salesDays.Insert(ctx, tx, fresh)
	case err != nil:
		return false, err
	}
	fresh.Rev = kept.Rev
	if kept.equal(fresh) {
		return false, nil
	}
	return true, salesDays.Replace(ctx, tx, fresh)
}

// equal compares all that is counted; names follow whichever order came last.
func (d *SalesDay) equal(other *SalesDay) bool {
	if d.Sold != other.Sold || d.Fees != other.Fees || d.Cash != other.Cash || d.Returned != other.Returned ||
		len(d.Products) != len(other.Products) || len(d.Provinces) != len(other.Provinces) {
		return false
	}
	for i, p := range d.Products {
		if p.ID != other.Products[i].ID || p.Sold != other.Products[i].Sold {
			return false
		}
	}
	for i, p := range d.Provinces {
		if p != other.Provinces[i] {
			return false
		}
	}
	return true
}

// CountSales counts orders that ended before there were sums of sales. It may run again.
func CountSales(ctx context.Context, db store.DB) error {
	err := eachPage(ctx, db, orders, func(ctx context.Context, tx store.Tx, o *Order) error {
		if o.EndedOn != "" || o.Status != Delivered && o.Status != Returned {
			return nil
		}
		c, err := checkouts.Get(ctx, tx, o.Checkout)
		if err != nil {
			return err
		}
		o.EndedOn, o.PaidCash = DayOf(o.History[len(o.History)-1].At), c.Payment.Method == CashOnDelivery
		if err := orders.Replace(ctx, tx, o); err != nil {
			return err
		}
		return countSale(ctx, tx, o)
	})
	if err != nil {
		return fmt.Errorf("count sales: %w", err)
	}
	return nil
}
