package imports

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// undo puts back what a list changed, some products at a time. What changed since stays, and is named.
func (s *Service) undo(ctx context.Context, l *lease.Lease, i *Import) error {
	return s.desk.Undo(ctx, l, i.ID, s.undoChunk, s.tell)
}

// undoChunk undoes the next products and forgets how they were, so that a second run goes on behind them.
func (s *Service) undoChunk(ctx context.Context, tx store.Tx, i *Import) (more bool, err error) {
	if i.Total == 0 {
		if i.Total, err = formers.Count(ctx, tx, ofImport(i.ID, 0).Where...); err != nil {
			return false, err
		}
	}
	batch, err := formers.Find(ctx, tx, ofImport(i.ID, productsAtOnce))
	if err != nil || len(batch) == 0 {
		return false, err
	}
	var changed []string
	for _, f := range batch {
		whole, err := s.undoOne(ctx, tx, i, f)
		if err != nil {
			return false, fmt.Errorf("undo %s: %w", f.ProductID, err)
		}
		if !whole {
			name := f.ProductID
			if p, err := catalog.ReadProduct(ctx, tx, f.ProductID); err == nil {
				name = p.Name
			}
			i.Keep(name)
		}
		changed = append(changed, f.ProductID)
		if err := formers.Delete(ctx, tx, f); err != nil {
			return false, err
		}
	}
	i.Done += len(batch)
	return true, outbox.Append(ctx, tx, catalog.EventChanged, catalog.Change{Products: changed})
}

// undoOne puts one product and its stock back; false where something of it changed since and stays.
func (s *Service) undoOne(ctx context.Context, tx store.Tx, i *Import, f *former) (whole bool, err error) {
	p, err := catalog.ReadProduct(ctx, tx, f.ProductID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	whole, freed, err := s.undoStock(ctx, tx, i, p, f)
	if err != nil {
		return false, err
	}
	if !freed { // a new unit was sold or counted since: the product keeps it, and all that came with it
		return false, nil
	}
	left, err := s.undoShelves(ctx, tx, f)
	if err != nil {
		return false, err
	}
	_, err = s.goods.RestoreItem(ctx, tx, f.ProductID, f.After, f.Before)
	if errors.Is(err, catalog.ErrChangedSince) {
		return false, nil
	}
	return whole && left, err
}

// undoStock puts back each number that is still as the list left it. freed tells that every unit that the list made is empty.
func (s *Service) undoStock(ctx context.Context, tx store.Tx, i *Import, p *catalog.Product, f *former) (whole, freed bool, err error) {
	var skus []string
	for _, c := range f.Stock {
		skus = append(skus, c.SKU)
	}
	held, err := s.goods.Available(ctx, tx, skus)
	if err != nil {
		return false, false, err
	}
	whole, freed = true, true
	for _, c := range f.Stock {
		if held[c.SKU] != c.After {
			whole = false
			freed = freed && !f.made(c.SKU)
			continue
		}
		if c.Before == c.After {
			continue
		}
		if _, err := s.goods.SetStock(ctx, tx, p, c.SKU, c.Before, catalog.Why{Kind: catalog.EntryCorrection, Ref: i.ID, Reason: "Hoàn lại " + i.File.Name}); err != nil {
			return false, false, err
		}
	}
	return whole, freed, nil
}

// made reports whether the list made a unit.
func (f *former) made(sku string) bool {
	for _, u := range f.Before.Units {
		if u.SKU == sku {
			return false
		}
	}
	return true
}

// Prune forgets the files of imports that can no longer be undone, and how things were before them.
func (s *Service) Prune(ctx context.Context) (int, error) {
	left, err := intake.Prune(ctx, s.db, formers, s.now())
	lists, failed := s.desk.Forget(ctx, func(context.Context, store.Tx, *Import) error { return nil })
	return left + lists, errors.Join(err, failed)
}

// Wrong writes the rows that cannot be written as they stand in the list, with what is wrong and how to mend it.
func (s *Service) Wrong(ctx context.Context, i *Import, lang string) (headings []string, rows sheet.Rows, err error) {
	err = s.desk.InTurn(ctx, func() error {
		list, fault, err := s.listOf(ctx, i)
		if err != nil || fault != "" {
			return errors.Join(err, store.ErrNotFound)
		}
		p, err := s.planFor(ctx, i, list)
		if err != nil {
			return err
		}
		headings, rows = intake.WrongHeadings(Headings(), lang), intake.WrongRows(list, cellsOf, p.problems, lang)
		return nil
	})
	return headings, rows, err
}

// cellsOf is a row as it was typed.
func cellsOf(row sheet.Row) (number int, cells []any) {
	for _, c := range columns() {
		cells = append(cells, row.Text(c.Key))
	}
	return row.Number, cells
}
