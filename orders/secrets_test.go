package orders_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestTheStoreHoldsNoSecret(t *testing.T) {
	s := orderstest.New(t)
	cart := s.Fill("CM-500", 1)
	placed, err := s.Place(t.Context(), "one-time-token", "", orderstest.Input(cart, orders.Transfer))
	if err != nil {
		t.Fatal(err)
	}
	_, fresh, err := s.Lookup(t.Context(), placed.Checkout.ID, "0912345678")
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]string{"cart key": cart, "token": placed.Token, "fresh token": fresh, "form token": "one-time-token"}
	docs := 0
	for _, schema := range orderstest.Schemas() {
		for raw, err := range s.DB.Find(context.Background(), schema.Collection, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			docs++
			for name, secret := range secrets {
				if bytes.Contains(raw, []byte(secret)) {
					t.Errorf("%s is written down in %s", name, schema.Collection)
				}
			}
		}
	}
	if docs < 10 {
		t.Errorf("only %d documents were looked at", docs)
	}
	if len(cart) < 43 || len(placed.Token) < 43 {
		t.Errorf("secrets of %d and %d characters hold less than 256 bits", len(cart), len(placed.Token))
	}
}
