package orders

import (
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
)

// Checkout is what a buyer ordered and pays at once, split into one Order per producer.
type Checkout struct {
	store.Meta `bson:",inline"` // ID is the code, "OC-7KM4-XQ2P"
	Orders     []string         `bson:"orders"` // codes
	Contact    Contact          `bson:"contact"`
	Address    Address          `bson:"address"`
	Language   string           `bson:"language"` // "vi" or "en"
	// Account is the id of the person who placed it signed in, or took it into their account; empty for a guest's.
	Account  string       `bson:"account,omitempty"`
	Goods    money.Amount `bson:"goods"`
	Shipping money.Amount `bson:"shipping"`
	Total    money.Amount `bson:"total"`
	Payment  Settlement   `bson:"payment"`
	PlacedAt time.Time    `bson:"placed_at"`
	Access   []access     `bson:"access"` // hashes of the tokens that open it
}

// Code is the human-readable code, "OC-7KM4-XQ2P".
func (c *Checkout) Code() string { return c.ID }

// Purpose is the code as a bank transfer carries it, "OC7KM4XQ2P".
func (c *Checkout) Purpose() string { return purposeOf(c.ID) }

// Order is what one producer sends.
type Order struct {
	store.Meta `bson:",inline"` // ID is the checkout's code and a number, "OC-7KM4-XQ2P-1"
	Checkout   string           `bson:"checkout"`
	Seller     Seller           `bson:"seller"`
	Status     Status           `bson:"status"`
	Reason     Reason           `bson:"reason,omitempty"` // why it was cancelled
	History    []Step           `bson:"history"`          // oldest first, append-only
	Lines      []Line           `bson:"lines"`
	Fallen     []Fallen         `bson:"fallen,omitempty"` // what fell out of it: Lines, Goods and Total are without it
	Goods      money.Amount     `bson:"goods"`
	Delivery   Delivery         `bson:"delivery"`
	Total      money.Amount     `bson:"total"`
	Contact    Contact          `bson:"contact"`
	Address    Address          `bson:"address"`
	PlacedAt   time.Time        `bson:"placed_at"`
	UpdatedAt  time.Time        `bson:"updated_at"`
	Trip       *Trip            `bson:"trip,omitempty"` // how it left
	// EndedOn is the day in Vietnam on which it was delivered or returned, "2026-11-22", and PaidCash whether the carrier collected it: by these it is counted among the sales.
	EndedOn  string `bson:"ended_on,omitempty"`
	PaidCash bool   `bson:"paid_cash,omitempty"`
}

// Code is the order's own code, "OC-7KM4-XQ2P-1".
func (o *Order) Code() string { return o.ID }

// Seller is the producer as it was when the order was placed.
type Seller struct {
	ID       string               `bson:"id"`
	Slug     string               `bson:"slug"`
	Name     string               `bson:"name"`
	Kind     catalog.ProducerKind `bson:"kind"`
	Province string               `bson:"province"` // code of where the goods are sent from
}

// Line is one unit ordered, as it was when the order was placed.
type Line struct {
	SKU         string         `bson:"sku"`
	ProductID   string         `bson:"product_id"`
	Slug        string         `bson:"slug"`
	Name        string         `bson:"name"`
	NameEN      string         `bson:"name_en,omitempty"`
	Unit        string         `bson:"unit"`
	UnitEN      string         `bson:"unit_en,omitempty"`
	Photo       *catalog.Photo `bson:"photo,omitempty"`
	Group       catalog.Group  `bson:"group"`
	Stars       stars.Stars    `bson:"stars"`
	Certificate string         `bson:"certificate"`
	Price       money.Amount   `bson:"price"`
	Quantity    int            `bson:"quantity"`
	Sum         money.Amount   `bson:"sum"`
	WeightG     int            `bson:"weight_g,omitempty"` // of one; 0 also where it was not noted
	Chilled     bool           `bson:"chilled,omitempty"`
}

// Step is one entry of an order's history.
type Step struct {
	Status Status    `bson:"status"`
	At     time.Time `bson:"at"`
	By     string    `bson:"by"` // "buyer", "system", or who it was
	Note   string    `bson:"note,omitempty"`
}

// Reason is why an order was cancelled.
type Reason string

// The reasons.
const (
	ReasonBuyer  Reason = "buyer"  // the buyer changed their mind
	ReasonUnpaid Reason = "unpaid" // no transfer came before the hold ran out
	ReasonSeller Reason = "seller" // the seller or an operator called it off
	// ReasonCertificate: a product in it lost its certificate.
	ReasonCertificate Reason = "certificate"
	ReasonStock       Reason = "stock" // the goods were not there when they were to be packed
)

// Who acts, where it is not a person with a name.
const (
	ByBuyer  = "buyer"
	BySystem = "system"
	BySeller = "seller" // who of the seller's people it was, the audit log knows
)

// View is a checkout with its orders, for the one who may see it.
type View struct {
	Checkout *Checkout
	Orders   []*Order
}

// MayCancel reports whether the buyer may cancel at least one of the orders.
func (v *View) MayCancel() bool {
	for _, o := range v.Orders {
		if o.Status.BuyerMayCancel() {
			return true
		}
	}
	return false
}
