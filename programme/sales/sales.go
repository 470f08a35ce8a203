// Package sales adds up what was sold of each product by month, from the days that
// orders keep, so that a year of the whole country is read in twelve documents. It
// promises no more than what was true when it counted last, and tells when that was.
package sales

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/figures"
)

// month is what was received of each product in a month.
type month struct {
	store.Meta `bson:",inline"` // ID is "2026-11"
	Products   []sold           `bson:"products"`
	At         time.Time        `bson:"at"` // when it was counted
}

// sold is how much of a product was received.
type sold struct {
	ID     string       `bson:"id"`
	Pieces int          `bson:"n"`
	Goods  money.Amount `bson:"sum"`
}

var months = store.Define[month]("programme_sales")

// Schemas lists the collections.
func Schemas() []store.Schema { return []store.Schema{months.Schema()} }

// Days are the days of sales that orders keep.
type Days interface {
	// EachSalesDay yields the days of all producers from one day to another, as "2026-11-22".
	EachSalesDay(ctx context.Context, from, to string) iter.Seq2[*orders.SalesDay, error]
}

// Catalogue tells where a product belongs.
type Catalogue interface {
	Card(id string) (*catalog.Card, bool)
}

// Book adds up months.
type Book struct {
	db        store.DB
	days      Days
	catalogue Catalogue
	clock     func() time.Time
}

// New makes a book.
func New(db store.DB, days Days, catalogue Catalogue, clock func() time.Time) *Book {
	return &Book{db: db, days: days, catalogue: catalogue, clock: clock}
}

// again is how many past months are counted anew each time: goods come back within weeks.
const again = 2

// Count adds up this month and the two before it, and those of this year and the last that were never
// added up. A job calls it every hour. It returns how many months it counted.
func (b *Book) Count(ctx context.Context) (int, error) {
	now := b.clock().In(vietnam.Zone)
	first := time.Date(now.Year()-1, 1, 1, 0, 0, 0, 0, vietnam.Zone)
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, vietnam.Zone)
	counted := 0
	for at := first; !at.After(this); at = at.AddDate(0, 1, 0) {
		kept, err := months.Get(ctx, b.db, at.Format("2006-01"))
		if errors.Is(err, store.ErrNotFound) {
			kept, err = &month{Meta: store.Meta{ID: at.Format("2006-01")}}, nil
		}
		if err != nil {
			return counted, err
		}
		if kept.Rev > 0 && at.Before(this.AddDate(0, -again, 0)) {
			continue
		}
		if err := b.count(ctx, kept, at); err != nil {
			return counted, fmt.Errorf("add up sales of %s: %w", kept.ID, err)
		}
		counted++
	}
	return counted, nil
}

func (b *Book) count(ctx context.Context, m *month, first time.Time) error {
	at := map[string]int{}
	m.Products, m.At = nil, b.clock().UTC().Truncate(time.Millisecond)
	last := first.AddDate(0, 1, -1)
	for d, err := range b.days.EachSalesDay(ctx, first.Format(time.DateOnly), last.Format(time.DateOnly)) {
		if err != nil {
			return err
		}
		for _, p := range d.Products {
			i, ok := at[p.ID]
			if !ok {
				i = len(m.Products)
				at[p.ID], m.Products = i, append(m.Products, sold{ID: p.ID})
			}
			m.Products[i].Pieces += p.Pieces
			m.Products[i].Goods += p.Goods
		}
	}
	return months.Save(ctx, b.db, m)
}

// Sold is what buyers received in a year.
type Sold struct {
	Known  bool // it was added up at all
	Pieces int
	Goods  money.Amount
	At     time.Time // since when the sum may lag
}

// Of adds up a year for a province and a kind of producer.
func (b *Book) Of(ctx context.Context, q figures.Query) (Sold, error) {
	ids := make([]string, 12)
	for i := range ids {
		ids[i] = fmt.Sprintf("%d-%02d", q.Year, i+1)
	}
	kept, err := months.GetMany(ctx, b.db, ids)
	var sum Sold
	for _, m := range kept {
		sum.Known, sum.At = true, m.At
		for _, p := range m.Products {
			card, ok := b.catalogue.Card(p.ID)
			if !ok || q.Province != "" && card.Place.Province != q.Province || q.Kind != "" && card.ProducerKind != q.Kind {
				continue
			}
			sum.Pieces, sum.Goods = sum.Pieces+p.Pieces, sum.Goods+p.Goods
		}
	}
	return sum, err
}
