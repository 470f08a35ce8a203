package api_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/orders"
)

type object = map[string]any

// cart makes a cart; lines are SKUs and quantities in turn.
func (c *caller) cart(lines ...any) string {
	c.t.Helper()
	id := c.call(201, "POST", "/api/v1/carts", nil).text("id")
	for i := 0; i < len(lines); i += 2 {
		c.call(200, "POST", "/api/v1/carts/"+id+"/lines", object{"sku": lines[i], "quantity": lines[i+1]})
	}
	return id
}

func placement(cart string) object {
	return object{
		"cart_id": cart, "payment": "cod",
		"contact": object{"name": "Trần Thị Mẫu Đơn", "phone": "0912 345 678", "email": "mau-don@example.vn"},
		"address": object{"province": "01", "commune": "00004", "street": "27 ngõ Thông Phong"},
	}
}

func TestCartIsChanged(t *testing.T) {
	c := newCaller(t)
	id := c.cart("CM-500", 2, "CH-200", 1)
	a := c.call(200, "GET", "/api/v1/carts/"+id+"?province=01", nil)
	if a.field("count") != 3.0 || a.field("goods") != 810000.0 || a.field("shipping").(float64) <= 0 || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s", a.body)
	}
	if n := c.call(200, "PATCH", "/api/v1/carts/"+id+"/lines/CM-500", object{"quantity": 5}).field("lines", 0, "quantity"); n != 5.0 {
		t.Errorf("set to 5, is %v", n)
	}
	if n := c.call(200, "DELETE", "/api/v1/carts/"+id+"/lines/CM-500", nil).field("count"); n != 1.0 {
		t.Errorf("%v left", n)
	}
}

func TestCartRefusals(t *testing.T) {
	c := newCaller(t)
	id := c.cart()
	c.call(404, "GET", "/api/v1/carts/nobodys", nil)
	c.call(404, "POST", "/api/v1/carts/nobodys/lines", object{"sku": "CM-500"})
	c.call(404, "POST", "/api/v1/carts/"+id+"/lines", object{"sku": "nothing"})
	c.call(422, "POST", "/api/v1/carts/"+id+"/lines", object{"sku": "CM-500", "quantity": 0})
	c.call(404, "PATCH", "/api/v1/carts/"+id+"/lines/CM-500", object{"quantity": 1})
	c.call(400, "GET", "/api/v1/carts/"+id+"?province=99", nil)
	c.shop.Revoke("CM-500")
	if a := c.call(409, "POST", "/api/v1/carts/"+id+"/lines", object{"sku": "CM-500"}); a.text("code") != "certificate_revoked" {
		t.Errorf("%s", a.body)
	}
}

func TestOrderFromCartToCancel(t *testing.T) {
	c := newCaller(t)
	placed := c.call(201, "POST", "/api/v1/orders", placement(c.cart("CM-500", 2, "CH-200", 1)))
	code, token := placed.text("code"), placed.text("access_token")
	if n := len(placed.field("orders").([]any)); n != 2 {
		t.Errorf("%d orders for two producers", n)
	}
	if placed.header.Get("Location") != "https://cho.example/api/v1/orders/"+code {
		t.Errorf("Location %s", placed.header.Get("Location"))
	}
	c.shop.WantStock("CM-500", 98)

	got := c.call(200, "GET", "/api/v1/orders/"+code, nil, "Authorization", "Bearer "+token)
	if got.field("total") != placed.field("total") || strings.Contains(string(got.body), "access_token") {
		t.Errorf("%s", got.body)
	}
	looked := c.call(200, "POST", "/api/v1/orders/lookup", object{"code": code, "phone": "+84 912345678"})
	cancelled := c.call(200, "POST", "/api/v1/orders/"+code+"/cancel", nil, "Authorization", "Bearer "+looked.text("access_token"))
	if cancelled.text("orders", 0, "status") != "cancelled" || cancelled.text("orders", 0, "reason") != "buyer" {
		t.Errorf("%s", cancelled.body)
	}
	c.shop.WantStock("CM-500", 100)
	c.call(409, "POST", "/api/v1/orders/"+code+"/cancel", nil, "Authorization", "Bearer "+token)
}

