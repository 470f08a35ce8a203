package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAdministratorsSetting changes a setting for a reason, which the audit log then tells.
func TestAdministratorsSetting(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(admin)
	for i, at := range everySize {
		v.resize(at.width)
		reason := fmt.Sprintf("đợt kiểm tra %d, rộng %d px", i, at.width)
		was := v.sets(at.lang, fmt.Sprint(80+i), reason)
		v.open(at.lang + "/quan-tri/nhat-ky")
		v.noSideways()
		if said := v.text("main .time li"); !strings.Contains(said, reason) {
			t.Errorf("the audit log's last entry says %q, not %q", said, reason)
		}
		v.sets(at.lang, was, "xong "+reason)
	}
}

// sets gives a setting another value, and returns what it was. Without a reason it is refused, and what was typed stays.
func (v *visitor) sets(lang, value, reason string) (was string) {
	v.t.Helper()
	const field = "#f-registry-silence"
	v.open(lang + "/quan-tri/cai-dat")
	v.noSideways()
	was = v.value(field)
	v.write(field, value)
	v.click("form[action$='/cai-dat'] button.btn")
	v.do("see what is wrong", chromedp.WaitVisible(chromedp.CSS("#f-ly-do-w")))
	if got := v.value(field); got != value {
		v.t.Errorf("without a reason the setting is %q again", got)
	}
	v.write("#f-ly-do", reason)
	v.click("form[action$='/cai-dat'] button.btn")
	v.soon("[role=status].notice", words(lang, "Đã đổi", "changed"))
	if got := v.value(field); got != value {
		v.t.Errorf("the setting is %q, want %q", got, value)
	}
	return was
}
