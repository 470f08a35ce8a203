package orders_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

var skus = []string{"CM-500", "MN-250", "CH-200"}

// machine does what buyers, sellers, banks and time do, in any order.
type machine struct {
	*orderstest.Shop
	placed   []*orders.Placed
	receipts int
	initial  map[string]int
}

func (m *machine) pick(t *rapid.T) *orders.Placed {
	if len(m.placed) == 0 {
		t.Skip("nothing was ordered yet")
	}
	return rapid.SampledFrom(m.placed).Draw(t, "checkout")
}

func (m *machine) place(t *rapid.T) {
	var lines []any
	for _, sku := range skus {
		if n := rapid.IntRange(0, 4).Draw(t, sku); n > 0 {
			lines = append(lines, sku, n)
		}
	}
	if len(lines) == 0 {
		t.Skip("an empty cart")
	}
	method := rapid.SampledFrom([]orders.Method{orders.CashOnDelivery, orders.Transfer}).Draw(t, "method")
	placed, err := m.Place(context.Background(), "", "", orderstest.Input(m.Fill(lines...), method))
	if err == nil {
		m.placed = append(m.placed, placed)
	} else if !isShort(err) {
		t.Fatal(err)
	}
}

func (m *machine) cancel(t *rapid.T) {
	p := m.pick(t)
	code := rapid.SampledFrom(append([]string{p.Checkout.ID}, p.Checkout.Orders...)).Draw(t, "code")
	if _, err := m.Cancel(context.Background(), code, p.Token); err != nil && !errors.Is(err, orders.ErrNotCancellable) {
		t.Fatal(err)
	}
}

func (m *machine) advance(t *rapid.T) {
	code := rapid.SampledFrom(m.pick(t).Checkout.Orders).Draw(t, "code")
	to := rapid.SampledFrom(orders.Statuses()).Draw(t, "to")
	if _, err := m.Advance(context.Background(), code, to, "ai đó", ""); err != nil && !as[*orders.StatusError](err) {
		t.Fatal(err)
	}
}

func (m *machine) pay(t *rapid.T) {
	code := m.pick(t).Checkout.ID
	owed := m.View(code).Checkout.Payment.Owed()
	amount := money.Amount(rapid.SampledFrom([]int64{int64(owed), int64(owed) - 1, int64(owed) + 1, 1000}).Draw(t, "amount"))
	if amount <= 0 {
		t.Skip("nothing is owed")
	}
	m.receipts++
	if _, err := m.MarkPaid(context.Background(), code, orders.Receipt{Ref: fmt.Sprint("FT", m.receipts), Amount: amount}); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) toCash(t *rapid.T) {
	p := m.pick(t)
	if _, err := m.SwitchToCash(context.Background(), p.Checkout.ID, p.Token); err != nil && !errors.Is(err, orders.ErrNotAwaited) {
		t.Fatal(err)
	}
}

func (m *machine) refund(t *rapid.T) {
	code := m.pick(t).Checkout.ID
	owed := m.View(code).Checkout.Payment.Refund
	if owed == 0 {
		t.Skip("nothing is owed")
	}
	m.receipts++
	amount := money.Amount(rapid.Int64Range(1, int64(owed)).Draw(t, "amount"))
	if _, err := m.RefundPaid(context.Background(), code, orders.Refund{Amount: amount, Ref: fmt.Sprint("RF", m.receipts), By: "ai đó"}); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) short(t *rapid.T) {
	o := rapid.SampledFrom(m.View(m.pick(t).Checkout.ID).Orders).Draw(t, "order")
	missing := rapid.SampledFrom(o.Lines).Draw(t, "missing")
	_, err := m.RunShort(context.Background(), o.ID, []string{missing.SKU})
	switch {
	case err == nil:
		m.initial[missing.SKU] -= missing.Quantity
	case !as[*orders.StatusError](err):
		t.Fatal(err)
	}
}

