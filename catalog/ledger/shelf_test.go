package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
)

func TestShelvesAreNotedAtEachPlace(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		carry(t, d)
		ctx := audit.WithActor(t.Context(), audit.Actor{Person: "p-1"})
		if err := d.book.SetShelves(ctx, maker, "CM-500", map[string]string{d.own(): "  tủ   A2 ", d.booth: "kệ 3"}); err != nil {
			t.Fatal(err)
		}
		if got := d.shelves(t); got[d.own()] != "tủ A2" || got[d.booth] != "kệ 3" {
			t.Errorf("shelves: %v", got)
		}
		before := len(d.Events(audit.EventEntry))
		for what, shelves := range map[string]map[string]string{
			"too long": {d.own(): strings.Repeat("a", 25), d.booth: "kệ 4"}, "unprinted": {d.own(): "tủ\u0007", d.booth: "kệ 4"},
			"another producer's": {other: "kệ 1", d.booth: "kệ 4"}, "where it never lay": {maker + "-mau": "kệ 1", d.booth: "kệ 4"},
		} {
			var wrong field.Errors
			if err := d.book.SetShelves(ctx, maker, "CM-500", shelves); !errors.As(err, &wrong) || len(wrong) != 1 {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := d.book.SetShelves(ctx, other, "CM-500", map[string]string{other: "kệ 1"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another producer's unit: %v", err)
		}
		if err := d.book.SetShelves(ctx, maker, "CM-500", map[string]string{d.own(): "tủ A2", maker + "-mau": " "}); err != nil {
			t.Errorf("nothing new: %v", err)
		}
		if got := d.shelves(t); got[d.booth] != "kệ 3" {
			t.Errorf("a refused form changed %v", got)
		}
		if after := d.Events(audit.EventEntry); len(after) != before || !strings.Contains(strings.Join(after, ""), "tủ A2") {
			t.Errorf("audit: %d entries after %d", len(after), before)
		}
		d.Order(orders.CashOnDelivery, "CM-500", 1) // a sale leaves the shelf as it is
		if err := d.book.SetShelves(ctx, maker, "CM-500", map[string]string{d.booth: ""}); err != nil {
			t.Fatal(err)
		}
		if got := d.shelves(t); got[d.own()] != "tủ A2" || got[d.booth] != "" {
			t.Errorf("shelves: %v", got)
		}
		wantNoFaults(t, db)
	})
}

// shelves tells where CM-500 lies, by place.
func (d *desk) shelves(t *testing.T) map[string]string {
	t.Helper()
	found, err := d.book.Where(t.Context(), d.DB, maker, "CM-500")
	if err != nil {
		t.Fatal(err)
	}
	shelves := map[string]string{}
	for _, l := range found {
		shelves[l.Place.ID] = l.Shelf
	}
	return shelves
}

func TestShelvesAreInTheOrderOfAWalk(t *testing.T) {
	want := []string{"A1", "a2", "A2b", "A10", "A10-1", "B1", "kệ 3", "kệ 12", "tủ A2", "", ""}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, ledger.CompareShelves)
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// FuzzShelves holds that the order of shelves is one, and that what is clean stays so.
func FuzzShelves(f *testing.F) {
	f.Add("tủ A2", "A10", "")
	f.Add("A02", "A2", "kệ 3")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if ledger.CompareShelves(a, b) != -ledger.CompareShelves(b, a) {
			t.Errorf("%q and %q have no order", a, b)
		}
		if ledger.CompareShelves(a, b) < 0 && ledger.CompareShelves(b, c) < 0 && ledger.CompareShelves(a, c) >= 0 {
			t.Errorf("%q, %q, %q have no order", a, b, c)
		}
		if shelf, ok := catalog.CleanShelf(a); ok {
			if again, ok := catalog.CleanShelf(shelf); !ok || again != shelf {
				t.Errorf("%q becomes %q and then %q", a, shelf, again)
			}
		}
	})
}
