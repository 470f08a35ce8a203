package browser

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestAStoppedProvinceIsDecidedRecordByRecord has the registry revoke more of a province than one pull may take. An
// officer, on a phone, keeps one record for a reason of their own, goes on later, takes the rest and records it all.
func TestAStoppedProvinceIsDecidedRecordByRecord(t *testing.T) {
	desk(t)
	t.Parallel()
	const province = "40"
	of := goodsOf(t, province)[:4]
	for _, g := range of {
		operate(t, "registry", "revoke", g.Certificate.Number, "--reason", "kiểm tra đột xuất")
	}
	pullNow(t)
	v := visit(t, 390, true)
	v.signIn(central)
	v.open("/can-bo/so-quoc-gia?tinh=" + province)
	v.noSideways()
	v.soon("main", "Còn 4 bản ghi chưa quyết")
	v.click(".seg input[value=keep]")
	v.soon(".savebar", "Nhận 0, giữ 1, chưa quyết 3")
	v.soon(".savebar", "Ghi 1 quyết định")
	v.pick(".why select", "Khác")
	v.click(".savebar button[value=ghi]")
	v.soon("[role=status].notice", "có bản ghi giữ vì lý do khác")
	v.do("say why", chromedp.SendKeys(chromedp.CSS("#ly-do"), "Đã gọi Chi cục lúc 9:50, chờ họ sửa."))
	v.click(".savebar button[value=luu]")
	v.soon("[role=status].notice", "Đã lưu lựa chọn")
	if got := v.value("#ly-do"); got != "Đã gọi Chi cục lúc 9:50, chờ họ sửa." {
		t.Errorf("what was written is %q after it was saved", got)
	}
	v.click("button[value='take:rest']")
	v.soon(".savebar", "Nhận 3, giữ 1, chưa quyết 0")
	v.shoot("officer-stop")
	v.resize(1280)
	v.shoot("officer-stop-1280")
	v.click(".savebar button[value=ghi]")
	v.soon("[role=status].notice", "Đã ghi 4 quyết định")
	revoked := 0
	for until := time.Now().Add(patience); revoked != 3 && time.Now().Before(until); {
		revoked = 0
		for _, g := range of {
			v.open("/xac-minh/" + url.PathEscape(g.Certificate.Number))
			if strings.Contains(ask(v, "read the verdict", saying("main .verdict")), "Đã thu hồi") {
				revoked++
			}
		}
	}
	if revoked != 3 {
		t.Errorf("%d of four certificates are revoked, want the three that were taken", revoked)
	}
}
