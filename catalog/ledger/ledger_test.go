package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// TestChannelsDoNotOversell sells 100 pieces at once online and from a booth that is filled from the same store.
func TestChannelsDoNotOversell(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		var mu sync.Mutex
		sold := 0
		gain := func(n int) { mu.Lock(); sold += n; mu.Unlock() }
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for range 10 {
					switch i % 4 {
					case 0, 1:
						if online(t, d) {
							gain(3)
						}
					case 2:
						carry(t, d)
					case 3:
						if onTheSpot(t, d) {
							gain(2)
						}
					}
				}
			})
		}
		wg.Wait()
		if left := sum(d.lying(t, "CM-500")); left+sold != 100 {
			t.Errorf("sold %d, and %d of 100 are left", sold, left)
		}
		wantNoFaults(t, db)
	})
}

func online(t *testing.T, d *desk) bool {
	key, _, err := d.AddToCart(context.Background(), "", "CM-500", 3)
	if err != nil {
		t.Error(err)
		return false
	}
	_, err = d.Shop.Place(context.Background(), "", "", orderstest.Input(key, orders.CashOnDelivery))
	return sold(t, err)
}

func onTheSpot(t *testing.T, d *desk) bool {
	return sold(t, d.DB.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		return d.book.Sell(ctx, tx, d.booth, []catalog.Line{{SKU: "CM-500", Quantity: 2}}, "BH-1")
	}))
}

func carry(t *testing.T, d *desk) {
	_, err := d.book.Transfer(context.Background(), ledger.TransferInput{Producer: maker, From: d.own(), To: d.booth, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 4}}})
	var wrong field.Errors
	if err != nil && !errors.As(err, &wrong) {
		t.Error(err)
	}
}

// sold reports whether a sale went through; that there are too few is no fault.
func sold(t *testing.T, err error) bool {
	var short *catalog.ShortError
	if err != nil && !errors.As(err, &short) {
		t.Error(err)
	}
	return err == nil
}

