package browser

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
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

// entrance is how one of the demonstration's people comes in. A code of the second step is taken once and few wrong
// ones are forgiven, so windows that come at once take turns, and those that come later wear the session of the first.
type entrance struct {
	mu   sync.Mutex
	code string // taken last
	worn []*network.CookieParam
}

var entrances sync.Map // *entrance by mail address

func entranceOf(email string) *entrance {
	e, _ := entrances.LoadOrStore(email, &entrance{})
	return e.(*entrance)
}

// signIn comes in as one of the demonstration's people, with the second step where their role needs one.
func (v *visitor) signIn(email string) {
	v.t.Helper()
	e := entranceOf(email)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.worn != nil {
		v.do("wear a session", command(network.SetCookies, network.SetCookiesParams{Cookies: e.worn}))
		return
	}
	v.open("/dang-nhap")
	v.write("#e", email)
	v.write("#m", demoPassword)
	v.click("form[action$='/dang-nhap'] button")
	if email == officer || email == central || email == admin {
		v.secondStep(e, func(code string) {
			v.write(codeField, code)
			v.click("form[action$='/buoc-hai'] button")
		})
	}
	v.leave("/dang-nhap")
	e.worn = v.cookies()
}

// signInByKeys comes in with the keyboard alone.
func (v *visitor) signInByKeys(lang, email string) {
	v.t.Helper()
	e := entranceOf(email)
	e.mu.Lock()
	defer e.mu.Unlock()
	v.open(lang + "/dang-nhap")
	v.fill(words(lang, "Thư điện tử", "Mail address"), email)
	v.fill(words(lang, "Mật khẩu", "Password"), demoPassword)
	v.enter(words(lang, "Đăng nhập", "Sign in"))
	if email == officer || email == central || email == admin {
		v.secondStep(e, func(code string) {
			v.fill(words(lang, "Mã 6 số", "Six digits"), code)
			v.enter(words(lang, "Vào", "Go in"))
		})
	}
	v.leave(lang + "/dang-nhap")
}

const codeField = "#f-ma"

// secondStep gives the code that the page shows for demonstrations, once it is another than the last.
func (v *visitor) secondStep(e *entrance, give func(code string)) {
	v.t.Helper()
	v.appears(codeField)
	page := v.path()
	for until := time.Now().Add(70 * time.Second); time.Now().Before(until); v.open(page) {
		code := v.text("main .notice .code")
		if code == e.code {
			time.Sleep(time.Second)
			continue
		}
		give(code)
		e.code = code
		if v.left(page) {
			return
		}
	}
	v.t.Fatal("no code was taken")
}

// left waits until the window is at another address, and reports whether it came to that: a refused code leads to the same again.
func (v *visitor) left(page string) bool {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		if !strings.HasPrefix(v.path(), page) {
			return true
		}
	}
	return false
}

// cookies are what the window holds of the market.
func (v *visitor) cookies() (held []*network.CookieParam) {
	v.t.Helper()
	v.do("see the cookies", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		got, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		for _, c := range got.Cookies {
			held = append(held, &network.CookieParam{Name: c.Name, Value: c.Value, URL: shared.site, Path: c.Path, Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite})
		}
		return err
	}))
	return held
}

// leave waits until the address no longer begins with a path.
func (v *visitor) leave(prefix string) {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if at := v.where(); strings.HasPrefix(at, shared.site) && !strings.HasPrefix(at, shared.site+prefix) {
			v.whole()
			return
		}
	}
	v.t.Fatalf("still at %s: %s", v.where(), v.text("main"))
}

// inspected has axe-core look at a page to which only a way of work leads, and goes on at the width as before.
func (v *visitor) inspected(name string) {
	v.t.Helper()
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		return // the test of every desk says so
	}
	width := ask(v, "measure", chromedp.Evaluate[int64](`innerWidth`))
	v.inspect(v.t, name, string(axe))
	v.resize(width)
}

