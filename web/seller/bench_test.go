package seller_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// many is how many orders a seller has whose pages must still come within 100 ms of CPU.
const many = 100_000

// The collections, to lay a long history straight into the store.
var (
	orderDocs    = store.Define[orders.Order]("orders")
	checkoutDocs = store.Define[orders.Checkout]("checkouts")
	dayDocs      = store.Define[orders.SalesDay]("sales_days")
)

// BenchmarkDeskOfABigSeller loads each page of a seller with a hundred thousand orders; cpu-ms/op is what counts.
func BenchmarkDeskOfABigSeller(b *testing.B) {
	w := open(b)
	layHistory(b, w)
	for _, path := range []string{"/ban-hang", "/ban-hang/don-hang", "/ban-hang/don-hang?xem=da-nhan", "/ban-hang/don-hang?xem=huy-tra", "/ban-hang/doanh-thu?ky=30", "/ban-hang/doanh-thu?ky=12-thang"} {
		b.Run(path, func(b *testing.B) {
			before := cpu(b)
			for range b.N {
				w.page(b, path, 200)
			}
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}

func cpu(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// layHistory copies one order over two years: most delivered, some cancelled, a few to pack.
func layHistory(b *testing.B, w world) {
	placed := w.Order(orders.CashOnDelivery, "CM-500", 1, "MN-250", 2)
	view := w.View(placed.Checkout.ID)
	for from := 0; from < many; from += 1000 {
		err := w.DB.Atomic(b.Context(), func(ctx context.Context, tx store.Tx) error {
			for i := from; i < from+1000; i++ {
				if err := layOne(ctx, tx, view, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for i := range 730 {
		day := orders.DayOf(orderstest.Morning.AddDate(0, 0, -i))
		d := &orders.SalesDay{Meta: store.Meta{ID: benDoan + ":" + day}, Seller: benDoan, Day: day, Sold: orders.Sold{Orders: 137, Pieces: 411, Goods: 82_885_000}}
		for p := range 20 {
			d.Products = append(d.Products, orders.SoldProduct{ID: fmt.Sprint("p", p), Name: "Chả mực Hạ Long giã tay", Sold: d.Sold})
		}
		for p := range 34 {
			d.Provinces = append(d.Provinces, orders.SoldTo{Province: fmt.Sprintf("%02d", p), Sold: d.Sold})
		}
		if err := dayDocs.Insert(b.Context(), w.DB, d); err != nil {
			b.Fatal(err)
		}
	}
}

func layOne(ctx context.Context, tx store.Tx, view *orders.View, i int) error {
	c, o := *view.Checkout, *view.Orders[0]
	c.ID, o.ID, c.Rev, o.Rev = fmt.Sprintf("OC-%08d", i), fmt.Sprintf("OC-%08d-1", i), 0, 0
	c.Orders, o.Checkout = []string{o.ID}, c.ID
	o.PlacedAt = orderstest.Morning.Add(-time.Duration(i) * 10 * time.Minute)
	o.UpdatedAt = o.PlacedAt
	switch {
	case i < 60:
		o.Status = orders.Confirmed
	case i%20 == 0:
		o.Status = orders.Cancelled
	default:
		o.Status, o.EndedOn = orders.Delivered, orders.DayOf(o.PlacedAt)
	}
	if err := checkoutDocs.Insert(ctx, tx, &c); err != nil {
		return err
	}
	return orderDocs.Insert(ctx, tx, &o)
}
