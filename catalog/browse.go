package catalog

import (
	"slices"
	"time"
)

// Card returns the card of a product.
func (c *Catalog) Card(id string) (*Card, bool) { return c.shelf.card(id) }

// Cards returns those cards that exist, in the order of ids.
func (c *Catalog) Cards(ids []string) []*Card { return c.shelf.many(ids) }

// Found returns the cards of search hits that are still what was asked for, with or without
// a valid certificate: an index may lag behind by a moment, and stars may not.
func (c *Catalog) Found(ids []string, lapsed bool) []*Card {
	return slices.DeleteFunc(c.shelf.many(ids), func(card *Card) bool { return c.State(card).ShowsStars() == lapsed })
}

// AllCards returns every card, in no order.
func (c *Catalog) AllCards() []*Card { return c.shelf.all() }

// CardBySlug returns the card of the product at that address.
func (c *Catalog) CardBySlug(slug string) (*Card, bool) {
	c.shelf.mu.RLock()
	id := c.shelf.bySlug[slug]
	c.shelf.mu.RUnlock()
	return c.shelf.card(id)
}

// CardBySKU returns the card and the unit with that SKU.
func (c *Catalog) CardBySKU(sku string) (*Card, CardUnit, bool) {
	c.shelf.mu.RLock()
	id := c.shelf.bySKU[sku]
	c.shelf.mu.RUnlock()
	card, ok := c.shelf.card(id)
	if !ok {
		return nil, CardUnit{}, false
	}
	for _, u := range card.Units {
		if u.SKU == sku {
			return card, u, true
		}
	}
	return nil, CardUnit{}, false
}

// CardsOfProducer returns the cards of a producer's products, in the order of ids.
func (c *Catalog) CardsOfProducer(producerID string) []*Card {
	c.shelf.mu.RLock()
	ids := c.shelf.byProducer[producerID]
	c.shelf.mu.RUnlock()
	return c.shelf.many(ids)
}

// State computes what a card's certificate is worth now.
func (c *Catalog) State(card *Card) State {
	return card.Validity.State(c.clock(), c.Confirmed(card.Place.Province), c.silent())
}

// Confirmed is when the registry last confirmed what we hold of a province; zero if never.
func (c *Catalog) Confirmed(province string) time.Time { return c.shelf.confirmedAt(province) }

// LastConfirmed is when the registry last confirmed any province; zero if never.
func (c *Catalog) LastConfirmed() time.Time {
	c.shelf.mu.RLock()
	defer c.shelf.mu.RUnlock()
	var last time.Time
	for _, at := range c.shelf.confirmed {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// Generation changes whenever something that pages show may have changed: by an
// edit, by stock running low or out, by a certificate's minute passing, by the registry falling silent.
func (c *Catalog) Generation() uint64 {
	shown, _ := c.shelf.generation(c.clock(), c.silent())
	return shown
}

// Revision changes whenever Generation does, and with every piece sold too.
func (c *Catalog) Revision() uint64 {
	_, all := c.shelf.generation(c.clock(), c.silent())
	return all
}

// Silent reports whether the registry has said nothing of a province for too long.
func (c *Catalog) Silent(province string) bool {
	return c.clock().Sub(c.Confirmed(province)) > c.silent()
}
