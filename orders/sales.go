package orders

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// SalesDay is what a producer's buyers received on one day in Vietnam. It is written in
// the transaction in which an order ends, and can be counted again from the orders.
type SalesDay struct {
	store.Meta `bson:",inline"` // ID is the producer's and the day
	Seller     string           `bson:"seller"`
	Day        string           `bson:"day"` // "2026-11-22"
	Sold       `bson:",inline"`
	Fees       money.Amount  `bson:"fees"` // of delivery, which are not sales
	Cash       money.Amount  `bson:"cash"` // of Goods, what carriers collected
	Returned   Sold          `bson:"returned"`
	Products   []SoldProduct `bson:"products"` // in the order of their ids
	Provinces  []SoldTo      `bson:"provinces"`
}

// Sold is how much was sold.
type Sold struct {
	Orders int          `bson:"orders"`
	Pieces int          `bson:"pieces"`
	Goods  money.Amount `bson:"goods"` // without delivery
}

// SoldProduct is how much of a product was sold.
type SoldProduct struct {
	ID   string `bson:"id"`
	Name string `bson:"name"`
	Sold `bson:",inline"`
}

// SoldTo is how much was sold into a province.
type SoldTo struct {
	Province string `bson:"province"` // code
	Sold     `bson:",inline"`
}

// Add adds more to it.
func (s *Sold) Add(more Sold) {
	s.Orders += more.Orders
	s.Pieces += more.Pieces
	s.Goods += more.Goods
}

// DayOf is a moment's day in Vietnam, as sales are counted by: "2026-11-22".
func DayOf(at time.Time) string { return at.In(vietnam.Zone).Format(time.DateOnly) }

// end notes when and how an order ended, and has it counted.
func (c *change) end(o *Order) {
	o.EndedOn, o.PaidCash = DayOf(c.now), c.checkout.Payment.Method == CashOnDelivery
	c.ended = append(c.ended, o)
}

// salesDay is an empty day of a producer.
func salesDay(seller, day string) *SalesDay {
	return &SalesDay{Meta: store.Meta{ID: seller + ":" + day}, Seller: seller, Day: day}
}

// countSale adds an order that ended to the sums of its day.
func countSale(ctx context.Context, tx store.Tx, o *Order) error {
	empty := salesDay(o.Seller.ID, o.EndedOn)
	day, err := salesDays.Get(ctx, tx, empty.ID)
	if errors.Is(err, store.ErrNotFound) {
		day, err = empty, nil
	}
	if err != nil {
		return fmt.Errorf("count sales: %w", err)
	}
	day.count(o)
	return salesDays.Save(ctx, tx, day)
}

// count adds an order to the sums.
func (d *SalesDay) count(o *Order) {
	whole := Sold{Orders: 1, Goods: o.Goods}
	for _, l := range o.Lines {
		whole.Pieces += l.Quantity
	}
	if o.Status == Returned {
		d.Returned.Add(whole)
		return
	}
	d.Add(whole)
	d.Fees += o.Delivery.Fee
	if o.PaidCash {
		d.Cash += o.Goods
	}
	for _, id := range o.products() {
		d.countProduct(o, id)
	}
	d.countProvince(o.Address.Province, whole)
}

func (d *SalesDay) countProduct(o *Order, id string) {
	sold := SoldProduct{ID: id, Sold: Sold{Orders: 1}}
	for _, l := range o.Lines {
		if l.ProductID == id {
			sold.Name = l.Name
			sold.Pieces += l.Quantity
			sold.Goods += l.Sum
		}
	}
	at, found := slices.BinarySearchFunc(d.Products, id, func(p SoldProduct, id string) int { return cmp.Compare(p.ID, id) })
	if !found {
		d.Products = slices.Insert(d.Products, at, SoldProduct{ID: id})
	}
	d.Products[at].Name = sold.Name
	d.Products[at].Add(sold.Sold)
}

func (d *SalesDay) countProvince(code string, whole Sold) {
	at, found := slices.BinarySearchFunc(d.Provinces, code, func(p SoldTo, code string) int { return cmp.Compare(p.Province, code) })
	if !found {
		d.Provinces = slices.Insert(d.Provinces, at, SoldTo{Province: code})
	}
	d.Provinces[at].Add(whole)
}

// Sales returns the days of a producer on which something ended, from one day to another, both with; the oldest first.
func (s *Service) Sales(ctx context.Context, sellerID, from, to string) ([]*SalesDay, error) {
	days, err := salesDays.Find(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "seller", Op: store.Eq, Value: sellerID}, {Field: "day", Op: store.Gte, Value: from}, {Field: "day", Op: store.Lte, Value: to}},
		Sort:  []store.Order{{Field: "day"}}, Limit: maxSalesDays,
	})
	if err != nil {
		return nil, fmt.Errorf("sales of %s: %w", sellerID, err)
	}
	return days, nil
}

// maxSalesDays is how many days are read at once: three years and some.
const maxSalesDays = 1200
