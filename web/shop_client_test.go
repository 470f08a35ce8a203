package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/search/inproc"
)

// shopper is a browser without scripts: it keeps cookies by their path, and fills in forms.
type shopper struct {
	t       *testing.T
	site    http.Handler
	cookies []*http.Cookie
}

// newShop opens the pages of a shop on a real store.
func newShop(t *testing.T) (*orderstest.Shop, *shopper) {
	t.Helper()
	shop := orderstest.New(t)
	return shop, &shopper{t: t, site: siteOf(t, shop, nil)}
}

func siteOf(t testing.TB, shop *orderstest.Shop, limiter *Limiter) http.Handler {
	t.Helper()
	server, err := New(Deps{
		Shelf: shop.Catalog, Records: shop.Catalog, Search: inproc.New(), Shipping: shop.Rules().Shipping, Orders: shop.Service,
		PublicURL: "https://cho.example", Clock: shop.Clock.Now, Log: slog.New(slog.DiscardHandler), Limiter: limiter,
	})
	if err != nil {
		t.Fatal(err)
	}
	return server.Handler()
}

// do sends a request and keeps the cookies of the answer.
func (b *shopper) do(method, path string, in url.Values) *http.Response {
	b.t.Helper()
	var body io.Reader
	if in != nil {
		body = strings.NewReader(in.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range b.cookies {
		if cookie.Path == "/" || r.URL.Path == cookie.Path || strings.HasPrefix(r.URL.Path, cookie.Path+"/") {
			r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
		}
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	answer := w.Result()
	for _, cookie := range answer.Cookies() {
		b.keep(cookie)
	}
	return answer
}

func (b *shopper) keep(cookie *http.Cookie) {
	for i, old := range b.cookies {
		if old.Name == cookie.Name && old.Path == cookie.Path {
			b.cookies[i] = cookie
			return
		}
	}
	b.cookies = append(b.cookies, cookie)
}

// get reads a page that must have a status.
func (b *shopper) get(path string, status int) string {
	b.t.Helper()
	return b.page(b.do(http.MethodGet, path, nil), status)
}

func (b *shopper) page(answer *http.Response, status int) string {
	b.t.Helper()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if answer.StatusCode != status {
		b.t.Fatalf("status %d, want %d:\n%s", answer.StatusCode, status, raw)
	}
	if kept := answer.Header.Get("Cache-Control"); kept != "no-store" {
		b.t.Errorf("Cache-Control %q of a personal page", kept)
	}
	return string(raw)
}

// sent posts a form that must lead on, and returns where.
func (b *shopper) sent(path string, in url.Values) string {
	b.t.Helper()
	answer := b.do(http.MethodPost, path, in)
	b.page(answer, http.StatusSeeOther)
	return answer.Header.Get("Location")
}

func (b *shopper) add(sku string, quantity int) {
	b.t.Helper()
	b.sent("/gio-hang", url.Values{"sku": {sku}, "qty": {fmt.Sprint(quantity)}})
}

var formTokens = regexp.MustCompile(`<input type="hidden" name="(khoa|tong)" value="([^"]*)">`)

// filled opens the checkout and fills its form in.
func (b *shopper) filled(path string) url.Values {
	b.t.Helper()
	in := url.Values{
		"ten": {"Trần Thị Mẫu Đơn"}, "dien-thoai": {"0912 345 678"}, "tinh": {"01"}, "xa": {"van mieu - quoc tu giam"},
		"duong": {"27 ngõ Thông Phong"}, "ghi": {"gọi trước"}, "thiep": {"Mừng nhà mới"}, "tt": {"cod"},
	}
	b.sent("/gio-hang/giao-den", url.Values{"tinh": {"01"}})
	for _, m := range formTokens.FindAllStringSubmatch(b.get(path, http.StatusOK), -1) {
		in.Set(m[1], m[2])
	}
	return in
}

func wantAll(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("no %q in the page", w)
		}
	}
}

func wantNone(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(page, w) {
			t.Errorf("%q is in the page", w)
		}
	}
}
