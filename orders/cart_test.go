package orders_test

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestCartGuards(t *testing.T) {
	s := orderstest.New(t)
	key, cart, err := s.AddToCart(t.Context(), "", "CM-500", 2)
	if err != nil || key == "" || cart.Count() != 2 {
		t.Fatalf("first line: %v %v", cart, err)
	}
	s.Revoke("TD-50")
	tests := []struct {
		sku      string
		quantity int
		want     func(error) bool
	}{
		{"CM-500", 0, is(orders.ErrQuantity)},
		{"CM-500", -1, is(orders.ErrQuantity)},
		{"CM-500", 1000, is(orders.ErrQuantity)},
		{"CM-500", 998, is(orders.ErrQuantity)},
		{"no", 1, is(orders.ErrNoUnit)},
		{"TD-50", 1, as[*catalog.NotSellableError]},
		{"CM-500", 997, is(nil)},
	}
	for _, tt := range tests {
		if _, _, err := s.AddToCart(t.Context(), key, tt.sku, tt.quantity); !tt.want(err) {
			t.Errorf("add %d of %s: %v", tt.quantity, tt.sku, err)
		}
	}
	if _, err := s.SetQuantity(t.Context(), key, "CH-200", 1); !errors.Is(err, orders.ErrNoUnit) {
		t.Errorf("set what is not there: %v", err)
	}
	if cart, err = s.SetQuantity(t.Context(), key, "CM-500", 3); err != nil || cart.Count() != 3 {
		t.Errorf("set: %v %v", cart, err)
	}
	for range 2 {
		if cart, err = s.RemoveFromCart(t.Context(), key, "CM-500"); err != nil || cart.Count() != 0 {
			t.Errorf("remove: %v %v", cart, err)
		}
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func TestAForeignKeyGetsACartOfItsOwn(t *testing.T) {
	s := orderstest.New(t)
	key, _, err := s.AddToCart(t.Context(), "chosen-by-an-attacker", "CM-500", 1)
	if err != nil || key == "chosen-by-an-attacker" {
		t.Errorf("key %q, %v", key, err)
	}
	if _, err := s.Cart(t.Context(), "chosen-by-an-attacker"); !errors.Is(err, orders.ErrNoCart) {
		t.Errorf("cart under a chosen key: %v", err)
	}
}

func TestCartHoldsSoManyLines(t *testing.T) {
	s := orderstest.New(t)
	rules := orders.DefaultRules()
	rules.MaxLines = 2
	small := orders.New(s.DB, s.Catalog, rules, s.Clock.Now)
	key := s.Fill("CM-500", 1, "CH-200", 1)
	if _, _, err := small.AddToCart(t.Context(), key, "MN-250", 1); !errors.Is(err, orders.ErrCartFull) {
		t.Errorf("third line: %v", err)
	}
}

func TestViewTellsWhatIsLeft(t *testing.T) {
	s := orderstest.New(t)
	key := s.Fill("CM-500", 2, "CH-200", 3, "MN-250", 1)
	s.SetStock("CM-500", 1)
	s.SetStock("CH-200", 0)
	s.Load()
	v, err := s.ViewCart(t.Context(), key, "")
	if err != nil {
		t.Fatal(err)
	}
	short, out := v.Items(orders.Short), v.Items(orders.SoldOut)
	if len(short) != 1 || short[0].Available != 1 || len(out) != 1 || v.Placeable() || v.Shipping != 0 {
		t.Errorf("short %v, sold out %v, placeable %v, shipping %d", short, out, v.Placeable(), v.Shipping)
	}
}

func TestOldCartsArePruned(t *testing.T) {
	s := orderstest.New(t)
	old := s.Fill("CM-500", 1)
	s.Clock.Add(s.Rules().CartAge / 2)
	young := s.Fill("CM-500", 1)
	s.Clock.Add(s.Rules().CartAge/2 + 1e6)
	if n, err := s.PruneCarts(t.Context()); n != 1 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
	if _, err := s.Cart(t.Context(), old); !errors.Is(err, orders.ErrNoCart) {
		t.Errorf("old cart: %v", err)
	}
	if _, err := s.Cart(t.Context(), young); err != nil {
		t.Errorf("young cart: %v", err)
	}
}
