package searchtest

import (
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/search"
)

// testOracle compares totals, facets, readings and orders with a count by hand, on random
// texts and filters.
func testOracle(t *testing.T, x search.Index, docs []search.Document) {
	o := NewOracle(docs)
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t, docs)
		got, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("Search: %v", err)
		}
		want, hits := o.Search(q)
		ids := got.IDs
		got.IDs = nil
		if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%+v (-by hand +engine):\n%s", q, diff)
		}
		checkPage(t, q, ids, hits, len(search.Tokens(search.Clean(q.Text))) == 0)
	})
}

// checkPage compares a page with the hits in order or, where the order is the engine's
// own, asks that it has as many different hits as it should.
func checkPage(t *rapid.T, q search.Query, ids []string, hits []search.Document, noText bool) {
	var all []string
	for _, d := range hits {
		all = append(all, d.ID)
	}
	want := all[min(q.Offset, len(all)):min(q.Offset+q.Limit, len(all))]
	if q.Sort != search.Relevance || noText {
		if !slices.Equal(ids, want) {
			t.Fatalf("%+v: page %v, want %v", q, ids, want)
		}
		return
	}
	sorted := slices.Sorted(slices.Values(ids))
	if len(slices.Compact(sorted)) != len(want) {
		t.Fatalf("%+v: page of %v, want %d different ones", q, ids, len(want))
	}
	for _, id := range ids {
		if !slices.Contains(all, id) {
			t.Fatalf("%+v: %s is no hit", q, id)
		}
	}
}

func drawQuery(t *rapid.T, docs []search.Document) search.Query {
	return search.Query{
		Text:   drawText(t, docs),
		Filter: drawFilter(t, docs),
		Sort: rapid.SampledFrom([]search.Sort{search.Relevance, search.Relevance, search.PriceUp, search.PriceDown,
			search.Newest, search.StarsDown, search.NameUp}).Draw(t, "sort"),
		Offset: rapid.SampledFrom([]int{0, 0, 0, 24, 7}).Draw(t, "offset"),
		Limit:  rapid.SampledFrom([]int{24, 24, 5}).Draw(t, "limit"),
		Now:    Now.Add(time.Duration(rapid.IntRange(-400, 400).Draw(t, "days")) * 24 * time.Hour),
	}
}

// drawText takes words of one product, sometimes of two, and types them as people do.
func drawText(t *rapid.T, docs []search.Document) string {
	text := ""
	for i := range rapid.IntRange(0, 4).Draw(t, "words") {
		d := docs[rapid.IntRange(0, len(docs)-1).Draw(t, "doc")]
		from := rapid.SampledFrom([]string{d.Name, d.Name, d.Place, d.Producer, d.Keywords[0]}).Draw(t, "field")
		toks := search.Tokens(from)
		tok := rapid.SampledFrom(toks).Draw(t, "token")
		word := from[tok.Start:tok.End]
		switch rapid.SampledFrom([]string{"marked", "folded", "folded", "cut", "slip", "letter"}).Draw(t, "typed") {
		case "folded":
			word = tok.Folded
		case "cut":
			word = tok.Folded[:rapid.IntRange(1, len(tok.Folded)).Draw(t, "cut")]
		case "slip":
			at := rapid.IntRange(0, len(tok.Folded)).Draw(t, "at")
			word = tok.Folded[:at] + rapid.StringMatching("[a-z]").Draw(t, "extra") + tok.Folded[at:]
		case "letter":
			word = rapid.StringMatching("[a-zđ0-9]").Draw(t, "letter")
		}
		if i > 0 {
			text += rapid.SampledFrom([]string{" ", " ", " ", "", "-", "\u00a0"}).Draw(t, "space")
		}
		text += word
	}
	return text + rapid.SampledFrom([]string{"", "", " "}).Draw(t, "end")
}

func drawFilter(t *rapid.T, docs []search.Document) search.Filter {
	some := func(label string, value func(search.Document) string) []string {
		var out []string
		for range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, label) {
			out = append(out, value(rapid.SampledFrom(docs).Draw(t, label)))
		}
		return out
	}
	rarely := func(label string) bool { return rapid.IntRange(0, 5).Draw(t, label) == 0 }
	f := search.Filter{
		Groups:    some("groups", func(d search.Document) string { return d.Group }),
		Provinces: some("provinces", func(d search.Document) string { return d.Province }),
		Kinds:     some("kinds", func(d search.Document) string { return d.Kind }),
		InStock:   rarely("stock"), Chilled: rarely("chilled"), Traced: rarely("traced"), Lapsed: rarely("lapsed"),
	}
	if rarely("stars") {
		f.Stars = rapid.SampledFrom([][]int{{3}, {4, 5}, {5}, {2}}).Draw(t, "which stars")
	}
	if rarely("min") {
		f.MinPrice = 1000 * rapid.Int64Range(1, 900).Draw(t, "lowest")
	}
	if rarely("max") {
		f.MaxPrice = 1000 * rapid.Int64Range(1, 1200).Draw(t, "highest")
	}
	if rarely("producer") {
		f.ProducerID = rapid.SampledFrom(docs).Draw(t, "producer").ProducerID
	}
	return f
}
