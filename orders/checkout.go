package orders

import (
	"github.com/ocopmarket/ocop/catalog/money"
)

// PlaceInput is what a buyer sends to order what is in a cart.
type PlaceInput struct {
	CartKey  string
	Contact  Contact
	Address  Address
	Payment  Method
	Language string        // "vi" (also when empty) or "en": of the mails
	Account  string        `json:",omitempty"` // id of the person who is signed in; empty for a guest
	Expected *money.Amount // the total that the buyer saw; nil if they were shown none
	Wait     bool          // wait for the same request in flight and give its answer, as a form clicked twice wants, rather than ErrInFlight
}

// Placed is the answer to an order.
type Placed struct {
	View
	Token    string // opens the order; it is told once and kept as a hash alone
	Replayed bool   // the answer to the same request before
}
