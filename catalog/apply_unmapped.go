package catalog

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Unmapped is something of a record that nobody could map for certain and that waits for a person.
type Unmapped struct {
	store.Meta `bson:",inline"` // ID is the kind and the product's id
	Kind       UnmappedKind     `bson:"kind"`
	ProductID  string           `bson:"product_id"`
	RegistryID string           `bson:"registry_id"`
	Value      string           `bson:"value"` // as the registry wrote it
	Why        string           `bson:"why"`
	Since      time.Time        `bson:"since"`
}

// UnmappedKind says what could not be mapped.
type UnmappedKind string

// What can be unmapped.
const (
	UnmappedGroup UnmappedKind = "group"
	UnmappedPlace UnmappedKind = "place"
	UnmappedGTIN  UnmappedKind = "gtin"
)

var unmappedKinds = []UnmappedKind{UnmappedGroup, UnmappedPlace, UnmappedGTIN}

var unmappeds = store.Define[Unmapped]("registry_unmapped",
	store.Index{Fields: []string{"kind", "value"}},
	store.Index{Fields: []string{"product_id"}},
)

// RegistrySchemas lists the collections that only applying a registry's records needs.
func RegistrySchemas() []store.Schema {
	return []store.Schema{unmappeds.Schema(), mappings.Schema()}
}

// Unmapped lists what waits for a person, at most limit of a kind.
func (c *Catalog) Unmapped(ctx context.Context, kind UnmappedKind, limit int) ([]*Unmapped, error) {
	return unmappeds.Find(ctx, c.db, store.Query{
		Where: []store.Cond{{Field: "kind", Op: store.Eq, Value: string(kind)}},
		Sort:  []store.Order{{Field: "kind"}, {Field: "value"}}, Limit: limit,
	})
}

// readUnmapped reads what is listed of products that we know already.
func (b *batch) readUnmapped(ctx context.Context, r store.Reader) (err error) {
	var ids []string
	for id := range b.products.byID {
		for _, kind := range unmappedKinds {
			ids = append(ids, unmappedID(kind, id))
		}
	}
	b.unmapped, err = readHeld(ctx, r, unmappeds, ids)
	return err
}

func unmappedID(kind UnmappedKind, productID string) string { return string(kind) + ":" + productID }

// listUnmapped lists what the entry leaves open, and marks for removal what it answers now.
func (b *batch) listUnmapped(e *Entry, productID string) {
	open := map[UnmappedKind]Unmapped{}
	for _, u := range e.Unmapped {
		open[u.Kind] = u
	}
	for _, kind := range unmappedKinds {
		id := unmappedID(kind, productID)
		listed, known := b.unmapped.get(id)
		u, isOpen := open[kind]
		switch {
		case isOpen && (!known || listed.Value != u.Value):
			u.ID, u.ProductID, u.RegistryID, u.Since = id, productID, e.RegistryID, b.now
			if known {
				u.Rev = listed.Rev
			}
			b.unmapped.put(id, &u)
		case !isOpen && known:
			listed.Why = "" // answered
			b.unmapped.touch(id)
		}
	}
}

// writeUnmapped saves what is open and deletes what was answered.
func (b *batch) writeUnmapped(ctx context.Context, tx store.Tx) error {
	seen := map[string]bool{}
	for _, id := range b.unmapped.touched {
		u := b.unmapped.byID[id]
		if seen[id] {
			continue
		}
		seen[id] = true
		write := unmappeds.Save
		if u.Why == "" {
			write = unmappeds.Delete
		}
		if u.Why == "" && u.Rev == 0 {
			continue
		}
		if err := write(ctx, tx, u); err != nil {
			return err
		}
	}
	return nil
}

// UnmappedList returns what waits for a person to map it, by kind and value, and how many there are in all.
func UnmappedList(ctx context.Context, r store.Reader, limit int) ([]*Unmapped, int, error) {
	total, err := unmappeds.Count(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	list, err := unmappeds.Find(ctx, r, store.Query{Sort: []store.Order{{Field: "kind"}, {Field: "value"}}, Limit: limit})
	return list, total, err
}
