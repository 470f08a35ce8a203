package imports

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// productsAtOnce is how many products one transaction changes: few enough that others need not wait.
const productsAtOnce = 40

// maxProblems is how many problems an import keeps; the list of wrong rows holds all.
const maxProblems = 200

// Run works on what waits. A job runs it under its lease.
func (s *Service) Run(ctx context.Context, l *lease.Lease) error {
	return s.desk.Work(ctx, l, map[intake.Phase]func(context.Context, *lease.Lease, *Import) error{
		intake.Reading: s.read, intake.Applying: s.write, intake.Undoing: s.undo,
	})
}

// read tries a list: nothing is written but what was found.
func (s *Service) read(ctx context.Context, l *lease.Lease, i *Import) error {
	p, fault, err := s.planOf(ctx, i)
	if err != nil {
		return err
	}
	return s.desk.Save(ctx, l, i.ID, intake.Reading, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.Active, i.Phase, i.Fault = false, intake.Checked, fault
		if fault != "" {
			i.Phase = intake.Refused
			return s.tell(ctx, tx, i)
		}
		i.Rows, i.Ready, i.Same, i.New, i.Wrong = p.counts.rows, p.counts.ready, p.counts.same, p.counts.created, p.counts.wrong
		i.Problems, i.Kinds = p.problems[:min(len(p.problems), maxProblems)], intake.Kinds(p.problems, KindOf)
		return nil
	})
}

// listOf reads the file of an import, or says why the whole of it is refused.
func (s *Service) listOf(ctx context.Context, i *Import) ([]sheet.Row, intake.Fault, error) {
	data, err := s.desk.Read(ctx, i)
	if err != nil {
		return nil, "", err
	}
	rows, fault := readList(data)
	return rows, fault, nil
}

// planOf works out what the file of an import would do now.
func (s *Service) planOf(ctx context.Context, i *Import) (*plan, intake.Fault, error) {
	rows, fault, err := s.listOf(ctx, i)
	if err != nil || fault != "" {
		return nil, fault, err
	}
	p, err := s.planFor(ctx, i, rows)
	return p, "", err
}

func (s *Service) planFor(ctx context.Context, i *Import, rows []sheet.Row) (*plan, error) {
	p, err := s.newPlan(ctx, i.ProducerID, rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		p.take(row)
	}
	return p, ctx.Err()
}

// write writes what can be written, some products at a time.
func (s *Service) write(ctx context.Context, l *lease.Lease, i *Import) error {
	p, fault, err := s.planOf(ctx, i)
	if err != nil {
		return err
	}
	if fault != "" {
		return intake.ErrGone // it was read before
	}
	done, err := s.written(ctx, i.ID)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(p.order), func(id string) bool { return done[id] || !p.goods[id].changes(p) })
	total := len(done) + len(rest)
	for chunk := range slices.Chunk(rest, productsAtOnce) {
		err := s.desk.Save(ctx, l, i.ID, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
			i.Done, i.Total = i.Done+len(chunk), total
			return s.writeChunk(ctx, tx, i, p, chunk)
		})
		if err != nil {
			return err
		}
	}
	return s.desk.Save(ctx, l, i.ID, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.Phase, i.Active, i.AppliedAt, i.Done, i.Total = intake.Applied, false, s.now(), total, total
		return s.tell(ctx, tx, i)
	})
}

func (s *Service) tell(ctx context.Context, tx store.Tx, i *Import) error {
	return outbox.Append(ctx, tx, EventDone, i.End(i.ID, i.Ready))
}

// written are the products that an earlier run of the same import wrote.
func (s *Service) written(ctx context.Context, id string) (map[string]bool, error) {
	done := map[string]bool{}
	for f, err := range formers.Each(ctx, s.db, ofImport(id, 0)) {
		if err != nil {
			return nil, err
		}
		done[f.ProductID] = true
	}
	return done, nil
}

func ofImport(id string, limit int) store.Query {
	return store.Query{Where: []store.Cond{{Field: "import_id", Op: store.Eq, Value: id}}, Limit: limit}
}

// changes reports whether anything of the product would be otherwise.
func (g *planned) changes(p *plan) bool {
	for key, n := range g.stock {
		if held, known := p.stock[key]; !known || held != n {
			return true
		}
	}
	for key, shelf := range g.shelf {
		if p.shelves[key] != shelf {
			return true
		}
	}
	return !sameState(g.before, g.after)
}

func (s *Service) writeChunk(ctx context.Context, tx store.Tx, i *Import, p *plan, ids []string) error {
	var changed []string
	for _, id := range ids {
		g, fits, err := p.fresh(ctx, tx, id)
		if err != nil {
			return err
		}
		if !fits {
			i.Keep(p.goods[id].before.Name)
			continue
		}
		if err := s.writeProduct(ctx, tx, i, g); err != nil {
			return fmt.Errorf("write %s: %w", id, err)
		}
		changed = append(changed, id)
	}
	if len(changed) == 0 {
		return nil
	}
	return outbox.Append(ctx, tx, catalog.EventChanged, catalog.Change{Products: changed})
}

// fresh is the plan of a product as the transaction sees it: worked out anew where the product changed since; false where its rows no longer fit.
func (p *plan) fresh(ctx context.Context, tx store.Tx, id string) (g *planned, fits bool, err error) {
	now, err := catalog.ReadProduct(ctx, tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	g = p.goods[id]
	if now.Rev == g.before.Rev {
		g.before.Meta, g.after.Meta = now.Meta, now.Meta
		return g, true, nil
	}
	again := &plan{now: p.now, products: map[string]*catalog.Product{catalog.NumberKey(now.Certificate): now}, stock: p.stock, shelves: p.shelves, bySKU: p.bySKU, byNumber: p.byNumber, seen: map[string]int{}, goods: map[string]*planned{}}
	for _, row := range g.rows {
		again.take(row)
	}
	return again.goods[id], again.counts.wrong == 0, nil
}

// writeProduct writes one product, with what it was before.
func (s *Service) writeProduct(ctx context.Context, tx store.Tx, i *Import, g *planned) error {
	after := *g.after
	after.Meta = g.before.Meta
	before := g.before.ItemState()
	if err := s.goods.SavePlanned(ctx, tx, g.before, &after); err != nil {
		return err
	}
	stock, err := s.writeStock(ctx, tx, i, &after, g)
	if err != nil {
		return err
	}
	placed, err := s.writeShelves(ctx, tx, &after, g)
	if err != nil {
		return err
	}
	return formers.Insert(ctx, tx, &former{
		Meta: store.Meta{ID: i.ID + "/" + after.ID}, ImportID: i.ID, ProductID: after.ID, Before: before, After: after.ItemState(), Stock: stock, Shelves: placed, At: s.now(),
	})
}

func (s *Service) writeStock(ctx context.Context, tx store.Tx, i *Import, p *catalog.Product, g *planned) ([]counted, error) {
	var skus []string
	for _, u := range p.Units {
		skus = append(skus, u.SKU)
	}
	held, err := s.goods.Available(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	var list []counted
	for at, u := range p.Units {
		want, counts := g.stock[stockKey(g.edit.Units[at].SKU, at)]
		if _, old := g.before.Unit(u.SKU); !counts && old {
			continue
		}
		list = append(list, counted{SKU: u.SKU, Before: held[u.SKU], After: want})
		if _, err := s.goods.SetStock(ctx, tx, p, u.SKU, want, catalog.Why{Kind: catalog.EntryImport, Ref: i.ID, Reason: i.File.Name}); err != nil {
			return nil, err
		}
	}
	return list, nil
}
