package registers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
)

// Totals are the sums of a register in a year, without voided entries.
type Totals struct {
	Entries  int          `bson:"entries"`
	Products int          `bson:"products"` // inspected
	People   int          `bson:"people"`   // in classes
	Women    int          `bson:"women"`
	Amount   money.Amount `bson:"amount"`   // of rewards decided in the year
	Paid     money.Amount `bson:"paid"`     // of rewards paid in the year, whenever they were decided
	Findings int          `bson:"findings"` // inspections that did not pass
}

func (t *Totals) add(o Totals, times int) {
	t.Entries += times * o.Entries
	t.Products += times * o.Products
	t.People += times * o.People
	t.Women += times * o.Women
	t.Findings += times * o.Findings
	t.Amount += money.Amount(times) * o.Amount
	t.Paid += money.Amount(times) * o.Paid
}

// sums keeps the totals of a register, a province and a year, changed with the entries themselves.
type sums struct {
	store.Meta `bson:",inline"` // ID is made of the three
	Book       Book             `bson:"book"`
	Year       int              `bson:"year"`
	Province   string           `bson:"province"`
	Totals     Totals           `bson:"totals"`
	// Visits counts the inspections of each producer; who is in it was inspected.
	Visits map[string]int `bson:"visits,omitempty"`
}

var allSums = store.Define[sums]("programme_entry_sums", store.Index{Fields: []string{"book", "year"}})

func sumsID(b Book, province string, year int) string {
	return fmt.Sprintf("%s/%s/%d", b, province, year)
}

// share is what an entry adds to the sums of one year.
func (e *Entry) share(year int) Totals {
	var t Totals
	if e.Void {
		return t
	}
	if e.Year == year {
		t = Totals{Entries: 1, Products: e.Products, People: e.People, Women: e.Women, Amount: e.Amount}
		if e.Book == Inspections && e.Result != Passed {
			t.Findings = 1
		}
	}
	if e.Book == Rewards && !e.Until.IsZero() && yearOf(e.Until) == year {
		t.Paid = e.Amount
	}
	return t
}

// years are those in whose sums an entry counts.
func (e *Entry) years() []int {
	list := []int{e.Year}
	if e.Book == Rewards && !e.Until.IsZero() && yearOf(e.Until) != e.Year {
		list = append(list, yearOf(e.Until))
	}
	return list
}

// tally gathers what a change of several entries does to sums.
type tally map[string]*sums

// count adds an entry to the sums, or takes it away where times is -1.
func (t tally) count(e *Entry, times int) {
	for _, year := range e.years() {
		id := sumsID(e.Book, e.Province, year)
		if t[id] == nil {
			t[id] = &sums{Meta: store.Meta{ID: id}, Book: e.Book, Year: year, Province: e.Province, Visits: map[string]int{}}
		}
		t[id].Totals.add(e.share(year), times)
		if e.Book == Inspections && !e.Void && year == e.Year {
			t[id].Visits[e.Producer] += times
		}
	}
}

// save brings the sums in the store up to date.
func (t tally) save(ctx context.Context, tx store.Tx) error {
	for _, id := range slices.Sorted(maps.Keys(t)) {
		kept, err := allSums.Get(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) {
			kept, err = &sums{Meta: store.Meta{ID: id}, Book: t[id].Book, Year: t[id].Year, Province: t[id].Province}, nil
		}
		if err != nil {
			return err
		}
		kept.merge(t[id])
		if err := allSums.Save(ctx, tx, kept); err != nil {
			return err
		}
	}
	return nil
}

func (s *sums) merge(o *sums) {
	s.Totals.add(o.Totals, 1)
	if s.Visits == nil {
		s.Visits = map[string]int{}
	}
	for producer, n := range o.Visits {
		if s.Visits[producer] += n; s.Visits[producer] == 0 {
			delete(s.Visits, producer)
		}
	}
}

// Sum is the totals of one register with the number of different producers in it.
type Sum struct {
	Totals
	Producers int
}

// Sums returns the totals of every register in a year and province; of the whole country for none.
func (s *Service) Sums(ctx context.Context, province string, year int) (map[Book]Sum, error) {
	all := map[Book]Sum{}
	for _, b := range Books() {
		found, err := sumsOf(ctx, s.db, b, province, year)
		if err != nil {
			return nil, err
		}
		var sum Sum
		for _, one := range found {
			sum.Totals.add(one.Totals, 1)
			sum.Producers += len(one.Visits) // a producer belongs to one province
		}
		all[b] = sum
	}
	return all, nil
}

func sumsOf(ctx context.Context, r store.Reader, b Book, province string, year int) ([]*sums, error) {
	if province != "" {
		return allSums.GetMany(ctx, r, []string{sumsID(b, province, year)})
	}
	return allSums.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "book", Op: store.Eq, Value: string(b)}, {Field: "year", Op: store.Eq, Value: year}}, Limit: 100})
}
