package roll

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/stars"
)

// Page is a stretch of rows.
type Page struct {
	Rows  []Row
	Total int    // rows that the filter wants
	Next  string // cursor of the next page; empty on the last one
	First int    // the place of the first row among all, from 1
}

// ErrCursor: a cursor that no page of this order gave.
var ErrCursor = errors.New("roll: not a cursor of this table")

// mark is where a page ended: the row's id, and the row as it was ordered then, so that
// the next page begins at the same place although the row changed or vanished.
type mark struct {
	ID    string `json:"i"`
	Words string `json:"w,omitempty"`
	At    int64  `json:"t,omitempty"` // milliseconds
	Stars int    `json:"s,omitempty"`
}

// Page returns the rows behind a cursor; from the beginning for none.
func (r *Roll) Page(f Filter, after string, size int) (Page, error) {
	order := orderOf(f)
	behind := func(*row) bool { return true }
	if after != "" {
		end, err := rowAt(after)
		if err != nil {
			return Page{}, err
		}
		behind = func(r *row) bool { return order(r, end) > 0 }
	}
	var page Page
	best := top{order: order, size: size + 1}
	s := r.sieve(f)
	for _, row := range r.all().rows {
		if !s.passes(row) {
			continue
		}
		page.Total++
		if behind(row) {
			best.offer(row)
		} else {
			page.First++
		}
	}
	page.First++
	found := best.sorted()
	if len(found) > size {
		found = found[:size]
		page.Next = cursorOf(found[size-1], f.Sort)
	}
	page.Rows = rowsOf(found)
	return page, nil
}

// Count counts the rows that a filter wants.
func (r *Roll) Count(f Filter) int {
	n := 0
	r.Each(f, func(Row) { n++ })
	return n
}

// Every returns all rows that a filter wants, in its order.
func (r *Roll) Every(f Filter) []Row {
	var found []*row
	s := r.sieve(f)
	for _, row := range r.all().rows {
		if s.passes(row) {
			found = append(found, row)
		}
	}
	slices.SortFunc(found, orderOf(f))
	return rowsOf(found)
}

// Counts counts the rows of every view in a place; empty for the whole country.
func (r *Roll) Counts(province string) map[View]int {
	t := r.all()
	t.mu.Lock()
	defer t.mu.Unlock()
	if counts := t.counts[province]; counts != nil {
		return counts
	}
	counts := map[View]int{}
	s := r.sieve(Filter{Province: province})
	for _, row := range t.rows {
		if !s.within(row.card) {
			continue
		}
		for _, v := range Views() {
			if s.shows(v, row) {
				counts[v]++
			}
		}
	}
	t.counts[province] = counts
	return counts
}

func rowsOf(found []*row) []Row {
	rows := make([]Row, len(found))
	for i, row := range found {
		rows[i] = Row{Card: row.card, State: row.state}
	}
	return rows
}

func orderOf(f Filter) func(a, b *row) int {
	if f.Desc {
		return func(a, b *row) int { return compare(f.Sort, b, a) }
	}
	return func(a, b *row) int { return compare(f.Sort, a, b) }
}

func cursorOf(r *row, key Sort) string {
	m := mark{ID: r.card.ID}
	switch key {
	case ByNumber:
		m.Words = r.number
	case ByName:
		m.Words = r.name
	case ByMaker:
		m.Words = r.maker
	case ByTown:
		m.Words = r.town
	case ByStars:
		m.Stars = int(r.card.Validity.Stars)
	default:
		m.At = r.card.Validity.ExpiresAt.UnixMilli()
	}
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers always go in
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// rowAt makes the row at which a page ended, as far as an order asks.
func rowAt(cursor string) (*row, error) {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, ErrCursor
	}
	var m mark
	if json.Unmarshal(data, &m) != nil || m.ID == "" {
		return nil, ErrCursor
	}
	at := &row{card: &catalog.Card{ID: m.ID}, number: m.Words, name: m.Words, maker: m.Words, town: m.Words}
	at.card.Validity.ExpiresAt, at.card.Validity.Stars = time.UnixMilli(m.At), stars.Stars(m.Stars)
	return at, nil
}

// Each gives every row that a filter wants to a function, in no order.
func (r *Roll) Each(f Filter, each func(Row)) {
	s := r.sieve(f)
	for _, row := range r.all().rows {
		if s.passes(row) {
			each(Row{Card: row.card, State: row.state})
		}
	}
}
