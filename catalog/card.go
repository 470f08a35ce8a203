package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
)

// Card is what lists, search results and baskets show of a product. It is shared and never modified.
type Card struct {
	ID, Slug     string
	Name, NameEN string
	Group        Group
	Place        place.Ref
	ProducerID   string
	ProducerSlug string
	ProducerName string
	ProducerKind ProducerKind
	// Members and Since are what the producer tells of itself beside a product; 0 where it does not.
	Members, Since int
	Closed         bool   // its producer does not sell yet, so that nothing is available
	Photo          *Photo // nil while there is none
	Units          []CardUnit
	Certificate    string
	Validity       Validity
	Traced         bool
	GTIN           string
	Popularity     int64
	UpdatedAt      time.Time
	// Edition changes with every edit of the product, its producer or its certificate.
	Edition int64
}

// CardUnit is a unit and what of it can be sold.
type CardUnit struct {
	Unit
	Available int
}

// First returns the unit that stands for the product in a list: the cheapest one in stock, or else the cheapest; false without an offer.
func (c *Card) First() (CardUnit, bool) {
	best, found := CardUnit{}, false
	for _, u := range c.Units {
		better := !found || (u.Available > 0) && (best.Available == 0) ||
			(u.Available > 0) == (best.Available > 0) && u.Price < best.Price
		if better {
			best, found = u, true
		}
	}
	return best, found
}

// Price is the lowest price of any unit; 0 without an offer.
func (c *Card) Price() money.Amount {
	var lowest money.Amount
	for _, u := range c.Units {
		if lowest == 0 || u.Price < lowest {
			lowest = u.Price
		}
	}
	return lowest
}

// InStock reports whether any unit can be sold.
func (c *Card) InStock() bool {
	for _, u := range c.Units {
		if u.Available > 0 {
			return true
		}
	}
	return false
}

// Chilled reports whether a unit is delivered chilled.
func (c *Card) Chilled() bool {
	for _, u := range c.Units {
		if u.Chilled {
			return true
		}
	}
	return false
}
