package registers

import (
	"context"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// Filter says which entries are wanted, the latest day first.
type Filter struct {
	Province string // code; empty for all
	Year     int    // 0 for all
	Producer string // id; counts alone when it is given
	Result   Result // of inspections; empty for all
	Unpaid   bool   // rewards that were not paid yet
	Voided   bool   // show voided ones too
}

// wants asks what the store was not asked.
func (f Filter) wants(e *Entry) bool {
	return (f.Voided || !e.Void) && (f.Result == "" || e.Result == f.Result) && (!f.Unpaid || e.Until.IsZero()) &&
		(f.Producer == "" || f.Province == "" || e.Province == f.Province) && (f.Producer == "" || f.Year == 0 || e.Year == f.Year)
}

func (f Filter) query(b Book) store.Query {
	q := store.Query{Where: []store.Cond{{Field: "book", Op: store.Eq, Value: string(b)}}, Sort: []store.Order{{Field: "day", Desc: true}}}
	eq := func(field string, value any) {
		q.Where = append(q.Where, store.Cond{Field: field, Op: store.Eq, Value: value})
	}
	if f.Producer != "" {
		eq("producer", f.Producer)
		return q
	}
	if f.Province != "" {
		eq("province", f.Province)
	}
	if f.Year != 0 {
		eq("year", f.Year)
	}
	return q
}

// Page returns at most size entries behind a cursor, and the cursor to go on. What the
// store has no index for is sifted here, a page of the store at a time.
func (s *Service) Page(ctx context.Context, b Book, f Filter, after string, size int) (store.Page[Entry], error) {
	var page store.Page[Entry]
	q := f.query(b)
	q.After, q.Limit = after, size
	for len(page.Items) < size {
		found, err := entries.Page(ctx, s.db, q)
		if err != nil {
			return page, err
		}
		page.Next = found.Next
		for i, e := range found.Items {
			if !f.wants(e) {
				continue
			}
			page.Items = append(page.Items, e)
			if len(page.Items) == size && i < len(found.Items)-1 {
				return s.endAt(ctx, q, page, i+1)
			}
		}
		if q.After = found.Next; q.After == "" {
			break
		}
	}
	return page, nil
}

// endAt finds the cursor of a page that ends inside one of the store's.
func (s *Service) endAt(ctx context.Context, q store.Query, page store.Page[Entry], taken int) (store.Page[Entry], error) {
	q.Limit = taken
	part, err := entries.Page(ctx, s.db, q)
	page.Next = part.Next
	return page, err
}

// Lines yields every entry of a filter as a row of a file that can be read again.
func (s *Service) Lines(ctx context.Context, b Book, f Filter, lang string) sheet.Rows {
	return func(yield func([]any, error) bool) {
		for e, err := range entries.Each(ctx, s.db, f.query(b)) {
			if err != nil {
				yield(nil, err)
				return
			}
			if f.wants(e) && !yield(e.line(lang), nil) {
				return
			}
		}
	}
}

// Headings are the names of a register's columns in a file, in the order of Lines.
func (b Book) Headings(lang string) []string {
	var names []string
	for _, c := range b.Columns() {
		names = append(names, c.Name(lang))
	}
	voided := "Đã hủy vì"
	if lang == "en" {
		voided = "Voided because"
	}
	return append(names, voided)
}

// Name is what a column is called.
func (c Column) Name(lang string) string {
	if lang == "en" {
		return c.EN
	}
	return c.VI
}

func (e *Entry) line(lang string) []any {
	var cells []any
	for _, c := range e.Book.Columns() {
		cells = append(cells, e.cell(c, lang))
	}
	return append(cells, e.VoidWhy)
}

// cell is a field as a file holds it.
func (e *Entry) cell(c Column, lang string) any {
	switch {
	case c.Key == "ngay":
		return e.Day
	case c.Key == "han":
		return e.Until
	case c.Type == Money:
		return int64(e.Amount)
	case c.Type == Choice:
		return ResultName(e.Result, lang)
	case c.Type == Star:
		return e.Stars
	case c.Key == "nguoi":
		return e.People
	case c.Key == "nu":
		return e.Women
	case c.Type == Whole:
		return e.Products
	}
	return e.Typed()[c.Key]
}
