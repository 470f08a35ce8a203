package orders_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestPlaceSplitsByProducerAndKeepsEverything(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		key := s.Fill("CM-500", 1, "CH-200", 2, "MN-250", 1)
		view, err := s.ViewCart(t.Context(), key, "01")
		if err != nil {
			t.Fatal(err)
		}
		if view.Goods != 1_065_000 || view.Count != 4 || len(view.Groups) != 2 {
			t.Fatalf("view: goods %d, count %d, groups %d", view.Goods, view.Count, len(view.Groups))
		}
		in := orderstest.Input(key, orders.Transfer)
		in.Expected = &view.Total
		placed, err := s.Place(t.Context(), "", "", in)
		if err != nil {
			t.Fatal(err)
		}
		c := placed.Checkout
		if c.Total != view.Total || c.Goods+c.Shipping != c.Total {
			t.Errorf("totals: %d + %d = %d, shown %d", c.Goods, c.Shipping, c.Total, view.Total)
		}
		if want := []string{c.ID + "-1", c.ID + "-2"}; !cmp.Equal(c.Orders, want) {
			t.Errorf("orders: %v, want %v", c.Orders, want)
		}
		first := placed.Orders[0]
		if first.Goods != 425_000 || first.Seller.Name != "HTX Hải sản Bến Đoan" || first.Status != orders.AwaitingPayment || !first.Delivery.Chilled {
			t.Errorf("first order: %+v", first)
		}
		s.Reprice("CM-500", 1)
		s.Revoke("CM-500")
		kept := s.View(c.ID).Orders[0].Lines[0]
		if kept.Price != 245_000 || kept.Stars != 4 || kept.Certificate != "SO CM-500/2024" || kept.Name != "Chả mực Hạ Long giã tay" {
			t.Errorf("line was not kept as it was: %+v", kept)
		}
		s.WantStock("CH-200", 98)
		if cart, err := s.Cart(t.Context(), key); err != nil || cart.Count() != 0 {
			t.Errorf("cart after order: %v, %v", cart, err)
		}
		if n := len(s.Events(orders.EventPlaced)); n != 1 {
			t.Errorf("%d placed events, want 1", n)
		}
		for _, e := range s.Events(orders.EventPlaced) {
			if strings.Contains(e, "Mẫu Đơn") || strings.Contains(e, "0912") {
				t.Errorf("personal data in outbox: %s", e)
			}
		}
	})
}

// as reports whether an error is of a type.
func as[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestPlaceRefusesWithoutATrace(t *testing.T) {
	other := money.Amount(1)
	tests := []struct {
		name  string
		lines []any
		scene func(s *orderstest.Shop)
		alter func(in *orders.PlaceInput)
		want  func(error) bool
	}{
		{"another total than was seen", []any{"CM-500", 1}, nil, func(in *orders.PlaceInput) { in.Expected = &other }, as[*orders.TotalError]},
		{"certificate revoked meanwhile", []any{"CM-500", 1, "CH-200", 1}, func(s *orderstest.Shop) { s.Revoke("CM-500") }, nil, as[*catalog.NotSellableError]},
		{"more than there is", []any{"CM-500", 101}, nil, nil, as[*catalog.ShortError]},
		{"short in the second line", []any{"CM-500", 1, "CH-200", 101}, nil, nil, as[*catalog.ShortError]},
		{"cash above the limit", []any{"CH-200", 100, "CM-500", 100}, nil, nil, as[orders.FieldErrors]},
		{"no such cart", []any{"CM-500", 1}, nil, func(in *orders.PlaceInput) { in.CartKey = "no" }, func(err error) bool { return errors.Is(err, orders.ErrNoCart) }},
		{"phone too short", []any{"CM-500", 1}, nil, func(in *orders.PlaceInput) { in.Contact.Phone = "0912 345 67" }, as[orders.FieldErrors]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := orderstest.New(t)
			in := orderstest.Input(s.Fill(tt.lines...), orders.CashOnDelivery)
			if tt.scene != nil {
				tt.scene(s)
			}
			if tt.alter != nil {
				tt.alter(&in)
			}
			_, err := s.Place(t.Context(), "key", "body", in)
			if !tt.want(err) {
				t.Errorf("got %v", err)
			}
			s.WantStock("CM-500", 100)
			s.WantStock("CH-200", 100)
			if n := len(s.Events(orders.EventPlaced)); n != 0 {
				t.Errorf("%d placed events, want none", n)
			}
		})
	}
}

func TestWhoSawThatALineLapsedOrdersTheRest(t *testing.T) {
	s := orderstest.New(t)
	key := s.Fill("TD-50", 1, "CH-200", 1)
	s.Revoke("TD-50")
	view, err := s.ViewCart(t.Context(), key, "01")
	if err != nil {
		t.Fatal(err)
	}
	lapsed := view.Items(orders.Lapsed)
	if len(lapsed) != 1 || lapsed[0].State != catalog.StateRevoked || lapsed[0].Stars != 0 || view.Goods != 320_000 || !view.Placeable() {
		t.Fatalf("view: lapsed %v, goods %d, placeable %v", lapsed, view.Goods, view.Placeable())
	}
	in := orderstest.Input(key, orders.CashOnDelivery)
	in.Expected = &view.Total
	placed, err := s.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	if len(placed.Orders) != 1 || placed.Orders[0].Lines[0].SKU != "CH-200" {
		t.Errorf("ordered: %v", placed.Checkout.Orders)
	}
	if cart, _ := s.Cart(t.Context(), key); len(cart.Lines) != 1 || cart.Lines[0].SKU != "TD-50" {
		t.Errorf("left in the cart: %v", cart.Lines)
	}
}