func TestLinesTellWhatHappened(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	placed := d.Order(orders.CashOnDelivery, "CM-500", 2)
	code := placed.Checkout.Orders[0]
	slip, err := d.book.Transfer(t.Context(), ledger.TransferInput{Producer: maker, From: d.own(), To: d.room, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 30}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Advance(t.Context(), code, orders.Cancelled, "seller", ""); err != nil {
		t.Fatal(err)
	}
	got := lines(t, d, ledger.Filter{Producer: maker, SKU: "CM-500"})
	want := []string{
		"own transfer -30 68 " + slip.Code(), "room transfer +30 30 " + slip.Code(),
		"own hold -2 98 " + code, "own release +2 70 " + code,
	}
	for _, w := range want {
		if !got[w] {
			t.Errorf("no line %q in %v", w, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d lines, want %d: %v", len(got), len(want), got)
	}
	if by := lines(t, d, ledger.Filter{Producer: maker, Ref: code}); len(by) != 2 {
		t.Errorf("lines of the order: %v", by)
	}
	if theirs := lines(t, d, ledger.Filter{Producer: other, SKU: "CM-500"}); len(theirs) != 0 {
		t.Errorf("another producer sees %v", theirs)
	}
}

func lines(t *testing.T, d *desk, f ledger.Filter) map[string]bool {
	t.Helper()
	names := map[string]string{d.own(): "own", d.room: "room", d.booth: "booth", d.samples(): "samples"}
	f.Limit = 100
	page, err := d.book.Search(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, e := range page.Items {
		got[fmt.Sprintf("%s %s %+d %d %s", names[e.Place], e.Kind, e.Delta, e.Balance, e.Ref)] = true
	}
	return got
}

func TestSlipsAreNumberedAndArrive(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	for want := 1; want <= 3; want++ {
		slip, err := d.book.Transfer(t.Context(), ledger.TransferInput{Producer: maker, From: d.own(), To: d.booth, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 1}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := slip.Code(); got != fmt.Sprintf("C-%04d", want) {
			t.Errorf("slip %d: got %s", want, got)
		}
		if err := d.book.Arrive(t.Context(), slip.ID); err != nil {
			t.Fatal(err)
		}
	}
	onWay, err := d.book.OnTheWay(t.Context(), d.DB, maker)
	if err != nil || len(onWay) != 0 {
		t.Errorf("on the way: %v, %v", onWay, err)
	}
	page, err := d.book.Slips(t.Context(), maker, "", 2)
	if err != nil || len(page.Items) != 2 || page.Items[0].Number != 3 || page.Next == "" {
		t.Errorf("slips: %+v, %v", page, err)
	}
}

func TestTransfersAreRefused(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	base := ledger.TransferInput{Producer: maker, From: d.own(), To: d.room, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 1}}}
	for _, tt := range []struct {
		name, field, code string
		change            func(*ledger.TransferInput)
	}{
		{"to where they are", "to", "same", func(in *ledger.TransferInput) { in.To = in.From }},
		{"to somebody else's store", "to", "unknown", func(in *ledger.TransferInput) { in.To = ledger.OwnPlace(other) }},
		{"somebody else's goods", "sku", "unknown", func(in *ledger.TransferInput) { in.Lines[0].SKU = "CH-200" }},
		{"none", "quantity.CM-500", "range", func(in *ledger.TransferInput) { in.Lines[0].Quantity = 0 }},
		{"fewer than none", "quantity.CM-500", "range", func(in *ledger.TransferInput) { in.Lines[0].Quantity = -5 }},
		{"more than there are", "quantity.CM-500", "short", func(in *ledger.TransferInput) { in.Lines[0].Quantity = 101 }},
		{"more than there are, in two lots", "quantity.CM-500", "short", func(in *ledger.TransferInput) {
			in.Lines = []ledger.SlipLine{{SKU: "CM-500", Quantity: 60}, {SKU: "CM-500", Quantity: 60, Lot: "l"}}
		}},
		{"nothing", "quantity", "missing", func(in *ledger.TransferInput) { in.Lines = nil }},
		{"too much at once", "quantity", "too_many", func(in *ledger.TransferInput) { in.Lines = make([]ledger.SlipLine, 201) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := base
			in.Lines = []ledger.SlipLine{base.Lines[0]}
			tt.change(&in)
			_, err := d.book.Transfer(t.Context(), in)
			wantField(t, err, tt.field, tt.code)
		})
	}
	d.WantStock("CM-500", 100)
}

// TestASlipOfManyIsMovedWholeOrNotAtAll refuses one wrong line among right ones, and says all that is wrong at once.
func TestASlipOfManyIsMovedWholeOrNotAtAll(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		in := ledger.TransferInput{Producer: maker, From: d.own(), To: "", Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 101}, {SKU: "MN-250", Quantity: -1}}}
		_, err := d.book.Transfer(t.Context(), in)
		wantField(t, err, "to", "unknown")
		wantField(t, err, "quantity.CM-500", "short")
		wantField(t, err, "quantity.MN-250", "range")
		in.To, in.Lines[1].Quantity = d.room, 7
		_, err = d.book.Transfer(t.Context(), in)
		wantField(t, err, "quantity.CM-500", "short")
		if got := lines(t, d, ledger.Filter{Producer: maker}); len(got) != 0 {
			t.Errorf("a refused slip left lines: %v", got)
		}
		in.Lines[0].Quantity = 100
		slip, err := d.book.Transfer(t.Context(), in)
		if err != nil || slip.Code() != "C-0001" || len(slip.Lines) != 2 {
			t.Fatalf("slip: %+v, %v", slip, err)
		}
		d.WantStock("CM-500", 0)
		d.WantStock("MN-250", 93)
		err = db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return d.book.Lock(ctx, tx, "MN-250", "chờ kiểm") })
		if err != nil {
			t.Fatal(err)
		}
		in.From, in.To = d.room, d.booth
		_, err = d.book.Transfer(t.Context(), in)
		wantField(t, err, "quantity.MN-250", "locked")
		in.To = d.own()
		if _, err := d.book.Transfer(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		d.WantStock("CM-500", 100)
		wantNoFaults(t, db)
	})
}

