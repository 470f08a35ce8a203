package seller_test

import (
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestACardGoesWithTheGoods(t *testing.T) {
	w := open(t)
	key, _, err := w.AddToCart(t.Context(), "", "CM-500", 1)
	if err != nil {
		t.Fatal(err)
	}
	in := orderstest.Input(key, orders.CashOnDelivery)
	in.Address.Card = "  Mừng nhà\n mới "
	placed, err := w.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	w.Order(orders.CashOnDelivery, "MN-250", 1) // which has none
	code := placed.Orders[0].ID
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "Kèm thiệp: “Mừng nhà mới”.")
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code, 200), "“Mừng nhà mới”")
	slips := w.page(t, "/ban-hang/don-hang/phieu", 200)
	wantAll(t, slips, `<p class="book">Mừng nhà mới</p>`)
	if n := strings.Count(slips, "slip__card"); n != 1 {
		t.Errorf("%d cards on two slips", n)
	}
	wantAll(t, w.page(t, "/en/ban-hang/don-hang/"+code+"/phieu", 200), "Card: cut it off")
}
