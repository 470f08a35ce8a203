package catalog

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/store"
)

// maxShelf bounds what a shelf is called, in characters: it stands beside goods on narrow lists.
const maxShelf = 24

// CleanShelf makes what somebody typed into the name of a shelf: one line of 24 characters at most, in which every sign is printed. false is none.
func CleanShelf(typed string) (shelf string, ok bool) {
	shelf = strings.Join(strings.Fields(typed), " ")
	unprinted := strings.ContainsFunc(shelf, func(r rune) bool { return !unicode.IsPrint(r) })
	return shelf, utf8.ValidString(shelf) && !unprinted && utf8.RuneCountInString(shelf) <= maxShelf
}

// SetShelf notes where at a place a unit lies, in the caller's transaction, and returns where it lay before. The place is
// empty for the own store. store.ErrNotFound tells that nothing of it has ever been there.
func (c *Catalog) SetShelf(ctx context.Context, tx store.Tx, sku, place, shelf string) (before string, err error) {
	at := shelfOf(place)
	stock, err := at.Get(ctx, tx, sku+suffixOf(place))
	if err != nil {
		return "", fmt.Errorf("set the shelf of %s: %w", sku, err)
	}
	before = stock.Shelf
	if before == shelf {
		return before, nil
	}
	stock.Shelf = shelf
	return before, at.Replace(ctx, tx, stock)
}

// Shelves tells where in the own stores units lie, by SKU; what nobody said is not in it.
func (c *Catalog) Shelves(ctx context.Context, r store.Reader, skus []string) (map[string]string, error) {
	found, err := stocks.GetMany(ctx, r, skus)
	if err != nil {
		return nil, fmt.Errorf("read shelves: %w", err)
	}
	shelves := map[string]string{}
	for _, s := range found {
		if s.Shelf != "" {
			shelves[s.ID] = s.Shelf
		}
	}
	return shelves, nil
}

// ShelvesNow tells where in the own stores the units of products lie, straight from the store.
func (c *Catalog) ShelvesNow(ctx context.Context, all []*Product) (map[string]string, error) {
	return c.Shelves(ctx, c.db, unitSKUs(all))
}
