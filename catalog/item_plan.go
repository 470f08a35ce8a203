package catalog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// EditOf is a product's sheet as it stands, free to be changed and saved again.
func EditOf(p *Product) Edit {
	e := Edit{Edition: p.Sheet.Edition, NameEN: p.NameEN, Units: slices.Clone(p.Units), Ingredients: p.Facts.Ingredients, Storage: p.Facts.Storage, Sheet: p.Sheet, Story: p.OwnStory}
	for i, u := range e.Units {
		if u.Trade != nil {
			trade := *u.Trade
			trade.Tiers = slices.Clone(trade.Tiers)
			e.Units[i].Trade = &trade
		}
	}
	e.Sheet.Allergens, e.Sheet.Area = slices.Clone(e.Sheet.Allergens), slices.Clone(e.Sheet.Area)
	if t := e.Sheet.Temperature; t != nil {
		held := *t
		e.Sheet.Temperature = &held
	}
	return e
}

// Plan returns the product as an edit would make it, and all that is wrong with the
// edit. It reads and changes nothing; whose numbers and SKUs are is looked at when the plan is saved.
func Plan(p *Product, e Edit, now time.Time) (*Product, field.Errors) {
	check := &checker{now: now}
	story := check.edit(p, &e)
	next := *p
	next.take(e, story)
	return &next, check.Errors
}

// ReadProduct reads a product as a transaction sees it, or returns store.ErrNotFound.
func ReadProduct(ctx context.Context, r store.Reader, id string) (*Product, error) {
	return products.Get(ctx, r, id)
}

// ErrSKUTaken: a SKU that was given to a new unit is known already.
var ErrSKUTaken = errors.New("catalog: the SKU is taken")

// SavePlanned writes what Plan made of a product that the transaction read, and gives its
// new units their places in stock: *GTINTakenError or ErrSKUTaken when a number is somebody else's. Telling the outbox is left to the caller.
func (c *Catalog) SavePlanned(ctx context.Context, tx store.Tx, before, next *Product) error {
	for _, u := range next.Units {
		if _, known := before.Unit(u.SKU); known || u.SKU == "" {
			continue
		}
		held, err := stocks.Get(ctx, tx, u.SKU)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && held.ProductID != next.ID {
			return fmt.Errorf("%w: %s", ErrSKUTaken, u.SKU)
		}
	}
	if err := c.openUnits(ctx, tx, before, next); err != nil {
		return err
	}
	if err := claimNumbers(ctx, tx, next); err != nil {
		return err
	}
	next.Sheet.Edition++
	next.UpdatedAt = stored(c.clock())
	return products.Replace(ctx, tx, next)
}

// ItemState is what sheets and lists change of a product. By it a list is undone.
type ItemState struct {
	NameEN    string    `bson:"name_en,omitempty"`
	Units     []Unit    `bson:"units,omitempty"`
	Facts     Facts     `bson:"facts"`
	Sheet     Sheet     `bson:"sheet"` // without papers and shots, which lists do not change
	UpdatedAt time.Time `bson:"updated_at"`
}

// ItemState is the product's now.
func (p *Product) ItemState() ItemState {
	s := ItemState{NameEN: p.NameEN, Units: p.Units, Facts: p.Facts, Sheet: p.Sheet, UpdatedAt: p.UpdatedAt}
	s.Sheet.Papers, s.Sheet.Shots = nil, nil
	return s
}

// same reports whether two states say the same, whenever they were written.
func (s ItemState) same(other ItemState) (bool, error) {
	s.UpdatedAt, other.UpdatedAt = time.Time{}, time.Time{}
	a, err := bson.Marshal(s)
	if err != nil {
		return false, err
	}
	b, err := bson.Marshal(other)
	return bytes.Equal(a, b), err
}

// ErrChangedSince: a product is no longer as it was left.
var ErrChangedSince = errors.New("catalog: changed since")

// RestoreItem puts a product back from one state to the one before, in the caller's
// transaction: ErrChangedSince when it is not in that state any more. Telling the outbox is left to the caller.
func (c *Catalog) RestoreItem(ctx context.Context, tx store.Tx, id string, from, to ItemState) (*Product, error) {
	p, err := products.Get(ctx, tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrChangedSince
	}
	if err != nil {
		return nil, err
	}
	if same, err := from.same(p.ItemState()); err != nil || !same {
		return nil, errors.Join(err, ErrChangedSince)
	}
	untouched := p.UpdatedAt.Equal(from.UpdatedAt)
	to.Sheet.Papers, to.Sheet.Shots = p.Sheet.Papers, p.Sheet.Shots
	p.NameEN, p.Units, p.Facts, p.Sheet = to.NameEN, to.Units, to.Facts, to.Sheet
	if p.UpdatedAt = to.UpdatedAt; !untouched {
		p.UpdatedAt = stored(c.clock())
	}
	err = claimNumbers(ctx, tx, p)
	var taken *GTINTakenError
	if errors.As(err, &taken) {
		return nil, ErrChangedSince
	}
	if err != nil {
		return nil, err
	}
	return p, products.Replace(ctx, tx, p)
}

// Whose tells which products SKUs and trade item numbers belong to; those that are nobody's are left out.
func (c *Catalog) Whose(ctx context.Context, skus, numbers []string) (bySKU, byNumber map[string]string, err error) {
	held, err := collectMany(ctx, c.db, stocks, skus)
	if err != nil {
		return nil, nil, err
	}
	named, err := collectMany(ctx, c.db, barcodes, numbers)
	if err != nil {
		return nil, nil, err
	}
	bySKU, byNumber = map[string]string{}, map[string]string{}
	for sku, s := range held {
		bySKU[sku] = s.ProductID
	}
	for number, b := range named {
		byNumber[number] = b.ProductID
	}
	return bySKU, byNumber, nil
}
