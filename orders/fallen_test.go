package orders_test

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestOnlyWhatLostItsCertificateFallsOut(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.Transfer, "CM-500", 3, "MN-250", 2).Checkout
		code := c.Orders[0]
		before := s.View(c.ID).Orders[0]
		if _, err := s.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "FT1", Amount: c.Total}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Pack(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		fall, err := s.WouldFall(t.Context(), s.DB, code, orderstest.LossOf("CM-500"))
		if err != nil {
			t.Fatal(err)
		}
		// 2,250 g kept cold go across regions for 30,000 + 3 × 6,000 + 10,000; 600 g for 30,000 + 10,000.
		lighter := s.Rules().Shipping.Quote("22", "01", 600, true).Fee
		saved := before.Delivery.Fee - lighter
		if want := (orders.Fall{Pieces: 3, Goods: 735_000, Refund: 735_000 + saved}); saved <= 0 || fall != want {
			t.Errorf("would lose %+v, want %+v", fall, want)
		}
		if err := s.CallOff(code, "CM-500"); err != nil {
			t.Fatal(err)
		}
		v := s.View(c.ID)
		o, p := v.Orders[0], v.Checkout.Payment
		if o.Status != orders.Confirmed || len(o.Lines) != 1 || o.Lines[0].SKU != "MN-250" || o.Goods != 360_000 || o.Total != 360_000+lighter {
			t.Errorf("left: %s, %+v, goods %d, total %d", o.Status, o.Lines, o.Goods, o.Total)
		}
		if len(o.Fallen) != 1 || o.Fallen[0].SKU != "CM-500" || o.Fallen[0].Lost != "SO CM-500/2024" || o.Fallen[0].Reason != orders.ReasonCertificate {
			t.Errorf("fallen: %+v", o.Fallen)
		}
		if p.State != orders.PaymentPaid || p.Amount != o.Total || p.Refund != fall.Refund || v.Checkout.Total != o.Total {
			t.Errorf("payment: %+v, total %d", p, v.Checkout.Total)
		}
		s.WantStock("CM-500", 100)
		s.WantStock("MN-250", 98)
		if err := s.CallOff(code, "CM-500"); !errors.Is(err, orders.ErrNoUnit) {
			t.Errorf("once more: %v", err)
		}
		if open, err := orders.OpenOrdersOf(t.Context(), s.DB, "CM-500"); err != nil || len(open) != 0 {
			t.Errorf("still listed under what fell out: %v, %v", open, err)
		}
	})
}

func TestAnOrderOfNothingElseIsCancelled(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.CashOnDelivery, "CM-500", 1, "CH-200", 1).Checkout
		if err := s.CallOff(c.Orders[0], "CM-500"); err != nil {
			t.Fatal(err)
		}
		v := s.View(c.ID)
		if o := v.Orders[0]; o.Status != orders.Cancelled || o.Reason != orders.ReasonCertificate || len(o.Lines) != 1 || len(o.Fallen) != 0 {
			t.Errorf("%s for %s: %+v", o.Status, o.Reason, o.Lines)
		}
		if v.Orders[1].Status != orders.Pending || v.Checkout.Payment.Amount != v.Orders[1].Total {
			t.Errorf("the other order is %s, %d is asked for", v.Orders[1].Status, v.Checkout.Payment.Amount)
		}
		s.WantStock("CM-500", 100)
	})
}

// TestWeightsThatWereNotNoted holds the fee of orders that were placed before lines knew their weight.
func TestWeightsThatWereNotNoted(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 2).Checkout
		fee := s.View(c.ID).Orders[0].Delivery.Fee
		orders.ForgetWeights(t, s.DB, c.Orders[0])
		if err := s.CallOff(c.Orders[0], "CM-500"); err != nil {
			t.Fatal(err)
		}
		v := s.View(c.ID)
		if o := v.Orders[0]; o.Delivery.Fee != fee || o.Total != 360_000+fee || v.CashDue(o) != o.Total {
			t.Errorf("fee %d, want %d; total %d", o.Delivery.Fee, fee, o.Total)
		}
	})
}
