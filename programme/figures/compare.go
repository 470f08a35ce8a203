package figures

import (
	"context"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
)

// Compare counts every province in a year, in the order of their codes; those without products too.
func (l *Ledger) Compare(ctx context.Context, kind catalog.ProducerKind, year int) ([]*Figures, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.refresh(ctx); err != nil {
		return nil, err
	}
	l.forget()
	missing := map[string]*tally{}
	for _, p := range place.Provinces() {
		if q := (Query{Province: p.Code, Kind: kind, Year: year}); l.answers[q] == nil {
			missing[p.Code] = l.begin(q)
		}
	}
	if len(missing) > 0 {
		l.countAll(missing, kind)
	}
	rows := make([]*Figures, 0, len(place.Provinces()))
	for _, p := range place.Provinces() {
		rows = append(rows, l.answers[Query{Province: p.Code, Kind: kind, Year: year}])
	}
	return rows, nil
}

// countAll counts several provinces in one walk over the products.
func (l *Ledger) countAll(of map[string]*tally, kind catalog.ProducerKind) {
	for _, p := range l.products {
		if t := of[p.card.Place.Province]; t != nil && (kind == "" || p.card.ProducerKind == kind) {
			t.add(p)
		}
	}
	for _, t := range of {
		l.answers[t.Query] = t.finish()
	}
}
