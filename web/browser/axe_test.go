package browser

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const axeFile = "node_modules/axe-core/axe.min.js"

// violation is what axe-core found wrong.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// findings are what axe-core says of a page.
type findings struct {
	Violations []violation `json:"violations"`
	Passed     int         `json:"passed"`
}

// TestEveryKindOfPageIsAccessible has axe-core look at each, on a phone and on a desk, light and dark.
func TestEveryKindOfPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Skip("SKIPPED: no axe-core; npm ci --prefix web/browser brings it")
	}
	t.Parallel()
	v := visit(t, 390, true)
	g := onSale(t)
	for name, path := range map[string]string{
		"home": "/", "home-en": "/en", "list": "/san-pham", "nothing-found": "/san-pham?q=zzzzqqq", "product": "/san-pham/" + g.Slug, "product-en": "/en/san-pham/" + g.Slug,
		"producer": "/chu-the/" + g.ProducerSlug, "places": "/tinh", "province": "/tinh/quang-ninh", "verify": "/xac-minh", "certificate": "/xac-minh/" + strings.ReplaceAll(url.PathEscape(g.Certificate.Number), "%2F", "/"),
		"error": "/khong-co", "basket-empty": "/gio-hang", "lookup": "/don-hang", "fees": "/phi-giao",
	} {
		v.open(path)
		v.inspect(t, name, string(axe))
	}
	v.open("/san-pham/" + g.Slug)
	v.click(".buybar .btn, .buy__btn")
	v.arrive("/gio-hang")
	v.inspect(t, "basket", string(axe))
	v.pick("#tinh", "22")
	v.soon("aside .sums", "Giao từ")
	v.open("/dat-hang")
	v.inspect(t, "checkout", string(axe))
	v.do("narrow", v.width(390))
	v.click(".buybar button")
	v.do("wait for what is wrong", chromedp.WaitVisible(chromedp.CSS("[data-wrong]")))
	v.inspect(t, "checkout-wrong", string(axe))
	v.open("/dat-hang")
	v.do("narrow", v.width(390))
	v.checkOut("")
	v.inspect(t, "order", string(axe))
	v.open(v.path() + "/huy")
	v.inspect(t, "cancel", string(axe))
	v.click("main form button")
	v.soon("[data-status]", "Đã hủy")
	v.inspect(t, "order-cancelled", string(axe))
}

// axeRun asks for every rule, and in the dark for those about colours: nothing else differs there.
func axeRun(scheme string) string {
	if scheme == "dark" {
		return `axe.run(document, {resultTypes: ["violations"], runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}})`
	}
	return `axe.run(document, {resultTypes: ["violations"]})`
}

// inspect looks at the page that is open in both widths and schemes.
func (v *visitor) inspect(t *testing.T, name, axe string) {
	t.Helper()
	v.do("bring axe-core", chromedp.Evaluate[chromedp.Void](axe))
	v.do("make it as narrow as phones get", v.width(320))
	v.noSideways()
	for _, width := range []int64{390, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}
			v.do("turn", v.width(width), command(emulation.SetEmulatedMedia, media))
			found := ask(v, "look", chromedp.Evaluate[findings](axeRun(scheme)+`.then((r) => ({violations: r.violations, passed: r.passes.length}))`, chromedp.EvalAwaitPromise))
			if least := map[string]int{"light": 15, "dark": 1}[scheme]; found.Passed < least {
				t.Errorf("%s: only %d rules looked at anything", name, found.Passed)
			}
			for _, f := range found.Violations {
				t.Errorf("%s at %d px, %s: %s (%s)\n%s\n%s", name, width, scheme, f.Help, f.ID, f.Nodes[0].HTML, f.Nodes[0].Summary)
			}
			v.noSideways()
			v.shoot(fmt.Sprintf("%s-%d-%s", name, width, scheme))
		}
	}
}
