package orders_test

import (
	"errors"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestABuyerGivesUpWhatLostItsCertificate(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 2)
		code, token := placed.Checkout.Orders[0], placed.Token
		if lapsed := lapsedOf(t, s, placed.Orders[0]); len(lapsed) != 0 {
			t.Errorf("lapsed while all holds: %+v", lapsed)
		}
		if _, err := s.GiveUp(t.Context(), code, token, "CM-500"); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("given up while its certificate holds: %v", err)
		}
		if _, err := s.Pack(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		s.Revoke("CM-500")
		if lapsed := lapsedOf(t, s, s.View(code).Orders[0]); len(lapsed) != 1 || lapsed[0].SKU != "CM-500" {
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

func lapsedOf(t *testing.T, s *orderstest.Shop, o *orders.Order) []orders.Line {
	t.Helper()
	lapsed, err := s.Lapsed(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return lapsed
}

func TestWhatWasSoldUnderACertificateBeforeIsGivenUpByThatOne(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 1, "MN-250", 1)
		code := placed.Checkout.Orders[0]
		s.Renew("CM-500", "SO CM-500/2026")
		if lapsed := lapsedOf(t, s, placed.Orders[0]); len(lapsed) != 0 {
			t.Errorf("while both hold: %+v", lapsed)
		}
		s.Revoke("CM-500") // the one before
		if lapsed := lapsedOf(t, s, placed.Orders[0]); len(lapsed) != 1 || lapsed[0].SKU != "CM-500" {
			t.Fatalf("the one that it was sold under is revoked: %+v", lapsed)
		}
		v, err := s.GiveUp(t.Context(), code, placed.Token, "CM-500")
		if err != nil || len(v.Orders[0].Lines) != 1 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestWhatWasRenewedInTimeIsNotLost(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 1, "MN-250", 1)
		s.Renew("CM-500", "SO CM-500/2026")
		s.Clock.Add(2 * 365 * 24 * time.Hour)
		if lapsed := lapsedOf(t, s, placed.Orders[0]); len(lapsed) != 1 || lapsed[0].SKU != "MN-250" {
			t.Errorf("after both first ones ran out: %+v", lapsed)
		}
	})
}
