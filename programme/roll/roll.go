// Package roll is the roll of certificates as officers work with it: one row for
// each product, filtered, searched, sorted and paged in memory, so that a country's
// rows answer as fast as a commune's. It promises that a page goes on where the one
// before ended, whatever changed between them.
package roll

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
)

// Catalogue is what the roll reads.
type Catalogue interface {
	AllCards() []*catalog.Card
	Cards(ids []string) []*catalog.Card
	State(card *catalog.Card) catalog.State
	Now() time.Time
	Generation() uint64
	Revision() uint64
}

// Roll keeps what filters and orders need of every card.
type Roll struct {
	catalogue Catalogue

	mu         sync.Mutex
	revision   uint64
	generation uint64
	now        *table
	byID       map[string]*row
}

// table is all rows at one moment; it is not modified once it was handed out.
type table struct {
	rows   []*row
	mu     sync.Mutex
	counts map[string]map[View]int // by province
}

// row is a card with its words folded for search and order.
type row struct {
	card                      *catalog.Card
	state                     catalog.State
	text                      string // all that is searched
	number, name, maker, town string // folded, for order
}

// New makes a roll.
func New(catalogue Catalogue) *Roll { return &Roll{catalogue: catalogue, byID: map[string]*row{}} }

// Row is a line of the table.
type Row struct {
	*catalog.Card
	State catalog.State
}

// all returns the rows, up to date. What a certificate is worth is worked out again for cards
// that changed, and for all of them when a minute passed at which some certificate's worth changes.
func (r *Roll) all() *table {
	r.mu.Lock()
	defer r.mu.Unlock()
	revision, generation := r.catalogue.Revision(), r.catalogue.Generation()
	if r.now != nil && revision == r.revision && generation == r.generation {
		return r.now
	}
	cards := r.catalogue.AllCards()
	t := &table{rows: make([]*row, 0, len(cards)), counts: map[string]map[View]int{}}
	for _, card := range cards {
		if card.Certificate == "" {
			continue
		}
		known := r.byID[card.ID]
		if known == nil || known.card != card || generation != r.generation {
			known = r.rowOf(card, known)
			r.byID[card.ID] = known
		}
		t.rows = append(t.rows, known)
	}
	r.now, r.revision, r.generation = t, revision, generation
	return t
}

// rowOf folds a card's words, unless they are those of the row before.
func (r *Roll) rowOf(card *catalog.Card, before *row) *row {
	if before != nil && sameWords(before.card, card) {
		same := *before
		same.card, same.state = card, r.catalogue.State(card)
		return &same
	}
	made := &row{
		card: card, state: r.catalogue.State(card), number: strings.ToLower(card.Certificate), name: place.Slug(card.Name), maker: place.Slug(card.ProducerName), town: place.Slug(Town(card)),
	}
	made.text = strings.Join([]string{place.Slug(card.Certificate), catalog.NumberKey(card.Certificate), made.name, made.maker, made.town}, " ")
	return made
}

func sameWords(a, b *catalog.Card) bool {
	return a.Certificate == b.Certificate && a.Name == b.Name && a.ProducerName == b.ProducerName && a.Place == b.Place
}

// Town is the name of the commune where a product is from; the source's words where nobody has mapped them.
func Town(card *catalog.Card) string {
	if c, ok := place.CommuneByCode(card.Place.Commune); ok {
		return c.Name
	}
	return card.Place.Text
}

// compare orders rows by a key, ascending, and by id where they are alike.
func compare(key Sort, a, b *row) int {
	return cmp.Or(compareBy(key, a, b), cmp.Compare(a.card.ID, b.card.ID))
}

func compareBy(key Sort, a, b *row) int {
	switch key {
	case ByNumber:
		return cmp.Compare(a.number, b.number)
	case ByName:
		return cmp.Compare(a.name, b.name)
	case ByMaker:
		return cmp.Compare(a.maker, b.maker)
	case ByTown:
		return cmp.Compare(a.town, b.town)
	case ByStars:
		return cmp.Compare(a.card.Validity.Stars, b.card.Validity.Stars)
	}
	return a.card.Validity.ExpiresAt.Compare(b.card.Validity.ExpiresAt)
}
