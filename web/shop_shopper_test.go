package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/search/inproc"
)

// regulars know one shopper by a cookie.
type regulars struct {
	asked int // how often it was asked where somebody's parcels go
	err   error
}

func (r *regulars) Viewer(req *http.Request) (string, error) {
	if _, err := req.Cookie("phien"); err != nil {
		return "", nil
	}
	return "au", r.err
}

func (r *regulars) Usual(context.Context, string) (orders.Contact, orders.Address, error) {
	r.asked++
	return orders.Contact{Name: "Bà Âu", Phone: "0912345678", Email: "au@example.vn"}, orders.Address{Province: "01", Commune: "00004", Street: "27 ngõ Thông Phong", Note: "Gọi trước"}, nil
}

func newShopOf(t *testing.T, people *regulars) (*orderstest.Shop, *shopper) {
	t.Helper()
	shop := orderstest.New(t)
	server, err := New(Deps{
		Shelf: shop.Catalog, Records: shop.Catalog, Search: inproc.New(), Shipping: shop.Rules().Shipping, Orders: shop.Service, Shoppers: people,
		PublicURL: "https://cho.example", Clock: shop.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return shop, &shopper{t: t, site: server.Handler()}
}

func TestTheCheckoutKnowsWhoIsSignedIn(t *testing.T) {
	for _, tt := range []struct {
		name    string
		cookie  bool
		err     error
		account string
	}{
		{"signed in", true, nil, "au"},
		{"a guest", false, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			people := &regulars{err: tt.err}
			shop, b := newShopOf(t, people)
			if tt.cookie {
				b.keep(&http.Cookie{Name: "phien", Value: "x", Path: "/"})
			}
			b.add("CM-500", 1)
			page := b.get("/dat-hang", http.StatusOK)
			for _, text := range []string{`value="Bà Âu"`, `value="0912 345 678"`, `value="au@example.vn"`, `value="27 ngõ Thông Phong"`, `value="Gọi trước"`, `<option value="01" selected>`} {
				if strings.Contains(page, text) != tt.cookie {
					t.Errorf("%s stands in the form: %v", text, !tt.cookie)
				}
			}
			if !tt.cookie && people.asked != 0 {
				t.Error("a guest's address book was read")
			}
			in := url.Values{"ten": {"Bà Âu"}, "dien-thoai": {"0912345678"}, "tinh": {"01"}, "xa": {"00004"}, "duong": {"27 ngõ Thông Phong"}, "tt": {"cod"}, "khoa": {"k-" + tt.name}, "tong": {total(t, b)}}
			to := b.sent("/dat-hang", in)
			code := strings.TrimPrefix(to, "/don-hang/")
			if account, err := shop.AccountOf(t.Context(), code); err != nil || account != tt.account {
				t.Errorf("in account %q, want %q (%v)", account, tt.account, err)
			}
		})
	}
}

// total is what the form says the basket costs when it goes to Hà Nội.
func total(t *testing.T, b *shopper) string {
	t.Helper()
	page := b.page(b.do(http.MethodPost, "/dat-hang", url.Values{"do": {"tinh"}, "tinh": {"01"}}), http.StatusOK)
	_, rest, found := strings.Cut(page, `name="tong" value="`)
	if !found {
		t.Fatal("no total in the form")
	}
	amount, _, _ := strings.Cut(rest, `"`)
	return amount
}

func TestNobodyIsKeptFromBuyingByTheirAccount(t *testing.T) {
	people := &regulars{err: errors.New("sessions are away")}
	_, b := newShopOf(t, people)
	b.keep(&http.Cookie{Name: "phien", Value: "x", Path: "/"})
	b.add("CM-500", 1)
	b.get("/dat-hang", http.StatusOK)
}
