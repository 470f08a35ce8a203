package catalog

import (
	"github.com/ocopmarket/ocop/internal/store"
)

// Stock is what can be sold of one unit at one place. It is a document of its own,
// so that a sought-after unit makes only its own buyers wait.
type Stock struct {
	store.Meta `bson:",inline"` // ID is the SKU
	ProductID  string           `bson:"product_id"`
	Available  int              `bson:"available"` // never below 0; what is held by open orders is already taken off
}
