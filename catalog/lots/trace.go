package lots

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
)

// Trail is where the pieces of a unit's lots are and went. Where a line names no lot, what
// is good for the shortest time is assumed to leave first, after all that belongs to no lot (FEFO).
type Trail struct {
	// Left is how many pieces of each lot lie at each place, by lot and place.
	Left map[string]map[string]int
	// Used tells by lot which orders, sales and samples took how many, in the order in which they did.
	Used map[string][]Use
	lots map[string]*Lot
}

// Use is what one line took of a lot.
type Use struct {
	Kind     catalog.EntryKind
	Ref      string
	Place    string
	Quantity int
	At       time.Time
}

// Remaining is how many pieces of a lot there are at all places.
func (t *Trail) Remaining(lot string) int {
	n := 0
	for _, at := range t.Left[lot] {
		n += at
	}
	return n
}

var entries = store.Define[catalog.StockEntry]("stock_entries")

// maxOfUnit is more lots than a unit ever has.
const maxOfUnit = 5000

// Trail follows every line of a unit. It reads all of them.
func (s *Shed) Trail(ctx context.Context, r store.Reader, producer, sku string) (*Trail, error) {
	every, err := lots.Find(ctx, r, store.Query{Where: []store.Cond{is("sku", sku)}, Limit: maxOfUnit})
	if err != nil {
		return nil, fmt.Errorf("follow lots of %s: %w", sku, err)
	}
	t := &Trail{Left: map[string]map[string]int{}, Used: map[string][]Use{}, lots: map[string]*Lot{}}
	for _, lot := range every {
		t.lots[lot.ID] = lot
		t.Left[lot.ID] = map[string]int{}
	}
	if len(every) == 0 {
		return t, nil
	}
	lines, err := entries.Find(ctx, r, store.Query{Where: []store.Cond{is("sku", sku)}, Sort: []store.Order{{Field: "at"}}})
	if err != nil {
		return nil, fmt.Errorf("follow lots of %s: %w", sku, err)
	}
	f := &follower{Trail: t, taken: map[string][]piece{}, loose: map[string]int{}}
	f.open(lines, ledger.OwnPlace(producer))
	f.follow(lines)
	return t, nil
}

// piece is some of a lot; of none where the lot is empty.
type piece struct {
	lot string
	n   int
}

// follower goes through lines in their order.
type follower struct {
	*Trail
	loose map[string]int     // pieces of no lot, by place
	taken map[string][]piece // what an order or a slip took, until it comes back or arrives
}

// open counts what lay at the own store before the first line.
func (f *follower) open(lines []*catalog.StockEntry, own string) {
	for _, e := range lines {
		if e.Seq == 1 && e.Place == own {
			f.loose[own] = e.Balance - e.Delta
		}
	}
}

func (f *follower) follow(lines []*catalog.StockEntry) {
	slices.SortStableFunc(lines, func(a, b *catalog.StockEntry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(sideOf(a), sideOf(b)), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Seq, b.Seq))
	})
	for _, e := range lines {
		if e.Delta < 0 {
			f.out(e)
		} else {
			f.in(e)
		}
	}
}

// sideOf puts the leaving side of a slip before the arriving one; other lines of a moment keep the order of their numbers.
func sideOf(e *catalog.StockEntry) int {
	if e.Kind == catalog.EntryTransfer && e.Delta > 0 {
		return 1
	}
	return 0
}

// out takes pieces away: of the lot that the line names, or of what is good for the shortest time.
func (f *follower) out(e *catalog.StockEntry) {
	for _, p := range f.choose(e.Place, e.Lot, -e.Delta) {
		if p.lot == "" {
			f.loose[e.Place] -= p.n
		} else {
			f.Left[p.lot][e.Place] -= p.n
			if e.Kind != catalog.EntryTransfer {
				f.Used[p.lot] = append(f.Used[p.lot], Use{Kind: e.Kind, Ref: e.Ref, Place: e.Place, Quantity: p.n, At: e.At})
			}
		}
		f.taken[tag(e)] = append(f.taken[tag(e)], p)
	}
}

// tag names what belongs together: both sides of a slip, an order and its calling off.
func tag(e *catalog.StockEntry) string {
	if e.Kind == catalog.EntryTransfer {
		return "slip " + e.Ref
	}
	return "order " + e.Ref
}

