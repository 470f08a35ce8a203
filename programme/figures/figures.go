package figures

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Query says what is counted.
type Query struct {
	Province string               // code; empty for the whole country
	Kind     catalog.ProducerKind // empty for all
	Year     int
}

// Figures are the programme's numbers as of a day.
type Figures struct {
	Query
	At   time.Time // the moment that they stand for
	Live bool      // it is now; else the end of a past year

	Products  int // carry stars
	Producers int // of those products
	Expiring  int // of those products, within six months
	Traced    int // of those products; whether one has a trace code is known for today alone
	OnSale    int // of those products, can be bought; live figures alone
	Suspended int // carry no stars while suspended
	Lost      int // ran out or were taken back in the year

	Stars  [3]int // products with 3, 4 and 5
	Groups []GroupRow
	Kinds  []KindRow
	Months [12]Month
	// Silent: the registry says nothing of the province, so nothing counts as valid now.
	Silent bool
}

// GroupRow are the products of a group by stars.
type GroupRow struct {
	Group catalog.Group
	Stars [3]int
}

// Total is all products of the group.
func (r GroupRow) Total() int { return r.Stars[0] + r.Stars[1] + r.Stars[2] }

// KindRow is what producers of a kind have.
type KindRow struct {
	Kind                catalog.ProducerKind
	Products, Producers int
	Stars               [3]int // products with 3, 4 and 5
}

// Month is what came and went in a month.
type Month struct{ New, Renewed, Expired, Revoked int }

// Certified is how many products were certified, for the first time or again.
func (m Month) Certified() int { return m.New + m.Renewed }

// Gone is how many products lost their stars.
func (m Month) Gone() int { return m.Expired + m.Revoked }

// Year is the sum of the months.
func (f *Figures) Year() Month {
	var sum Month
	for _, m := range f.Months {
		sum.New, sum.Renewed, sum.Expired, sum.Revoked = sum.New+m.New, sum.Renewed+m.Renewed, sum.Expired+m.Expired, sum.Revoked+m.Revoked
	}
	return sum
}

// YearOf is the year of a moment in Vietnam.
func YearOf(at time.Time) int { return at.In(vietnam.Zone).Year() }

// Begin is the first moment of a year.
func Begin(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, vietnam.Zone) }

// Passed is the share of a year that is over at a moment, 0 to 1.
func Passed(year int, at time.Time) float64 {
	begin, end := Begin(year), Begin(year+1)
	share := float64(at.Sub(begin)) / float64(end.Sub(begin))
	return min(max(share, 0), 1)
}

// Of counts the programme. A year to come has no figures but zero.
func (l *Ledger) Of(ctx context.Context, q Query) (*Figures, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.refresh(ctx); err != nil {
		return nil, err
	}
	l.forget()
	if f := l.answers[q]; f != nil {
		return f, nil
	}
	t := l.begin(q)
	for _, p := range l.products {
		if (q.Province == "" || p.card.Place.Province == q.Province) && (q.Kind == "" || p.card.ProducerKind == q.Kind) {
			t.add(p)
		}
	}
	l.answers[q] = t.finish()
	return t.Figures, nil
}

// maxAnswers bounds the answers that are kept: 35 places, five kinds and a few years.
const maxAnswers = 2000

// forget drops the answers when something changed that they tell of.
func (l *Ledger) forget() {
	generation := l.catalogue.Generation()
	if generation != l.answered || len(l.answers) > maxAnswers {
		l.answered = generation
		clear(l.answers)
	}
}

// moment is what figures of a year stand for: now, or the last moment of a past one.
func (l *Ledger) moment(year int) (at time.Time, live bool) {
	now := l.catalogue.Now()
	if end := Begin(year + 1); end.After(now) {
		return now, true
	}
	return Begin(year + 1).Add(-time.Nanosecond), false
}
