package web

import (
	"cmp"
	"slices"
	"sync"

	"github.com/ocopmarket/ocop/catalog"
)

// tally counts what carries stars now, over the whole shelf.
type tally struct {
	total      int
	byGroup    map[catalog.Group]int
	byProvince map[string]*provinceTally
	makers     []makerTally    // with most products first
	newest     []*catalog.Card // in stock, one of each maker
	popular    []*catalog.Card // in stock, the most bought first
}

// provinceTally is the same for one province.
type provinceTally struct {
	cards   []*catalog.Card // the most bought first
	byGroup map[catalog.Group]int
	makers  []makerTally
}

// makerTally is a maker and what of theirs carries stars; best is their most bought product.
type makerTally struct {
	best  *catalog.Card
	count int
}

// tallies keeps the last tally while the catalogue stands still.
type tallies struct {
	shelf Shelf
	mu    sync.Mutex
	gen   uint64
	last  *tally
}

func newTallies(shelf Shelf) *tallies { return &tallies{shelf: shelf} }

// now returns the tally of the catalogue as it stands.
func (t *tallies) now() *tally {
	gen := t.shelf.Generation()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil || t.gen != gen {
		t.last, t.gen = count(t.shelf), gen
	}
	return t.last
}

// shelfRow is how many of the newest and of the most bought are kept.
const shelfRow = 12

func count(shelf Shelf) *tally {
	t := &tally{byGroup: map[catalog.Group]int{}, byProvince: map[string]*provinceTally{}}
	starred := starredCards(shelf)
	all, within := makersSoFar{}, map[string]makersSoFar{}
	for _, card := range starred {
		t.total++
		t.byGroup[card.Group]++
		p := t.province(card.Place.Province)
		p.cards = append(p.cards, card)
		p.byGroup[card.Group]++
		if card.InStock() && len(t.popular) < shelfRow {
			t.popular = append(t.popular, card)
		}
		all.add(card)
		if within[card.Place.Province] == nil {
			within[card.Place.Province] = makersSoFar{}
		}
		within[card.Place.Province].add(card)
	}
	t.makers = all.sorted()
	for code, makers := range within {
		t.byProvince[code].makers = makers.sorted()
	}
	t.newest = newest(starred)
	return t
}

func (t *tally) province(code string) *provinceTally {
	p, ok := t.byProvince[code]
	if !ok {
		p = &provinceTally{byGroup: map[catalog.Group]int{}}
		t.byProvince[code] = p
	}
	return p
}

// starredCards lists what carries stars now, the most bought first.
func starredCards(shelf Shelf) []*catalog.Card {
	starred := slices.DeleteFunc(shelf.AllCards(), func(c *catalog.Card) bool { return !shelf.State(c).ShowsStars() })
	slices.SortFunc(starred, func(a, b *catalog.Card) int {
		return cmp.Or(cmp.Compare(b.Popularity, a.Popularity), cmp.Compare(a.ID, b.ID))
	})
	return starred
}

// makersSoFar gathers makers by id. Cards come the most bought first, so a maker's first one is their best.
type makersSoFar map[string]*makerTally

func (m makersSoFar) add(card *catalog.Card) {
	if known, ok := m[card.ProducerID]; ok {
		known.count++
		return
	}
	m[card.ProducerID] = &makerTally{best: card, count: 1}
}

func (m makersSoFar) sorted() []makerTally {
	out := make([]makerTally, 0, len(m))
	for _, t := range m {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b makerTally) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(b.best.Popularity, a.best.Popularity), cmp.Compare(a.best.ProducerID, b.best.ProducerID))
	})
	return out
}

// newest lists what was certified last and is in stock, one of each maker.
func newest(starred []*catalog.Card) []*catalog.Card {
	byDate := slices.Clone(starred)
	slices.SortStableFunc(byDate, func(a, b *catalog.Card) int { return b.Validity.IssuedOn.Compare(a.Validity.IssuedOn) })
	var out []*catalog.Card
	seen := map[string]bool{}
	for _, card := range byDate {
		if len(out) == shelfRow {
			break
		}
		if !seen[card.ProducerID] && card.InStock() {
			seen[card.ProducerID] = true
			out = append(out, card)
		}
	}
	return out
}
