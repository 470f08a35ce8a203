package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

// summary is the part of a product that its card needs: reading it passes over the long texts.
type summary struct {
	store.Meta
	Slug        string
	Name        string
	NameEN      string
	Group       Group
	ProducerID  string
	Place       place.Ref
	Photo       *Photo // the first one
	GTIN        string
	Traced      bool
	Units       []Unit
	Certificate string
	Popularity  int64
	UpdatedAt   time.Time
}

// standingOf is the part of a certificate that decides its state.
type standingOf struct {
	store.Meta `bson:",inline"`
	Validity   `bson:",inline"`
}

// paperOf is the part of a certificate that tells whose it is.
type paperOf struct {
	store.Meta `bson:",inline"`
	ProductID  string `bson:"product_id"`
}

// makerOf is the part of a producer that cards show.
type makerOf struct {
	store.Meta `bson:",inline"`
	Slug       string       `bson:"slug"`
	Name       string       `bson:"name"`
	Kind       ProducerKind `bson:"kind"`
	Place      place.Ref    `bson:"place"`
	Since      int          `bson:"since"`
	Members    int          `bson:"members"`
	Closed     bool         `bson:"closed"`
	Contact    struct {
		Representative string `bson:"representative"`
	} `bson:"contact"`
}

var (
	summaries = store.Define[summary]("products")
	standings = store.Define[standingOf]("certificates")
	papers    = store.Define[paperOf]("certificates")
	makers    = store.Define[makerOf]("producers")
)

// Load fills the shelf from the store.
func (c *Catalog) Load(ctx context.Context) error { return c.LoadEach(ctx, func(*Card) {}) }

// LoadEach fills the shelf and gives each card to a function as it is made, so that an index can be built at the same time.
func (c *Catalog) LoadEach(ctx context.Context, each func(*Card)) error {
	if err := c.loadConfirmations(ctx); err != nil {
		return err
	}
	var (
		validities map[string]*standingOf
		producers  map[string]*makerOf
		available  map[string]*Stock
		reading    errgroup.Group
	)
	reading.Go(func() (err error) { validities, err = collect(ctx, c.db, standings); return err })
	reading.Go(func() (err error) { producers, err = collect(ctx, c.db, makers); return err })
	reading.Go(func() (err error) { available, err = collect(ctx, c.db, stocks); return err })
	if err := reading.Wait(); err != nil {
		return err
	}
	var cards []*Card
	for s, err := range summaries.Each(ctx, c.db, store.Query{}) {
		if err != nil {
			return err
		}
		card := cardOf(s, validities[s.Certificate], producers[s.ProducerID], available)
		cards = append(cards, card)
		each(card)
	}
	c.shelf.put(cards)
	return nil
}

func (c *Catalog) loadConfirmations(ctx context.Context) error {
	for confirmation, err := range confirmations.Each(ctx, c.db, store.Query{}) {
		if err != nil {
			return err
		}
		c.shelf.confirm([]string{provinceOf(confirmation.ID)}, confirmation.At, c.silent())
	}
	return nil
}

// collect reads all documents into a map by id.
func collect[T any, P interface {
	*T
	DocumentID() string
}](ctx context.Context, r store.Reader, c store.Collection[T]) (map[string]*T, error) {
	docs := map[string]*T{}
	for doc, err := range c.Each(ctx, r, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("load catalogue: %w", err)
		}
		docs[P(doc).DocumentID()] = doc
	}
	return docs, nil
}

func cardOf(s *summary, validity *standingOf, maker *makerOf, available map[string]*Stock) *Card {
	card := &Card{
		ID: s.ID, Slug: s.Slug, Name: s.Name, NameEN: s.NameEN, Group: s.Group, Place: s.Place, ProducerID: s.ProducerID,
		Certificate: s.Certificate, Traced: s.Traced, Photo: s.Photo, GTIN: s.GTIN, Popularity: s.Popularity, UpdatedAt: s.UpdatedAt,
	}
	card.Edition = s.Rev << 40
	if validity != nil {
		card.Validity = validity.Validity
		card.Edition += validity.Rev << 20
	}
	if maker != nil {
		card.ProducerSlug, card.ProducerName, card.ProducerKind = maker.Slug, publicName(maker.Name, maker.Kind, maker.Contact.Representative, maker.Place), maker.Kind
		card.Members, card.Since, card.Closed = maker.Members, maker.Since, maker.Closed
		card.Edition += maker.Rev
	}
	for _, u := range s.Units {
		unit := CardUnit{Unit: u}
		if stock := available[u.SKU]; stock != nil && !card.Closed {
			unit.Available = stock.Sellable()
		}
		card.Units = append(card.Units, unit)
	}
	return card
}

// Refresh reads again what a change names, and returns the cards that search must hear of. Products that are no
// longer there leave the shelf: Missing names them.
func (c *Catalog) Refresh(ctx context.Context, change Change) ([]*Card, error) {
	ids := slices.Compact(slices.Sorted(slices.Values(change.Products)))
	found, err := summaries.GetMany(ctx, c.db, ids)
	if err != nil {
		return nil, err
	}
	var certificateIDs, producerIDs, skus []string
	for _, s := range found {
		certificateIDs = append(certificateIDs, s.Certificate)
		producerIDs = append(producerIDs, s.ProducerID)
		for _, u := range s.Units {
			skus = append(skus, u.SKU)
		}
	}
	validities, err := collectMany(ctx, c.db, standings, certificateIDs)
	if err != nil {
		return nil, err
	}
	producers, err := collectMany(ctx, c.db, makers, producerIDs)
	if err != nil {
		return nil, err
	}
	available, err := collectMany(ctx, c.db, stocks, skus)
	if err != nil {
		return nil, err
	}
	cards := make([]*Card, 0, len(found))
	for _, s := range found {
		cards = append(cards, cardOf(s, validities[s.Certificate], producers[s.ProducerID], available))
	}
	c.shelf.drop(ids, cards)
	return c.shelf.put(cards), nil
}

// Missing lists those of the ids that are on no shelf, so that search forgets them.
func (c *Catalog) Missing(ids []string) []string {
	var missing []string
	for _, id := range ids {
		if _, ok := c.shelf.card(id); !ok {
			missing = append(missing, id)
		}
	}
	return missing
}

func collectMany[T any, P interface {
	*T
	DocumentID() string
}](ctx context.Context, r store.Reader, c store.Collection[T], ids []string) (map[string]*T, error) {
	docs, err := c.GetMany(ctx, r, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, fmt.Errorf("refresh catalogue: %w", err)
	}
	byID := make(map[string]*T, len(docs))
	for _, doc := range docs {
		byID[P(doc).DocumentID()] = doc
	}
	return byID, nil
}

// Confirm notes that the registry confirmed provinces, as told by the outbox.
func (c *Catalog) Confirm(confirmed Confirmed) {
	c.shelf.confirm(confirmed.Provinces, confirmed.At, c.silent())
}
