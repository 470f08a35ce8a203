package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// TestAdministratorBacksUp has the store backed up from the first page, with scripts that follow it and
// without, by mouse and by keys, until it is told where the copy went.
func TestAdministratorBacksUp(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(admin)
	for i, at := range everySize {
		v.resize(at.width)
		v.scripts(i != 2)
		v.backsUp(at.lang, i == 1, i != 2)
		v.scripts(true)
	}
}

func (v *visitor) backsUp(lang string, keys, scripts bool) {
	v.t.Helper()
	const button = "form[action$='/sao-luu'] button"
	v.open(lang + "/quan-tri")
	v.noSideways()
	if keys {
		v.tabTo(button)
		v.press(kb.Enter)
	} else {
		v.click(button)
	}
	v.arrive(lang + "/quan-tri/sao-luu")
	for until := time.Now().Add(time.Minute); v.count("main "+button) == 0 && time.Now().Before(until); time.Sleep(200 * time.Millisecond) {
		if !scripts { // whoever has none looks again
			v.open(lang + "/quan-tri/sao-luu")
		}
	}
	v.soon("main .facts", ".backup: ")
	v.soon("main .facts", words(lang, "tài liệu", "documents"))
	v.noSideways()
}
