package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The numbers beside the first two units that lie at a place.
const (
	firstQuantity  = ".rows--fill tbody tr:nth-child(1) input"
	secondQuantity = ".rows--fill tbody tr:nth-child(2) input"
)

// carriesMany moves two units to the samples on one slip, after a number that is too high was refused.
func (v *visitor) carriesMany(lang string, keys bool) {
	v.t.Helper()
	v.open(lang + "/ban-hang/kho/phieu")
	v.noSideways()
	v.open(v.first("/kho/phieu/moi$"))
	v.noSideways()
	fill := v.fillByHand
	if keys {
		fill = v.fillByKeys
	}
	fill("9999999", "1")
	v.soon("[data-wrong]", words(lang, "Ở đó chỉ còn", "are there"))
	v.noSideways()
	if keys { // without scripts nothing can be inspected
		v.inspected("desk-slip-refused" + strings.ReplaceAll(lang, "/", "-"))
	}
	if first, second := v.value(firstQuantity), v.value(secondQuantity); first != "9999999" || second != "1" {
		v.t.Errorf("the refused slip holds %s and %s", first, second)
	}
	fill("2", "1")
	v.soon("[role=status].notice", words(lang, "Đã chuyển. Phiếu", "This is slip"))
	if n := v.count(".slip tbody tr"); n != 2 {
		v.t.Errorf("the slip has %d lines, want 2", n)
	}
	if first, second := v.text(".slip tbody tr:nth-child(1) td.r"), v.text(".slip tbody tr:nth-child(2) td.r"); !strings.HasPrefix(first, "2 ") || !strings.HasPrefix(second, "1 ") {
		v.t.Errorf("the slip moves %q and %q, want 2 and 1", first, second)
	}
}

// toSamples is the value by which goods go to the samples.
func (v *visitor) toSamples() string {
	v.t.Helper()
	return ask(v, "find the samples", chromedp.Evaluate[string](`[...document.querySelector("#f-to").options].at(-1).value`))
}

func (v *visitor) fillByHand(first, second string) {
	v.t.Helper()
	v.pick("#f-to", v.toSamples())
	v.write(firstQuantity, first)
	v.write(secondQuantity, second)
	v.click(".savebar button")
}

// fillByKeys goes from field to field; Enter beside a unit leads to the next one and sends nothing.
func (v *visitor) fillByKeys(first, second string) {
	v.t.Helper()
	v.tabTo("#f-to")
	v.press(kb.End)
	if got := v.value("#f-to"); got != v.toSamples() {
		v.t.Errorf("the last place is not chosen but %q", got)
	}
	v.tabTo(firstQuantity)
	v.press(first + kb.Enter)
	if !ask(v, "see the focus", chromedp.Evaluate[bool](fmt.Sprintf(`document.activeElement.matches(%q)`, secondQuantity))) {
		v.t.Error("Enter does not lead to the next unit")
	}
	v.press(second)
	v.tabTo(".savebar button")
	v.press(kb.Enter)
}
