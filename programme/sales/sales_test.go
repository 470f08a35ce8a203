package sales_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/programmetest"
	"github.com/ocopmarket/ocop/programme/sales"
)

// days are sales that a test lays out.
type days []*orders.SalesDay

func (d days) EachSalesDay(_ context.Context, from, to string) iter.Seq2[*orders.SalesDay, error] {
	return func(yield func(*orders.SalesDay, error) bool) {
		for _, day := range d {
			if day.Day >= from && day.Day <= to && !yield(day, nil) {
				return
			}
		}
	}
}

func TestAYearIsTheSumOfItsDays(t *testing.T) {
	w := programmetest.Open(t, 136, sales.Schemas()...)
	var all days
	want, ofProvince, ofKind := 0, map[string]int{}, map[catalog.ProducerKind]int{}
	i := 0
	for id := range w.Products {
		card, _ := w.Catalog.Card(id)
		day := time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*5%327)
		n := i%4 + 1
		i++
		all = append(all, &orders.SalesDay{Seller: card.ProducerID, Day: day.Format(time.DateOnly), Products: []orders.SoldProduct{{ID: id, Sold: orders.Sold{Pieces: n, Goods: money.Amount(n * 1000)}}}})
		if day.Year() == 2026 {
			want, ofProvince[card.Place.Province], ofKind[card.ProducerKind] = want+n, ofProvince[card.Place.Province]+n, ofKind[card.ProducerKind]+n
		}
	}
	book := sales.New(w.DB, all, w.Catalog, programmetest.Now)
	if got, err := book.Of(t.Context(), figures.Query{Year: 2026}); err != nil || got.Known {
		t.Errorf("before it was counted: %+v %v", got, err)
	}
	for round := range 2 {
		n, err := book.Count(t.Context())
		if want := []int{23, 3}[round]; err != nil || n != want {
			t.Fatalf("round %d: %d months %v, want %d", round, n, err, want)
		}
		check(t, book, figures.Query{Year: 2026}, want)
		for p, n := range ofProvince {
			check(t, book, figures.Query{Year: 2026, Province: p}, n)
		}
		for k, n := range ofKind {
			check(t, book, figures.Query{Year: 2026, Kind: k}, n)
		}
	}
}

func check(t *testing.T, book *sales.Book, q figures.Query, want int) {
	t.Helper()
	got, err := book.Of(t.Context(), q)
	if err != nil || !got.Known || got.Pieces != want || got.Goods != money.Amount(want*1000) {
		t.Errorf("%+v: %+v %v, want %d pieces", q, got, err, want)
	}
}
