package browser

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestOfficesLists is how an office takes in a list of decisions: tried, written, on the shop, and undone. The list is
// of a province that no other test looks at.
func TestOfficesLists(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(central)
	for i, at := range everySize {
		v.resize(at.width)
		v.takesInList(at.lang, i, i == 1 || i == 2, true) // each width and language by keys once
	}
	v.seesWhatIsTouched()
	v.scripts(false)
	v.resize(390)
	v.takesInList("", len(everySize), false, false)
}

// decisionList is a list with two new products, and two rows that cannot be written. It names one of the certificates.
func decisionList(t *testing.T, run int) (file, number string) {
	t.Helper()
	serial := time.Now().UnixMilli()%1e9*10 + int64(run)
	signed := time.Now().AddDate(0, -1, 0).Format("2/1/2006")
	row := func(n int, day string) string {
		return fmt.Sprintf("Cà phê rang thử %d-%d,HTX Cà phê Thử Nghiệm,phường Pleiku,Gia Lai,4,77/QĐ-UBND,%s,GL %d%d/2026\n", serial, n, day, serial, n)
	}
	file = filepath.Join(t.TempDir(), fmt.Sprintf("QD-lan-%d.csv", run))
	text := "Tên sản phẩm,Chủ thể,Xã phường,Tỉnh,Sao,Số quyết định,Ngày cấp,Số chứng nhận\n" + row(1, signed) + row(2, signed) + row(3, "31/2/2026") +
		strings.Replace(row(4, signed), "phường Pleiku,Gia Lai", "Tân Lập,", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, fmt.Sprintf("GL %d1/2026", serial)
}

func (v *visitor) takesInList(lang string, run int, keys, scripts bool) {
	v.t.Helper()
	file, number := decisionList(v.t, run)
	shot := fmt.Sprintf("desk-list-%d-", run)
	press := func(name, selector string) {
		if keys {
			v.enter(name)
		} else {
			v.click(selector)
		}
	}
	v.open(lang + "/can-bo/chung-nhan")
	press(words(lang, "Nhập danh sách", "Take in a list"), "a[href$='/can-bo/chung-nhan/nhap']")
	v.arrive(lang + "/can-bo/chung-nhan/nhap")
	v.noSideways()
	v.shoot(shot + "send")
	v.do("choose the list", chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{file}))
	press(words(lang, "Gửi và chạy thử", "Send and try"), "form[enctype] button")
	v.arrive(lang + "/can-bo/chung-nhan/nhap/n-")
	at := v.path()
	v.becomes(at, scripts, words(lang, "Chạy thử xong", "The trial is done"))
	v.noSideways()
	if run == 0 {
		v.inspected("desk-list-tried")
	}
	v.shoot(shot + "tried")
	v.soon("main", words(lang, "Tháng 2 không có ngày 31", "February has no day 31"))
	v.open(at + "?loai=place")
	v.soon("section[aria-labelledby=loi] tbody", "Tân Lập")
	v.open(at)
	press(words(lang, "Ghi 2 dòng", "Write 2 rows"), "button[value=ghi]")
	v.becomes(at, scripts, words(lang, "Đã ghi xong", "Written at"))
	v.noSideways()
	v.shoot(shot + "written")
	v.shops(number, true)
	press(words(lang, "Hoàn lại "+filepath.Base(file), "Undo "+filepath.Base(file)), fmt.Sprintf("form[action$=%q] button[value=hoan]", at))
	v.becomes(at, scripts, words(lang, "Đã hoàn lại", "Undone at"))
	v.shops(number, false)
}

// seesWhatIsTouched has a list tried that takes a star from a product on sale, and lets it be.
func (v *visitor) seesWhatIsTouched() {
	v.t.Helper()
	var g goods
	for _, g = range listed(v.t, "province=52&limit=100&stars=4") {
		if g.ProducerKind == "cooperative" || g.ProducerKind == "company" { // what a household is called is not for everyone
			break
		}
	}
	file := filepath.Join(v.t.TempDir(), "ha-sao.csv")
	text := fmt.Sprintf("Tên sản phẩm,Chủ thể,Xã phường,Tỉnh,Sao,Số quyết định,Ngày cấp,Số chứng nhận\n%q,%q,phường Pleiku,Gia Lai,3,78/QĐ-UBND,%s,GL HS-1/2026\n", g.Name, g.Producer, time.Now().Add(-24*time.Hour).Format("2/1/2006"))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		v.t.Fatal(err)
	}
	v.open("/can-bo/chung-nhan/nhap")
	v.do("choose the list", chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{file}))
	v.click("form[enctype] button")
	v.arrive("/can-bo/chung-nhan/nhap/n-")
	at := v.path()
	v.becomes(at, true, "Chạy thử xong")
	v.soon("main", "0 sản phẩm thêm sao, 1 mất sao.")
	v.click("a[href$='/cham']")
	v.arrive(at + "/cham")
	v.soon("main table", g.Name)
	v.noSideways()
	v.inspected("desk-list-touched")
	v.open(at)
	v.click("button[value=bo]")
	v.soon("[role=status].notice", "Đã bỏ tệp")
}

// becomes waits until a list's page says how far it is; without scripts somebody has to look again.
func (v *visitor) becomes(at string, scripts bool, says string) {
	v.t.Helper()
	for until := time.Now().Add(2 * patience); time.Now().Before(until); {
		time.Sleep(300 * time.Millisecond) // the answer to a form is on its way
		if strings.Contains(v.calm("#kq"), says) {
			v.whole()
			return
		}
		if !scripts {
			v.whole()
			v.open(at)
		}
	}
	v.t.Fatalf("the list never says %q but %q", says, v.text("main"))
}

// shops gives the shop five seconds to find a certified product, or to find it no more.
func (v *visitor) shops(number string, there bool) {
	v.t.Helper()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		found := listed(v.t, "province=52&limit=100&q="+url.QueryEscape("cà phê rang thử"))
		if slices.ContainsFunc(found, func(g goods) bool { return g.Certificate.Number == number }) == there {
			return
		}
	}
	v.t.Errorf("after five seconds search finds %s, or does not: want %v", number, there)
}
