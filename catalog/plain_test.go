package catalog

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
)

// mixed is a shelf of cards that differ in everything by which people narrow.
func mixed() []*Card {
	var cards []*Card
	provinces := place.Provinces()
	kinds := []ProducerKind{Company, Cooperative, CooperativeGroup, Household}
	for i := range 300 {
		v := Validity{Stars: stars.Stars(3 + i%3), Standing: InForce, IssuedOn: noon.AddDate(0, 0, -i), ExpiresAt: noon.AddDate(0, 0, 300-2*i)}
		cards = append(cards, &Card{
			ID: fmt.Sprintf("p%03d", i), Name: fmt.Sprintf("Chè %c %d", 'a'+i%7, i), Group: Groups()[i%6], Place: place.Ref{Province: provinces[i%5].Code},
			ProducerID: fmt.Sprint("r", i%40), ProducerKind: kinds[i%4], Validity: v, Traced: i%3 == 0, Popularity: int64(i % 11), UpdatedAt: noon,
			Units: []CardUnit{{Unit: Unit{SKU: fmt.Sprint(i), Price: money.Amount(1000 * (1 + i%20)), Chilled: i%4 == 0}, Available: i % 3}},
		})
	}
	return cards
}

func TestPlainBrowsingCountsAsTheEngineDoes(t *testing.T) {
	c := New(nil, func() time.Time { return noon }, Rules{Silence: time.Hour})
	c.shelf.put(mixed())
	for _, p := range place.Provinces() {
		c.shelf.confirm([]string{p.Code}, noon, c.silent())
	}
	index := inproc.New()
	err := index.Rebuild(t.Context(), func(yield func(search.Document) bool) {
		for _, card := range c.AllCards() {
			if !yield(c.SearchDocument(card)) {
				return
			}
		}
	}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := anyQuery(rt)
		want, err := index.Search(t.Context(), q)
		if err != nil {
			rt.Fatal(err)
		}
		got := c.Browse(q)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("%+v: %s", q, diff)
		}
	})
}

func anyQuery(t *rapid.T) search.Query {
	provinces := place.Provinces()
	q := search.Query{Now: noon, Limit: rapid.IntRange(1, 30).Draw(t, "limit"), Offset: rapid.IntRange(0, 40).Draw(t, "offset")}
	q.Sort = rapid.SampledFrom([]search.Sort{search.Relevance, search.PriceUp, search.PriceDown, search.Newest, search.StarsDown, search.NameUp}).Draw(t, "sort")
	f := &q.Filter
	f.Groups = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"food", "drinks", "tourism"}), 0, 2, rapid.ID[string]).Draw(t, "groups")
	f.Provinces = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{provinces[0].Code, provinces[1].Code}), 0, 2, rapid.ID[string]).Draw(t, "provinces")
	f.Kinds = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"company", "household"}), 0, 2, rapid.ID[string]).Draw(t, "kinds")
	f.Stars = rapid.SliceOfNDistinct(rapid.IntRange(3, 5), 0, 2, rapid.ID[int]).Draw(t, "stars")
	f.MinPrice = rapid.SampledFrom([]int64{0, 3000}).Draw(t, "min")
	f.MaxPrice = rapid.SampledFrom([]int64{0, 15000}).Draw(t, "max")
	f.InStock, f.Chilled, f.Traced = rapid.Bool().Draw(t, "stock"), rapid.Bool().Draw(t, "chilled"), rapid.Bool().Draw(t, "traced")
	f.Lapsed = rapid.Bool().Draw(t, "lapsed")
	return q
}
