package seller_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/orders"
)

// A form that is sent twice says that nothing more was done.
func TestSentAgain(t *testing.T) {
	w := open(t)
	mine := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	w.step(t, mine, "goi", 303)
	long := w.Post("/ban-hang/don-hang/giao-xe", "don", mine, "hang", "Xe nhà", "chuyen", strings.Repeat("x", 61))
	if long.Status != 422 {
		t.Fatalf("a long trip: %d", long.Status)
	}
	wantAll(t, long.Body, `href="#f-chuyen"`, "Mã chuyến dài quá 60 chữ.", `value="Xe nhà"`, strings.Repeat("x", 61), "Giao 1 kiện cho xe")
	said := func() string {
		a := w.Post("/ban-hang/don-hang/giao-xe", "don", mine, "hang", "Xe nhà")
		if a.Status != 303 {
			t.Fatalf("%d\n%s", a.Status, a.Body)
		}
		sentence, err := url.QueryUnescape(strings.Join(a.Header.Values("Set-Cookie"), " "))
		if err != nil {
			t.Fatal(err)
		}
		return sentence
	}
	wantAll(t, said(), "Đã giao 1 kiện cho xe.")
	wantAll(t, said(), "Chưa giao thêm kiện nào cho xe. 1 đơn vừa sang bước khác nên để nguyên.")
}

func TestOnlyWhatIsThereIsSaid(t *testing.T) {
	w := open(t)
	wantNone(t, w.page(t, "/ban-hang/don-hang", 200), "Phím:")
	w.Order(orders.CashOnDelivery, "MN-250", 1)
	today := w.page(t, "/ban-hang", 200)
	wantNone(t, today, "0 đơn giao lạnh", ">, ")
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "Phím:", `href="/ban-hang/kho/lo"`, "In nhãn lô")
	wantAll(t, w.page(t, "/ban-hang/cach-goi", 200), `<a href="/ban-hang/don-hang" aria-current="page">`)
}

// A desk in English names goods by their English names wherever they have one.
func TestGoodsOfAnOrderInEnglish(t *testing.T) {
	w := open(t)
	p, err := w.Catalog.Product(t.Context(), "CM-500")
	if err != nil {
		t.Fatal(err)
	}
	p.Units[0].NameEN = "500 g box"
	if _, err := w.Catalog.EditItem(t.Context(), p.ID, catalog.Edit{NameEN: "Squid cakes", Units: p.Units, Sheet: p.Sheet}); err != nil {
		t.Fatal(err)
	}
	if err := w.Catalog.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	code := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	for _, page := range []string{"", "/thieu", "/phieu"} {
		wantAll(t, w.page(t, "/en/ban-hang/don-hang/"+code+page, 200), "Squid cakes, 500 g box")
	}
	wantAll(t, w.page(t, "/en/ban-hang", 200), "Squid cakes lacks: ", "Squid cakes, 500 g box × 2")
	wantAll(t, w.page(t, "/en/ban-hang/chung-nhan", 200), "Squid cakes</a>")
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code, 200), "Chả mực Hạ Long giã tay")
}