func TestNobodySeesTheOrderOfAnother(t *testing.T) {
	c := newCaller(t)
	mine := c.call(201, "POST", "/api/v1/orders", placement(c.cart("CM-500", 1)))
	other := c.call(201, "POST", "/api/v1/orders", placement(c.cart("CM-500", 1)))
	path := "/api/v1/orders/" + mine.text("code")
	c.call(401, "GET", path, nil)
	c.call(404, "GET", path, nil, "Authorization", "Bearer "+other.text("access_token"))
	c.call(404, "POST", path+"/cancel", nil, "Authorization", "Bearer guess")
	wrong := c.call(404, "POST", "/api/v1/orders/lookup", object{"code": mine.text("code"), "phone": "0987654321"})
	none := c.call(404, "POST", "/api/v1/orders/lookup", object{"code": "OC-2222-2222", "phone": "0912345678"})
	if string(wrong.body) != string(none.body) {
		t.Errorf("a wrong phone answers %s, a wrong code %s", wrong.body, none.body)
	}
	c.limits.closed["order_code"] = true
	c.call(429, "POST", "/api/v1/orders/lookup", object{"code": mine.text("code"), "phone": "0912345678"})
	c.call(429, "GET", path, nil, "Authorization", "Bearer guess")
	c.call(200, "GET", path, nil, "Authorization", "Bearer "+mine.text("access_token"))
}

func TestTransferCarriesAVietQR(t *testing.T) {
	c := newCaller(t)
	order := placement(c.cart("CM-500", 1))
	order["payment"] = "transfer"
	a := c.call(201, "POST", "/api/v1/orders", order)
	if !strings.HasPrefix(a.text("payment", "vietqr"), "000201010212") || a.field("payment", "hold_until") == nil {
		t.Errorf("%s", a.body)
	}
}

func TestPlacementRefusalsChangeNothing(t *testing.T) {
	c := newCaller(t)
	id := c.cart("CM-500", 1)
	bad := placement(id)
	bad["contact"] = object{"name": "", "phone": "0912 345 67", "email": "no"}
	bad["address"] = object{"province": "01", "commune": "99999", "street": ""}
	a := c.call(422, "POST", "/api/v1/orders", bad)
	for _, field := range []string{"contact.name", "contact.phone", "contact.email", "address.commune", "address.street"} {
		if !strings.Contains(string(a.body), `"field":"`+field+`"`) {
			t.Errorf("%s is not named in %s", field, a.body)
		}
	}
	c.call(422, "POST", "/api/v1/orders", object{"cart_id": id})
	c.call(404, "POST", "/api/v1/orders", placement("nobodys"))
	c.call(409, "POST", "/api/v1/orders", placement(c.cart()))
	dear := placement(id)
	dear["expected_total"] = 1
	if a := c.call(409, "POST", "/api/v1/orders", dear); a.text("code") != "total_changed" {
		t.Errorf("%s", a.body)
	}
	c.shop.WantStock("CM-500", 100)
	c.shop.SetStock("CM-500", 0)
	if a := c.call(409, "POST", "/api/v1/orders", placement(id)); a.text("code") != "out_of_stock" {
		t.Errorf("%s", a.body)
	}
}

func TestIdempotencyKey(t *testing.T) {
	c := newCaller(t)
	order := placement(c.cart("CM-500", 3))
	first := c.call(201, "POST", "/api/v1/orders", order, "Idempotency-Key", "k1")
	again := c.call(201, "POST", "/api/v1/orders", order, "Idempotency-Key", "k1")
	if string(first.body) != string(again.body) || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %s, then %s", first.body, again.body)
	}
	other := placement(c.cart("CH-200", 1))
	if a := c.call(422, "POST", "/api/v1/orders", other, "Idempotency-Key", "k1"); a.text("code") != "idempotency_key_reused" {
		t.Errorf("%s", a.body)
	}
	c.shop.WantStock("CM-500", 97)
}

func TestManyWithOneKeyMakeOneOrder(t *testing.T) {
	c := newCaller(t)
	order := placement(c.cart("CM-500", 1))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { c.either(order) })
	}
	wg.Wait()
	c.shop.WantStock("CM-500", 99)
}

// either sends an order that may be answered (201) or be in flight elsewhere (409).
func (c *caller) either(order object) {
	status := c.send("POST", "/api/v1/orders", order, "Idempotency-Key", "same")
	if status != 201 && status != 409 {
		c.t.Errorf("status %d", status)
	}
}

func TestOperatorsWordsReachTheOrder(t *testing.T) {
	c := newCaller(t)
	a := c.call(201, "POST", "/api/v1/orders", placement(c.cart("CM-500", 1)))
	if _, err := c.shop.Advance(t.Context(), a.text("orders", 0, "code"), orders.Confirmed, "operator", ""); err != nil {
		t.Fatal(err)
	}
	c.call(409, "POST", "/api/v1/orders/"+a.text("code")+"/cancel", nil, "Authorization", "Bearer "+a.text("access_token"))
}
