package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Line is a quantity of a unit.
type Line struct {
	SKU      string
	Quantity int
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
	found, err := collectMany(ctx, r, stocks, skus)
	if err != nil {
		return nil, err
	}
	items, err := collectMany(ctx, r, products, idsOf(found, func(s *Stock) string { return s.ProductID }))
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
	for sku, stock := range found {
		product := items[stock.ProductID]
		if product == nil {
			continue
		}
		if unit, ok := product.Unit(sku); ok {
			o := Offer{Product: product, Unit: unit, Producer: owners[product.ProducerID], Certificate: papers[product.Certificate], Available: stock.Available}
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
// them or, with a *NotSellableError, a *ShortError, ErrClosed or ErrNoUnit, none.
func (c *Catalog) Reserve(ctx context.Context, tx store.Tx, lines []Line) error {
	offers, err := c.Offers(ctx, tx, skusOf(lines))
	if err != nil {
		return err
	}
	for _, line := range lines {
		offer, ok := offers[line.SKU]
		if !ok {
			return fmt.Errorf("reserve %q: %w", line.SKU, ErrNoUnit)
		}
		if !offer.State.ShowsStars() {
			return &NotSellableError{SKU: line.SKU, State: offer.State}
		}
		if offer.Closed() {
			return fmt.Errorf("reserve %q: %w", line.SKU, ErrClosed)
		}
	}
	return c.move(ctx, tx, lines, -1)
}

// Release gives lines back to what can be sold, in the caller's transaction.
func (c *Catalog) Release(ctx context.Context, tx store.Tx, lines []Line) error {
	return c.move(ctx, tx, lines, 1)
}

// move changes stock in the order of SKUs, so that two orders of the same units cannot block each other.
func (c *Catalog) move(ctx context.Context, tx store.Tx, lines []Line, sign int) error {
	var changed []string
	for _, line := range merged(lines) {
		stock, err := stocks.Get(ctx, tx, line.SKU)
		if err != nil {
			return fmt.Errorf("move stock: %w", err)
		}
		if left := stock.Available + sign*line.Quantity; left < 0 {
			return &ShortError{SKU: line.SKU, Available: stock.Available}
		}
		stock.Available += sign * line.Quantity
		if err := stocks.Replace(ctx, tx, stock); err != nil {
			return fmt.Errorf("move stock: %w", err)
		}
		changed = append(changed, stock.ProductID)
	}
	slices.Sort(changed)
	return outbox.Append(ctx, tx, EventChanged, Change{Products: slices.Compact(changed), StockOnly: true})
}

// merged sums the lines of each SKU and sorts by SKU.
func merged(lines []Line) []Line {
	sorted := slices.SortedFunc(slices.Values(lines), func(a, b Line) int { return cmp.Compare(a.SKU, b.SKU) })
	sum := sorted[:0]
	for _, line := range sorted {
		if len(sum) > 0 && sum[len(sum)-1].SKU == line.SKU {
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

// SetStock sets what can be sold of a unit, in the caller's transaction, and tells whether that changed it.
func (c *Catalog) SetStock(ctx context.Context, tx store.Tx, sku, productID string, available int) (bool, error) {
	stock, err := stocks.Get(ctx, tx, sku)
	if errors.Is(err, store.ErrNotFound) {
		return true, stocks.Insert(ctx, tx, &Stock{Meta: store.Meta{ID: sku}, ProductID: productID, Available: available})
	}
	if err != nil || (stock.Available == available && stock.ProductID == productID) {
		return false, err
	}
	stock.Available, stock.ProductID = available, productID
	return true, stocks.Replace(ctx, tx, stock)
}