func TestLowStockIsToldOnce(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	if err := d.book.SetLevel(t.Context(), maker, "CM-500", 95); err != nil {
		t.Fatal(err)
	}
	wantLow := func(told, low int) {
		t.Helper()
		if got := len(d.Events(catalog.EventStockLow)); got != told {
			t.Errorf("told %d times, want %d", got, told)
		}
		if got, err := d.Catalog.CountLow(t.Context(), maker); err != nil || got != low {
			t.Errorf("%d units are low, want %d (%v)", got, low, err)
		}
	}
	d.Order(orders.CashOnDelivery, "CM-500", 5)
	wantLow(0, 0) // 95 are not below 95
	d.Order(orders.CashOnDelivery, "CM-500", 1)
	wantLow(1, 1)
	d.Order(orders.CashOnDelivery, "CM-500", 1)
	wantLow(1, 1)
	refill := ledger.AdjustInput{Producer: maker, Place: d.own(), SKU: "CM-500", Kind: catalog.EntryReceipt, Delta: 2}
	if err := d.book.Adjust(t.Context(), refill); err != nil {
		t.Fatal(err)
	}
	wantLow(1, 0)
	d.Order(orders.CashOnDelivery, "CM-500", 3)
	wantLow(2, 1)
}

func TestLockedStockIsNotSold(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		if _, err := d.book.Transfer(t.Context(), ledger.TransferInput{Producer: maker, From: d.own(), To: d.room, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 10}}}); err != nil {
			t.Fatal(err)
		}
		err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return d.book.Lock(ctx, tx, "CM-500", "chờ kiểm")
		})
		if err != nil {
			t.Fatal(err)
		}
		if online(t, d) {
			t.Error("locked goods were sold")
		}
		d.Load()
		if card, _ := d.Catalog.Card("CM-500"); card.InStock() {
			t.Error("the shelf shows locked goods")
		}
		found, err := d.book.Places(t.Context(), db, "CM-500")
		if err != nil || len(found) != 2 {
			t.Fatalf("places: %v, %v", found, err)
		}
		for _, l := range found {
			if l.Locked != "chờ kiểm" {
				t.Errorf("%s is not locked", l.Place.Title("vi"))
			}
		}
		if err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return d.book.Unlock(ctx, tx, "CM-500") }); err != nil {
			t.Fatal(err)
		}
		if !online(t, d) {
			t.Error("unlocked goods were not sold")
		}
	})
}

func TestVerifyFindsWhatDoesNotAddUp(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	d.Order(orders.CashOnDelivery, "CM-500", 2)
	wantNoFaults(t, d.DB)
	stock := store.Define[catalog.Stock]("stock")
	if _, err := stock.Modify(t.Context(), d.DB, "CM-500", func(s *catalog.Stock) error { s.Available++; return nil }); err != nil {
		t.Fatal(err)
	}
	faults, err := ledger.Verify(t.Context(), d.DB)
	if err != nil || len(faults) != 1 || faults[0].Stock != "CM-500" {
		t.Errorf("got %v, %v", faults, err)
	}
}

func TestPlaceIsClosedWhenEmpty(t *testing.T) {
	d := open(t, storetest.Open(t, schemas()...))
	move := ledger.TransferInput{Producer: maker, From: d.own(), To: d.room, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 3}}}
	if _, err := d.book.Transfer(t.Context(), move); err != nil {
		t.Fatal(err)
	}
	wantField(t, d.book.ClosePlace(t.Context(), d.room), "name", "not_empty")
	wantField(t, d.book.ClosePlace(t.Context(), d.own()), "name", "standing")
	move.From, move.To = move.To, move.From
	if _, err := d.book.Transfer(t.Context(), move); err != nil {
		t.Fatal(err)
	}
	if err := d.book.ClosePlace(t.Context(), d.room); err != nil {
		t.Fatal(err)
	}
	move.From, move.To = move.To, move.From
	_, err := d.book.Transfer(t.Context(), move)
	wantField(t, err, "to", "unknown")
}
