package shopper_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/shopper"
)

type world struct {
	*desktest.Site
	t     *testing.T
	shop  *orderstest.Shop
	books *addresses.Service
	other policy.Actor
}

func open(t *testing.T) *world {
	db := storetest.Open(t, append(append(orderstest.Schemas(), accounts.Schemas()...), addresses.Schemas()...)...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	people := accounts.New(db, accounts.NewHasher(1), accounts.Options{Issuer: "Chợ Sao"}, shop.Clock.Now)
	w := &world{t: t, shop: shop, books: addresses.New(db, shop.Clock.Now)}
	actor := func(name string) policy.Actor {
		p, err := people.Add(t.Context(), accounts.Newcomer{Name: "Bà " + name, Email: name + "@example.vn", Verified: true})
		if err != nil {
			t.Fatal(err)
		}
		return policy.Actor{Person: p.ID, Name: p.Name, Email: p.Email}
	}
	w.Site = desktest.Open(t, db, shop.Catalog, shopper.Room(shopper.Deps{Books: w.books, Orders: shop.Service, People: people}))
	w.Actor, w.other = actor("mau-don"), actor("hoa-sen")
	return w
}

func (w *world) has(path string, texts ...string) {
	w.t.Helper()
	body := w.Get(path).Body
	for _, text := range texts {
		if !strings.Contains(body, text) {
			w.t.Errorf("%s lacks %q", path, text)
		}
	}
}

// others are who must see nothing of somebody's.
func (w *world) others() []policy.Actor {
	central, admin := desktest.Officer(""), desktest.Admin()
	return []policy.Actor{w.other, central, admin}
}

func TestTheProfileIsSaved(t *testing.T) {
	w := open(t)
	w.has("/tai-khoan", "Bà mau-don", "mau-don@example.vn")
	if got := w.Post("/tai-khoan", "ten", "", "dien-thoai", "0912345678", "tieng", "vi"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Ghi họ và tên") {
		t.Errorf("without a name: %d", got.Status)
	}
	if got := w.Post("/tai-khoan", "ten", "Bà Đơn", "dien-thoai", "12", "tieng", "vi"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `value="12"`) {
		t.Errorf("half a number: %d", got.Status)
	}
	if got := w.Post("/tai-khoan", "ten", "Bà Đơn", "dien-thoai", "0987 654 321", "tieng", "en"); got.Status != http.StatusSeeOther {
		t.Fatalf("saved: %d", got.Status)
	}
	w.has("/tai-khoan", `value="Bà Đơn"`, `value="0987 654 321"`, `value="en" checked`)
}

func (w *world) add(fields ...string) desktest.Answer {
	w.t.Helper()
	return w.Post("/tai-khoan/dia-chi/them", append([]string{"ten", "Trần Mẫu Đơn", "dien-thoai", "0912345678", "tinh", "01", "duong", "27 ngõ Thông Phong"}, fields...)...)
}

func TestTheAddressBook(t *testing.T) {
	w := open(t)
	w.has("/tai-khoan/dia-chi", "Chưa có địa chỉ nào")
	if got := w.add("xa", "không đâu cả"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "27 ngõ Thông Phong") || !strings.Contains(got.Body, "Xin chọn xã, phường") {
		t.Errorf("a commune that is not: %d", got.Status)
	}
	if got := w.add("xa", "phường Ba Đình"); got.Status != http.StatusSeeOther {
		t.Fatalf("added: %d\n%s", got.Status, got.Body)
	}
	w.has("/en/tai-khoan/dia-chi", "27 ngõ Thông Phong, phường Ba Đình, Hà Nội", "first choice", "0912 345 678")
	book, err := w.books.Of(t.Context(), w.Actor.Person)
	if err != nil {
		t.Fatal(err)
	}
	id := w.Actor.Person + "." + book.Entries[0].ID
	w.has("/tai-khoan/dia-chi/sua/"+id, `value="phường Ba Đình"`, `value="27 ngõ Thông Phong"`)
	owner := w.Actor
	for _, who := range w.others() {
		w.Actor = who
		for _, path := range []string{"sua", "xoa", "chon"} {
			if got := w.Post("/tai-khoan/dia-chi/" + path + "/" + id); got.Status != http.StatusNotFound {
				t.Errorf("%s by %s: %d", path, who.Name, got.Status)
			}
		}
		if got := w.Get("/tai-khoan/dia-chi/sua/" + id); got.Status != http.StatusNotFound || strings.Contains(got.Body, "Thông Phong") {
			t.Errorf("seen by %s: %d", who.Name, got.Status)
		}
	}
	w.Actor = owner
	w.Post("/tai-khoan/dia-chi/sua/"+id, "ten", "Mẫu Đơn", "dien-thoai", "0912345678", "tinh", "01", "xa", "Ba Đình", "duong", "12 Kim Mã")
	w.has("/tai-khoan/dia-chi", "12 Kim Mã")
	w.Post("/tai-khoan/dia-chi/xoa/" + id)
	w.has("/tai-khoan/dia-chi", "Chưa có địa chỉ nào")
}

func TestOrdersOfTheAccount(t *testing.T) {
	w := open(t)
	code := w.shop.Order(orders.CashOnDelivery, "CM-500", 1, "CH-200", 1).Checkout.ID
	w.has("/tai-khoan/don-hang", "Chưa có đơn nào")
	if got := w.Get("/tai-khoan/don-hang/" + code); got.Status != http.StatusNotFound {
		t.Errorf("a guest's order: %d", got.Status)
	}
	if got := w.Post("/tai-khoan/don-hang", "ma", " ", "dien-thoai", ""); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `id="f-ma-w"`) || !strings.Contains(got.Body, `id="f-dien-thoai-w"`) {
		t.Errorf("nothing typed: %d", got.Status)
	}
	if got := w.Post("/tai-khoan/don-hang", "ma", code, "dien-thoai", "0987654321"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, code) {
		t.Errorf("a wrong number: %d", got.Status)
	}
	if got := w.Post("/tai-khoan/don-hang", "ma", strings.ToLower(code), "dien-thoai", "0912 345 678"); got.Status != http.StatusSeeOther {
		t.Fatalf("taken in: %d", got.Status)
	}
	w.has("/tai-khoan/don-hang", code, "HTX Hải sản Bến Đoan", "HTX Chè Đồi Cọ")
	got := w.Get("/tai-khoan/don-hang/" + code)
	if got.Status != http.StatusSeeOther || got.Location != "/don-hang/"+code || !strings.Contains(strings.Join(got.Header.Values("Set-Cookie"), " "), "don_") {
		t.Errorf("opened: %d %s", got.Status, got.Location)
	}
	for _, who := range w.others() {
		w.Actor = who
		if got := w.Get("/tai-khoan/don-hang/" + code); got.Status != http.StatusNotFound {
			t.Errorf("opened by %s: %d", who.Name, got.Status)
		}
	}
}
