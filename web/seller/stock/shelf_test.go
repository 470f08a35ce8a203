package stock_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestWhereAUnitLiesOnTheShelf(t *testing.T) {
	k := open(t)
	booth := k.booth()
	k.send(unit+"/chuyen", "from", maker, "to", booth, "quantity", "12")
	k.want(unit, 200, `name="shelf.`+maker+`"`, `name="shelf.`+booth+`"`)
	k.send(unit+"/cho", "shelf."+maker, " tủ  A2", "shelf."+booth, "kệ 3")
	k.want(unit, 200, "Kho nhà, tủ A2</a>", "Gian A03, kệ 3</a>", `value="tủ A2"`)
	k.want("/ban-hang/kho/quy-cach", 200, "tủ A2")
	k.want("/ban-hang/kho/noi/"+booth, 200, "CM-500, kệ 3")
	k.want("/ban-hang/kho/noi/"+url.PathEscape(maker), 200, "CM-500, tủ A2")
	k.want(newSlip, 200, "CM-500, tủ A2")
	slip := k.send(slips, "from", booth, "to", maker, "quantity.CM-500", "2")
	k.want(slip, 200, "lấy ở kệ 3")
	k.want("/en"+slip, 200, "taken from kệ 3")

	long := strings.Repeat("tủ", 13)
	got := k.Post(unit+"/cho", "shelf."+maker, long, "shelf."+booth, "kệ 4")
	for _, w := range []string{"Chỗ để dài nhất 24 chữ", long, `value="kệ 4"`} {
		if got.Status != 422 || !strings.Contains(got.Body, w) {
			t.Errorf("too long: %d, does not say %q", got.Status, w)
		}
	}
	if got := k.Post(unit+"/cho", "shelf."+other, "kệ 4"); got.Status != 422 {
		t.Errorf("another producer's place: %d", got.Status)
	}
	k.want(unit, 200, "Kho nhà, tủ A2</a>", "Gian A03, kệ 3</a>")
	k.send(unit+"/cho", "shelf."+maker, "")
	k.want(unit, 200, ">Kho nhà</a>")
}
