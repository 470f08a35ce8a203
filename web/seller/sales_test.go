package seller_test

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

func TestSalesInEnglishNameProductsInEnglish(t *testing.T) {
	w := open(t)
	products := store.Define[catalog.Product]("products")
	p, err := products.Get(t.Context(), w.DB, "CM-500")
	if err != nil {
		t.Fatal(err)
	}
	p.NameEN = "Hand-pounded squid cake"
	if err := products.Replace(t.Context(), w.DB, p); err != nil {
		t.Fatal(err)
	}
	w.Load()
	code := w.Order(orders.CashOnDelivery, "CM-500", 2, "MN-250", 1).Orders[0].ID
	for _, step := range []string{"goi", "giao-xe", "da-giao"} {
		w.step(t, code, step, 303)
	}
	for _, path := range []string{"/doanh-thu", "/doanh-thu/xuat/csv"} {
		english := w.page(t, "/en/ban-hang"+path, 200)
		wantAll(t, english, "Hand-pounded squid cake", "Mực một nắng") // which has no English name
		wantNone(t, english, "Chả mực")
		vietnamese := w.page(t, "/ban-hang"+path, 200)
		wantAll(t, vietnamese, "Chả mực Hạ Long giã tay")
		wantNone(t, vietnamese, "Hand-pounded")
	}
}

func TestTodayTellsHowFastGoodsAreSold(t *testing.T) {
	w := open(t)
	w.SetStock("CM-500", 200)
	for range 8 { // 196 pieces in 28 days
		w.Order(orders.CashOnDelivery, "CM-500", 24)
	}
	w.Order(orders.CashOnDelivery, "CM-500", 8)
	wantAll(t, w.page(t, "/ban-hang", 200), "Còn 0 hộp, bán 7 hộp một ngày.", "Bốn việc cần làm", `href="/ban-hang/kho/quy-cach/CM-500"`)
	wantAll(t, w.page(t, "/en/ban-hang", 200), "sold a day.", "4 things to do")
}

func TestSalesAreComparedWithTheWeekBefore(t *testing.T) {
	w := open(t)
	sell := func(n int) {
		code := w.Order(orders.CashOnDelivery, "CM-500", n).Orders[0].ID
		for _, step := range []string{"goi", "giao-xe", "da-giao"} {
			w.step(t, code, step, 303)
		}
	}
	sell(4)
	w.Clock.Add(7 * 24 * 3600e9)
	sell(5)
	wantAll(t, w.page(t, "/ban-hang", 200), "hơn tuần trước 25 %", "Hôm nay tính đến 10:42.")
	wantAll(t, w.page(t, "/en/ban-hang/doanh-thu", 200), "more than the week before by 25%")
	wantAll(t, w.page(t, "/ban-hang/doanh-thu?ky=12-thang", 200), "cùng kỳ năm trước chưa bán")
}
