package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/api"
)

// clerk is an officer in front of a browser.
type clerk struct {
	t    *testing.T
	base string
	http *http.Client
}

// officerAt signs the demonstration's central officer in, with both steps.
func officerAt(t *testing.T, site string) *clerk {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &clerk{t: t, base: site, http: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	_, page := c.post("/dang-nhap", url.Values{"e": {"trung-uong@demo.example"}, "m": {demoPassword}})
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(stripped(page))
	if code == "" {
		t.Fatalf("the second step shows no code:\n%s", page)
	}
	if at, _ := c.post("/dang-nhap/buoc-hai", url.Values{"ma": {code}}); strings.Contains(at, "buoc-hai") {
		t.Fatalf("not signed in: at %s", at)
	}
	return c
}

// stripped is the text of a page's main part without its marks.
func stripped(page string) string {
	_, main, _ := strings.Cut(page, `<main`)
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")
}

// post sends a form and follows where it leads: the address and the page there.
func (c *clerk) post(path string, form url.Values) (at, page string) {
	c.t.Helper()
	resp, err := c.http.PostForm(c.base+path, form)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.read(resp)
}

func (c *clerk) read(resp *http.Response) (at, page string) {
	c.t.Helper()
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		c.t.Fatalf("%s: %s\n%s", resp.Request.URL, resp.Status, stripped(string(raw)))
	}
	return resp.Request.URL.Path, string(raw)
}

// enter enters a decision with its scan, and returns the address of the page that signs it.
func (c *clerk) enter(fields map[string]string) string {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		_ = form.WriteField(name, value)
	}
	part, err := form.CreateFormFile("tep", "quyet-dinh.pdf")
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = part.Write([]byte("%PDF-1.7\nquyết định\n%%EOF\n"))
	_ = form.Close()
	resp, err := c.http.Post(c.base+"/can-bo/quyet-dinh/moi", form.FormDataContentType(), &body)
	if err != nil {
		c.t.Fatal(err)
	}
	at, _ := c.read(resp)
	return at
}

// revoke enters a revocation and signs it. Without an hour it takes effect at once.
func (c *clerk) revoke(p api.Product, day, hour string) (decision string) {
	c.t.Helper()
	fields := map[string]string{
		"so": p.Certificate.Number, "k": "revoke", "sqd": "3652/QĐ-UBND", "ky": time.Now().In(vietnam.Zone).AddDate(0, 0, -1).Format("2/1/2006"),
		"cq": "Bộ Nông nghiệp và Môi trường", "ly": "Không giữ đúng quy trình đã đăng ký.", "hl": day, "gio": hour,
	}
	if day == "" {
		fields["ngay"] = "1"
	}
	sign := c.enter(fields)
	at, _ := c.post(sign, url.Values{"ma": {p.Certificate.Number}, "viec.carts": {"mark"}, "viec.orders_not_sent": {"cancel"}})
	if at == sign {
		c.t.Fatal("not signed")
	}
	return at
}

// TestARevocationOfAnOfficerIsOffTheShop: at once, in every page and answer within 5 seconds.
func TestARevocationOfAnOfficerIsOffTheShop(t *testing.T) {
	p := start(t, t.TempDir(), small())
	shop := newShopper(p.site())
	products := shop.sellable(t, 2)
	w, spared := watch(t, p.site(), products[0]), watch(t, p.site(), products[1])
	bought, err := shop.cartWith(1, products[0].Units[0].SKU)
	if err != nil {
		t.Fatal(err)
	}
	_, err = shop.order("", placement(bought, "", "cod"))
	if err != nil {
		t.Fatal(err)
	}
	clerk := officerAt(t, p.site())
	at := clerk.revoke(products[0], "", "")
	signed := time.Now()
	w.gone(t, signed)
	w.unlisted(t, signed)
	spared.everywhere(t)
	if _, err := shop.order("", placement(w.cart, "", "cod")); err == nil {
		t.Error("a product without stars was sold")
	}
	p.until("the order cancelled", goneWithin, func() bool {
		resp, err := clerk.http.Get(clerk.base + at)
		if err != nil {
			return false
		}
		_, page := clerk.read(resp)
		return strings.Contains(page, "xong 1")
	})
	if out := p.command("sync"); strings.Contains(out, "1 changed") {
		t.Errorf("sync says %q", out)
	}
	if left := w.shown(t); len(left) > 0 {
		t.Errorf("a pull brought the stars back in %v", left)
	}
	scan := regexp.MustCompile(`/quyet-dinh/ban-quet/[a-z0-9]+`)
	_, page := clerk.read(must(http.Get(clerk.base + "/xac-minh/" + url.PathEscape(products[0].Certificate.Number))))
	path := scan.FindString(page)
	if path == "" {
		t.Fatal("the verification page leads to no scan")
	}
	if _, body := clerk.read(must(http.Get(clerk.base + path))); !strings.HasPrefix(body, "%PDF") {
		t.Errorf("the scan is %q", body)
	}
}

func must(resp *http.Response, err error) *http.Response {
	if err != nil {
		panic(err)
	}
	return resp
}

// TestADecisionTakesEffectAtItsMinute: before it everything shows, and within 5 seconds after it nothing does.
func TestADecisionTakesEffectAtItsMinute(t *testing.T) {
	p := start(t, t.TempDir(), small())
	shop := newShopper(p.site())
	w := watch(t, p.site(), shop.sellable(t, 1)[0])
	clerk := officerAt(t, p.site())
	minute := time.Now().Add(25 * time.Second).Truncate(time.Minute).Add(time.Minute)
	local := minute.In(vietnam.Zone)
	clerk.revoke(w.product, local.Format("2/1/2006"), fmt.Sprintf("%d:%02d", local.Hour(), local.Minute()))
	time.Sleep(time.Until(minute.Add(-2 * time.Second)))
	w.everywhere(t)
	time.Sleep(time.Until(minute))
	w.gone(t, minute)
	w.unlisted(t, minute)
}
