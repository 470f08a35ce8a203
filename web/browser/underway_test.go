package browser

import (
	"os"
	"path/filepath"
	"testing"

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
	office := visit(t, 1280, true)
	office.signIn(officer)
	office.open("/can-bo/xin-doi")
	office.follows("/can-bo/xin-doi/.+")
	office.soon("main h1", "xin đổi")
	office.inspected("desk-change-one")
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

// bringsAList sends a list with a wrong row and waits for its trial.
func (v *visitor) bringsAList(t *testing.T) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "gia.csv")
	if err := os.WriteFile(list, []byte("Mã hàng,Giá bán lẻ\nkhông có,100000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.open("/ban-hang/nhap")
	v.do("choose the list", chromedp.SetUploadFiles(chromedp.CSS("form[enctype] input[type=file]"), []string{list}))
	v.click("form[enctype] button")
	v.leave("/ban-hang/nhap?")
	v.soon("main", "gia.csv")
	v.inspected("desk-import-tried")
}
