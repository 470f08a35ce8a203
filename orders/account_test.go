package orders_test

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestAnAccountHoldsItsOwnOrders(t *testing.T) {
	s := orderstest.New(t)
	guest := s.Order(orders.CashOnDelivery, "CM-500", 1).Checkout.ID
	in := orderstest.Input(s.Fill("CM-500", 1), orders.CashOnDelivery)
	in.Account = "au"
	placed, err := s.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	own := placed.Checkout.ID
	for _, tt := range []struct {
		name, account, code, phone string
		want                       error
	}{
		{"a wrong number", "au", guest, "0987654321", orders.ErrNoOrder},
		{"no number", "au", guest, "", orders.ErrNoOrder},
		{"no such order", "au", "OC-2222-2222", "0912345678", orders.ErrNoOrder},
		{"nonsense", "au", "x", "0912345678", orders.ErrNoOrder},
		{"a guest's order", "au", guest, "+84 912 345 678", nil},
		{"one's own again", "au", guest, "0912345678", nil},
		{"an order of another account", "lan", own, "0912345678", orders.ErrNoOrder},
		{"one that was taken in", "lan", guest, "0912345678", orders.ErrNoOrder},
	} {
		if _, err := s.TakeIn(t.Context(), tt.account, tt.code, tt.phone); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	for account, want := range map[string]int{"au": 2, "lan": 0} {
		list, err := s.OfAccount(t.Context(), account, 10, "")
		if err != nil || len(list.Items) != want {
			t.Errorf("%s has %d orders, want %d (%v)", account, len(list.Items), want, err)
		}
	}
	if _, err := s.OfAccount(t.Context(), "", 10, ""); err == nil {
		t.Error("nobody's orders were listed")
	}
}

func TestAnAccountOpensItsOrdersAlone(t *testing.T) {
	s := orderstest.New(t)
	guest := s.Order(orders.CashOnDelivery, "CM-500", 1).Checkout.ID
	if _, err := s.TakeIn(t.Context(), "au", guest, "0912345678"); err != nil {
		t.Fatal(err)
	}
	for _, account := range []string{"", "lan"} {
		if _, _, err := s.OpenFor(t.Context(), account, guest); !errors.Is(err, orders.ErrNoOrder) {
			t.Errorf("%q opens it: %v", account, err)
		}
	}
	_, token, err := s.OpenFor(t.Context(), "au", guest)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ByCode(t.Context(), guest, token); err != nil {
		t.Errorf("the token opens nothing: %v", err)
	}
}