// deskPages are pages of the desks by who sees them.
var deskPages = map[string]map[string]string{
	"": {"sign-in": "/dang-nhap", "sign-in-en": "/en/dang-nhap", "sign-up": "/dang-ky", "forgot": "/quen-mat-khau", "report": "/to-giac"},
	shopper: {"profile": "/tai-khoan", "addresses": "/tai-khoan/dia-chi", "my-orders": "/tai-khoan/don-hang", "security": "/tai-khoan/bao-mat",
		"inbox": "/tai-khoan/thong-bao", "organizations": "/tai-khoan/to-chuc", "my-data": "/tai-khoan/du-lieu", "inbox-en": "/en/tai-khoan/thong-bao",
		"new-address": "/tai-khoan/dia-chi/them"},
	producer: {"today": "/ban-hang", "today-en": "/en/ban-hang", "packing": "/ban-hang/don-hang", "goods": "/ban-hang/san-pham", "stock": "/ban-hang/kho", "lots": "/ban-hang/kho/lo",
		"radar": "/ban-hang/chung-nhan", "sales": "/ban-hang/doanh-thu", "imports": "/ban-hang/nhap",
		"packing-hours": "/ban-hang/cach-goi", "slips": "/ban-hang/don-hang/phieu", "new-lot": "/ban-hang/kho/lo/moi", "places": "/ban-hang/kho/noi", "transfers-of-goods": "/ban-hang/kho/phieu", "new-transfer-of-goods": "/ban-hang/kho/phieu/moi",
		"units": "/ban-hang/kho/quy-cach", "ledger": "/ban-hang/kho/so"},
	officer: {"officer": "/can-bo", "officer-en": "/en/can-bo", "certificates": "/can-bo/chung-nhan", "registry": "/can-bo/so-quoc-gia", "producers": "/can-bo/chu-the", "changes": "/can-bo/xin-doi",
		"reports": "/can-bo/to-giac", "programme": "/can-bo/bao-cao", "decisions": "/can-bo/quyet-dinh", "decision": "/can-bo/quyet-dinh/moi",
		"targets": "/can-bo/bao-cao/chi-tieu/22-2026", "inspections": "/can-bo/so/kiem-tra", "classes": "/can-bo/so/tap-huan", "rewards": "/can-bo/so/khen-thuong",
		"pulls": "/can-bo/so-quoc-gia/lan-keo", "new-inspection": "/can-bo/so/kiem-tra/moi", "new-class": "/can-bo/so/tap-huan/moi",
		"new-reward": "/can-bo/so/khen-thuong/moi", "inspections-import": "/can-bo/so/kiem-tra/nhap", "scale": "/can-bo/so/muc-thuong/22", "list-import": "/can-bo/chung-nhan/nhap"},
	admin: {"admin": "/quan-tri", "admin-en": "/en/quan-tri", "users": "/quan-tri/nguoi-dung", "orgs": "/quan-tri/to-chuc", "settings": "/quan-tri/cai-dat", "jobs": "/quan-tri/viec-nen",
		"outbox": "/quan-tri/hop-gui", "transfers": "/quan-tri/tien-ve", "engines": "/quan-tri/may", "audit": "/quan-tri/nhat-ky", "data-requests": "/quan-tri/du-lieu",
		"transfer": "/quan-tri/tien-ve/ghi", "backup": "/quan-tri/sao-luu"},
}

// thing is a kind of thing that has pages of its own: a list that leads to one, how such a link looks, and what pages are under it.
type thing struct {
	name, list, link string
	pages            []string
}

// deskThings are the things that the demonstration has, by who sees their pages.
var deskThings = map[string][]thing{
	producer: {
		{"sheet", "/ban-hang/san-pham", "/san-pham/[^/]+$", []string{"", "/anh", "/giay-to", "/xin-doi"}},
		{"order-of-buyers", "/ban-hang/don-hang", "/don-hang/OC-[^/]+$", []string{"", "/phieu", "/thieu"}},
		{"place", "/ban-hang/kho/noi", "/kho/noi/[^/]+$", []string{""}},
		{"unit", "/ban-hang/kho/quy-cach", "/quy-cach/[^/]+$", []string{""}},
		{"renewal", "/ban-hang/chung-nhan", "/ban-hang/chung-nhan/[^/]+$", []string{""}},
	},
	officer: {{"pull", "/can-bo/so-quoc-gia/lan-keo", "/lan-keo/[^/]+$", []string{""}}},
	admin: {
		{"user", "/quan-tri/nguoi-dung", "/nguoi-dung/[^/]+$", []string{""}},
		{"org", "/quan-tri/to-chuc", "/to-chuc/[^/]+$", []string{""}},
	},
}

// inspectAt opens an address, which must answer well and be where it said, and inspects it.
func (v *visitor) inspectAt(t *testing.T, name, path, axe string) {
	t.Helper()
	v.open(path)
	if v.path() != path {
		t.Errorf("%s leads to %s", path, v.path())
		return
	}
	if status := ask(v, "status", chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`)); status != 200 {
		t.Errorf("%s answers %d", path, status)
		return
	}
	v.inspect(t, "desk-"+name, axe)
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
				v.inspectAt(t, name, path, string(axe))
			}
			for _, thing := range deskThings[who] {
				v.open(thing.list)
				path := v.first(thing.link)
				if path == "" {
					t.Errorf("%s leads to nothing like %s", thing.list, thing.link)
					continue
				}
				for _, under := range thing.pages {
					v.inspectAt(t, thing.name+strings.ReplaceAll(under, "/", "-"), path+under, string(axe))
				}
			}
		})
	}
}
