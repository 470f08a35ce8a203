package ledger

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Fault is stock that is not the sum of its lines.
type Fault struct {
	Stock string // its id
	Say   string
}

func (f Fault) String() string { return f.Stock + ": " + f.Say }

// account adds the lines of one unit at one place up.
type account struct {
	sum  int
	last int64
	bal  int
}

// Verify adds up every line of the ledger, in one state of the store, and returns where stock, numbers and lines do not fit. It reads all and is no work for a page.
func Verify(ctx context.Context, db store.DB) ([]Fault, error) {
	var faults []Fault
	err := db.Snapshot(ctx, func(ctx context.Context, r store.Reader) error {
		accounts, found, err := addUp(ctx, r)
		if err != nil {
			return err
		}
		faults = found
		for _, shelf := range []store.Collection[catalog.Stock]{own, elsewhere} {
			for s, err := range shelf.Each(ctx, r, store.Query{}) {
				if err != nil {
					return err
				}
				faults = append(faults, compare(s, accounts[s.ID])...)
				delete(accounts, s.ID)
			}
		}
		for id := range accounts {
			faults = append(faults, Fault{id, "lines without stock"})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify the ledger: %w", err)
	}
	return faults, nil
}

// addUp goes through the lines by id, which is by unit, place and number.
func addUp(ctx context.Context, r store.Reader) (map[string]account, []Fault, error) {
	accounts := map[string]account{}
	var faults []Fault
	for e, err := range entries.Each(ctx, r, store.Query{}) {
		if err != nil {
			return nil, nil, err
		}
		id := stockOf(e)
		a := accounts[id]
		if e.Seq != a.last+1 {
			faults = append(faults, Fault{id, fmt.Sprintf("line %d follows line %d", e.Seq, a.last)})
		}
		if a.last > 0 && e.Balance != a.bal+e.Delta {
			faults = append(faults, Fault{id, fmt.Sprintf("line %d: %d%+d is not %d", e.Seq, a.bal, e.Delta, e.Balance)})
		}
		accounts[id] = account{sum: a.sum + e.Delta, last: e.Seq, bal: e.Balance}
	}
	return accounts, faults, nil
}

// stockOf is the id of the stock that a line changed.
func stockOf(e *catalog.StockEntry) string {
	if e.Place == OwnPlace(e.Producer) {
		return e.SKU
	}
	return e.SKU + "@" + e.Place
}

func compare(s *catalog.Stock, a account) []Fault {
	opening := s.Opening
	if s.Seq == 0 {
		opening = s.Available
	}
	var faults []Fault
	if s.Seq != a.last {
		faults = append(faults, Fault{s.ID, fmt.Sprintf("has %d lines, not %d", a.last, s.Seq)})
	}
	if opening+a.sum != s.Available {
		faults = append(faults, Fault{s.ID, fmt.Sprintf("opened with %d, lines add %+d, yet there are %d", opening, a.sum, s.Available)})
	}
	if s.Available < 0 {
		faults = append(faults, Fault{s.ID, "is below 0"})
	}
	return faults
}
