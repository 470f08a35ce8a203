package orders_test

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestRefundIsRecordedOnceAndNeverMoreThanOwed(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.Transfer, "CM-500", 1).Checkout
		if _, err := s.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "FT1", Amount: c.Total + 5000}); err != nil {
			t.Fatal(err)
		}
		owed, err := s.RefundsOwed(t.Context(), 10, "")
		if err != nil || len(owed.Items) != 1 || owed.Items[0].Payment.Refund != 5000 {
			t.Fatalf("owed: %+v, %v", owed.Items, err)
		}
		var wrong field.Errors
		if _, err := s.RefundPaid(t.Context(), c.ID, orders.Refund{Amount: 5001, Ref: "RF1"}); !errors.As(err, &wrong) || wrong[0].Code != "too_much" {
			t.Errorf("more than is owed: %v", err)
		}
		if _, err := s.RefundPaid(t.Context(), c.ID, orders.Refund{Amount: 5000}); !errors.As(err, &wrong) || wrong[0].Field != "tham-chieu" {
			t.Errorf("without a reference: %v", err)
		}
		for range 2 {
			v, err := s.RefundPaid(t.Context(), c.ID, orders.Refund{Amount: 3000, Ref: "RF1", By: "p-admin", Note: "chuyển thừa"})
			if err != nil || v.Checkout.Payment.Refund != 2000 || v.Checkout.Payment.Refunded != 3000 || len(v.Checkout.Payment.Refunds) != 1 {
				t.Fatalf("recorded: %+v, %v", v.Checkout.Payment, err)
			}
		}
		if n, err := s.CountRefunds(t.Context()); err != nil || n != 1 {
			t.Errorf("%d owed, %v", n, err)
		}
	})
}

func TestSalesOfBefore(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		code := s.Order(orders.CashOnDelivery, "CM-500", 2, "MN-250", 1).Orders[0].ID
		for _, to := range []orders.Status{orders.Confirmed, orders.Shipped, orders.Delivered} {
			if _, err := s.Advance(t.Context(), code, to, "người bán", ""); err != nil {
				t.Fatal(err)
			}
		}
		const seller = "HTX Hải sản Bến Đoan"
		days, err := s.Sales(t.Context(), seller, "2026-11-22", "2026-11-22")
		if err != nil || len(days) != 1 {
			t.Fatalf("sales: %v, %v", days, err)
		}
		d := days[0]
		if d.Orders != 1 || d.Pieces != 3 || d.Goods != 670_000 || d.Cash != 670_000 || len(d.Products) != 2 || d.Products[0].Name != "Chả mực Hạ Long giã tay" || d.Products[0].Goods != 490_000 {
			t.Errorf("sums: %+v", d)
		}
		orders.SpoilSales(t, s.DB, code)
		if wrong, err := s.Recount(t.Context(), seller); err != nil || wrong != 1 {
			t.Errorf("mended %d days, %v", wrong, err)
		}
		for range 2 { // it may run again
			if err := orders.CountSales(t.Context(), s.DB); err != nil {
				t.Fatal(err)
			}
		}
		if wrong, err := s.Recount(t.Context(), seller); err != nil || wrong != 0 {
			t.Errorf("mended %d days after all were counted, %v", wrong, err)
		}
		after, err := s.Sales(t.Context(), seller, "2026-11-22", "2026-11-22")
		if err != nil || len(after) != 1 || after[0].Goods != 670_000 {
			t.Errorf("counted again: %+v, %v", after, err)
		}
	})
}
