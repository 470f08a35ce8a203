package lots_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

const maker = "HTX Hải sản Bến Đoan"

// shed is a shop whose maker keeps lots.
type shed struct {
	*orderstest.Shop
	t    *testing.T
	book *ledger.Book
	lots *lots.Shed
}

func engines(t *testing.T, test func(s *shed)) {
	schemas := slices.Concat(orderstest.Schemas(), ledger.Schemas(), lots.Schemas())
	storetest.Engines(t, schemas, func(t *testing.T, db store.DB) {
		orderstest.Fill(t, db)
		s := &shed{Shop: orderstest.Open(t, db), t: t}
		s.book = ledger.New(db, s.Catalog)
		s.lots = lots.New(db, s.Catalog, s.book)
		test(s)
	})
}

func date(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

func (s *shed) receive(number, made, best string, n int) *lots.Lot {
	s.t.Helper()
	last := date(best)
	lot, err := s.lots.Receive(s.t.Context(), lots.Input{Producer: maker, SKU: "CM-500", Place: maker, Number: number, MadeOn: date(made), BestBefore: &last, Quantity: n})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Clock.Add(time.Minute)
	return lot
}

func (s *shed) order(n int) string {
	s.t.Helper()
	code := s.Order(orders.CashOnDelivery, "CM-500", n).Checkout.Orders[0]
	s.Clock.Add(time.Minute)
	return code
}

func (s *shed) trail() *lots.Trail {
	s.t.Helper()
	trail, err := s.lots.Trail(s.t.Context(), s.DB, maker, "CM-500")
	if err != nil {
		s.t.Fatal(err)
	}
	return trail
}

func (s *shed) wantLeft(lot *lots.Lot, want int) {
	s.t.Helper()
	if got := s.trail().Remaining(lot.ID); got != want {
		s.t.Errorf("left of %s: got %d, want %d", lot.Number, got, want)
	}
}

func (s *shed) wantOf(code string, want string) {
	s.t.Helper()
	got := ""
	for _, p := range s.trail().OfOrder(code) {
		got += fmt.Sprintf("%s:%d ", p.Lot.Number, p.Quantity)
	}
	if got != want {
		s.t.Errorf("lots of %s: got %q, want %q", code, got, want)
	}
}

func TestWhatExpiresFirstLeavesFirst(t *testing.T) {
	engines(t, func(s *shed) {
		late := s.receive("L2", "2026-11-18", "2027-05-18", 10)
		soon := s.receive("L1", "2026-11-10", "2027-03-10", 10)
		s.wantOf(s.order(99), "") // the 100 that were there before any lot go first
		mixed := s.order(5)
		s.wantOf(mixed, "L1:4 ")
		across := s.order(9)
		s.wantOf(across, "L1:6 L2:3 ")
		s.wantLeft(soon, 0)
		s.wantLeft(late, 7)
		if _, err := s.Advance(s.t.Context(), across, orders.Cancelled, "seller", ""); err != nil {
			s.t.Fatal(err)
		}
		s.wantOf(across, "")
		s.wantLeft(soon, 6)
		s.wantLeft(late, 10)
		picks, err := s.lots.Picks(s.t.Context(), s.DB, maker, "CM-500", 8)
		if err != nil || len(picks) != 2 || picks[0].Lot.ID != soon.ID || picks[0].Quantity != 6 || picks[1].Quantity != 2 {
			s.t.Errorf("picks: %v, %v", picks, err)
		}
	})
}

func TestLotsAreFollowedToOtherPlaces(t *testing.T) {
	engines(t, func(s *shed) {
		s.SetStock("CM-500", 0)
		s.Clock.Add(time.Minute)
		a := s.receive("A", "2026-11-01", "2027-01-01", 10)
		b := s.receive("B", "2026-11-02", "2027-02-01", 10)
		booth, err := s.book.AddPlace(s.t.Context(), maker, ledger.PlaceInput{Kind: ledger.Booth, Name: "Gian A03"})
		if err != nil {
			s.t.Fatal(err)
		}
		move := func(lot string, n int) {
			s.t.Helper()
			_, err := s.book.Transfer(s.t.Context(), ledger.TransferInput{Producer: maker, From: maker, To: booth.ID, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: n, Lot: lot}}})
			if err != nil {
				s.t.Fatal(err)
			}
			s.Clock.Add(time.Minute)
		}
		move("", 4)   // of A, which expires first
		move(b.ID, 3) // said to be of B
		left := s.trail().Left
		if left[a.ID][booth.ID] != 4 || left[b.ID][booth.ID] != 3 || left[a.ID][maker] != 6 || left[b.ID][maker] != 7 {
			s.t.Errorf("left: %v", left)
		}
		err = s.book.Adjust(s.t.Context(), ledger.AdjustInput{Producer: maker, Place: booth.ID, SKU: "CM-500", Kind: catalog.EntrySale, Delta: -5, Ref: "BH-9"})
		if err != nil {
			s.t.Fatal(err)
		}
		s.wantLeft(a, 6)
		s.wantLeft(b, 9)
		s.wantOf("BH-9", "A:4 B:1 ")
	})
}

