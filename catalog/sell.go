package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/internal/store"
)

// Line is a quantity of a unit.
type Line struct {
	SKU      string
	Quantity int
	Ref      string // what it is for, as the ledger names it: an order's code
}

// Offer is a unit with all that a sale must know and keep of it.
type Offer struct {
	Product     *Product
	Unit        Unit
	Producer    *Producer
	Certificate *Certificate
	State       State
	Available   int
}

// ShortError: less can be sold than was asked for.
type ShortError struct {
	SKU       string
	Available int
}

func (e *ShortError) Error() string {
	return fmt.Sprintf("catalog: only %d of %s can be sold", e.Available, e.SKU)
}

// NotSellableError: the product's certificate does not allow a sale now.
type NotSellableError struct {
	SKU   string
	State State
}

func (e *NotSellableError) Error() string {
	return fmt.Sprintf("catalog: %s cannot be sold: its certificate is %s", e.SKU, e.State)
}

// ErrNoUnit: no product is sold under that SKU.
var ErrNoUnit = errors.New("catalog: no such unit")

// Offers reads the units from the store, with what a sale must know of them. A SKU that nobody sells has no entry.
func (c *Catalog) Offers(ctx context.Context, r store.Reader, skus []string) (map[string]Offer, error) {
	held, err := collectMany(ctx, r, stocks, skus)
	if err != nil {
		return nil, err
	}
	return c.offersOf(ctx, r, held)
}

// offersOf makes offers of what there is.
func (c *Catalog) offersOf(ctx context.Context, r store.Reader, held map[string]*Stock) (map[string]Offer, error) {
	items, err := collectMany(ctx, r, products, idsOf(held, func(s *Stock) string { return s.ProductID }))
	if err != nil {
		return nil, err
	}
	owners, err := collectMany(ctx, r, producers, idsOf(items, func(p *Product) string { return p.ProducerID }))
	if err != nil {
		return nil, err
	}
	papers, err := collectMany(ctx, r, certificates, idsOf(items, func(p *Product) string { return p.Certificate }))
	if err != nil {
		return nil, err
	}
	offers := map[string]Offer{}
	for sku, stock := range held {
		product := items[stock.ProductID]
		if product == nil {
			continue
		}
		if unit, ok := product.Unit(sku); ok {
			o := Offer{Product: product, Unit: unit, Producer: owners[product.ProducerID], Certificate: papers[product.Certificate], Available: stock.Sellable()}
			o.State = c.stateOf(o.Certificate)
			if o.Closed() {
				o.Available = 0
			}
			offers[sku] = o
		}
	}
	return offers, nil
}

func (c *Catalog) stateOf(cert *Certificate) State {
	if cert == nil {
		return StateUnknown
	}
	return c.CertificateState(cert)
}

func idsOf[T any](docs map[string]*T, id func(*T) string) []string {
	ids := make([]string, 0, len(docs))
	for _, doc := range docs {
		ids = append(ids, id(doc))
	}
	return ids
}

// Reserve takes lines off what can be sold, in the caller's transaction: all of
// them or, with a *NotSellableError, a *ShortError, ErrClosed or ErrNoUnit, none. Of stock that is locked there is nothing.
func (c *Catalog) Reserve(ctx context.Context, tx store.Tx, lines []Line) error {
	held, err := collectMany(ctx, tx, stocks, skusOf(lines))
	if err != nil {
		return err
	}
	offers, err := c.offersOf(ctx, tx, held)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := mayReserve(offers, line); err != nil {
			return err
		}
	}
	m := &mover{c: c, ctx: ctx, tx: tx, at: stored(c.clock()), held: held, owners: map[string]string{}}
	for _, offer := range offers {
		m.owners[offer.Product.ID] = offer.Product.ProducerID
	}
	return m.run(movements(lines, EntryHold, -1))
}

// mayReserve refuses a line that may not be sold, however much of it there is.
func mayReserve(offers map[string]Offer, line Line) error {
	offer, ok := offers[line.SKU]
	switch {
	case !ok:
		return fmt.Errorf("reserve %q: %w", line.SKU, ErrNoUnit)
	case !offer.State.ShowsStars():
		return &NotSellableError{SKU: line.SKU, State: offer.State}
	case offer.Closed():
		return fmt.Errorf("reserve %q: %w", line.SKU, ErrClosed)
	}
	return nil
}

// Release gives lines back to what can be sold, in the caller's transaction.
func (c *Catalog) Release(ctx context.Context, tx store.Tx, lines []Line) error {
	return c.Move(ctx, tx, movements(lines, EntryRelease, 1)...)
}

func movements(lines []Line, kind EntryKind, sign int) []Movement {
	var moves []Movement
	for _, line := range merged(lines) {
		moves = append(moves, Movement{SKU: line.SKU, Delta: sign * line.Quantity, Kind: kind, Ref: line.Ref})
	}
	return moves
}

// merged sums the lines of each SKU for the same order and sorts by SKU.
func merged(lines []Line) []Line {
	sorted := slices.SortedFunc(slices.Values(lines), func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Ref, b.Ref))
	})
	sum := sorted[:0]
	for _, line := range sorted {
		if len(sum) > 0 && sum[len(sum)-1].SKU == line.SKU && sum[len(sum)-1].Ref == line.Ref {
			sum[len(sum)-1].Quantity += line.Quantity
		} else {
			sum = append(sum, line)
		}
	}
	return sum
}

func skusOf(lines []Line) []string {
	skus := make([]string, len(lines))
	for i, line := range lines {
		skus[i] = line.SKU
	}
	return skus
}

// Why is the reason of a change that a person or a list made.
type Why struct {
	Kind        EntryKind
	Ref, Reason string
}

// SetStock sets what can be sold of a unit of a product, in the caller's transaction, and
// tells whether that changed it; telling the outbox is left to the caller. A unit that is
// new opens with that number, or for a change that is referred to with a line from 0.
func (c *Catalog) SetStock(ctx context.Context, tx store.Tx, p *Product, sku string, available int, why Why) (bool, error) {
	stock, err := stocks.Get(ctx, tx, sku)
	if errors.Is(err, store.ErrNotFound) {
		return true, c.openStock(ctx, tx, p, sku, available, why)
	}
	if err != nil || (stock.Available == available && stock.ProductID == p.ID) {
		return false, err
	}
	moved := stock.ProductID != p.ID
	stock.ProductID = p.ID
	if stock.Available == available && moved {
		return true, stocks.Replace(ctx, tx, stock)
	}
	m := &mover{c: c, ctx: ctx, tx: tx, at: stored(c.clock()), owners: map[string]string{p.ID: p.ProducerID}}
	m.keep(stock)
	return true, m.one(Movement{SKU: sku, Delta: available - stock.Available, Kind: why.Kind, Ref: why.Ref, Reason: why.Reason})
}

func (c *Catalog) openStock(ctx context.Context, tx store.Tx, p *Product, sku string, available int, why Why) error {
	opened := &Stock{Meta: store.Meta{ID: sku}, ProductID: p.ID}
	if why.Ref == "" {
		opened.Available = available
	}
	if opened.short() {
		opened.LowOf = p.ProducerID
	}
	if err := stocks.Insert(ctx, tx, opened); err != nil || why.Ref == "" || available == 0 {
		return err
	}
	_, err := c.SetStock(ctx, tx, p, sku, available, why)
	return err
}
