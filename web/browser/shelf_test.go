package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestProducersShelves has a producer say on which shelf goods lie, find it where they are fetched,
// and send some of them off with a carrier: by keys alone, and without scripts.
func TestProducersShelves(t *testing.T) {
	desk(t)
	t.Parallel()
	v := visit(t, 1280, true)
	v.signIn(producer)
	for i, at := range everySize {
		v.resize(at.width)
		v.scripts(i != 2)
		v.shelves(at.lang, fmt.Sprintf("kệ %d", 30+i), i == 1)
		v.sendsOff(at.lang, fmt.Sprintf("Anh Tám %d", i), i == 1)
		v.scripts(true)
	}
}

// shelvedUnit is the last unit of the list, whose shelf nobody else says.
const shelvedUnit = "tbody tr:last-child th a"

func (v *visitor) shelves(lang, shelf string, keys bool) {
	v.t.Helper()
	v.open(lang + "/ban-hang/kho/quy-cach")
	v.noSideways()
	v.click(shelvedUnit)
	v.arrive(lang + "/ban-hang/kho/quy-cach/")
	v.noSideways()
	const field, button = "form[action$='/cho'] input", "form[action$='/cho'] button"
	if keys {
		v.tabTo(field)
		v.press(shelf + kb.Enter)
	} else {
		v.write(field, shelf)
		v.click(button)
	}
	v.soon("[role=status].notice", words(lang, "Đã lưu chỗ để", "Saved where it lies"))
	v.soon("tbody tr:first-child th", shelf)
	v.open(lang + "/ban-hang/kho/phieu/moi")
	v.soon("main table", shelf)
	v.noSideways()
}

func (v *visitor) sendsOff(lang, carrier string, keys bool) {
	v.t.Helper()
	v.open(lang + "/ban-hang/kho/quy-cach")
	v.click(shelvedUnit)
	v.arrive(lang + "/ban-hang/kho/quy-cach/")
	v.pick("#f-to", v.toSamples())
	v.write("#f-quantity", "1")
	if keys {
		v.tabTo("#f-carrier")
		v.press(carrier + kb.Enter)
	} else {
		v.write("#f-carrier", carrier)
		v.click("form[action$='/chuyen'] button")
	}
	v.arrive(lang + "/ban-hang/kho/phieu/")
	v.soon(".slip__head", carrier)
	v.soon(".slip__head", words(lang, "Ngày đi", "Sets out on"))
	v.soon(".slip tbody", words(lang, "lấy ở kệ", "taken from kệ"))
	v.noSideways()
}
