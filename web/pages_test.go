package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/search"
)

// addresses are one of each kind of page.
func addresses() []string {
	return []string{
		"/", "/en", "/san-pham", "/en/san-pham", "/san-pham?q=cha+muc&stars=3", "/san-pham?page=2", "/san-pham?q=khong+co+gi+ca",
		"/san-pham/cha-muc-ha-long-gia-tay-0", "/en/san-pham/cha-muc-ha-long-gia-tay-0?den=01", "/chu-the/htx-ben-doan-0", "/en/chu-the/htx-ben-doan-0",
		"/tinh", "/en/tinh", "/tinh/quang-ninh", "/en/tinh/quang-ninh", "/xac-minh", "/xac-minh/0000/Q%C4%90-UBND", "/en/xac-minh/0000/Q%C4%90-UBND",
	}
}

func TestEveryPageAnswers(t *testing.T) {
	m := newMarket(t, 120, nil)
	others := []string{"/robots.txt", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/products-1.xml", "/san-pham/cha-muc-ha-long-gia-tay-0/qr.svg", "/manifest.webmanifest", "/favicon.ico"}
	for _, path := range append(addresses(), others...) {
		m.want(t, path, http.StatusOK)
	}
}

// TestAnonymousPages: they set no cookie, may be kept only by those who ask again, and are the same for whoever asks.
func TestAnonymousPages(t *testing.T) {
	m := newMarket(t, 60, nil)
	for _, path := range addresses() {
		first := m.get(t, path, "Cookie", "gio=secret; gio_so=3; giao_den=22")
		if first.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
		if got := first.Header().Get("Cache-Control"); got != "public, no-cache" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		fresh := m.anew(t)
		if other := fresh.get(t, path, "User-Agent", "other", "Accept-Language", "en"); other.Body.String() != first.Body.String() {
			t.Errorf("%s differs by who asks", path)
		}
		again := m.get(t, path, "If-None-Match", first.Header().Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%s: status %d with its own ETag, want 304 without body", path, again.Code)
		}
		zipped := m.get(t, path, "Accept-Encoding", "br, gzip")
		if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Header().Get("ETag") == first.Header().Get("ETag") {
			t.Errorf("%s: gzip is not a variant of its own", path)
		}
		if zipped.Body.Len() > 30<<10 {
			t.Errorf("%s: %d bytes compressed", path, zipped.Body.Len())
		}
	}
}

// anew is another server on the same market, with an empty page cache.
func (m *market) anew(t testing.TB) *market {
	t.Helper()
	server, err := New(m.deps())
	if err != nil {
		t.Fatal(err)
	}
	other := *m
	other.Server = server
	return &other
}

// lapsed gives every state to a product of its own.
func lapsed(i int, p *catalog.Product, c *catalog.Certificate) {
	standing := map[int]catalog.Standing{1: catalog.Revoked, 2: catalog.Suspended, 3: catalog.Withdrawn}[i]
	switch {
	case standing != "":
		c.Standing, c.StandingFrom, c.StandingDecision = standing, noon.AddDate(0, 0, -3), "3107/QĐ-UBND"
	case i == 4:
		c.ExpiresAt = noon
	case i == 5:
		c.ExpiresAt = noon.AddDate(0, 3, 5)
	case i == 6:
		p.Units = nil
	}
}

func TestAMakerWhoLeftIsGone(t *testing.T) {
	m := newMarket(t, 6, func(i int, _ *catalog.Product, c *catalog.Certificate) {
		if i >= 2 && i != 4 { // both products of the second maker, one of the third
			c.Standing, c.StandingFrom = catalog.Withdrawn, noon.AddDate(0, 0, -1)
		}
	})
	for path, want := range map[string]int{
		"/chu-the/htx-ben-doan-0": http.StatusOK, "/chu-the/htx-ben-doan-1": http.StatusGone, "/en/chu-the/htx-ben-doan-1": http.StatusGone, "/chu-the/htx-ben-doan-2": http.StatusOK,
	} {
		if got := m.get(t, path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestOnlyAValidCertificateShowsStars(t *testing.T) {
	m := newMarket(t, 8, lapsed)
	for i, want := range map[int]struct {
		line        string
		stars, sold bool
	}{
		0: {"OCOP 3 sao, còn hiệu lực", true, true},
		1: {"Đã thu hồi từ ngày 21/11/2026 theo quyết định 3107/QĐ-UBND", false, false},
		2: {"Chứng nhận bị tạm đình chỉ từ ngày 21/11/2026 theo quyết định 3107/QĐ-UBND", false, false},
		3: {"Đã ra khỏi chương trình OCOP từ ngày 21/11/2026 theo quyết định 3107/QĐ-UBND", false, false},
		4: {"Chứng nhận hết hạn ngày 24/11/2026", false, false},
		5: {"còn 3 tháng", true, true},
		6: {"OCOP 3 sao, còn hiệu lực", true, false},
	} {
		path := "/san-pham/" + slugs()[i] + "-" + string(rune('0'+i))
		body := beforeShelves(m.want(t, path, http.StatusOK))
		if !strings.Contains(body, want.line) {
			t.Errorf("%d: no line %q", i, want.line)
		}
		if got := strings.Contains(body, "#badge-"); got != want.stars {
			t.Errorf("%d: badge shown %v, want %v", i, got, want.stars)
		}
		if got := strings.Contains(body, "hasCertification"); got != want.stars {
			t.Errorf("%d: certification in JSON-LD %v, want %v", i, got, want.stars)
		}
		if got := strings.Contains(body, `action="/gio-hang" id="mua"`); got != want.sold {
			t.Errorf("%d: sold %v, want %v", i, got, want.sold)
		}
		if !want.stars && regexp.MustCompile(`[345] sao`).MatchString(body) {
			t.Errorf("%d: tells stars that do not count", i)
		}
	}
}

// beforeShelves is a product's page without the other products below it.
func beforeShelves(body string) string {
	before, _, _ := strings.Cut(body, `aria-labelledby="cung"`)
	before, _, _ = strings.Cut(before, `aria-labelledby="khac"`)
	return before
}

// TestARevocationIsOffKeptPages: a kept page does not outlive the certificate, be it by a decision or by its last minute.
func TestARevocationIsOffKeptPages(t *testing.T) {
	m := newMarket(t, 8, func(i int, _ *catalog.Product, c *catalog.Certificate) {
		if i == 0 {
			c.ExpiresAt = noon.Add(time.Hour)
		}
	})
	path := "/san-pham/" + slugs()[0] + "-0"
	for range 2 {
		if !strings.Contains(m.want(t, path, http.StatusOK), "#badge-3") {
			t.Fatal("no badge while the certificate counts")
		}
	}
	m.clock.set(noon.Add(time.Hour - time.Second))
	m.want(t, path, http.StatusOK)
	m.clock.set(noon.Add(time.Hour))
	if strings.Contains(beforeShelves(m.want(t, path, http.StatusOK)), "#badge-") {
		t.Error("the badge outlived the certificate's last minute")
	}
}

func TestSearchFailureLeavesBrowsing(t *testing.T) {
	m := newMarket(t, 60, nil)
	d := m.deps()
	d.Search = downFinder{}
	server, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
	body := m.want(t, "/san-pham?q=ch%C3%A8&group=drinks", http.StatusOK)
	if !strings.Contains(body, "Ô tìm kiếm đang nghỉ") || !strings.Contains(body, "Chè nõn tôm") || strings.Contains(body, "Gạo ST25 lúa tôm") {
		t.Error("no plain browsing by the group, with a notice")
	}
	if got := m.get(t, "/san-pham").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page of an outage may be kept: %q", got)
	}
	for _, path := range []string{"/", "/san-pham/" + slugs()[0] + "-0", "/tinh"} {
		m.want(t, path, http.StatusOK)
	}
}

type downFinder struct{}

func (downFinder) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, errors.Join(errors.New("dial"), search.ErrUnavailable)
}

func TestListSaysWhatItDid(t *testing.T) {
	m := newMarket(t, 120, nil)
	for path, want := range map[string]string{
		"/san-pham?q=%3Cscript%3Ealert(1)%3C/script%3E+ch%C3%A8": "&lt;script&gt;",
		"/san-pham?q=cha+muc":                       "<mark>Chả mực</mark>",
		"/san-pham?q=nuoc+mma":                      "Đang hiện kết quả cho",
		"/san-pham?q=ch%C3%A8+qqqqqqqq":             "chúng tôi đã bỏ: qqqqqqqq",
		"/san-pham?q=cha+muc&group=medicinal-herbs": "Bỏ điều kiện, xem",
		"/san-pham?min_price=abc":                   "Không đọc được giá “abc”",
		"/san-pham?min_price=100.000+%E2%82%AB":     "từ 100.000\u00a0₫",
		"/san-pham?stars=4&sort=-stars":             `<meta name="robots" content="noindex">`,
		"/san-pham?group=food":                      `<link rel="canonical" href="https://cho.example/san-pham?group=food">`,
		"/san-pham?page=2":                          `<link rel="next" href="/san-pham?page=3">`,
	} {
		body := m.want(t, path, http.StatusOK)
		if !strings.Contains(body, want) {
			t.Errorf("%s: no %q", path, want)
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s: markup from the query", path)
		}
	}
}

func TestCertificatesAreFoundAsTyped(t *testing.T) {
	m := newMarket(t, 8, lapsed)
	for typed, want := range map[string]int{
		"/xac-minh/0000/Q%C4%90-UBND": 200, "/xac-minh/0000%2FQ%C4%90-UBND": 200, "/xac-minh/0000-qd-ubnd": 200, "/xac-minh/VN00000": 200,
		"/xac-minh/" + testGTIN(0): 200, "/xac-minh/nothing": 404, "/xac-minh?so=0000+qd+ubnd": 303, "/xac-minh?so=nothing": 404,
		"/en/xac-minh/0001/Q%C4%90-UBND": 200,
	} {
		if got := m.get(t, typed).Code; got != want {
			t.Errorf("GET %s: %d, want %d", typed, got, want)
		}
	}
	if got := m.get(t, "/en/xac-minh?so=0000+qd+ubnd").Header().Get("Location"); got != "/en/xac-minh/0000/Q%C4%90-UBND" {
		t.Errorf("the form leads to %q", got)
	}
	revoked := m.want(t, "/xac-minh/0001/Q%C4%90-UBND", http.StatusOK)
	if strings.Contains(revoked, "#badge-") || !strings.Contains(revoked, "Đã thu hồi") || !strings.Contains(revoked, "24/11/2026, 11:00") {
		t.Error("a revoked certificate is not told as one, with the register's last word")
	}
}

func TestLabelsLeadToProducts(t *testing.T) {
	m := newMarket(t, 3, nil)
	for path, want := range map[string]int{
		"/01/0" + testGTIN(1):            http.StatusTemporaryRedirect,
		"/01/" + testGTIN(1) + "/10/L42": http.StatusTemporaryRedirect,
		"/01/08930000000011":             http.StatusBadRequest,
		"/01/0" + testGTIN(77):           http.StatusNotFound,
	} {
		w := m.get(t, path)
		if w.Code != want {
			t.Errorf("GET %s: %d, want %d", path, w.Code, want)
		}
		if want == http.StatusTemporaryRedirect && w.Header().Get("Location") != "/san-pham/"+slugs()[1]+"-1" {
			t.Errorf("GET %s leads to %q", path, w.Header().Get("Location"))
		}
	}
}

func TestJSONLDIsRead(t *testing.T) {
	m := newMarket(t, 8, func(i int, p *catalog.Product, _ *catalog.Certificate) {
		if i == 0 {
			p.Name = `</script><script>alert("x")</script>`
		}
	})
	body := m.want(t, "/san-pham/"+slugs()[0]+"-0", http.StatusOK)
	_, rest, _ := strings.Cut(body, `<script type="application/ld+json">`)
	block, _, _ := strings.Cut(rest, "</script>")
	var objects []map[string]any
	if err := json.Unmarshal([]byte(block), &objects); err != nil {
		t.Fatalf("JSON-LD: %v in %s", err, block)
	}
	product := objects[0]
	if product["name"] != `</script><script>alert("x")</script>` || product["aggregateRating"] != nil {
		t.Errorf("product %v", product)
	}
	offer := product["offers"].([]any)[0].(map[string]any)
	if offer["priceCurrency"] != "VND" || offer["price"] != "120000" {
		t.Errorf("offer %v", offer)
	}
	if strings.Contains(body, `<script>alert`) {
		t.Error("markup from a name")
	}
}

// TestNoDeadLinks follows every link of ours on every kind of page.
func TestNoDeadLinks(t *testing.T) {
	m := newMarket(t, 60, nil)
	href := regexp.MustCompile(`(?:href|src|action)="(/[^"#]*)`)
	seen := map[string]bool{}
	for _, page := range addresses() {
		for _, found := range href.FindAllStringSubmatch(m.want(t, page, http.StatusOK), -1) {
			path := strings.ReplaceAll(found[1], "&amp;", "&")
			if seen[path] || notOurs(path) {
				continue
			}
			seen[path] = true
			if code := m.get(t, path).Code; code >= 400 {
				t.Errorf("%s links to %s: %d", page, path, code)
			}
		}
	}
	if len(seen) < 150 {
		t.Errorf("only %d links", len(seen))
	}
}

// notOurs are addresses that other handlers serve, which this market has not.
func notOurs(path string) bool {
	_, path = langOf(path)
	for _, prefix := range []string{"/media/", "/gio-hang", "/don-hang", "/phi-giao", "/api/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

func TestErrorsHavePages(t *testing.T) {
	m := newMarket(t, 3, nil)
	for path, want := range map[string]int{"/khong-co": 404, "/en/nope": 404, "/san-pham/khong-co": 404, "/tinh/khong-co": 404, "/chu-the/khong-co": 404, "/sitemap/x.xml": 404, "/sitemap/products-99.xml": 404} {
		w := m.get(t, path)
		if w.Code != want || !strings.Contains(w.Body.String(), `class="lonely"`) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: %d, Cache-Control %q", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	if body := m.want(t, "/en/nope", 404); !strings.Contains(body, "There is nothing at this address") {
		t.Error("the English error page is not English")
	}
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/tinh", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST /tinh: %d", w.Code)
	}
}

func TestSlashesAtTheEndAreNoOtherPage(t *testing.T) {
	m := newMarket(t, 1, nil)
	for path, want := range map[string]string{
		"/en/": "/en", "/san-pham/?q=ch%C3%A8": "/san-pham?q=ch%C3%A8", "/tinh//": "/tinh",
		"//evil.example/": "", "/nothing": "",
	} {
		w := m.get(t, path)
		if got := w.Header().Get("Location"); got != want || (w.Code == http.StatusMovedPermanently) != (want != "") {
			t.Errorf("GET %s: %d to %q, want %q", path, w.Code, got, want)
		}
	}
}
