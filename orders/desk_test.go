package orders_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// trail writes the way of an order.
func trail(o *orders.Order) string {
	var list []string
	for _, step := range o.History {
		list = append(list, string(step.Status)+" by "+step.By)
	}
	return strings.Join(list, ", ")
}

func TestPackingConfirmsAndIsTakenBack(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		code := s.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
		for i, do := range []func(context.Context, string) (*orders.Order, error){s.Pack, s.Unpack, s.Pack} {
			if _, err := do(t.Context(), code); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
		}
		var status *orders.StatusError
		if _, err := s.Pack(t.Context(), code); !errors.As(err, &status) || status.From != orders.Packed {
			t.Errorf("packed twice: %v", err)
		}
		o, err := s.HandOver(t.Context(), code, orders.Trip{Carrier: " Giao Lạnh Hạ Long ", Number: "HL-2211-07"})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := trail(o), "pending by buyer, confirmed by seller, packed by seller, confirmed by seller, packed by seller, shipped by seller"; got != want {
			t.Errorf("history: got %s, want %s", got, want)
		}
		if o.Trip == nil || *o.Trip != (orders.Trip{Carrier: "Giao Lạnh Hạ Long", Number: "HL-2211-07"}) {
			t.Errorf("trip: %+v", o.Trip)
		}
		if _, err := s.Unpack(t.Context(), code); !errors.As(err, &status) || status.From != orders.Shipped {
			t.Errorf("opened after it left: %v", err)
		}
		if told := s.Events(orders.EventChanged); len(told) != 2 { // confirmed once, shipped once
			t.Errorf("told of %v", told)
		}
		if acts := s.Events(audit.EventEntry); len(acts) != 5 {
			t.Errorf("%d acts in the audit log, want 5: %v", len(acts), acts)
		}
	})
}

func TestMissingGoodsDoNotGoBack(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.CashOnDelivery, "CM-500", 2, "MN-250", 3)
		code := placed.Orders[0].ID
		if _, err := s.RunShort(t.Context(), code, []string{"CH-200"}); !errors.Is(err, orders.ErrNoUnit) {
			t.Errorf("missing what was not ordered: %v", err)
		}
		o, err := s.RunShort(t.Context(), code, []string{"CM-500"})
		if err != nil {
			t.Fatal(err)
		}
		if o.Status != orders.Cancelled || o.Reason != orders.ReasonStock {
			t.Errorf("order is %s for %q", o.Status, o.Reason)
		}
		s.WantStock("CM-500", 98)
		s.WantStock("MN-250", 100)
	})
}

func TestOnlyOneOfManyPressesPacks(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		code := s.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
		var wg sync.WaitGroup
		done := make(chan error, 8)
		for range 8 { // as fingers, tabs and people do
			wg.Go(func() {
				_, err := s.Pack(context.Background(), code)
				done <- err
			})
		}
		wg.Wait()
		close(done)
		packed := 0
		for err := range done {
			switch {
			case err == nil:
				packed++
			case !as[*orders.StatusError](err):
				t.Error(err)
			}
		}
		if packed != 1 {
			t.Errorf("packed %d times", packed)
		}
	})
}

