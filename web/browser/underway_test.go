package browser

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestDeskPagesOfWorkUnderWayAreAccessible has axe-core look at pages that are there only once somebody asked for something.
func TestDeskPagesOfWorkUnderWayAreAccessible(t *testing.T) {
	desk(t)
	t.Parallel()
	maker := visit(t, 1280, true)
	maker.signIn(producer)
	maker.asksForAChange()
	maker.bringsAList(t)
	shopping := visit(t, 1280, true)
	shopping.signIn(shopper)
	shopping.open("/tai-khoan/du-lieu")
	shopping.click("form[action$='/tai-khoan/du-lieu'] button")
	shopping.appears("[role=status].notice")
	shopping.inspected("desk-data-asked")
	shopping.sendsPapers(t)
	office := visit(t, 1280, true)
	office.signIn(officer)
	office.open("/can-bo/xin-doi")
	office.follows("/can-bo/xin-doi/.+")
	office.soon("main h1", "xin đổi")
	office.inspected("desk-change-one")
	office.open("/can-bo/chu-the")
	office.follows("/can-bo/chu-the/.+")
	office.appears("main form button")
	office.inspected("desk-claim-case")
	platform := visit(t, 1280, true)
	platform.signIn(admin)
	platform.open("/quan-tri/du-lieu")
	platform.follows("/quan-tri/du-lieu/.+")
	platform.appears("main form button")
	platform.inspected("desk-data-request")
}

// appears waits until somebody can see an element.
func (v *visitor) appears(selector string) {
	v.t.Helper()
	v.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// follows opens the first link that a pattern matches, which must be there.
func (v *visitor) follows(pattern string) {
	v.t.Helper()
	to := v.first(pattern)
	if to == "" {
		v.t.Fatalf("no link like %s at %s", pattern, v.where())
	}
	v.open(to)
}

// asksForAChange asks for another name on the certificate.
func (v *visitor) asksForAChange() {
	v.t.Helper()
	v.open("/ban-hang/san-pham")
	v.open(v.first("/ban-hang/san-pham/[^/]+$") + "/xin-doi")
	v.write("#f-name", "Chả mực Hạ Long giã tay Bến Đoan")
	v.do("say why", chromedp.SendKeys(chromedp.CSS("#f-name-reason"), "Thêm tên hợp tác xã cho khỏi lẫn."))
	v.click(".savebar button")
	v.appears("[role=status].notice")
	v.inspected("desk-change-asked")
}

// bringsAList sends a list with a row that fits and a wrong one, has it written, and takes that back.
func (v *visitor) bringsAList(t *testing.T) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "gia.csv")
	rows := "Số chứng nhận,Mã hàng,Chuẩn bị hàng (ngày)\nQN 0412/2024,QN-CH-00085-1,3\nQN 0412/2024,QN-CH-00085-2,nhiều\n"
	if err := os.WriteFile(list, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	v.open("/ban-hang/nhap")
	v.do("choose the list", chromedp.SetUploadFiles(chromedp.CSS("form[enctype] input[type=file]"), []string{list}))
	v.click("form[enctype] button")
	for _, step := range []struct{ says, shot, then string }{
		{"Chạy thử xong", "tried", "ghi"}, {"Đã ghi xong", "written", "hoan"}, {"Đã hoàn lại", "undone", ""},
	} {
		v.soon("#kq", step.says)
		v.whole()
		v.inspected("desk-import-" + step.shot)
		if step.then != "" {
			v.click("section[aria-labelledby=kq] button[value=" + step.then + "]")
		}
	}
}

// sendsPapers claims a producer by papers, for whom an officer then has a case.
func (v *visitor) sendsPapers(t *testing.T) {
	t.Helper()
	v.open("/dang-ky/co-so?so=" + url.QueryEscape(ofQuangNinh(t).Certificate.Number))
	v.click("details.data summary")
	v.do("choose the papers", chromedp.SetUploadFiles(chromedp.CSS("input[name=giay-to]"), []string{scanned(t)}))
	v.click("#f-dai-dien")
	v.inspected("desk-claim")
	v.click("button[formaction$='/giay-to']")
	v.arrive("/dang-ky/ho-so/")
	v.inspected("desk-claim-sent")
}

// TestDeskPageOfAStoppedProvinceIsAccessible has the registry revoke more of a province than one pull may take, and looks at what an officer then decides on.
func TestDeskPageOfAStoppedProvinceIsAccessible(t *testing.T) {
	desk(t)
	t.Parallel()
	const province = "37"
	v := visit(t, 1280, true)
	for _, g := range goodsOf(t, province)[:4] {
		operate(t, "registry", "revoke", g.Certificate.Number, "--reason", "kiểm tra đột xuất")
	}
	pullNow(t)
	v.signIn(central)
	v.open("/can-bo/so-quoc-gia?tinh=" + province)
	v.noSideways()
	v.soon("main", "4 trong 10 sản phẩm")
	v.inspected("desk-stopped-province")
}

// operate runs a command of the market as who operates it does.
func operate(t *testing.T, args ...string) {
	t.Helper()
	if out, err := operated(t, args...); err != nil {
		t.Fatalf("ocop %q: %v\n%s", args, err, out)
	}
}

// operated runs a command and returns what it says.
func operated(t *testing.T, args ...string) (string, error) {
	t.Helper()
	if shared.binary == "" {
		t.Skip("SKIPPED: " + siteEnv + " names a market whose operator the tests are not")
	}
	command := exec.Command(shared.binary, args...)
	command.Env = append(os.Environ(), "OCOP_DATA="+shared.data)
	out, err := command.CombinedOutput()
	return string(out), err
}

// pullNow has the market pull the registry, once nobody else's pull goes on.
func pullNow(t *testing.T) {
	t.Helper()
	for until := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		out, err := operated(t, "sync", "now")
		if err == nil {
			return
		}
		if !strings.Contains(out, "lease: held") || time.Now().After(until) {
			t.Fatalf("ocop sync now: %v\n%s", err, out)
		}
	}
}
