package catalog

import (
	"github.com/ocopmarket/ocop/internal/store"
)

// Stock is what there is of one unit at one place. It is a document of its own, so
// that a sought-after unit makes only its own buyers wait. Every change of it is a StockEntry.
type Stock struct {
	store.Meta `bson:",inline"` // ID is the SKU at the producer's own store, and "SKU@place" elsewhere
	ProductID  string           `bson:"product_id"`
	// Available is, at the own store, what can be sold: what open orders hold is already taken off. Elsewhere it is what lies there. Never below 0.
	Available int    `bson:"available"`
	Place     string `bson:"place,omitempty"` // elsewhere; empty for the own store
	// Shelf is where at the place it lies, as those who fetch it say: "tủ A2". Empty while nobody said.
	Shelf string `bson:"shelf,omitempty"`
	// Opening is what there was before the first entry. Until there is one (Seq 0) all of Available is.
	Opening int   `bson:"opening,omitempty"`
	Seq     int64 `bson:"seq,omitempty"` // number of the last entry
	// Low is the amount below which the producer is told; 0 is that it is told when nothing is left.
	Low int `bson:"low,omitempty"`
	// LowOf is the producer while there is less than that, so that they are told once and what runs low is found. Own stores alone have it.
	LowOf string `bson:"low_of,omitempty"`
	// Locked is why nothing of it may be sold until somebody has looked at it; empty while it may.
	Locked string `bson:"locked,omitempty"`
}

// SKU is that of the unit.
func (s *Stock) SKU() string { return s.ID[:len(s.ID)-len(suffixOf(s.Place))] }

// Sellable is what may be sold now.
func (s *Stock) Sellable() int {
	if s.Locked != "" {
		return 0
	}
	return s.Available
}

// Level is the amount below which the producer is told.
func (s *Stock) Level() int { return max(s.Low, 1) }

// short reports whether there is less than the level.
func (s *Stock) short() bool { return s.Available < s.Level() }

// elsewhere holds what lies at other places than the producers' own stores, so that shelves need not read it.
var elsewhere = store.Define[Stock]("stock_elsewhere",
	store.Index{Fields: []string{"product_id"}},
	store.Index{Fields: []string{"place"}},
)

// suffixOf is what the id of stock at a place has behind the SKU. A SKU holds no @.
func suffixOf(place string) string {
	if place == "" {
		return ""
	}
	return "@" + place
}

// shelfOf is where stock at a place is kept.
func shelfOf(place string) store.Collection[Stock] {
	if place == "" {
		return stocks
	}
	return elsewhere
}