func TestListsOfASeller(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		first := s.Order(orders.CashOnDelivery, "CM-500", 1, "CH-200", 1)
		s.Clock.Add(1e9)
		second := s.Order(orders.Transfer, "MN-250", 1)
		if _, err := s.Pack(t.Context(), first.Orders[0].ID); err != nil {
			t.Fatal(err)
		}
		const seller = "HTX Hải sản Bến Đoan"
		counts, err := s.Counts(t.Context(), seller)
		if err != nil || counts[orders.Packed] != 1 || counts[orders.AwaitingPayment] != 1 || len(counts) != 2 {
			t.Errorf("counts: %v, %v", counts, err)
		}
		latest, err := s.Latest(t.Context(), seller, 10, "")
		if err != nil || !slices.Equal(codesOf(latest.Items), []string{second.Orders[0].ID, first.Orders[0].ID}) {
			t.Errorf("latest: %v, %v", codesOf(latest.Items), err)
		}
		todo, err := s.ToDo(t.Context(), seller, 10, "", orders.Pending, orders.Packed)
		if err != nil || !slices.Equal(codesOf(todo.Items), []string{first.Orders[0].ID}) {
			t.Errorf("to do: %v, %v", codesOf(todo.Items), err)
		}
		own, err := s.Several(t.Context(), seller, []string{first.Orders[0].ID, first.Orders[1].ID, "OC-none"})
		if err != nil || !slices.Equal(codesOf(own), []string{first.Orders[0].ID}) {
			t.Errorf("several: %v, %v", codesOf(own), err)
		}
		changed, err := s.Changed(t.Context(), seller, orders.Packed, first.Checkout.PlacedAt, 10, "")
		if err != nil || !slices.Equal(codesOf(changed.Items), []string{first.Orders[0].ID}) {
			t.Errorf("changed: %v, %v", codesOf(changed.Items), err)
		}
	})
}

func codesOf(list []*orders.Order) []string {
	var codes []string
	for _, o := range list {
		codes = append(codes, o.ID)
	}
	return codes
}

func TestPackingSettings(t *testing.T) {
	s := orderstest.New(t)
	p, err := s.PackingOf(t.Context(), "x")
	if err != nil || p.CutOff != 15*60 || !p.Due(orderstest.Morning).Equal(orderstest.Morning.Add(4*3600e9+18*60e9)) {
		t.Fatalf("default: %+v, %v, due %v", p, err, p.Due(orderstest.Morning))
	}
	var wrong field.Errors
	for name, bad := range map[string]orders.Packing{
		"gio-chot": {CutOff: -1, PickUp: 10}, "gio-lay": {CutOff: 600, PickUp: 599}, "hang": {PickUp: 1, Carrier: strings.Repeat("a", 61)},
	} {
		if err := s.SetPacking(t.Context(), "x", bad); !errors.As(err, &wrong) || wrong[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.SetPacking(t.Context(), "x", orders.Packing{CutOff: 600, PickUp: 660, Carrier: " Xe nhà "}); err != nil {
		t.Fatal(err)
	}
	if p, err = s.PackingOf(t.Context(), "x"); err != nil || p.CutOff != 600 || p.PickUp != 660 || p.Carrier != "Xe nhà" {
		t.Errorf("kept %+v, %v", p, err)
	}
}

func TestPagesOfSeveralStatusesMissNothing(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		const seller = "HTX Hải sản Bến Đoan"
		var want []string
		for i := range 7 {
			code := s.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
			if i%2 == 0 { // two at a time share their moment
				s.Clock.Add(1e9)
			}
			if i%3 == 0 {
				if _, err := s.Advance(t.Context(), code, orders.Confirmed, "người bán", ""); err != nil {
					t.Fatal(err)
				}
			}
			want = append(want, code)
		}
		for name, read := range map[string]func(context.Context, string, int, string, ...orders.Status) (store.Page[orders.Order], error){"oldest": s.ToDo, "newest": s.Latest} {
			var got []string
			for after, first := "", true; first || after != ""; first = false {
				page, err := read(t.Context(), seller, 2, after, orders.Pending, orders.Confirmed)
				if err != nil {
					t.Fatal(err)
				}
				got, after = append(got, codesOf(page.Items)...), page.Next
			}
			if len(got) != len(want) || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
				t.Errorf("%s first: got %v, want all of %v", name, got, want)
			}
		}
		if _, err := s.ToDo(t.Context(), seller, 2, "xxx", orders.Pending, orders.Confirmed); !errors.Is(err, store.ErrCursor) {
			t.Errorf("a wrong cursor: %v", err)
		}
	})
}
