package orders_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestSalesMakePopularity(t *testing.T) {
	s := orderstest.New(t)
	s.Order(orders.CashOnDelivery, "CM-500", 2, "CH-200", 1)
	s.Order(orders.CashOnDelivery, "CM-500", 3)
	off := s.Order(orders.CashOnDelivery, "MN-250", 4)
	if _, err := s.Cancel(t.Context(), off.Checkout.Code(), off.Token); err != nil {
		t.Fatal(err)
	}
	sold, err := s.SoldSince(t.Context(), s.Clock.Now().Add(-time.Hour))
	if diff := cmp.Diff(map[string]int64{"CM-500": 5, "CH-200": 1}, sold); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, want := range []int64{5, 0} {
		if err := s.Catalog.SetPopularity(t.Context(), sold); err != nil {
			t.Fatal(err)
		}
		s.Load()
		if card, _ := s.Catalog.Card("CM-500"); card.Popularity != want {
			t.Errorf("popularity %d, want %d", card.Popularity, want)
		}
		clear(sold)
	}
	if later, err := s.SoldSince(t.Context(), s.Clock.Now().Add(time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("from the future: %v, %v", later, err)
	}
}
