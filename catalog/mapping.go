package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Mapping is a person's word on what something is that the registry writes: it holds
// for the records that say so now and for all that will.
type Mapping struct {
	store.Meta `bson:",inline"` // ID is the kind and the value
	Kind       UnmappedKind     `bson:"kind"`
	Value      string           `bson:"value"` // as the registry writes it
	Group      Group            `bson:"group,omitempty"`
	Place      place.Ref        `bson:"place,omitempty"`
	By         string           `bson:"by"` // who said so
	At         time.Time        `bson:"at"`
}

var mappings = store.Define[Mapping]("registry_mappings", store.Index{Fields: []string{"at"}})

// ErrMapping: the choice is no group, or no commune.
var ErrMapping = errors.New("catalog: no such group or commune")

func mappingID(kind UnmappedKind, value string) string { return string(kind) + ":" + value }

// check refuses a mapping to what there is not.
func (m *Mapping) check() error {
	switch m.Kind {
	case UnmappedGroup:
		if slices.Contains(Groups(), m.Group) {
			return nil
		}
	case UnmappedPlace:
		if c, ok := place.CommuneByCode(m.Place.Commune); ok && c.Province == m.Place.Province {
			return nil
		}
	}
	return fmt.Errorf("%w: %s %q", ErrMapping, m.Kind, m.Value)
}

// Map keeps a person's word on a group or a place in the caller's transaction. Whoever
// calls it goes on with MapSome until nothing is left that the word answers.
func Map(ctx context.Context, tx store.Tx, m Mapping) error {
	if err := m.check(); err != nil {
		return err
	}
	m.ID = mappingID(m.Kind, m.Value)
	switch old, err := mappings.Get(ctx, tx, m.ID); {
	case err == nil:
		m.Rev = old.Rev
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return mappings.Save(ctx, tx, &m)
}

// mapAtOnce is how many products one transaction puts in their place.
const mapAtOnce = 100

// MapSome applies a mapping to some of the products that wait for it, in the
// caller's transaction, and returns how many; 0 means that none is left.
func MapSome(ctx context.Context, tx store.Tx, now time.Time, kind UnmappedKind, value string) (int, error) {
	m, err := mappings.Get(ctx, tx, mappingID(kind, value))
	if err != nil {
		return 0, err
	}
	open, err := unmappeds.Find(ctx, tx, store.Query{
		Where: []store.Cond{{Field: "kind", Op: store.Eq, Value: string(kind)}, {Field: "value", Op: store.Eq, Value: value}}, Limit: mapAtOnce,
	})
	if err != nil || len(open) == 0 {
		return 0, err
	}
	var change Change
	for _, u := range open {
		if err := m.settle(ctx, tx, stored(now), u); err != nil {
			return 0, fmt.Errorf("map %s: %w", u.ProductID, err)
		}
		change.Products = append(change.Products, u.ProductID)
	}
	return len(open), outbox.Append(ctx, tx, EventChanged, change)
}

// settle puts one product in its place.
func (m *Mapping) settle(ctx context.Context, tx store.Tx, now time.Time, u *Unmapped) error {
	p, err := products.Get(ctx, tx, u.ProductID)
	if err != nil {
		return err
	}
	if m.Kind == UnmappedGroup {
		p.Group = m.Group
	} else if err := m.move(ctx, tx, now, p); err != nil {
		return err
	}
	p.UpdatedAt = now
	if err := products.Replace(ctx, tx, p); err != nil {
		return err
	}
	return unmappeds.Delete(ctx, tx, u)
}

// move brings a product's place to its certificate, and to its producer where that has none.
func (m *Mapping) move(ctx context.Context, tx store.Tx, now time.Time, p *Product) error {
	p.Place = m.at(p.Place.Text)
	if c, err := certificates.Get(ctx, tx, p.Certificate); err == nil {
		c.Province, c.UpdatedAt = p.Place.Province, now
		if err := certificates.Replace(ctx, tx, c); err != nil {
			return err
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	maker, err := producers.Get(ctx, tx, p.ProducerID)
	if err != nil || maker.Place.Province != "" {
		return err
	}
	maker.Place, maker.UpdatedAt = m.at(maker.Place.Text), now
	return producers.Replace(ctx, tx, maker)
}

// at is the mapped place, with what the source wrote.
func (m *Mapping) at(text string) place.Ref {
	ref := m.Place
	ref.Era, ref.Text = place.Era2025, text
	return ref
}

// readMappings reads what persons said of what the entries leave open.
func (b *batch) readMappings(ctx context.Context, r store.Reader, entries []*Entry) (err error) {
	var ids []string
	for _, e := range entries {
		for _, u := range e.Unmapped {
			ids = append(ids, mappingID(u.Kind, u.Value))
		}
	}
	b.mappings, err = readHeld(ctx, r, mappings, ids)
	return err
}

// mapped is the entry with what persons said in the place of what it leaves open. The entry itself stays as it came.
func (b *batch) mapped(e *Entry) *Entry {
	if len(e.Unmapped) == 0 || len(b.mappings.byID) == 0 {
		return e
	}
	m := *e
	m.Unmapped = nil
	for _, u := range e.Unmapped {
		said, ok := b.mappings.get(mappingID(u.Kind, u.Value))
		switch {
		case !ok:
			m.Unmapped = append(m.Unmapped, u)
		case u.Kind == UnmappedGroup:
			m.Product.Group = said.Group
		case u.Kind == UnmappedPlace:
			m.Product.Place = said.at(m.Product.Place.Text)
			m.Producer.Place = said.at(m.Producer.Place.Text)
			m.Certificate.Province = said.Place.Province
		}
	}
	return &m
}

// UnmappedValue is something that the registry writes and nobody has mapped, with how many products it keeps from their place.
type UnmappedValue struct {
	Kind     UnmappedKind
	Value    string
	Why      string
	Products []string // ids
	Since    time.Time
}

// UnmappedValues groups what waits for a person by what the registry wrote, at most limit records of it, and says how many there are in all.
func UnmappedValues(ctx context.Context, r store.Reader, limit int) ([]UnmappedValue, int, error) {
	list, total, err := UnmappedList(ctx, r, limit)
	if err != nil {
		return nil, 0, err
	}
	var values []UnmappedValue
	for _, u := range list { // sorted by kind and value
		if n := len(values); n == 0 || values[n-1].Kind != u.Kind || values[n-1].Value != u.Value {
			values = append(values, UnmappedValue{Kind: u.Kind, Value: u.Value, Why: u.Why, Since: u.Since})
		}
		last := &values[len(values)-1]
		last.Products = append(last.Products, u.ProductID)
		if u.Since.Before(last.Since) {
			last.Since = u.Since
		}
	}
	return values, total, nil
}

// ProductsIn returns products by id, as a reader sees them.
func ProductsIn(ctx context.Context, r store.Reader, ids []string) (map[string]*Product, error) {
	return collectMany(ctx, r, products, ids)
}
