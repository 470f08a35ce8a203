// Package figures counts the programme: what carried stars at a day, what came and
// went in a year, by province, group, stars and kind of producer. It promises that
// today's figures are those of the shop at the same moment, and that figures of a
// past year follow from the dates and decisions of certificates alone.
package figures

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog"
)

// Catalogue is what the ledger reads.
type Catalogue interface {
	AllCards() []*catalog.Card
	State(card *catalog.Card) catalog.State
	Now() time.Time
	Generation() uint64
	Revision() uint64
	Silent(province string) bool
	Terms(ctx context.Context) iter.Seq2[*catalog.Term, error]
	TermsOf(ctx context.Context, products []string) ([]*catalog.Term, error)
}

// product is a card with the certificates that it ever had, in the order of their issue.
type product struct {
	card  *catalog.Card
	lives []*life
}

// Ledger keeps the lives of all certificates in memory and counts them when asked.
// It reads again only what changed since, and keeps its answers while nothing did.
type Ledger struct {
	catalogue Catalogue

	mu       sync.Mutex
	loaded   bool
	revision uint64
	products map[string]*product
	answered uint64 // the generation to which the answers belong
	answers  map[Query]*Figures
}

// New makes a ledger; it reads everything when it is first asked.
func New(catalogue Catalogue) *Ledger {
	return &Ledger{catalogue: catalogue, products: map[string]*product{}, answers: map[Query]*Figures{}}
}

// refresh brings the ledger up to date; the caller holds the lock.
func (l *Ledger) refresh(ctx context.Context) error {
	revision := l.catalogue.Revision()
	if l.loaded && revision == l.revision {
		return nil
	}
	cards := l.catalogue.AllCards()
	lives, changed, err := l.read(ctx, cards)
	if err != nil {
		return err
	}
	for _, card := range changed {
		l.products[card.ID] = &product{card: card, lives: lives[card.ID]}
	}
	l.loaded, l.revision = true, revision
	return nil
}

// read returns the cards that are other than they were, with the lives of their certificates.
func (l *Ledger) read(ctx context.Context, cards []*catalog.Card) (map[string][]*life, []*catalog.Card, error) {
	lives := map[string][]*life{}
	if !l.loaded {
		for t, err := range l.catalogue.Terms(ctx) {
			if err != nil {
				return nil, nil, err
			}
			lives[t.ProductID] = append(lives[t.ProductID], lifeOf(t))
		}
		inOrder(lives)
		return lives, cards, nil
	}
	var changed []*catalog.Card
	var ids []string
	for _, card := range cards {
		if known := l.products[card.ID]; known == nil || known.card != card {
			changed, ids = append(changed, card), append(ids, card.ID)
		}
	}
	found, err := l.catalogue.TermsOf(ctx, ids)
	for _, t := range found {
		lives[t.ProductID] = append(lives[t.ProductID], lifeOf(t))
	}
	inOrder(lives)
	return lives, changed, err
}

func inOrder(lives map[string][]*life) {
	for _, of := range lives {
		slices.SortFunc(of, func(a, b *life) int { return a.issued.Compare(b.issued) })
	}
}
