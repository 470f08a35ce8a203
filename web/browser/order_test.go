package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/ocopmarket/ocop/catalog/place"
)

// goods is a product that is on sale.
type goods struct {
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	Producer     string `json:"producer"`
	ProducerSlug string `json:"producer_slug"`
	ProducerKind string `json:"producer_kind"`
	Certificate  struct {
		Number string `json:"number"`
	} `json:"certificate"`
	Units []struct {
		Available int `json:"available"`
		WeightG   int `json:"weight_g"`
	} `json:"units"`
}

// onSale asks the market for a product that can be bought and is sent as a parcel.
func onSale(t *testing.T) goods {
	t.Helper()
	for _, g := range listed(t, "limit=50") {
		if len(g.Units) > 0 && g.Units[0].Available > 20 && g.Units[0].WeightG > 0 {
			return g
		}
	}
	t.Fatal("nothing is on sale")
	return goods{}
}

// plain is a text without marks, as people type who have no Vietnamese keyboard.
func plain(text string) string { return strings.ReplaceAll(place.Slug(text), "-", " ") }

func TestFromSearchToOrder(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{390, 1280} {
		for _, scripts := range []bool{true, false} {
			for _, lang := range []string{"", "/en"} {
				name := fmt.Sprintf("%d px, scripts %v, %q", width, scripts, lang)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					v := visit(t, width, scripts)
					v.buy(lang, scripts)
					v.findAgain(lang, width, scripts)
				})
			}
		}
	}
}

// buy goes from a search without marks to an order.
func (v *visitor) buy(lang string, scripts bool) {
	v.t.Helper()
	g := onSale(v.t)
	v.open(home(lang))
	v.do("search", chromedp.SendKeys(chromedp.CSS("#q"), plain(g.Name)+"\r"))
	v.arrive(lang + "/san-pham?q=")
	v.noSideways()
	v.click(fmt.Sprintf(`.card a[href="%s/san-pham/%s"]`, lang, g.Slug))
	v.arrive(lang + "/san-pham/" + g.Slug)
	v.noSideways()
	v.click(".buybar .btn, .buy__btn")
	v.arrive(lang + "/gio-hang")
	v.noSideways()
	v.click(`.stepper button[value="more"]`)
	v.soon(".line__sum small", map[string]string{"": "mỗi món", "/en": "each"}[lang])
	v.pick("#tinh", "22")
	if !scripts {
		v.click(`form[action$="/giao-den"] button`)
	}

	v.soon("aside .sums", map[string]string{"": "Giao từ", "/en": "Delivery from"}[lang])
	v.click(fmt.Sprintf(`.buybar a.btn, aside a[href="%s/dat-hang"]`, lang))
	v.arrive(lang + "/dat-hang")
	v.noSideways()
	v.checkOut(lang)
}

// checkOut first forgets a digit, mends it, and orders.
func (v *visitor) checkOut(lang string) {
	v.t.Helper()
	v.write("#ten", "Trần Thị Mẫu Đơn")
	v.write("#dien-thoai", "0912 345 67")
	v.write("#xa", "hong gai")
	v.write("#duong", "12 Bến Đoan")
	v.click(`input[value="transfer"]`)
	v.click(".buybar button, .checkout__go button")
	v.do("wait for what is wrong", chromedp.WaitVisible(chromedp.CSS("#dien-thoai-e")))
	kept := ask(v, "look at the form", chromedp.Value(chromedp.CSS("#duong")))
	focus := ask(v, "look for the focus", chromedp.Evaluate[string](`document.activeElement?.getAttribute("aria-labelledby") ?? ""`))
	if kept != "12 Bến Đoan" || focus != "loi" {
		v.t.Errorf("street %q, focus on %q", kept, focus)
	}
	v.noSideways()
	v.write("#dien-thoai", "0912 345 678")
	v.click(".buybar button, .checkout__go button")
	v.arrive(lang + "/don-hang/OC-")
	v.noSideways()
	if got := v.text("[data-status]"); got != map[string]string{"": "Chờ chuyển khoản", "/en": "Awaiting transfer"}[lang] {
		v.t.Errorf("status %q", got)
	}
	v.do("see the code", chromedp.WaitVisible(chromedp.CSS(".qr svg")))
	if got := v.text("main"); !strings.Contains(got, "Hồng Gai") || !strings.Contains(got, "0912 345 678") {
		v.t.Errorf("the order's page says %q", got)
	}
}

// findAgain opens the order on another device, by its code and phone number.
func (v *visitor) findAgain(lang string, width int64, scripts bool) {
	v.t.Helper()
	at := v.path()
	other := visit(v.t, width, scripts)
	other.open(at)
	other.write("#dien-thoai", "0912345678")
	other.click("form.lookup button")
	other.do("see the order", chromedp.WaitVisible(chromedp.CSS("[data-status]")))
	if got := other.path(); got != at {
		v.t.Errorf("found at %s, not %s", got, at)
	}
	other.click(`a[href$="/huy"].btn`)
	other.arrive(at + "/huy")
	other.click("main form button")
	other.arrive(at)
	other.soon("[data-status]", map[string]string{"": "Đã hủy", "/en": "Cancelled"}[lang])
}

func home(lang string) string {
	if lang == "" {
		return "/"
	}
	return lang
}
