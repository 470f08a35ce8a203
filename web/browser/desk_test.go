package browser

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The demonstration's people, and the password that opens each.
const (
	demoPassword = "cho sao minh hoa"
	shopper      = "nguoi-mua@demo.example"
	producer     = "chu-the@demo.example"
	officer      = "can-bo@demo.example"
	central      = "trung-uong@demo.example"
	admin        = "quan-tri@demo.example"
)

// signIn comes in as one of the demonstration's people, with the second step where their role needs one.
func (v *visitor) signIn(email string) {
	v.t.Helper()
	v.open("/dang-nhap")
	v.write("#e", email)
	v.write("#m", demoPassword)
	v.click("form[action$='/dang-nhap'] button")
	if email == officer || email == central || email == admin {
		v.secondStep()
	}
	v.leave("/dang-nhap")
}

// secondStep types the code that the page shows for demonstrations. Each code is taken once, so that whoever comes in again soon waits for the next.
func (v *visitor) secondStep() {
	v.t.Helper()
	v.arrive("/dang-nhap/buoc-hai")
	for until := time.Now().Add(70 * time.Second); time.Now().Before(until); time.Sleep(3 * time.Second) {
		v.write("#f-ma", v.text("main .notice .code"))
		v.click("form[action$='/buoc-hai'] button")
		time.Sleep(time.Second) // it answers with the next page, or with this one again
		if !strings.HasPrefix(v.path(), "/dang-nhap/buoc-hai") {
			return
		}
	}
	v.t.Fatal("no code was taken")
}

// leave waits until the address no longer begins with a path.
func (v *visitor) leave(prefix string) {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if at := v.where(); strings.HasPrefix(at, shared.site) && !strings.HasPrefix(at, shared.site+prefix) {
			return
		}
	}
	v.t.Fatalf("still at %s: %s", v.where(), v.text("main"))
}

// deskPages are pages of the desks by who sees them.
var deskPages = map[string]map[string]string{
	"": {"sign-in": "/dang-nhap", "sign-in-en": "/en/dang-nhap", "sign-up": "/dang-ky", "forgot": "/quen-mat-khau", "report": "/to-giac"},
	shopper: {"profile": "/tai-khoan", "addresses": "/tai-khoan/dia-chi", "my-orders": "/tai-khoan/don-hang", "security": "/tai-khoan/bao-mat",
		"inbox": "/tai-khoan/thong-bao", "organizations": "/tai-khoan/to-chuc", "my-data": "/tai-khoan/du-lieu", "inbox-en": "/en/tai-khoan/thong-bao"},
	producer: {"today": "/ban-hang", "today-en": "/en/ban-hang", "packing": "/ban-hang/don-hang", "goods": "/ban-hang/san-pham", "stock": "/ban-hang/kho", "lots": "/ban-hang/kho/lo",
		"radar": "/ban-hang/chung-nhan", "sales": "/ban-hang/doanh-thu", "imports": "/ban-hang/nhap"},
	officer: {"officer": "/can-bo", "officer-en": "/en/can-bo", "certificates": "/can-bo/chung-nhan", "registry": "/can-bo/so-quoc-gia", "producers": "/can-bo/chu-the", "changes": "/can-bo/xin-doi",
		"reports": "/can-bo/to-giac", "programme": "/can-bo/bao-cao", "decisions": "/can-bo/quyet-dinh", "decision": "/can-bo/quyet-dinh/moi",
		"targets": "/can-bo/bao-cao/chi-tieu/22-2026", "inspections": "/can-bo/so/kiem-tra", "classes": "/can-bo/so/tap-huan", "rewards": "/can-bo/so/khen-thuong"},
	admin: {"admin": "/quan-tri", "admin-en": "/en/quan-tri", "users": "/quan-tri/nguoi-dung", "orgs": "/quan-tri/to-chuc", "settings": "/quan-tri/cai-dat", "jobs": "/quan-tri/viec-nen",
		"outbox": "/quan-tri/hop-gui", "transfers": "/quan-tri/tien-ve", "engines": "/quan-tri/may", "audit": "/quan-tri/nhat-ky", "data-requests": "/quan-tri/du-lieu"},
}

// TestEveryDeskIsAccessible has axe-core look at the pages of every desk, in both widths and schemes.
func TestEveryDeskIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Skip("SKIPPED: no axe-core; npm ci --prefix web/browser brings it")
	}
	for who, pages := range deskPages {
		t.Run(strings.TrimSuffix(who, "@demo.example"), func(t *testing.T) {
			t.Parallel()
			v := visit(t, 1280, true)
			if who != "" {
				v.signIn(who)
			}
			for name, path := range pages {
				v.open(path)
				if v.path() != path {
					t.Errorf("%s leads to %s", path, v.path())
					continue
				}
				if status := ask(v, "status", chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`)); status != 200 {
					t.Errorf("%s answers %d", path, status)
					continue
				}
				v.inspect(t, "desk-"+name, string(axe))
			}
		})
	}
}