func TestIdempotency(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		in := orderstest.Input(s.Fill("CM-500", 1), orders.CashOnDelivery)
		first, err := s.Place(t.Context(), "key", "body", in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Place(t.Context(), "key", "body", in)
		if err != nil {
			t.Fatal(err)
		}
		if again.Checkout.ID != first.Checkout.ID || again.Token != first.Token || !again.Replayed || first.Replayed {
			t.Errorf("second answer differs: %s %s, %s %s", first.Checkout.ID, first.Token, again.Checkout.ID, again.Token)
		}
		if _, err := s.Place(t.Context(), "key", "another body", in); !errors.Is(err, orders.ErrKeyReused) {
			t.Errorf("same key, other body: %v", err)
		}
		thief := in
		thief.CartKey = s.Fill("CM-500", 1)
		if _, err := s.Place(t.Context(), "key", "body", thief); !errors.Is(err, orders.ErrKeyReused) {
			t.Errorf("same key and body hash, other cart: %v", err)
		}
		s.WantStock("CM-500", 99)
		s.Clock.Add(s.Rules().ReplyAge)
		if _, err := s.Place(t.Context(), "key", "other", thief); err != nil {
			t.Errorf("key past its age: %v", err)
		}
		s.Clock.Add(s.Rules().ReplyAge)
		if n, err := s.ForgetReplies(t.Context()); n != 1 || err != nil {
			t.Errorf("forgot %d, %v", n, err)
		}
	})
}

func TestAFailedRequestLeavesItsKeyFree(t *testing.T) {
	s := orderstest.New(t)
	in := orderstest.Input(s.Fill("CM-500", 101), orders.CashOnDelivery)
	if _, err := s.Place(t.Context(), "key", "body", in); err == nil {
		t.Fatal("placed more than there is")
	}
	if _, err := s.SetQuantity(t.Context(), in.CartKey, "CM-500", 2); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Place(t.Context(), "key", "body", in); err != nil {
		t.Errorf("second try with the same key: %v", err)
	}
}

func TestADoubleClickMakesOneOrder(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		in := orderstest.Input(s.Fill("CM-500", 1), orders.CashOnDelivery)
		in.Wait = true
		var wg sync.WaitGroup
		var codes sync.Map
		for range 16 {
			wg.Go(func() {
				placed, err := s.Place(t.Context(), "form", "", in)
				if err != nil {
					t.Error(err)
					return
				}
				codes.Store(placed.Checkout.ID+placed.Token, true)
			})
		}
		wg.Wait()
		n := 0
		codes.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d different answers, want 1", n)
		}
		s.WantStock("CM-500", 99)
	})
}

func TestARequestInFlightIsToldOfTheOther(t *testing.T) {
	s := orderstest.New(t)
	in := orderstest.Input(s.Fill("CM-500", 1), orders.CashOnDelivery)
	var placed, told atomic.Int32
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			_, err := s.Place(t.Context(), "key", "body", in)
			switch {
			case err == nil:
				placed.Add(1)
			case errors.Is(err, orders.ErrInFlight):
				told.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if placed.Load() < 1 || placed.Load()+told.Load() != 32 {
		t.Errorf("%d placed, %d told", placed.Load(), told.Load())
	}
	s.WantStock("CM-500", 99)
}

func TestManyBuyersOfFew(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		for range rounds {
			s.SetStock("CM-500", 10)
			s.SetStock("CH-200", 100)
			rush(t, s)
			s.WantStock("CM-500", 0)
			s.WantStock("CH-200", 90)
		}
	})
}

// rush has 64 buyers order the last 10 at once.
func rush(t *testing.T, s *orderstest.Shop) {
	t.Helper()
	carts := make([]string, 64)
	for i := range carts {
		carts[i] = s.Fill("CM-500", 1, "CH-200", 1)
	}
	var sold, short atomic.Int32
	var wg sync.WaitGroup
	for _, cart := range carts {
		wg.Go(func() {
			_, err := s.Place(t.Context(), "", "", orderstest.Input(cart, orders.Transfer))
			switch {
			case err == nil:
				sold.Add(1)
			case isShort(err):
				short.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if sold.Load() != 10 || short.Load() != 54 {
		t.Fatalf("%d sold and %d short, want 10 and 54", sold.Load(), short.Load())
	}
}

func TestTwoProcessesAnswerAlike(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		other := orders.New(s.DB, s.Catalog, orders.DefaultRules(), s.Clock.Now)
		for round := range 5 {
			in := orderstest.Input(s.Fill("CM-500", 1), orders.CashOnDelivery)
			in.Wait = true
			var answers [2]string
			var wg sync.WaitGroup
			for i, service := range []*orders.Service{s.Service, other} {
				wg.Go(func() {
					placed, err := service.Place(t.Context(), "key "+in.CartKey, "body", in)
					if err != nil {
						t.Error(err)
						return
					}
					answers[i] = placed.Checkout.ID + " " + placed.Token
				})
			}
			wg.Wait()
			if answers[0] != answers[1] {
				t.Fatalf("round %d: %q and %q", round, answers[0], answers[1])
			}
		}
		s.WantStock("CM-500", 95)
	})
}
