package searchtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
)

// testExpiry asks at the seconds around the two ends of a certificate, with nothing
// written in between.
func testExpiry(t *testing.T, x search.Index) {
	from, until := Now.Add(time.Hour), Now.Add(2*time.Hour)
	d := fresh("expiry")
	d.ValidFrom, d.ValidUntil = from, until
	apply(t, x, d)
	for _, c := range []struct {
		now   time.Time
		valid bool
	}{
		{from.Add(-time.Second), false}, {from, true}, {until.Add(-time.Second), true},
		{until, false}, {from, true}, {until.Add(time.Hour), false},
	} {
		for _, lapsed := range []bool{false, true} {
			q := search.Query{Text: d.Name, Limit: 5, Now: c.now, Filter: search.Filter{Lapsed: lapsed}}
			if got, want := slices.Contains(mustSearch(t, x, q).IDs, d.ID), c.valid != lapsed; got != want {
				t.Errorf("at %v, lapsed %v: found %v, want %v", c.now.Sub(from), lapsed, got, want)
			}
		}
		r := mustSearch(t, x, search.Query{Limit: 1, Now: c.now, Filter: search.Filter{ProducerID: d.ProducerID}})
		if got := r.Total == 1; got != c.valid {
			t.Errorf("at %v without text: total %d, valid %v", c.now.Sub(from), r.Total, c.valid)
		}
	}
	remove(t, x, d.ID)
}

// fresh is a product with words that no other has.
func fresh(id string) search.Document {
	return search.Document{
		ID: "x-" + id, Name: "Quỳnhvân " + id, Producer: "HTX Zũngxô", Place: "Hà Nội", Group: "food", Province: "01",
		ProducerID: "maker-" + id, Kind: "cooperative", Stars: 4, Price: 55000, InStock: true,
		ValidFrom: Now.AddDate(-1, 0, 0), ValidUntil: Now.AddDate(1, 0, 0), CertifiedOn: Now.AddDate(-1, 0, 0),
	}
}

func apply(t *testing.T, x search.Index, docs ...search.Document) {
	t.Helper()
	if err := x.Apply(context.Background(), docs, nil); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

func remove(t *testing.T, x search.Index, ids ...string) {
	t.Helper()
	if err := x.Apply(context.Background(), nil, ids); err != nil {
		t.Fatalf("Apply: %v", err)
	}
}

// testApply adds, replaces and removes, and looks at once.
func testApply(t *testing.T, x search.Index) {
	total := func(text string, f search.Filter) int {
		t.Helper()
		return mustSearch(t, x, search.Query{Text: text, Filter: f, Limit: 5}).Total
	}
	before := total("", search.Filter{})
	d := fresh("apply")
	apply(t, x, d)
	if got := total("quynhvan apply", search.Filter{}); got != 1 {
		t.Errorf("after adding: %d, want 1", got)
	}
	d.Name, d.Stars = "Mộngđiệp mới", 5
	apply(t, x, d)
	for text, want := range map[string]int{"quynhvan": 0, "mongdiep": 1, "zungxo": 1} {
		if r := mustSearch(t, x, search.Query{Text: text, Limit: 5}); slices.Contains(r.IDs, d.ID) != (want == 1) {
			t.Errorf("after replacing, %q: %v, want %d", text, r.IDs, want)
		}
	}
	if got := total("mongdiep", search.Filter{Stars: []int{4}}); got != 0 {
		t.Errorf("after replacing, with the old stars: %d, want 0", got)
	}
	if got := total("", search.Filter{}); got != before+1 {
		t.Errorf("total %d, want %d", got, before+1)
	}
	remove(t, x, d.ID, "never-was-there")
	if got := total("", search.Filter{}); got != before {
		t.Errorf("after removing: total %d, want %d", got, before)
	}
	if r := mustSearch(t, x, search.Query{Text: "mongdipe", Limit: 5}); r.Corrected {
		t.Errorf("after removing, its word is still known: %+v", r)
	}
	if r := mustSearch(t, x, search.Query{Text: "mongdiep", Limit: 5}); slices.Contains(r.IDs, d.ID) {
		t.Errorf("after removing, still found: %v", r.IDs)
	}
}

// testRebuild changes documents while the index is being rebuilt from an older reading of
// them, and looks for exactly these.
func testRebuild(t *testing.T, x search.Index) {
	kept, gone, replaced, added, stale := fresh("kept"), fresh("gone"), fresh("replaced"), fresh("added"), fresh("stale")
	apply(t, x, gone, stale)
	docs := func(yield func(search.Document) bool) {
		for _, d := range []search.Document{kept, gone, replaced} {
			if !yield(d) {
				return
			}
		}
		newer := replaced
		newer.Name = "Quỳnhvân thứhai"
		apply(t, x, added, newer)
		remove(t, x, gone.ID)
	}
	done := 0
	if err := x.Rebuild(context.Background(), docs, func(n int) { done = n }); err != nil {
		t.Fatalf("Rebuild: %v", err)
	}
	if done != 3 {
		t.Errorf("progress ended at %d of 3", done)
	}
	r := mustSearch(t, x, search.Query{Text: "quynhvan", Limit: 10})
	got := slices.Sorted(slices.Values(r.IDs))
	if want := []string{added.ID, kept.ID, replaced.ID}; !slices.Equal(got, want) {
		t.Errorf("after the rebuild: %v, want %v", got, want)
	}
	if r := mustSearch(t, x, search.Query{Text: "quynhvan thuhai", Limit: 10}); r.Total != 1 || len(r.Dropped) > 0 {
		t.Errorf("the newer version: %+v", r)
	}
	if r := mustSearch(t, x, search.Query{Limit: 10}); r.Total != 3 {
		t.Errorf("total %d, want 3", r.Total)
	}
}
