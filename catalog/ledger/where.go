package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Lying is what there is of a unit at a place.
type Lying struct {
	Place    *Place
	SKU      string
	Shelf    string // where at the place; empty while nobody said
	Quantity int    // what orders hold is not in it
	Locked   string // why nothing of it may be sold; empty while it may
	Level    int    // below which the producer is told; the own store alone has one
	// OnWay is the slip by which goods are on their way there; nil when they have arrived.
	OnWay *Slip
}

// Low reports whether there is less than the level.
func (l Lying) Low() bool { return l.Level > 0 && l.Quantity < l.Level }

// maxLying is more units at more places than a product has.
const maxLying = 10_000

// Where lists the places at which something of a unit lies or has lain, and the own store, in the order of PlacesOf.
func (b *Book) Where(ctx context.Context, r store.Reader, producer, sku string) ([]Lying, error) {
	stock, err := own.Get(ctx, r, sku)
	if err != nil {
		return nil, fmt.Errorf("where %s lies: %w", sku, err)
	}
	all, err := b.lyingOf(ctx, r, producer, stock.ProductID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l Lying) bool { return l.SKU != sku }), nil
}

// Places lists where the units of a product lie, as its producer's places stand: the own store of each unit first. A place at which nothing is left is not in it, the own store is.
func (b *Book) Places(ctx context.Context, r store.Reader, productID string) ([]Lying, error) {
	p, err := owners.Get(ctx, r, productID)
	if err != nil {
		return nil, fmt.Errorf("places of %s: %w", productID, err)
	}
	all, err := b.lyingOf(ctx, r, p.ProducerID, productID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l Lying) bool { return !l.Place.Own() && l.Quantity == 0 }), nil
}

func (b *Book) lyingOf(ctx context.Context, r store.Reader, producer, productID string) ([]Lying, error) {
	every, err := b.EveryPlace(ctx, r, producer)
	if err != nil {
		return nil, err
	}
	onWay, err := b.OnTheWay(ctx, r, producer)
	if err != nil {
		return nil, err
	}
	q := store.Query{Where: []store.Cond{is("product_id", productID)}, Limit: maxLying}
	at, err := own.Find(ctx, r, q)
	if err != nil {
		return nil, err
	}
	away, err := elsewhere.Find(ctx, r, q)
	if err != nil {
		return nil, err
	}
	var all []Lying
	for _, place := range every {
		for _, s := range append(slices.Clone(at), away...) {
			if s.Place == place.shelf() {
				all = append(all, lying(place, s, onWay))
			}
		}
	}
	return all, nil
}

func lying(place *Place, s *catalog.Stock, onWay []*Slip) Lying {
	l := Lying{Place: place, SKU: s.SKU(), Shelf: s.Shelf, Quantity: s.Available, Locked: s.Locked}
	if place.Own() {
		l.Level = s.Level()
		return l
	}
	for _, slip := range onWay {
		if slip.To == place.ID && slices.ContainsFunc(slip.Lines, func(line SlipLine) bool { return line.SKU == l.SKU }) {
			l.OnWay = slip
		}
	}
	return l
}

// At lists what lies at a place, by SKU.
func (b *Book) At(ctx context.Context, r store.Reader, placeID string) ([]Lying, error) {
	place, err := b.Place(ctx, r, placeID)
	if err != nil {
		return nil, err
	}
	found, err := elsewhere.Find(ctx, r, store.Query{Where: []store.Cond{is("place", placeID)}, Limit: maxLying})
	if err != nil {
		return nil, err
	}
	var all []Lying
	for _, s := range found {
		all = append(all, lying(place, s, nil))
	}
	return all, nil
}

// Totals is how many pieces of each unit lie at all places together; what orders hold is not in it.
func (b *Book) Totals(ctx context.Context, r store.Reader, productIDs []string) (map[string]int, error) {
	totals := map[string]int{}
	for _, shelf := range []store.Collection[catalog.Stock]{own, elsewhere} {
		for part := range slices.Chunk(productIDs, 500) {
			for s, err := range shelf.Each(ctx, r, store.Query{Where: []store.Cond{{Field: "product_id", Op: store.In, Value: part}}}) {
				if err != nil {
					return nil, fmt.Errorf("totals: %w", err)
				}
				totals[s.SKU()] += s.Available
			}
		}
	}
	return totals, nil
}

// Lock forbids to sell a product at any place until it is unlocked, in the caller's transaction.
func (b *Book) Lock(ctx context.Context, tx store.Tx, productID, reason string) error {
	_, err := b.goods.LockStock(ctx, tx, productID, reason)
	return err
}

// Unlock lets a product be sold again, in the caller's transaction.
func (b *Book) Unlock(ctx context.Context, tx store.Tx, productID string) error {
	_, err := b.goods.UnlockStock(ctx, tx, productID)
	return err
}

// SetLevel sets below how many pieces at the own store the producer is told, or returns field.Errors.
func (b *Book) SetLevel(ctx context.Context, producer, sku string, level int) error {
	if level < 0 || level > maxQuantity {
		return field.Errors{{Field: "level", Code: "range", VI: "Ghi một số nguyên từ 0.", EN: "Write a whole number from 0."}}
	}
	return b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := b.unitOf(ctx, tx, producer, sku); err != nil {
			return err
		}
		before, err := b.goods.SetLow(ctx, tx, sku, producer, level)
		if err != nil {
			return err
		}
		return b.note(ctx, tx, stockEdit, "unit/"+sku, "đổi mức báo kho sắp hết", "changed when low stock is told", numbers("level", before, level))
	})
}

// Own reads the own stock of units, by SKU.
func (b *Book) Own(ctx context.Context, r store.Reader, skus []string) (map[string]*catalog.Stock, error) {
	found, err := own.GetMany(ctx, r, skus)
	if err != nil {
		return nil, fmt.Errorf("read stock: %w", err)
	}
	stocks := make(map[string]*catalog.Stock, len(found))
	for _, s := range found {
		stocks[s.ID] = s
	}
	return stocks, nil
}