func (f *follower) choose(place, lot string, n int) []piece {
	if lot != "" && f.lots[lot] != nil {
		return []piece{{lot, n}}
	}
	var chosen []piece
	if loose := min(n, max(0, f.loose[place])); loose > 0 {
		chosen, n = append(chosen, piece{"", loose}), n-loose
	}
	for _, l := range f.byExpiry() {
		if some := min(n, max(0, f.Left[l.ID][place])); some > 0 {
			chosen, n = append(chosen, piece{l.ID, some}), n-some
		}
	}
	if n > 0 {
		chosen = append(chosen, piece{"", n})
	}
	return chosen
}

// byExpiry lists the lots, what is good for the shortest time first.
func (f *follower) byExpiry() []*Lot {
	var all []*Lot
	for _, l := range f.lots {
		all = append(all, l)
	}
	slices.SortFunc(all, firstOut)
	return all
}

// firstOut orders lots as they should leave. What does not spoil leaves last.
func firstOut(a, b *Lot) int {
	return cmp.Or(lastDay(a).Compare(lastDay(b)), a.MadeOn.Compare(b.MadeOn), cmp.Compare(a.ID, b.ID))
}

func lastDay(l *Lot) time.Time {
	if l.BestBefore == nil {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return *l.BestBefore
}

// in puts pieces back where they came from, or into the lot that the line names.
func (f *follower) in(e *catalog.StockEntry) {
	n := e.Delta
	if e.Lot != "" && f.lots[e.Lot] != nil {
		f.Left[e.Lot][e.Place] += n
		return
	}
	if e.Kind == catalog.EntryTransfer || e.Kind == catalog.EntryRelease || e.Kind == catalog.EntryReturn {
		n = f.back(e, n)
	}
	f.loose[e.Place] += n
}

// back gives pieces of what an order or a slip took to a place, and returns how many it did not know of.
func (f *follower) back(e *catalog.StockEntry, n int) int {
	held := f.taken[tag(e)]
	for i := range held {
		some := min(n, held[i].n)
		if some == 0 {
			continue
		}
		held[i].n -= some
		n -= some
		if held[i].lot == "" {
			f.loose[e.Place] += some
			continue
		}
		f.Left[held[i].lot][e.Place] += some
		f.unuse(held[i].lot, e, some)
	}
	return n
}

// unuse takes back that an order used a lot.
func (f *follower) unuse(lot string, e *catalog.StockEntry, n int) {
	uses := f.Used[lot]
	for i := range uses {
		if uses[i].Ref == e.Ref && e.Kind != catalog.EntryTransfer {
			some := min(n, uses[i].Quantity)
			uses[i].Quantity -= some
			n -= some
		}
	}
	f.Used[lot] = slices.DeleteFunc(uses, func(u Use) bool { return u.Quantity == 0 })
}

// Pick is how many pieces of a lot to take.
type Pick struct {
	Lot      *Lot
	Quantity int
}

// Picks tells which lots to take n more pieces of a unit from at the own store: what is good for the shortest time
// first. What open orders hold is already given to them (OfOrder). Pieces of no lot are in no pick.
func (s *Shed) Picks(ctx context.Context, r store.Reader, producer, sku string, n int) ([]Pick, error) {
	t, err := s.Trail(ctx, r, producer, sku)
	if err != nil {
		return nil, err
	}
	own := ledger.OwnPlace(producer)
	var picks []Pick
	f := &follower{Trail: t}
	for _, l := range f.byExpiry() {
		if some := min(n, t.Left[l.ID][own]); some > 0 {
			picks, n = append(picks, Pick{l, some}), n-some
		}
	}
	return picks, nil
}

// OfOrder tells which lots the goods of an order come from: what its hold took when it was placed.
func (t *Trail) OfOrder(code string) []Pick {
	var picks []Pick
	for id, uses := range t.Used {
		n := 0
		for _, u := range uses {
			if u.Ref == code {
				n += u.Quantity
			}
		}
		if n > 0 {
			picks = append(picks, Pick{t.lots[id], n})
		}
	}
	slices.SortFunc(picks, func(a, b Pick) int { return firstOut(a.Lot, b.Lot) })
	return picks
}
