package orders

import (
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Cart is what a buyer gathers. Its key opens it; the store holds a hash of the key alone.
type Cart struct {
	store.Meta `bson:",inline"` // ID is the hash of the key
	Lines      []CartLine       `bson:"lines"`
	UpdatedAt  time.Time        `bson:"updated_at"`
}

// CartLine is one unit in a cart. Everything else about it is looked up when asked.
type CartLine struct {
	SKU      string `bson:"sku"`
	Quantity int    `bson:"quantity"`
}

// Count is how many pieces the cart holds.
func (c *Cart) Count() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}
