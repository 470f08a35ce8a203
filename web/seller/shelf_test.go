package seller_test

import (
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// shelve says where a unit of Bến Đoan lies in its own store.
func (w world) shelve(t *testing.T, sku, shelf string) {
	t.Helper()
	err := ledger.New(w.DB, w.Catalog).SetShelves(t.Context(), benDoan, sku, map[string]string{ledger.OwnPlace(benDoan): shelf})
	if err != nil {
		t.Fatal(err)
	}
}

func TestGoodsArePickedAlongTheShelves(t *testing.T) {
	w := open(t)
	w.shelve(t, "CM-500", "tủ A10")
	w.shelve(t, "MN-250", "tủ A2")
	code := w.Order(orders.CashOnDelivery, "CM-500", 2, "MN-250", 1).Orders[0].ID
	list := w.page(t, "/ban-hang/don-hang", 200)
	_, walk, _ := strings.Cut(list, `id="nhat"`)
	if a2, a10 := strings.Index(walk, "tủ A2<"), strings.Index(walk, "tủ A10<"); a2 < 0 || a10 < a2 {
		t.Errorf("the walk goes to A2 at %d and to A10 at %d", a2, a10)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code, 200), "tủ A10", "tủ A2")
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code+"/phieu", 200), "(tủ A10)", "(tủ A2)")
}

func TestChilledOrdersAndTheirIce(t *testing.T) {
	w := open(t)
	below := -12
	products := store.Define[catalog.Product]("products")
	p, err := products.Get(t.Context(), w.DB, "CM-500")
	if err != nil {
		t.Fatal(err)
	}
	p.Sheet.Temperature = &catalog.Temperature{To: &below}
	if err := products.Replace(t.Context(), w.DB, p); err != nil {
		t.Fatal(err)
	}
	one := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0]
	w.Order(orders.CashOnDelivery, "CM-500", 5)
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "2 đơn giao lạnh cần 3 túi đá khô", "<b>2 ×</b><span>Túi đá khô")
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+one.ID+"/phieu", 200), "Giữ dưới −12 °C", "Kèm 1 túi đá khô", "hỏng hoặc rã đông", "Giao chậm nhất thứ ")
	wantAll(t, w.page(t, "/en/ban-hang/don-hang/"+one.ID+"/phieu", 200), "below −12 °C", "With 1 bag of dry ice")

	fields := []string{"gio-chot", "15:00", "gio-lay", "15:30", "tui-da", "nửa cân"}
	if a := w.Post("/ban-hang/cach-goi", fields...); a.Status != 422 || !strings.Contains(a.Body, "số kilôgam nguyên") || !strings.Contains(a.Body, "nửa cân") {
		t.Errorf("no number: %d", a.Status)
	}
	fields[5] = "1"
	if a := w.Post("/ban-hang/cach-goi", fields...); a.Status != 303 {
		t.Fatalf("a bag a kilogram: %d\n%s", a.Status, a.Body)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "2 đơn giao lạnh cần 5 túi đá khô")
	wantAll(t, w.page(t, "/ban-hang/cach-goi", 200), `value="1"`)
}

func TestBagsOfIce(t *testing.T) {
	for _, tt := range []struct {
		grams, kg int
		chilled   bool
		want      int
	}{{1600, 0, true, 1}, {2000, 0, true, 1}, {2001, 0, true, 2}, {2400, 0, true, 2}, {0, 0, true, 1}, {9000, 0, false, 0}, {2400, 1, true, 3}} {
		o := &orders.Order{Delivery: orders.Delivery{WeightG: tt.grams, Chilled: tt.chilled}}
		if got := (&orders.Packing{IceKG: tt.kg}).Bags(o); got != tt.want {
			t.Errorf("%+v: %d bags", tt, got)
		}
	}
}
