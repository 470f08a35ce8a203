package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// words picks a sentence by the language of the address: "" is Vietnamese.
func words(lang, vi, en string) string {
	if lang == "" {
		return vi
	}
	return en
}

// desk skips where no demonstration people can sign in, such as in a cluster without them.
func desk(t *testing.T) {
	t.Helper()
	if os.Getenv(siteEnv) != "" && os.Getenv("OCOP_BROWSER_DEMO") == "" {
		t.Skip("SKIPPED: " + siteEnv + " names a market that may have no demonstration accounts; OCOP_BROWSER_DEMO=1 says that it has")
	}
}

// everyWidth runs a path on a phone and on a desk, in both languages.
func everyWidth(t *testing.T, path func(t *testing.T, width int64, lang string)) {
	for _, width := range []int64{390, 1280} {
		for _, lang := range []string{"", "/en"} {
			t.Run(fmt.Sprintf("%d px, %q", width, lang), func(t *testing.T) { path(t, width, lang) })
		}
	}
}

func TestSigningUpAndIn(t *testing.T) {
	t.Parallel()
	everyWidth(t, func(t *testing.T, width int64, lang string) {
		if shared.mail == "" {
			t.Skip("SKIPPED: letters of this market can't be read; OCOP_BROWSER_MAIL names their folder")
		}
		v := visit(t, width, true)
		email := fmt.Sprintf("moi-%d-%d@example.vn", width, time.Now().UnixNano())
		v.open(lang + "/dang-ky")
		v.click("#f-dung")
		v.write("#f-ten", "Trần Thị Mới")
		v.write("#f-e", email)
		v.write("#f-m", demoPassword)
		v.click("#f-dk")
		v.noSideways()
		v.click("main form button.btn")
		v.arrive(lang + "/xem-thu")
		confirm := letterLink(t, email)
		v.open(confirm)
		v.write("#f-m", demoPassword)
		v.click("form[action$='/xac-nhan-thu'] button")
		v.leave(strings.Split(confirm, "?")[0])
		v.open(lang + "/tai-khoan")
		v.signOut(lang)
		v.wrongPassword(lang, email)
		v.signInByKeys(lang, email)
		v.open(lang + "/tai-khoan")
		if got := v.path(); got != lang+"/tai-khoan" {
			t.Errorf("signed in, the account leads to %s", got)
		}
	})
}

// wrongPassword is told in words, and what was typed stays.
func (v *visitor) wrongPassword(lang, email string) {
	v.t.Helper()
	v.open(lang + "/dang-nhap")
	v.write("#e", email)
	v.write("#m", "not this one at all")
	v.click("form[action$='/dang-nhap'] button")
	v.soon("#sai", words(lang, "mật khẩu", "password"))
	if got := v.value("#e"); got != email {
		v.t.Errorf("after a wrong password the address is %q", got)
	}
}

// signOut leaves, and the account is shut again.
func (v *visitor) signOut(lang string) {
	v.t.Helper()
	v.do("sign out", submit("form[action$='/dang-xuat']"))
	v.leave(lang + "/tai-khoan")
	v.open(lang + "/tai-khoan")
	v.arrive(lang + "/dang-nhap")
}

var confirmLink = regexp.MustCompile(`https?://[^/\s]+(/(?:en/)?xac-nhan-thu\?\S+)`)

// letterLink waits for the letter to an address and reads the link in it.
func letterLink(t *testing.T, email string) string {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(200 * time.Millisecond) {
		letters, err := filepath.Glob(filepath.Join(shared.mail, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range letters {
			raw, err := os.ReadFile(name)
			if err != nil || !strings.Contains(string(raw), email) {
				continue
			}
			plain := strings.NewReplacer("=\r\n", "", "=\n", "", "=3D", "=").Replace(string(raw))
			if link := confirmLink.FindStringSubmatch(plain); link != nil {
				return link[1]
			}
		}
	}
	t.Fatalf("no letter with a link came to %s", email)
	return ""
}
