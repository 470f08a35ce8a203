package catalog

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
)

// Term is the part of a certificate that tells when its product carried stars: all that figures over years need.
type Term struct {
	store.Meta   `bson:",inline"` // ID is the number
	ProductID    string           `bson:"product_id"`
	Stars        stars.Stars      `bson:"stars"`
	IssuedOn     time.Time        `bson:"issued_on"`
	ExpiresAt    time.Time        `bson:"expires_at"`
	Standing     Standing         `bson:"standing"`
	StandingFrom time.Time        `bson:"standing_from"`
	Next         Standing         `bson:"next"`
	NextFrom     time.Time        `bson:"next_from"`
	Acts         []TermAct        `bson:"decisions"`
}

// TermAct is a decision without its reasons.
type TermAct struct {
	Kind string    `bson:"kind"`
	Date time.Time `bson:"date"`
	From time.Time `bson:"from"`
}

// At is when the decision took effect.
func (a TermAct) At() time.Time {
	if a.From.IsZero() {
		return a.Date
	}
	return a.From
}

// Standing is how a certificate stands by a decision of that kind; false for one that changes no standing.
func (a TermAct) Standing() (Standing, bool) {
	s, ok := standingOfKind[a.Kind]
	return s, ok
}

var terms = store.Define[Term]("certificates")

// Terms yields the terms of all certificates that there ever were, in no order.
func (c *Catalog) Terms(ctx context.Context) iter.Seq2[*Term, error] {
	return terms.Each(ctx, c.db, store.Query{})
}

// termsAtOnce bounds the values of one condition.
const termsAtOnce = 500

// TermsOf lists the terms of some products, in no order.
func (c *Catalog) TermsOf(ctx context.Context, products []string) ([]*Term, error) {
	var all []*Term
	for part := range slices.Chunk(products, termsAtOnce) {
		q := store.Query{Where: []store.Cond{{Field: "product_id", Op: store.In, Value: part}}}
		found, err := terms.Find(ctx, c.db, q)
		if err != nil {
			return nil, fmt.Errorf("terms of %d products: %w", len(products), err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// ProducerNames returns what every producer is called in the registry, by id. The names of
// households are personal data (91/2025/QH15): they are for officers, not for public pages.
func (c *Catalog) ProducerNames(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	for maker, err := range makers.Each(ctx, c.db, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("names of producers: %w", err)
		}
		names[maker.ID] = maker.Name
	}
	return names, nil
}