// lose takes a product out of an order, as the loss of its certificate does.
func (m *machine) lose(t *rapid.T) {
	o := rapid.SampledFrom(m.View(m.pick(t).Checkout.ID).Orders).Draw(t, "order")
	sku := rapid.SampledFrom(skus).Draw(t, "lost")
	before := m.View(o.ID).Checkout.Payment.Refund
	fall, foreseen := m.WouldFall(context.Background(), m.DB, o.ID, orderstest.LossOf(sku))
	err := m.CallOff(o.ID, sku)
	switch after := m.View(o.ID).Checkout.Payment.Refund; {
	case (err == nil) != (foreseen == nil):
		t.Fatalf("foreseen: %v, came: %v", foreseen, err)
	case err != nil && !errors.Is(err, orders.ErrNoUnit) && !as[*orders.StatusError](err):
		t.Fatal(err)
	case after != before+fall.Refund:
		t.Fatalf("%d goes back after %d, foreseen were %d more", after, before, fall.Refund)
	}
}

func (m *machine) pack(t *rapid.T) {
	code := rapid.SampledFrom(m.pick(t).Checkout.Orders).Draw(t, "code")
	do := rapid.SampledFrom([]func(context.Context, string) (*orders.Order, error){m.Pack, m.Unpack}).Draw(t, "what")
	if _, err := do(context.Background(), code); err != nil && !as[*orders.StatusError](err) {
		t.Fatal(err)
	}
}

