package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

const (
	maker = "HTX Hải sản Bến Đoan"
	other = "HTX Chè Đồi Cọ"
)

func schemas() []store.Schema { return append(orderstest.Schemas(), ledger.Schemas()...) }

// desk is a shop with its book and two more places.
type desk struct {
	*orderstest.Shop
	book  *ledger.Book
	room  string // a showroom
	booth string
}

func open(t testing.TB, db store.DB) *desk {
	t.Helper()
	orderstest.Fill(t, db)
	d := &desk{Shop: orderstest.Open(t, db)}
	d.book = ledger.New(db, d.Catalog)
	d.room = d.place(t, ledger.Showroom, "Điểm OCOP Ga Hà Nội")
	d.booth = d.place(t, ledger.Booth, "Gian A03")
	return d
}

func (d *desk) place(t testing.TB, kind ledger.PlaceKind, name string) string {
	t.Helper()
	p, err := d.book.AddPlace(t.Context(), maker, ledger.PlaceInput{Kind: kind, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func (d *desk) own() string     { return ledger.OwnPlace(maker) }
func (d *desk) samples() string { return maker + "-mau" }

// count is CountIn in a transaction of its own, as the page does it.
func (d *desk) count(in ledger.CountInput) (difference int, err error) {
	err = d.DB.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		held, err := orders.HeldBy(ctx, tx, maker)
		if err != nil {
			return err
		}
		if in.Place == d.own() {
			in.Held = held[in.SKU]
		}
		difference, err = d.book.CountIn(ctx, tx, in)
		return err
	})
	return difference, err
}

// lying is what lies at each place by the book.
func (d *desk) lying(t interface{ Fatal(...any) }, sku string) map[string]int {
	found, err := d.book.Where(context.Background(), d.DB, maker, sku)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for _, l := range found {
		at[l.Place.ID] = l.Quantity
	}
	return at
}

func wantNoFaults(t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, db store.DB) {
	faults, err := ledger.Verify(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Errorf("ledger: %s", f)
	}
}

// model is what the ledger should say.
type model struct {
	at     map[string]map[string]int // by SKU and place
	held   map[string]int
	placed []string // codes of orders that may be called off
	sizes  map[string]map[string]int
	locked map[string]bool
}

func TestLedgerMachine(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		m := &model{at: map[string]map[string]int{}, held: map[string]int{}, sizes: map[string]map[string]int{}, locked: map[string]bool{}}
		for _, sku := range []string{"CM-500", "MN-250"} {
			m.at[sku] = map[string]int{d.own(): 100}
		}
		steps := 0
		rapid.Check(t, func(r *rapid.T) {
			if steps++; steps > 25 {
				return // one store, many runs: the checks below read all of it
			}
			r.Repeat(d.actions(m))
		})
	})
}

func (d *desk) actions(m *model) map[string]func(*rapid.T) {
	sku := rapid.SampledFrom([]string{"CM-500", "MN-250"})
	place := rapid.SampledFrom([]string{d.own(), d.room, d.booth, d.samples()})
	amount := rapid.IntRange(1, 60)
	return map[string]func(*rapid.T){
		"order": func(r *rapid.T) {
			s, n := sku.Draw(r, "sku"), rapid.IntRange(1, 20).Draw(r, "n")
			d.order(r, m, s, n)
		},
		"cancel": func(r *rapid.T) { d.cancel(r, m) },
		"transfer": func(r *rapid.T) {
			d.transfer(r, m, sku.Draw(r, "sku"), place.Draw(r, "from"), place.Draw(r, "to"), amount.Draw(r, "n"))
		},
		"adjust": func(r *rapid.T) {
			kind := rapid.SampledFrom(ledger.ByHand()).Draw(r, "kind")
			d.adjust(r, m, sku.Draw(r, "sku"), place.Draw(r, "place"), kind, amount.Draw(r, "n"))
		},
		"count": func(r *rapid.T) {
			d.recount(r, m, sku.Draw(r, "sku"), place.Draw(r, "place"), rapid.IntRange(0, 120).Draw(r, "n"))
		},
		"lock": func(r *rapid.T) { d.lock(r, m, sku.Draw(r, "sku")) },
		"":     func(r *rapid.T) { d.compare(r, m) },
	}
}

