package imports

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// placed is what an import did to where a unit lies in the own store.
type placed struct {
	SKU    string `bson:"sku"`
	Before string `bson:"before,omitempty"`
	After  string `bson:"after"`
}

// shelfOf reads where a row's unit lies; an empty cell leaves what is there.
func shelfOf(r *rowReader) string {
	typed := ""
	r.text("shelf", &typed)
	shelf, ok := catalog.CleanShelf(typed)
	if !ok {
		r.refuse("shelf", "Dài quá 24 chữ, hoặc có ký tự lạ", "Longer than 24 characters, or not plain text")
	}
	return shelf
}

// writeShelves notes where the units of a product lie, as far as the list says, and tells what was so before.
func (s *Service) writeShelves(ctx context.Context, tx store.Tx, p *catalog.Product, g *planned) ([]placed, error) {
	var list []placed
	for at, u := range p.Units {
		shelf, said := g.shelf[stockKey(g.edit.Units[at].SKU, at)]
		if !said {
			continue
		}
		before, err := s.goods.SetShelf(ctx, tx, u.SKU, "", shelf)
		if errors.Is(err, store.ErrNotFound) { // nothing of it was ever counted, so it lies nowhere
			continue
		}
		if err != nil {
			return nil, err
		}
		if before != shelf {
			list = append(list, placed{SKU: u.SKU, Before: before, After: shelf})
		}
	}
	return list, nil
}

// undoShelves puts each unit back where it lay; false where somebody has moved one since, which stays.
func (s *Service) undoShelves(ctx context.Context, tx store.Tx, f *former) (whole bool, err error) {
	var skus []string
	for _, p := range f.Shelves {
		skus = append(skus, p.SKU)
	}
	now, err := s.goods.Shelves(ctx, tx, skus)
	if err != nil {
		return false, err
	}
	whole = true
	for _, p := range f.Shelves {
		if now[p.SKU] != p.After {
			whole = false
			continue
		}
		if _, err := s.goods.SetShelf(ctx, tx, p.SKU, "", p.Before); err != nil && !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
	}
	return whole, nil
}
