package ledger

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Filter narrows the lines of a producer's ledger. Empty fields meet all.
type Filter struct {
	Producer string
	SKU      string
	Place    string // id
	Kind     catalog.EntryKind
	Ref      string // an order's code or a slip's number, exactly
	Lot      string // id
	From, To time.Time
	After    string
	Limit    int
}

// query goes through the index that narrows most; meets does the rest.
func (f Filter) query() store.Query {
	q := store.Query{After: f.After, Limit: f.Limit}
	switch {
	case f.Ref != "":
		q.Where = []store.Cond{is("producer", f.Producer), is("ref", f.Ref)}
		return q
	case f.Lot != "":
		q.Where = []store.Cond{is("lot", f.Lot)}
		return q
	case f.SKU != "":
		q.Where = []store.Cond{is("sku", f.SKU)}
	case f.Place != "":
		q.Where = []store.Cond{is("place", f.Place)}
	case f.Kind != "":
		q.Where = []store.Cond{is("producer", f.Producer), is("kind", string(f.Kind))}
	default:
		q.Where = []store.Cond{is("producer", f.Producer)}
	}
	if !f.From.IsZero() {
		q.Where = append(q.Where, store.Cond{Field: "at", Op: store.Gte, Value: f.From})
	}
	if !f.To.IsZero() {
		q.Where = append(q.Where, store.Cond{Field: "at", Op: store.Lt, Value: f.To})
	}
	q.Sort = []store.Order{{Field: "at", Desc: true}}
	return q
}

// meets reports whether a line meets all of the filter.
func (f Filter) meets(e *catalog.StockEntry) bool {
	return e.Producer == f.Producer &&
		(f.SKU == "" || e.SKU == f.SKU) && (f.Place == "" || e.Place == f.Place) && (f.Kind == "" || e.Kind == f.Kind) &&
		(f.Ref == "" || e.Ref == f.Ref) && (f.Lot == "" || e.Lot == f.Lot) &&
		(f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To))
}

// rounds bounds how many stretches one page looks through for lines that are rare.
const rounds = 40

// Lines are a page of the ledger, the newest first; Next is empty on the last.
type Lines struct {
	Items []*catalog.StockEntry
	Next  string
}

// Search pages through the ledger. A page may hold up to twice the limit, and fewer than it where lines that meet the filter are rare.
func (b *Book) Search(ctx context.Context, f Filter) (Lines, error) {
	var lines Lines
	for range rounds {
		page, err := entries.Page(ctx, b.db, f.query())
		if err != nil {
			return Lines{}, fmt.Errorf("search the ledger: %w", err)
		}
		for _, e := range page.Items {
			if f.meets(e) {
				lines.Items = append(lines.Items, e)
			}
		}
		lines.Next = page.Next
		f.After = page.Next
		if page.Next == "" || len(lines.Items) >= f.Limit {
			return lines, nil
		}
	}
	return lines, nil
}

// Each yields every line that meets a filter, the newest first, for a list that is taken away.
func (b *Book) Each(ctx context.Context, f Filter) iter.Seq2[*catalog.StockEntry, error] {
	return func(yield func(*catalog.StockEntry, error) bool) {
		f.After, f.Limit = "", 0
		for e, err := range entries.Each(ctx, b.db, f.query()) {
			if err != nil {
				yield(nil, err)
				return
			}
			if f.meets(e) && !yield(e, nil) {
				return
			}
		}
	}
}

// Count is how many lines a unit has.
func (b *Book) Count(ctx context.Context, sku string) (int, error) {
	return entries.Count(ctx, b.db, is("sku", sku))
}

// Opening is what there was of a unit at the own store before its first line, and whether there was anything.
func (b *Book) Opening(ctx context.Context, sku string) (int, error) {
	s, err := own.Get(ctx, b.db, sku)
	if err != nil {
		return 0, err
	}
	if s.Seq == 0 {
		return s.Available, nil
	}
	return s.Opening, nil
}
