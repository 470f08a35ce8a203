package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/web/api"
)

// goneWithin is how soon after a pull a lost star must be off everything that one can see.
const goneWithin = 5 * time.Second

// watched is a product whose stars are looked at wherever one site shows them.
type watched struct {
	*shopper
	product api.Product
	cart    string
	etags   map[string]string // of the pages as they were seen before
}

// watch puts the product into a cart and looks at every page of it, so that caches hold them with their stars.
func watch(t *testing.T, site string, p api.Product) *watched {
	t.Helper()
	w := &watched{shopper: newShopper(site), product: p, etags: map[string]string{}}
	var err error
	if w.cart, err = w.cartWith(1, p.Units[0].SKU); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from the cache
		for _, path := range w.pages() {
			if err := w.look(path, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.everywhere(t)
	return w
}

// pages are those that anyone may see and that are cached.
func (w *watched) pages() []string {
	slug := w.product.Slug
	return []string{"/san-pham/" + slug, "/en/san-pham/" + slug, "/san-pham?" + w.search().Encode(), "/chu-the/" + w.product.ProducerSlug}
}

func (w *watched) search() url.Values { return url.Values{"q": {w.product.Name}} }

// look reads a page, as one who has it with that tag already, and remembers its tag.
func (w *watched) look(path, etag string) error {
	_, err := w.page(path, etag)
	return err
}

func (w *watched) page(path, etag string) (body string, err error) {
	req, err := http.NewRequest(http.MethodGet, w.base+path, nil)
	if err != nil {
		return "", err
	}
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	if path == "/gio-hang" {
		req.AddCookie(&http.Cookie{Name: "gio", Value: w.cart})
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if etag == "" {
		w.etags[path] = resp.Header.Get("Etag")
	}
	raw, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNotModified {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	if resp.StatusCode == http.StatusNotModified {
		return "not modified", err
	}
	return string(raw), err
}

// places are where the stars of the product can be seen: each tells whether they are.
func (w *watched) places() map[string]func() (bool, error) {
	p := w.product
	return map[string]func() (bool, error){
		"page":             func() (bool, error) { return w.onPage("/san-pham/"+p.Slug, `hasCertification`) },
		"English page":     func() (bool, error) { return w.onPage("/en/san-pham/"+p.Slug, `class="badge"`) },
		"page of search":   func() (bool, error) { return w.onCard("/san-pham?" + w.search().Encode()) },
		"page of producer": func() (bool, error) { return w.onCard("/chu-the/" + p.ProducerSlug) },
		"product":          w.inProduct,
		"certificate":      w.inCertificate,
		"search":           w.inSearch,
		"cart":             w.inCart,
		"page of cart":     func() (bool, error) { return w.onPage("/gio-hang", `href="/dat-hang"`) },
	}
}

func (w *watched) onPage(path, mark string) (bool, error) {
	etag := w.etags[path]
	body, err := w.page(path, etag)
	if body != "not modified" {
		return strings.Contains(body, mark), err
	}
	body, err = w.page(path, "")
	shown := strings.Contains(body, mark)
	if err == nil && !shown {
		err = w.changedSince(path, etag)
	}
	return shown, err
}

// changedSince: a page may lose its stars between two requests, and no longer be told to be as before from then on.
func (w *watched) changedSince(path, etag string) error {
	w.etags[path] = etag
	body, err := w.page(path, etag)
	if body == "not modified" {
		err = fmt.Errorf("%s: told to be as before, and is not", path)
	}
	return err
}

// cards are the cards of a list, one match each.
var cards = regexp.MustCompile(`(?s)<li class="card.*?</li>`)

// onCard looks for the seal on the card of this product among those of a list.
func (w *watched) onCard(path string) (bool, error) {
	body, err := w.page(path, "")
	if err != nil {
		return false, err
	}
	for _, card := range cards.FindAllString(body, -1) {
		if strings.Contains(card, `href="/san-pham/`+w.product.Slug+`"`) {
			return strings.Contains(card, "#seal-"), nil
		}
	}
	return false, nil
}

func (w *watched) inProduct() (bool, error) {
	p, err := w.shopper.product(w.product.Slug)
	return p.Stars > 0 || len(p.Units) > 0 && p.Units[0].Available > 0, err
}

func (w *watched) inCertificate() (bool, error) {
	c, err := call[api.Certificate](w.shopper, http.MethodGet, "/certificates/"+url.PathEscape(w.product.Certificate.Number), nil, nil)
	return c.Stars > 0 || c.State == "valid" || c.State == "expiring", err
}

func (w *watched) inSearch() (bool, error) {
	hit, err := w.hit()
	return hit != nil && (hit.Stars > 0 || hit.Units[0].Available > 0), err
}

// hit is the product among those that a search for it finds.
func (w *watched) hit() (*api.Product, error) {
	list, err := w.products(w.search())
	for _, p := range list.Items {
		if p.Slug == w.product.Slug {
			return &p, err
		}
	}
	return nil, err
}

// unlisted waits until searches find the product no more: however long an index takes, hits that lost their stars are left out.
func (w *watched) unlisted(t *testing.T, pulled time.Time) {
	t.Helper()
	for {
		began := time.Now()
		hit, err := w.hit()
		if err != nil {
			t.Error(err)
			return
		}
		if hit == nil {
			t.Logf("%s: not found any more %s after the pull", w.base, time.Since(pulled).Round(time.Millisecond))
			return
		}
		if began.Sub(pulled) > goneWithin {
			t.Errorf("%s: %s is still found %s after the pull", w.base, w.product.Slug, time.Since(pulled))
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (w *watched) inCart() (bool, error) {
	c, err := w.shopper.cart(w.cart)
	if err != nil || len(c.Lines) != 1 {
		return false, fmt.Errorf("cart of %d lines: %w", len(c.Lines), err)
	}
	return c.Lines[0].Stars > 0 || c.Lines[0].Problem == "" || c.Goods > 0, nil
}

// shown lists the places where the stars are seen now.
func (w *watched) shown(t *testing.T) []string {
	t.Helper()
	var at []string
	for name, ask := range w.places() {
		seen, err := ask()
		if err != nil {
			t.Errorf("%s of %s: %v", name, w.product.Slug, err)
		}
		if seen {
			at = append(at, name)
		}
	}
	return at
}

// everywhere fails unless every place shows the stars.
func (w *watched) everywhere(t *testing.T) {
	t.Helper()
	if at := w.shown(t); len(at) != len(w.places()) {
		t.Errorf("%s: the stars of %s are shown only in %v", w.base, w.product.Slug, at)
	}
}

// gone waits until the stars are nowhere, at most as long as they may take since the pull.
func (w *watched) gone(t *testing.T, pulled time.Time) {
	t.Helper()
	for {
		began := time.Now()
		left := w.shown(t)
		if len(left) == 0 {
			t.Logf("%s: off everything within %s of the pull", w.base, time.Since(pulled).Round(time.Millisecond))
			return
		}
		if began.Sub(pulled) > goneWithin || t.Failed() {
			t.Errorf("%s: %s after the pull the stars of %s are still in %v", w.base, time.Since(pulled), w.product.Slug, left)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestRevokedStarsAreGone(t *testing.T) {
	p := start(t, t.TempDir(), small())
	shop := newShopper(p.site())
	products := shop.sellable(t, 2)
	w := watch(t, p.site(), products[0])
	spared := watch(t, p.site(), products[1])

	if out := p.command("registry", "revoke", w.product.Certificate.Number, "--reason", "vi phạm an toàn thực phẩm"); !strings.Contains(out, "revoked") {
		t.Errorf("revoke says %q", out)
	}
	w.everywhere(t) // until the pull
	if out := p.command("sync"); !strings.Contains(out, "1 changed") {
		t.Errorf("sync says %q", out)
	}
	pulled := time.Now()
	w.gone(t, pulled)
	w.unlisted(t, pulled)
	spared.everywhere(t)
	if _, err := shop.order("", placement(w.cart, "", "cod")); err == nil {
		t.Error("a product without stars was sold")
	}
}
