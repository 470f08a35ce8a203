package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Fact is something of a product that its certificate covers, and that changes only when an officer approves it.
type Fact string

// The facts. Those of the registry may differ from it once approved, until it says something new.
const (
	FactName           Fact = "name"
	FactPlace          Fact = "place" // where it is made; its value is the code of a commune
	FactIngredients    Fact = "ingredients"
	FactShelfLife      Fact = "shelf_life" // its value is days
	FactProducer       Fact = "producer"   // the producer's name
	FactRepresentative Fact = "representative"
)

// Facts that may be asked to change, in the order in which people are asked.
func FactsOfRequest() []Fact {
	return []Fact{FactName, FactPlace, FactIngredients, FactShelfLife, FactProducer, FactRepresentative}
}

// Approved is a fact of a product or producer that an officer let differ from the registry.
type Approved struct {
	Fact     Fact      `bson:"fact"`
	Registry string    `bson:"registry"` // what the registry said at that time
	Value    string    `bson:"value"`
	Request  string    `bson:"request"` // by which it was approved
	At       time.Time `bson:"at"`
}

// approvedOf finds what was approved of a fact.
func approvedOf(list []Approved, fact Fact) (Approved, bool) {
	for _, a := range list {
		if a.Fact == fact {
			return a, true
		}
	}
	return Approved{}, false
}

// RegistrySays is what the registry says of a fact where an approved value stands in its place.
func (p *Product) RegistrySays(fact Fact) (string, bool) {
	a, ok := approvedOf(p.Approved, fact)
	return a.Registry, ok
}

// RegistrySays is what the registry says of a fact where an approved value stands in its place.
func (p *Producer) RegistrySays(fact Fact) (string, bool) {
	a, ok := approvedOf(p.Approved, fact)
	return a.Registry, ok
}

// settled is what became of an approved fact when the registry spoke again.
type settled struct {
	value     string
	list      []Approved
	overruled *Approved // the registry says something new, which counts
}

// settle judges what the registry says against what was approved. The approved value
// stands while the registry repeats what it said then. Once it says the same as was
// approved, or something new, its own word counts again, and the latter is told.
func settle(list []Approved, fact Fact, said string) settled {
	a, ok := approvedOf(list, fact)
	switch {
	case !ok:
		return settled{value: said, list: list}
	case said == a.Registry:
		return settled{value: a.Value, list: list}
	}
	rest := slices.DeleteFunc(slices.Clone(list), func(b Approved) bool { return b.Fact == fact })
	if len(rest) == 0 {
		rest = nil
	}
	if said == a.Value {
		return settled{value: said, list: rest}
	}
	return settled{value: said, list: rest, overruled: &a}
}

// EventOverruled is the outbox entry of an approved fact that the registry has a new word on; it carries an Overruled.
const EventOverruled = "catalog.overruled"

// Overruled tells that the registry's new word took the place of an approved fact.
type Overruled struct {
	ProductID  string `bson:"product_id,omitempty"`
	ProducerID string `bson:"producer_id"`
	Name       string `bson:"name"`
	Province   string `bson:"province"`
	Fact       Fact   `bson:"fact"`
	Was        string `bson:"was"`
	Now        string `bson:"now"`
	Request    string `bson:"request"`
}

// settleFact judges what the registry says of a fact of the product, and returns what holds.
func (b *batch) settleFact(p *Product, fact Fact, said string) string {
	s := settle(p.Approved, fact, said)
	p.Approved = s.list
	if s.overruled != nil {
		b.overruled = append(b.overruled, Overruled{
			ProductID: p.ID, ProducerID: p.ProducerID, Name: p.Name, Province: p.Place.Province,
			Fact: fact, Was: s.overruled.Value, Now: said, Request: s.overruled.Request,
		})
	}
	return s.value
}

// settlePlace does so for where the product is made.
func (b *batch) settlePlace(p *Product, said place.Ref) place.Ref {
	code := PlaceCode(said)
	if value := b.settleFact(p, FactPlace, code); value != code {
		if at, ok := PlaceOf(value); ok {
			return at
		}
	}
	return said
}

// settleProducer does so for what the registry says of a producer.
func (b *batch) settleProducer(p *Producer) {
	for _, f := range []struct {
		fact Fact
		at   *string
	}{{FactProducer, &p.Name}, {FactRepresentative, &p.Contact.Representative}} {
		s := settle(p.Approved, f.fact, *f.at)
		p.Approved = s.list
		if s.overruled != nil {
			b.overruled = append(b.overruled, Overruled{
				ProducerID: p.ID, Name: p.Name, Province: p.Place.Province,
				Fact: f.fact, Was: s.overruled.Value, Now: *f.at, Request: s.overruled.Request,
			})
		}
		*f.at = s.value
	}
}

// tellOverruled tells of approved facts whose place the registry's new word took.
func (b *batch) tellOverruled(ctx context.Context, tx store.Tx) error {
	for _, o := range b.overruled {
		if err := outbox.Append(ctx, tx, EventOverruled, o); err != nil {
			return err
		}
	}
	return nil
}

// PlaceCode is how a place is written as a fact: the code of its commune, or what is known of it.
func PlaceCode(at place.Ref) string {
	switch {
	case at.Commune != "":
		return at.Commune
	case at.Province != "":
		return at.Province
	}
	return at.Text
}

// PlaceOf is the place of a commune's code; false for a code that is none.
func PlaceOf(commune string) (place.Ref, bool) {
	c, ok := place.CommuneByCode(commune)
	if !ok {
		return place.Ref{}, false
	}
	return place.Ref{Era: place.Era2025, Province: c.Province, Commune: c.Code}, true
}
