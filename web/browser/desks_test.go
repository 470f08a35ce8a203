package browser

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestProducersDay is a producer's way through a day, in one window that signs in once.
func TestProducersDay(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(producer)
	for i, at := range everySize {
		v.resize(at.width)
		v.packsByKeys(at.lang)
		v.corrects(at.lang, i, true)
		v.counts(at.lang)
		v.makesLot(at.lang, fmt.Sprintf("T%d-%d", time.Now().Unix()%1e6, i))
	}
	v.carries()
	v.carriesMany("/en", true)
	v.resize(390)
	v.carriesMany("", true)
	v.scripts(false)
	v.carriesMany("", false)
	v.resize(1280)
	v.packsByHand("")
	v.corrects("", len(everySize), false)
}

// everySize is a phone and a desk, in both languages.
var everySize = []struct {
	width int64
	lang  string
}{{390, ""}, {390, "/en"}, {1280, ""}, {1280, "/en"}}

// packsByKeys goes from today to the orders, packs one, takes it back and opens its slip: no click, keys alone.
func (v *visitor) packsByKeys(lang string) {
	v.t.Helper()
	v.open(lang + "/ban-hang")
	v.noSideways()
	v.enter(words(lang, "Đơn hàng", "Orders"))
	v.arrive(lang + "/ban-hang/don-hang")
	v.noSideways()
	v.press("j")
	order := v.row()
	v.press("g")
	v.arrive(lang + "/ban-hang/don-hang?vua=" + order)
	v.soon("#"+order, words(lang, "Đã gói", "Packed"))
	v.press("u")
	v.leaves("#"+order, words(lang, "mở lại", "open again"))
	v.walkTo(order)
	v.press("p")
	v.arrive(lang + "/ban-hang/don-hang/" + order + "/phieu")
	v.soon("main", order)
	v.noSideways()
}

// walkTo goes down the rows, and up again, until an order has the focus.
func (v *visitor) walkTo(order string) {
	v.t.Helper()
	for _, key := range strings.Split(strings.Repeat("j", 20)+strings.Repeat("k", 40), "") {
		if v.row() == order {
			return
		}
		v.press(key)
	}
	v.t.Fatalf("no key leads to the row of %s at %s", order, v.where())
}

// packsByHand packs the first order and opens it again, by what stands on the page.
func (v *visitor) packsByHand(lang string) {
	v.t.Helper()
	v.open(lang + "/ban-hang/don-hang")
	order := strings.TrimPrefix(v.first("/don-hang/OC-[^/]+$"), lang+"/ban-hang/don-hang/")
	v.click("#" + order + " button[value=goi]")
	v.soon("#"+order+" .tag--ok", words(lang, "Đã gói", "Packed"))
	v.click("#" + order + " button[value=mo-lai]")
	v.leaves("#"+order, words(lang, "mở lại", "open again"))
}

// corrects changes the price of a unit: with a wrong barcode first, which is told beside its field while everything typed stays.
func (v *visitor) corrects(lang string, run int, keys bool) {
	v.t.Helper()
	v.open(lang + "/ban-hang/san-pham")
	sheet := v.first("/ban-hang/san-pham/[^/]+$")
	v.open(sheet)
	v.noSideways()
	price := fmt.Sprint(590000 + 1000*run)
	v.write("#f-units-0-price", price)
	v.write("#f-units-0-gtin", "8936012345670")
	v.click(".savebar button.btn:not(.btn--quiet)")
	v.soon("#f-units-0-gtin-w", words(lang, "kiểm tra", "check"))
	v.noSideways()
	if got := strings.NewReplacer(".", "", ",", "").Replace(v.value("#f-units-0-price")) + " " + v.value("#f-units-0-gtin"); got != price+" 8936012345670" {
		v.t.Errorf("after a wrong barcode the fields hold %q", got)
	}
	if keys {
		v.reach(words(lang, "Mã vạch lẻ", "Barcode of the unit"))
	}
	v.write("#f-units-0-gtin", "")
	v.click(".savebar button.btn:not(.btn--quiet)")
	v.soon("[role=status].notice", words(lang, "Đã lưu", "saved"))
	if got := strings.NewReplacer(".", "", ",", "").Replace(v.value("#f-units-0-price")); got != price {
		v.t.Errorf("the sheet has the price %s, want %s", got, price)
	}
}

// counts writes a count of the own store: one more than the book says, for a reason.
func (v *visitor) counts(lang string) {
	v.t.Helper()
	v.open(lang + "/ban-hang/kho")
	v.noSideways()
	v.open(v.first("/ban-hang/kho/quy-cach/.+"))
	v.noSideways()
	has := v.digits("table tbody tr:first-child .b")
	v.write("#f-counted", fmt.Sprint(has+1))
	v.pick("#f-reason", "ghi sót")
	v.click("form[action$='/dem'] button")
	v.soon("[role=status].notice", words(lang, "Đã ghi lần đếm, lệch +1", "The count is written, a difference of +1"))
	if got := v.digits("table tbody tr:first-child .b"); got != has+1 {
		v.t.Errorf("after the count %d are there, want %d", got, has+1)
	}
}

// carries moves one piece to the samples and sees the slip.
func (v *visitor) carries() {
	v.t.Helper()
	v.open("/ban-hang/kho")
	v.write("#f-quantity", "1")
	v.click("form[action$='/chuyen'] button")
	v.soon("[role=status].notice", "Đã chuyển. Phiếu")
	v.inspected("desk-slip")
}

// makesLot enters a lot and sees its labels.
func (v *visitor) makesLot(lang, number string) {
	v.t.Helper()
	v.open(lang + "/ban-hang/kho/lo/moi")
	v.noSideways()
	v.write("#f-number", number)
	v.write("#f-quantity", "12")
	v.date("#f-made", "2026-11-20")
	v.date("#f-best", "2027-05-20")
	v.click("main form button.btn")
	v.soon("[role=status].notice", number)
	if !strings.HasSuffix(strings.Split(v.path(), "?")[0], "/nhan") {
		v.t.Errorf("a new lot leads to %s", v.path())
	}
	v.soon(".labels", number)
	v.noSideways()
	if lang == "" {
		v.inspected("desk-labels")
	}
}
