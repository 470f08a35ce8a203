package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestForeignersSeeNothing(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 1)
	where := b.sent("/dat-hang", b.filled("/dat-hang"))
	stranger := &shopper{t: t, site: b.site}
	real := stranger.get(where, http.StatusForbidden)
	none := stranger.get("/don-hang/OC-2222-2222", http.StatusForbidden)
	code := strings.TrimPrefix(where, "/don-hang/")
	if strings.ReplaceAll(real, code, "OC-2222-2222") != none {
		t.Error("the page tells whether an order exists")
	}
	wantNone(t, real, "Mẫu Đơn", "0912")
	stranger.cookies = []*http.Cookie{{Name: orderCookieName(code), Value: "guessed", Path: "/"}}
	stranger.get(where, http.StatusForbidden)
	for _, act := range []string{"/huy", "/tra-khi-nhan"} {
		stranger.page(stranger.do(http.MethodPost, where+act, url.Values{}), http.StatusForbidden)
	}
	stranger.cookies = nil
	wantAll(t, stranger.page(stranger.do(http.MethodPost, "/don-hang", url.Values{"ma": {code}, "dien-thoai": {"0912345679"}}), http.StatusNotFound), "Không mở được đơn")
	if got := stranger.sent("/don-hang", url.Values{"ma": {strings.ToLower(code)}, "dien-thoai": {"+84 912 345 678"}}); got != where {
		t.Errorf("lookup leads to %q", got)
	}
	wantAll(t, stranger.get(where, http.StatusOK), "Mẫu Đơn")
	wantAll(t, stranger.get("/en"+where, http.StatusOK), "Mẫu Đơn")
}

func TestCookiesAreGuarded(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 3)
	b.sent("/dat-hang", b.filled("/dat-hang"))
	secrets := 0
	for _, c := range b.cookies {
		secret := c.Name == cartCookie || strings.HasPrefix(c.Name, orderCookie)
		if secret {
			secrets++
		}
		if c.HttpOnly != secret || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 {
			t.Errorf("cookie %v", c)
		}
		if strings.HasPrefix(c.Name, orderCookie) && c.Path != "/don-hang" && c.Path != "/en/don-hang" {
			t.Errorf("an order's token is sent to %q", c.Path)
		}
	}
	if secrets != 3 {
		t.Errorf("%d secret cookies", secrets)
	}
}

func TestGuessingIsLimited(t *testing.T) {
	shop := orderstest.New(t)
	limits := []Limit{{Name: limitLookup, Per: 1e12, Count: 1, Burst: 3}, {Name: limitOrder, Per: 1e12, Count: 1, Burst: 1}}
	b := &shopper{t: t, site: siteOf(t, shop, NewLimiter(limits, nil, shop.Clock.Now))}
	guess := url.Values{"ma": {"OC-2222-2222"}, "dien-thoai": {"0912345678"}}
	for range 3 {
		b.page(b.do(http.MethodPost, "/don-hang", guess), http.StatusNotFound)
	}
	answer := b.do(http.MethodPost, "/don-hang", guess)
	b.page(answer, http.StatusTooManyRequests)
	if answer.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	b.add("CM-500", 1)
	in := b.filled("/dat-hang")
	in.Set("ten", "")
	b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusUnprocessableEntity)
	wantAll(t, b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusTooManyRequests), "27 ngõ Thông Phong", "Xin chậm lại")
}

func TestForeignOrTooLargeFormsAreRefused(t *testing.T) {
	_, b := newShop(t)
	r := httptest.NewRequest(http.MethodPost, "/gio-hang", strings.NewReader("sku=CM-500"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
		t.Errorf("status %d, cookies %v", w.Code, w.Result().Cookies())
	}
	big := url.Values{"sku": {strings.Repeat("x", 1<<20)}}
	b.page(b.do(http.MethodPost, "/gio-hang", big), http.StatusRequestEntityTooLarge)
}
