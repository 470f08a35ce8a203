package catalog

import (
	"context"
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/store"
)

// unplaced is a record whose group and place nobody can map for certain.
func unplaced(id, number string) registry.Record {
	r := chaMuc()
	r.ID, r.GTIN, r.Group = id, "", "other-tea"
	r.Producer.ID = "M-" + id
	r.Place = registry.Place{Text: "xã Tân Lập, huyện Đầm Hà"}
	r.Certificate.Number = number
	r.Decisions = nil
	return r
}

func (l *ledger) mapAll(m Mapping) int {
	l.t.Helper()
	total := 0
	for first := true; ; first = false {
		n := 0
		err := l.db.Atomic(l.t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			if first {
				if err := Map(ctx, tx, m); err != nil {
					return err
				}
			}
			n, err = MapSome(ctx, tx, l.now, m.Kind, m.Value)
			return err
		})
		if err != nil {
			l.t.Fatal(err)
		}
		if total += n; n == 0 {
			return total
		}
	}
}

func TestAMappingHoldsForRecordsNowAndLater(t *testing.T) {
	l := newLedger(t)
	l.apply(unplaced("A", "QN 1/2024"), unplaced("B", "QN 2/2024"))
	values, total, err := UnmappedValues(t.Context(), l.db, 100)
	if err != nil || total != 4 || len(values) != 2 || len(values[0].Products) != 2 {
		t.Fatalf("%d unmapped in %d values, %v", total, len(values), err)
	}
	commune := place.Communes("22")[3]
	for _, v := range values {
		m := Mapping{Kind: v.Kind, Value: v.Value, By: "p1", At: l.now}
		if v.Kind == UnmappedGroup {
			m.Group = Drinks
		} else {
			m.Place = place.Ref{Province: "22", Commune: commune.Code}
		}
		if n := l.mapAll(m); n != 2 {
			t.Errorf("%s: %d products mapped, want 2", v.Kind, n)
		}
	}
	l.apply(unplaced("C", "QN 3/2024"))
	again := unplaced("A", "QN 1/2024")
	again.Revision, again.Name = 2, "Chè khác"
	l.apply(again)
	for _, number := range []string{"QN 1/2024", "QN 2/2024", "QN 3/2024"} {
		c := l.certificate(number)
		p, err := products.Get(t.Context(), l.db, c.ProductID)
		if err != nil {
			t.Fatal(err)
		}
		maker, err := producers.Get(t.Context(), l.db, p.ProducerID)
		if err != nil {
			t.Fatal(err)
		}
		if p.Group != Drinks || p.Place.Commune != commune.Code || c.Province != "22" || maker.Place.Province != "22" {
			t.Errorf("%s: group %q, place %+v, certificate in %q, producer in %q", number, p.Group, p.Place, c.Province, maker.Place.Province)
		}
	}
	if _, total, err := UnmappedValues(t.Context(), l.db, 100); total != 0 || err != nil {
		t.Errorf("%d still wait, %v", total, err)
	}
}

func TestMappingsToNowhereAreRefused(t *testing.T) {
	l := newLedger(t)
	for _, m := range []Mapping{
		{Kind: UnmappedGroup, Value: "x", Group: "tea"},
		{Kind: UnmappedPlace, Value: "x", Place: place.Ref{Province: "22", Commune: "99999"}},
		{Kind: UnmappedPlace, Value: "x", Place: place.Ref{Province: "01", Commune: place.Communes("22")[0].Code}},
		{Kind: UnmappedGTIN, Value: "x"},
	} {
		err := l.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return Map(ctx, tx, m) })
		if !errors.Is(err, ErrMapping) {
			t.Errorf("%+v: %v", m, err)
		}
	}
}