func (m *machine) wait(t *rapid.T) {
	m.Clock.Add(time.Duration(rapid.SampledFrom([]int{0, 10, 31, 40, 600}).Draw(t, "minutes")) * time.Minute)
	if _, err := m.ReleaseUnpaid(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// check looks at all that must hold between any two steps.
func (m *machine) check(t *rapid.T) {
	held := map[string]int{}
	for _, p := range m.placed {
		v := m.View(p.Checkout.ID)
		checkPayment(t, v)
		for _, o := range v.Orders {
			checkHistory(t, o)
			if o.Status == orders.Cancelled {
				continue
			}
			for _, l := range o.Lines {
				held[l.SKU] += l.Quantity
			}
		}
	}
	for _, sku := range skus {
		if stock := m.Stock(sku); stock+held[sku] != m.initial[sku] || stock < 0 {
			t.Fatalf("%s: %d in stock and %d with orders, of %d", sku, stock, held[sku], m.initial[sku])
		}
	}
	m.checkSales(t)
}

// checkSales holds the sums of sales against those of a count of all orders.
func (m *machine) checkSales(t *rapid.T) {
	want := map[string]orders.Sold{}
	sellers := map[string]bool{}
	for _, p := range m.placed {
		for _, o := range m.View(p.Checkout.ID).Orders {
			sellers[o.Seller.ID] = true
			if o.Status != orders.Delivered && o.Status != orders.Returned {
				continue
			}
			day := orders.DayOf(o.History[len(o.History)-1].At)
			for _, key := range keysOf(o, day) {
				sum := want[key]
				sum.Add(orders.Sold{Orders: 1, Goods: o.Goods})
				want[key] = sum
			}
		}
	}
	got := map[string]orders.Sold{}
	for seller := range sellers {
		days, err := m.Sales(context.Background(), seller, "2000-01-01", "2099-12-31")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range days {
			tally(got, d)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("sales (-counted +kept):\n%s", diff)
	}
}

// keysOf names the sums in which an order must stand.
func keysOf(o *orders.Order, day string) []string {
	at := o.Seller.ID + " " + day
	if o.Status == orders.Returned {
		return []string{at + " returned"}
	}
	return []string{at, at + " to " + o.Address.Province}
}

func tally(got map[string]orders.Sold, d *orders.SalesDay) {
	at := d.Seller + " " + d.Day
	plain := func(s orders.Sold) orders.Sold { return orders.Sold{Orders: s.Orders, Goods: s.Goods} }
	if d.Orders > 0 {
		got[at] = plain(d.Sold)
	}
	if d.Returned.Orders > 0 {
		got[at+" returned"] = plain(d.Returned)
	}
	for _, p := range d.Provinces {
		got[at+" to "+p.Province] = plain(p.Sold)
	}
}

func checkPayment(t *rapid.T, v *orders.View) {
	p := v.Checkout.Payment
	var asked, whole, cash money.Amount
	waiting := 0
	for _, o := range v.Orders {
		checkSums(t, o)
		whole += o.Total
		cash += v.CashDue(o)
		if o.Status != orders.Cancelled && o.Status != orders.Returned {
			asked += o.Total
		}
		if o.Status == orders.AwaitingPayment {
			waiting++
		}
	}
	switch {
	case whole != v.Checkout.Total:
		t.Fatalf("orders sum up to %d, checkout to %d", whole, v.Checkout.Total)
	case asked != p.Amount:
		t.Fatalf("%d is asked for, orders sum up to %d", p.Amount, asked)
	case p.Refund != max(0, p.Received-p.Refunded-p.Amount) || p.Refunded > p.Received:
		t.Fatalf("refund %d and %d before, of %d received for %d", p.Refund, p.Refunded, p.Received, p.Amount)
	case (waiting > 0) != (p.State == orders.PaymentAwaited):
		t.Fatalf("payment is %s and %d orders wait for it", p.State, waiting)
	case p.Method == orders.CashOnDelivery && cash != p.Owed():
		t.Fatalf("carriers collect %d of the %d owed", cash, p.Owed())
	case p.State == orders.PaymentPaid && p.Received-p.Refunded < p.Amount:
		t.Fatalf("paid with %d of %d", p.Received, p.Amount)
	case p.State == orders.PaymentExpired && asked != 0:
		t.Fatalf("expired, and %d is asked for", asked)
	}
}

// checkSums holds an order's sums against its lines, and what fell out of it against what is left.
func checkSums(t *rapid.T, o *orders.Order) {
	var goods money.Amount
	for _, l := range o.Lines {
		goods += l.Sum
		if slices.ContainsFunc(o.Fallen, func(f orders.Fallen) bool { return f.SKU == l.SKU }) {
			t.Fatalf("%s: %s fell out and is still there", o.ID, l.SKU)
		}
	}
	if len(o.Lines) == 0 || goods != o.Goods || o.Total != o.Goods+o.Delivery.Fee {
		t.Fatalf("%s: %d lines sum up to %d, goods %d, fee %d, total %d", o.ID, len(o.Lines), goods, o.Goods, o.Delivery.Fee, o.Total)
	}
}

func checkHistory(t *rapid.T, o *orders.Order) {
	for i, step := range o.History[1:] {
		if before := o.History[i]; !before.Status.CanBecome(step.Status) || step.At.Before(before.At) || step.By == "" {
			t.Fatalf("%s moved from %+v to %+v", o.ID, before, step)
		}
	}
	if last := o.History[len(o.History)-1]; last.Status != o.Status {
		t.Fatalf("%s is %s, its history ends with %s", o.ID, o.Status, last.Status)
	}
	if (o.Status == orders.Cancelled) != (o.Reason != "") {
		t.Fatalf("%s is %s for the reason %q", o.ID, o.Status, o.Reason)
	}
}

func TestMachine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := orderstest.New(t)
		m := &machine{Shop: s, initial: map[string]int{}}
		for _, sku := range skus {
			m.initial[sku] = 20
			s.SetStock(sku, 20)
		}
		rt.Repeat(map[string]func(*rapid.T){
			"place": m.place, "cancel": m.cancel, "advance": m.advance, "pay": m.pay, "to cash": m.toCash, "wait": m.wait, "refund": m.refund, "short": m.short, "lose": m.lose, "pack": m.pack, "": m.check,
		})
		if err := s.DB.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestEveryStatusIsReachedAndTheLastOnesAreFinal(t *testing.T) {
	reached := []orders.Status{orders.AwaitingPayment}
	for i := 0; i < len(reached); i++ {
		for _, to := range orders.Statuses() {
			if reached[i].CanBecome(to) && !slices.Contains(reached, to) {
				reached = append(reached, to)
			}
		}
	}
	if len(reached) != len(orders.Statuses()) {
		t.Errorf("reached %v", reached)
	}
	for _, s := range []orders.Status{orders.Delivered, orders.Returned, orders.Cancelled} {
		if !s.Final() || s.Open() || s.BuyerMayCancel() {
			t.Errorf("%s is not final", s)
		}
	}
	if orders.Shipped.Open() {
		t.Error("shipped goods can be called back")
	}
}

// everything reads all documents of a collection.
func everything[T any](t testing.TB, db store.DB, from store.Collection[T]) []*T {
	t.Helper()
	docs, err := from.Find(context.Background(), db, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}
