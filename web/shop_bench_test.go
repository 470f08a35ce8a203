package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/orders/orderstest"
)

// BenchmarkShop reports the CPU time of putting something into a basket, and of a whole
// order: a new basket, the checkout, placing, and the order's page.
func BenchmarkShop(b *testing.B) {
	shop := orderstest.New(b)
	shop.SetStock("CM-500", 10_000_000)
	shop.Load()
	site := siteOf(b, shop, nil)
	b.Run("add", func(b *testing.B) {
		cookies := post(b, site, "/gio-hang", url.Values{"sku": {"CM-500"}}, nil)
		before := cpuTime()
		n := 0
		for b.Loop() {
			if n++; n%500 == 0 {
				cookies = post(b, site, "/gio-hang", url.Values{"sku": {"CM-500"}}, nil) // a line holds 999
			}
			post(b, site, "/gio-hang", url.Values{"sku": {"CM-500"}}, cookies)
		}
		b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	})
	b.Run("order", func(b *testing.B) {
		before := cpuTime()
		for b.Loop() {
			orderOnce(b, site)
		}
		b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	})
}

func orderOnce(b *testing.B, site http.Handler) {
	cookies := post(b, site, "/gio-hang", url.Values{"sku": {"CM-500"}}, nil)
	cookies = append(cookies, &http.Cookie{Name: provinceCookie, Value: "01"})
	page := call(b, site, http.MethodGet, "/dat-hang", nil, cookies)
	body, err := io.ReadAll(page.Body)
	if err != nil {
		b.Fatal(err)
	}
	in := url.Values{"ten": {"Trần Thị Mẫu Đơn"}, "dien-thoai": {"0912345678"}, "tinh": {"01"}, "xa": {"van mieu - quoc tu giam"}, "duong": {"27 ngõ Thông Phong"}, "tt": {"transfer"}}
	for _, m := range formTokens.FindAllStringSubmatch(string(body), -1) {
		in.Set(m[1], m[2])
	}
	placed := call(b, site, http.MethodPost, "/dat-hang", in, cookies)
	where := placed.Header.Get("Location")
	if order := call(b, site, http.MethodGet, where, nil, placed.Cookies()); order.StatusCode != http.StatusOK {
		b.Fatalf("status %d of %q", order.StatusCode, where)
	}
}

func post(b *testing.B, site http.Handler, path string, in url.Values, cookies []*http.Cookie) []*http.Cookie {
	answer := call(b, site, http.MethodPost, path, in, cookies)
	if answer.StatusCode != http.StatusSeeOther {
		b.Fatalf("POST %s: status %d", path, answer.StatusCode)
	}
	return answer.Cookies()
}

func call(b *testing.B, site http.Handler, method, path string, in url.Values, cookies []*http.Cookie) *http.Response {
	b.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(in.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w.Result()
}
