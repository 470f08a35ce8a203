package impact_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/decide"
)

// checkouts are the collection of orders' checkouts, for reading all of them.
var checkouts = store.Define[orders.Checkout]("checkouts")

// owed sums what buyers are to get back, and checks that what is asked for is what orders that go on sum up to.
func (o *office) owed(rt *rapid.T) money.Amount {
	var refunds money.Amount
	for c, err := range checkouts.Each(context.Background(), o.DB, store.Query{}) {
		if err != nil {
			rt.Fatal(err)
		}
		refunds += c.Payment.Refund
		var asked, whole money.Amount
		for _, order := range o.View(c.ID).Orders {
			whole += order.Total
			if order.Status != orders.Cancelled && order.Status != orders.Returned {
				asked += order.Total
			}
		}
		if asked != c.Payment.Amount || whole != c.Total {
			rt.Fatalf("%s asks for %d and sums up to %d; its orders to %d and %d", c.ID, c.Payment.Amount, c.Total, asked, whole)
		}
	}
	return refunds
}

// pay has some of the buyers transfer what is asked for.
func (o *office) pay(rt *rapid.T) {
	for c, err := range checkouts.Each(context.Background(), o.DB, store.Query{}) {
		if err != nil {
			rt.Fatal(err)
		}
		if c.Payment.State != orders.PaymentAwaited || !rapid.Bool().Draw(rt, "pays") {
			continue
		}
		if _, err := o.MarkPaid(context.Background(), c.ID, orders.Receipt{Ref: c.ID, Amount: c.Payment.Owed()}); err != nil {
			rt.Fatal(err)
		}
	}
}

// TestCancellingTakesWhatLostItsCertificateAlone foresees a cancellation, carries it out twice, and holds money, stock and ledger against what was foreseen.
func TestCancellingTakesWhatLostItsCertificateAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		o.live(rt)
		o.pay(rt)
		sku := rapid.SampledFrom(skus[:2]).Draw(rt, "decided on")
		d := o.draft(sku, decide.Revoke, nil)
		h, others := o.held(d, "orders_not_sent"), o.others(rt, sku)
		stock, refunds := o.Stock(sku), o.owed(rt)
		d = o.sign(d, map[string]string{"orders_not_sent": "cancel"})
		for range 2 {
			if err := o.impact.CarryOut(t.Context(), d.ID); err != nil {
				rt.Fatal(err)
			}
		}
		if got := o.Stock(sku) - stock; got != h.Pieces {
			rt.Fatalf("%d pieces came back, foreseen were %d", got, h.Pieces)
		}
		if got := o.owed(rt) - refunds; got != h.Paid {
			rt.Fatalf("%d more goes back, foreseen was %d", got, h.Paid)
		}
		if left := o.held(d, "orders_not_sent"); left.Things() != 0 {
			rt.Fatalf("%v still hold it", left.IDs)
		}
		if got := o.others(rt, sku); got != others {
			rt.Fatalf("%d pieces of other goods are on order, before it were %d", got, others)
		}
		if reduced, cancelled := o.what(orders.WasReduced), h.Things()-h.Mixed; reduced != h.Mixed || o.lossLetters(d.Certificate) != cancelled+reduced {
			rt.Fatalf("%d orders are told that they lost lines, foreseen were %d", reduced, h.Mixed)
		}
		faults, err := ledger.Verify(t.Context(), o.DB)
		if err != nil || len(faults) > 0 {
			rt.Fatalf("the ledger: %v, %v", faults, err)
		}
	})
}

// others counts what open orders hold of all other goods.
func (o *office) others(rt *rapid.T, sku string) int {
	n := 0
	for c, err := range checkouts.Each(context.Background(), o.DB, store.Query{}) {
		if err != nil {
			rt.Fatal(err)
		}
		for _, order := range o.View(c.ID).Orders {
			for _, l := range order.Lines {
				if order.Status != orders.Cancelled && l.SKU != sku {
					n += l.Quantity
				}
			}
		}
	}
	return n
}

// lossLetters counts the news of orders that name a certificate.
func (o *office) lossLetters(certificate string) int {
	n := 0
	for _, event := range o.Events(orders.EventChanged) {
		if strings.Contains(event, certificate) && !strings.Contains(event, "lapse_") {
			n++
		}
	}
	return n
}
