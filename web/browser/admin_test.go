package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestAdministratorsSetting comes in by keys and changes a setting for a reason, by keys and by mouse, which the audit log then tells.
func TestAdministratorsSetting(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signInByKeys("", admin)
	for i, at := range everySize {
		v.resize(at.width)
		reason := fmt.Sprintf("đợt kiểm tra %d, rộng %d px", i, at.width)
		was := v.sets(at.lang, fmt.Sprint(80+i), reason, i == 1 || i == 2) // each width and language by keys once
		v.looksUp(at.lang, reason)
		v.sets(at.lang, was, "xong "+reason, false)
	}
}

// sets gives a setting another value, and returns what it was. Without a reason it is refused, and what was typed stays.
func (v *visitor) sets(lang, value, reason string, keys bool) (was string) {
	v.t.Helper()
	const field, why, button = "#f-registry-silence", "#f-ly-do", "form[action$='/cai-dat'] button.btn"
	write, click := v.write, v.click
	if keys {
		write = func(selector, text string) { v.tabTo(selector); v.press(text) }
		click = func(selector string) { v.tabTo(selector); v.press(kb.Enter) }
	}
	v.open(lang + "/quan-tri/cai-dat")
	v.noSideways()
	was = v.value(field)
	write(field, value)
	click(button)
	v.appears("#f-ly-do-w")
	if got := v.value(field); got != value {
		v.t.Errorf("without a reason the setting is %q again", got)
	}
	write(why, reason)
	click(button)
	v.soon("[role=status].notice", words(lang, "Đã đổi", "changed"))
	if got := v.value(field); got != value {
		v.t.Errorf("the setting is %q, want %q", got, value)
	}
	return was
}

// looksUp searches the audit log, in which other desks write meanwhile.
func (v *visitor) looksUp(lang, reason string) {
	v.t.Helper()
	v.open(lang + "/quan-tri/nhat-ky")
	v.noSideways()
	v.write("#tn", reason)
	v.click("#tn + button")
	v.arrive(lang + "/quan-tri/nhat-ky?")
	if said := v.text("main .time li"); !strings.Contains(said, reason) {
		v.t.Errorf("the audit log's last entry about %q says %q", reason, said)
	}
	v.noSideways()
}