func TestNumberNamesOneLotOfAProduct(t *testing.T) {
	engines(t, func(s *shed) {
		s.receive("BD1", "2026-11-01", "2027-01-01", 5)
		in := lots.Input{Producer: maker, SKU: "CM-500", Place: maker, Number: "bd1", MadeOn: date("2026-11-02"), Quantity: 5}
		_, err := s.lots.Receive(s.t.Context(), in)
		wantField(s.t, err, "number")
		s.WantStock("CM-500", 105)
		in.SKU = "MN-250" // another product may use it
		if _, err := s.lots.Receive(s.t.Context(), in); err != nil {
			s.t.Error(err)
		}
		found, err := s.lots.Named(s.t.Context(), maker, "BD1")
		if err != nil || len(found) != 2 {
			s.t.Errorf("named: %v, %v", found, err)
		}
	})
}

func wantField(t *testing.T, err error, name string) {
	t.Helper()
	var wrong field.Errors
	if !errors.As(err, &wrong) {
		t.Errorf("got %v, want field errors", err)
		return
	}
	if _, ok := wrong.Of(name); !ok {
		t.Errorf("got %v, want an error of %s", wrong, name)
	}
}

func TestLotsAreRefused(t *testing.T) {
	engines(t, func(s *shed) {
		early := date("2026-11-01")
		for _, tt := range []struct {
			field  string
			change func(*lots.Input)
		}{
			{"number", func(in *lots.Input) { in.Number = "" }},
			{"number", func(in *lots.Input) { in.Number = "BD/1" }},
			{"number", func(in *lots.Input) { in.Number = "BD1234567890123456789" }},
			{"quantity", func(in *lots.Input) { in.Quantity = 0 }},
			{"made", func(in *lots.Input) { in.MadeOn = date("2026-11-23") }},
			{"made", func(in *lots.Input) { in.MadeOn = time.Time{} }},
			{"best", func(in *lots.Input) { in.BestBefore = &early }},
			{"sku", func(in *lots.Input) { in.SKU = "CH-200" }},
			{"place", func(in *lots.Input) { in.Place = "HTX Chè Đồi Cọ" }},
		} {
			in := lots.Input{Producer: maker, SKU: "CM-500", Place: maker, Number: "BD1", MadeOn: date("2026-11-18"), Quantity: 5}
			tt.change(&in)
			_, err := s.lots.Receive(s.t.Context(), in)
			wantField(s.t, err, tt.field)
		}
		s.WantStock("CM-500", 100)
	})
}

func TestLifeOfTheProductGivesTheLastDay(t *testing.T) {
	p := &catalog.Product{}
	if got := lots.BestBefore(p, date("2026-11-18")); got != nil {
		t.Errorf("a life that is not known gives %v", got)
	}
	p.Sheet.ShelfDays = 180
	if got := lots.BestBefore(p, date("2026-11-18")); got == nil || !got.Equal(date("2027-05-17")) {
		t.Errorf("got %v", got)
	}
}
