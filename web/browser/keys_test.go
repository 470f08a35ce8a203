package browser

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press presses keys, one after the other, where the focus is.
func (v *visitor) press(keys string) {
	v.t.Helper()
	v.do("press "+keys, chromedp.KeyEvent(keys))
}

// focusName is what a screen reader calls whatever has the focus, nearly.
const focusName = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	const said = (x) => (x?.innerText || x?.textContent || "").replace(/\s+/g, " ").trim();
	return e.ariaLabel || [...(e.labels ?? [])].map(said).join(" ") || said(e) || e.getAttribute("placeholder") || e.value || "?";
})()`

// reach tabs, as one does who has no mouse, until what a name begins has the focus, and fails where the focus can't be seen.
func (v *visitor) reach(name string) {
	v.t.Helper()
	var seen []string
	for range 150 {
		v.press(kb.Tab)
		at := ask(v, "see the focus", chromedp.Evaluate[string](focusName))
		if strings.HasPrefix(at, name) {
			v.focusShows(name)
			return
		}
		seen = append(seen, at)
	}
	v.t.Fatalf("no key leads to %q at %s; Tab came by %q", name, v.where(), seen)
}

// tabTo tabs until an element has the focus.
func (v *visitor) tabTo(selector string) {
	v.t.Helper()
	for range 150 {
		v.press(kb.Tab)
		if ask(v, "see the focus", chromedp.Evaluate[bool](fmt.Sprintf(`document.activeElement.matches(%q)`, selector))) {
			v.focusShows(selector)
			return
		}
	}
	v.t.Fatalf("no key leads to %s at %s", selector, v.where())
}

// focusShows fails where nobody could see which element has the focus. What is hidden for the sake of its looks shows it on its label.
func (v *visitor) focusShows(name string) {
	v.t.Helper()
	shows := `(() => {
		const drawn = (e) => { const s = getComputedStyle(e); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
		const e = document.activeElement;
		return [e, e.closest("label"), e.nextElementSibling].some((x) => x && drawn(x));
	})()`
	if !ask(v, "see the focus", chromedp.Evaluate[bool](shows)) {
		v.t.Errorf("the focus does not show on %q at %s", name, v.where())
	}
}

// enter reaches a link or a button and presses Enter.
func (v *visitor) enter(name string) {
	v.t.Helper()
	v.reach(name)
	v.press(kb.Enter)
}

// fill reaches a field and types over what is in it.
func (v *visitor) fill(name, text string) {
	v.t.Helper()
	v.reach(name)
	v.press(text) // Tab chose all that the field held
}

// choose reaches a box or a radio button and presses the space bar.
func (v *visitor) choose(name string) {
	v.t.Helper()
	v.reach(name)
	v.press(" ")
}

// scripts lets the pages of this window run scripts from now on, or not.
func (v *visitor) scripts(on bool) {
	v.t.Helper()
	v.do("scripts", command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}))
}

// resize gives the window another width.
func (v *visitor) resize(width int64) {
	v.t.Helper()
	v.do(fmt.Sprintf("%d px wide", width), v.width(width))
}

// first is the address of the first link on the page that a pattern matches, without its query; empty where there is none. Tables as files are no pages.
func (v *visitor) first(pattern string) string {
	v.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll("main a[href]")].map((a) => a.getAttribute("href").split(/[?#]/)[0]).find((h) => new RegExp(%q).test(h) && !h.includes("/xuat")) ?? ""`, pattern)
	return ask(v, "look for a link", chromedp.Evaluate[string](find))
}

// value is what a field holds.
func (v *visitor) value(selector string) string {
	v.t.Helper()
	return ask(v, "read "+selector, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.value ?? ""`, selector)))
}

// row is the id of the row that the focus is in.
func (v *visitor) row() string {
	v.t.Helper()
	return ask(v, "see the row", chromedp.Evaluate[string](`document.activeElement?.closest("[data-row]")?.id ?? ""`))
}

// leaves waits until an element of the page no longer says something.
func (v *visitor) leaves(selector, words string) {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if said := v.calm(selector); said != "" && !strings.Contains(said, words) {
			return
		}
	}
	v.t.Fatalf("%s still says %q at %s", selector, words, v.where())
}

// calm reads an element of a page that may be on its way to the next; nothing then.
func (v *visitor) calm(selector string) string {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	said, err := chromedp.Run(ctx, saying(selector))
	if err != nil {
		return ""
	}
	return said
}

// digits is the number that an element says.
func (v *visitor) digits(selector string) int {
	v.t.Helper()
	n, err := strconv.Atoi(strings.NewReplacer(".", "", ",", "").Replace(v.text(selector)))
	if err != nil {
		v.t.Fatalf("%s is no number: %v", selector, err)
	}
	return n
}

// date fills a field for a day, whose parts a browser shows in its own order.
func (v *visitor) date(selector, day string) {
	v.t.Helper()
	v.do("choose "+day, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { document.querySelector(%q).value = %q; })()`, selector, day)))
}

// submit is a step that sends a form, also one within a menu that is closed.
func submit(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).requestSubmit()`, selector))
}
