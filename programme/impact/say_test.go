package impact_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
)

// looks answers with a number, or not at all.
type looks struct {
	n   int
	err error
}

func (l looks) Recent(_ context.Context, _ int, ids ...string) (map[string]int, error) {
	return map[string]int{ids[0]: l.n}, l.err
}

func TestThePageTellsHowOftenItWasLookedAt(t *testing.T) {
	goods := impact.Goods{Certificate: &catalog.Certificate{}, Product: &catalog.Product{}}
	for n, wants := range map[int][2]string{0: {"0 lượt xem trong 7 ngày", "0 views in 7 days"}, 1: {"1 lượt xem", "1 view in"}, 1214: {"1.214 lượt xem", "1,214 views"}} {
		h, err := impact.Page(looks{n: n}).Held(t.Context(), nil, goods)
		if err != nil || !strings.Contains(h.VI, wants[0]) || !strings.Contains(h.EN, wants[1]) {
			t.Errorf("%q, %q, %v; want %q", h.VI, h.EN, err, wants)
		}
	}
	if _, err := impact.Page(looks{err: errAway}).Held(t.Context(), nil, goods); !errors.Is(err, errAway) {
		t.Errorf("looks that can't be counted: %v", err)
	}
}

func TestWordsOfOrders(t *testing.T) {
	o := newOffice(t)
	alone := o.Order(orders.Transfer, "CM-500", 2)
	o.Order(orders.CashOnDelivery, "CM-500", 3, "MN-250", 1)
	if _, err := o.MarkPaid(t.Context(), alone.Checkout.ID, orders.Receipt{Ref: "FT1", Amount: alone.Checkout.Total}); err != nil {
		t.Fatal(err)
	}
	reaches, err := o.impact.Count(t.Context(), o.draft("CM-500", decide.Revoke, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := reaches[3]
	whole := strings.ReplaceAll(strings.ReplaceAll(alone.Checkout.Total.String(), " ", "\u00a0"), "\u00a0\u00a0", "\u00a0")
	for got, want := range map[string]string{
		r.Holding.VI: "5 hộp, 1.225.000\u00a0₫; trong đó 1 đơn đã chuyển khoản, hủy thì trả lại " + whole + ". 1 đơn có cả hàng khác: hủy thì chỉ bỏ phần này, phần còn lại vẫn giao.",
		r.Outcome.VI: "1 đơn bị hủy, 1 đơn chỉ bỏ phần này, phần còn lại vẫn giao, 1.225.000\u00a0₫ không thu nữa, " + whole + " trả lại trong 2 ngày làm việc",
		r.Outcome.EN: "1 order cancelled, 1 order without these goods, the rest is delivered, 1,225,000\u00a0₫ is not collected, " + strings.ReplaceAll(whole, ".", ",") + " goes back within 2 working days",
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// products is the catalogue's collection, for setting a scene straight in the store.
var products = store.Define[catalog.Product]("products")

func TestPlacesAreCountedHoweverManyUnitsLieThere(t *testing.T) {
	o := newOffice(t)
	_, err := products.Modify(t.Context(), o.DB, "CM-500", func(p *catalog.Product) error {
		p.Units = append(p.Units, catalog.Unit{SKU: "CM-900", Name: "hũ", Price: 400_000})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = o.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		p, err := products.Get(ctx, tx, "CM-500")
		if err != nil {
			return err
		}
		_, err = o.Catalog.SetStock(ctx, tx, p, "CM-900", 20, catalog.Why{Kind: catalog.EntryCorrection})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h := o.held(o.draft("CM-500", decide.Revoke, nil), "stock")
	if h.Things() != 1 || len(h.IDs) != 2 || h.VI != "120 món: Kho nhà 120." {
		t.Errorf("%d places, %v, %q", h.Things(), h.IDs, h.VI)
	}
}
