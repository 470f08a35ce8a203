package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/search"
)

// Browse answers a query from the shelf alone, without looking at its words: for the
// time in which search is down. Totals and facets are exact, as the engines' are.
func (c *Catalog) Browse(q search.Query) search.Result {
	var found []*Card
	tally := tally{facets: search.Facets{Group: map[string]int{}, Province: map[string]int{}, Kind: map[string]int{}, Stars: map[int]int{}}}
	for _, card := range c.AllCards() {
		if c.State(card).ShowsStars() == q.Filter.Lapsed || !within(card, q.Filter) {
			continue
		}
		missed := missedFacets(card, q.Filter)
		if len(missed) == 0 {
			found = append(found, card)
		}
		tally.add(card, missed)
	}
	sortCards(found, q.Sort)
	result := search.Result{Total: len(found), Facets: tally.facets}
	from := min(q.Offset, len(found))
	for _, card := range found[from:min(from+q.Limit, len(found))] {
		result.IDs = append(result.IDs, card.ID)
	}
	return result
}

// within reports whether a card meets the conditions that are no facets.
func within(card *Card, f search.Filter) bool {
	price := int64(card.Price())
	return (f.MinPrice == 0 || price >= f.MinPrice) && (f.MaxPrice == 0 || price > 0 && price <= f.MaxPrice) &&
		(f.ProducerID == "" || f.ProducerID == card.ProducerID)
}

// The facets, by which results are narrowed and counted.
const (
	byGroup = iota
	byProvince
	byKind
	byStars
	byStock
	byChilled
	byTraced
)

// missedFacets lists the facets whose condition a card does not meet.
func missedFacets(card *Card, f search.Filter) []int {
	var missed []int
	miss := func(facet int, missing bool) {
		if missing {
			missed = append(missed, facet)
		}
	}
	miss(byGroup, len(f.Groups) > 0 && !slices.Contains(f.Groups, string(card.Group)))
	miss(byProvince, len(f.Provinces) > 0 && !slices.Contains(f.Provinces, card.Place.Province))
	miss(byKind, len(f.Kinds) > 0 && !slices.Contains(f.Kinds, string(card.ProducerKind)))
	miss(byStars, len(f.Stars) > 0 && !slices.Contains(f.Stars, int(card.Validity.Stars)))
	miss(byStock, f.InStock && !card.InStock())
	miss(byChilled, f.Chilled && !card.Chilled())
	miss(byTraced, f.Traced && !card.Traced)
	return missed
}

// tally counts cards by facet: each facet counts those that miss no condition but its own.
type tally struct{ facets search.Facets }

func (t *tally) add(card *Card, missed []int) {
	counts := func(facet int) bool { return len(missed) == 0 || len(missed) == 1 && missed[0] == facet }
	if counts(byGroup) && card.Group != UnknownGroup {
		t.facets.Group[string(card.Group)]++
	}
	if counts(byProvince) && card.Place.Province != "" {
		t.facets.Province[card.Place.Province]++
	}
	if counts(byKind) && card.ProducerKind != "" {
		t.facets.Kind[string(card.ProducerKind)]++
	}
	if counts(byStars) {
		t.facets.Stars[int(card.Validity.Stars)]++
	}
	for facet, of := range map[int]struct {
		has   bool
		count *int
	}{byStock: {card.InStock(), &t.facets.InStock}, byChilled: {card.Chilled(), &t.facets.Chilled}, byTraced: {card.Traced, &t.facets.Traced}} {
		if of.has && counts(facet) {
			*of.count++
		}
	}
}

// sortCards sorts as the engines do: what is equal by popularity, then id.
func sortCards(cards []*Card, by search.Sort) {
	names := map[*Card]string{}
	if by == search.NameUp {
		for _, card := range cards {
			names[card] = search.NameKey(card.Name)
		}
	}
	slices.SortFunc(cards, func(a, b *Card) int {
		order := 0
		switch by {
		case search.PriceUp:
			order = cmp.Compare(a.Price(), b.Price())
		case search.PriceDown:
			order = cmp.Compare(b.Price(), a.Price())
		case search.Newest:
			order = b.Validity.IssuedOn.Compare(a.Validity.IssuedOn)
		case search.StarsDown:
			order = cmp.Compare(b.Validity.Stars, a.Validity.Stars)
		case search.NameUp:
			order = strings.Compare(names[a], names[b])
		}
		return cmp.Or(order, cmp.Compare(b.Popularity, a.Popularity), strings.Compare(a.ID, b.ID))
	})
}