func (d *desk) order(r *rapid.T, m *model, sku string, n int) {
	placed, err := d.Place(context.Background(), "", "", orderstest.Input(d.fill(r, sku, n), orders.CashOnDelivery))
	enough := n <= m.at[sku][d.own()] && !m.locked[sku]
	var short *catalog.ShortError
	switch {
	case enough && err != nil, !enough && !errors.As(err, &short):
		r.Fatalf("order %d of %s: %v", n, sku, err)
	case enough:
		m.at[sku][d.own()] -= n
		m.held[sku] += n
		code := placed.Checkout.Orders[0]
		m.placed = append(m.placed, code)
		m.sizes[code] = map[string]int{sku: n}
	}
}

func (d *desk) fill(r *rapid.T, sku string, n int) string {
	key, _, err := d.AddToCart(context.Background(), "", sku, n)
	if err != nil {
		r.Fatal(err)
	}
	return key
}

func (d *desk) cancel(r *rapid.T, m *model) {
	if len(m.placed) == 0 {
		r.Skip("no order")
	}
	i := rapid.IntRange(0, len(m.placed)-1).Draw(r, "order")
	code := m.placed[i]
	if _, err := d.Advance(context.Background(), code, orders.Cancelled, "seller", ""); err != nil {
		r.Fatal(err)
	}
	m.placed = append(m.placed[:i], m.placed[i+1:]...)
	for sku, n := range m.sizes[code] {
		m.at[sku][d.own()] += n
		m.held[sku] -= n
	}
}

func (d *desk) transfer(r *rapid.T, m *model, sku, from, to string, n int) {
	before := sum(m.at[sku])
	_, err := d.book.Transfer(context.Background(), ledger.TransferInput{Producer: maker, From: from, To: to, Lines: []ledger.SlipLine{{SKU: sku, Quantity: n}}})
	may := from != to && n <= m.at[sku][from] && (!m.locked[sku] || to == d.own())
	if may != (err == nil) {
		r.Fatalf("transfer %d of %s: %v", n, sku, err)
	}
	if may {
		m.at[sku][from] -= n
		m.at[sku][to] += n
	}
	if after := sum(d.lying(r, sku)); after != before {
		r.Fatalf("a transfer made %d pieces of %d", after, before)
	}
}

func (d *desk) adjust(r *rapid.T, m *model, sku, place string, kind catalog.EntryKind, n int) {
	delta := ledger.Signed(kind, n)
	err := d.book.Adjust(context.Background(), ledger.AdjustInput{Producer: maker, Place: place, SKU: sku, Kind: kind, Delta: delta, Reason: "thử"})
	may := m.at[sku][place]+delta >= 0
	if kind == catalog.EntrySale {
		may = may && place != d.samples() && !m.locked[sku]
	}
	if may != (err == nil) {
		r.Fatalf("%s %d of %s: %v", kind, delta, sku, err)
	}
	if may {
		m.at[sku][place] += delta
	}
}

func (d *desk) recount(r *rapid.T, m *model, sku, place string, n int) {
	held := 0
	if place == d.own() {
		held = m.held[sku]
	}
	_, err := d.count(ledger.CountInput{Producer: maker, Place: place, SKU: sku, Counted: n, Reason: "hộp rách"})
	if (n >= held) != (err == nil) {
		r.Fatalf("count %d of %s, %d held: %v", n, sku, held, err)
	}
	if err == nil {
		m.at[sku][place] = n - held
	}
}

func (d *desk) lock(r *rapid.T, m *model, sku string) {
	err := d.DB.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		if m.locked[sku] {
			return d.book.Unlock(ctx, tx, sku)
		}
		return d.book.Lock(ctx, tx, sku, "chờ kiểm")
	})
	if err != nil {
		r.Fatal(err)
	}
	m.locked[sku] = !m.locked[sku]
}

func (d *desk) compare(r *rapid.T, m *model) {
	for sku, at := range m.at {
		lying := d.lying(r, sku)
		for place, want := range at {
			if lying[place] != want {
				r.Fatalf("%s at %s: got %d, want %d", sku, place, lying[place], want)
			}
		}
	}
	held, err := orders.HeldBy(context.Background(), d.DB, maker)
	if err != nil {
		r.Fatal(err)
	}
	for sku, want := range m.held {
		if held[sku] != want {
			r.Fatalf("held of %s: got %d, want %d", sku, held[sku], want)
		}
	}
	wantNoFaults(r, d.DB)
}

func sum(at map[string]int) int {
	n := 0
	for _, k := range at {
		n += k
	}
	return n
}

func wantField(t *testing.T, err error, name, code string) {
	t.Helper()
	var wrong field.Errors
	if !errors.As(err, &wrong) {
		t.Fatalf("got %v, want field errors", err)
	}
	if f, ok := wrong.Of(name); !ok || f.Code != code {
		t.Errorf("got %v, want %s of %s", fmt.Sprint(wrong), code, name)
	}
}
