package orders_test

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestABuyerGivesUpWhatLostItsCertificate(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 2)
		code, token := placed.Checkout.Orders[0], placed.Token
		if lapsed := s.Lapsed(placed.Orders[0]); len(lapsed) != 0 {
			t.Errorf("lapsed while all holds: %+v", lapsed)
		}
		if _, err := s.GiveUp(t.Context(), code, token, "CM-500"); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("given up while its certificate holds: %v", err)
		}
		if _, err := s.Pack(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		s.Revoke("CM-500")
		if lapsed := s.Lapsed(s.View(code).Orders[0]); len(lapsed) != 1 || lapsed[0].SKU != "CM-500" {
			t.Errorf("lapsed: %+v", lapsed)
		}
		if _, err := s.GiveUp(t.Context(), code, "another", "CM-500"); !errors.Is(err, orders.ErrNoOrder) {
			t.Errorf("by somebody else: %v", err)
		}
		if _, err := s.GiveUp(t.Context(), code, token, "MN-250"); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("another product of it: %v", err)
		}
		v, err := s.GiveUp(t.Context(), code, token, "CM-500")
		if err != nil {
			t.Fatal(err)
		}
		if o := v.Orders[0]; o.Status != orders.Confirmed || len(o.Lines) != 1 || o.Fallen[0].By != orders.ByBuyer || v.CashDue(o) != o.Total {
			t.Errorf("left: %s %+v, fallen %+v", o.Status, o.Lines, o.Fallen)
		}
		s.WantStock("CM-500", 100)
		if _, err := s.GiveUp(t.Context(), code, token, "CM-500"); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestWhatHasLeftIsNotGivenUp(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 1)
		code := placed.Checkout.Orders[0]
		for _, to := range []orders.Status{orders.Confirmed, orders.Shipped} {
			if _, err := s.Advance(t.Context(), code, to, "người bán", ""); err != nil {
				t.Fatal(err)
			}
		}
		s.Revoke("CM-500")
		if _, err := s.GiveUp(t.Context(), code, placed.Token, "CM-500"); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("on its way: %v", err)
		}
		s.WantStock("CM-500", 99)
	})
}
