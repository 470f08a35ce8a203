package stock_test

import (
	"strings"
	"testing"
	"time"
)

func TestASlipSaysWhenAndByWhomGoodsGo(t *testing.T) {
	k := open(t)
	booth := k.booth()
	k.want(newSlip, 200, `name="leaves" type="date" value="2026-11-22"`)
	k.want(unit, 200, `name="leaves" type="date" value="2026-11-22"`)
	slip := k.send(slips, "from", maker, "to", booth, "leaves", "2026-11-24", "carrier", " Anh Tám, xe 14C-123.45 ", "quantity.CM-500", "2")
	k.want(slip, 200, "thứ Ba 24/11", "Người chở: Anh Tám, xe 14C-123.45")
	k.want("/en"+slip, 200, "Tue 24 Nov", "Carried by Anh Tám")
	k.want(slips, 200, "24/11/2026", "Anh Tám, xe 14C-123.45 chở")
	k.want(k.send(unit+"/chuyen", "from", maker, "to", booth, "quantity", "1", "leaves", "23/11/2026", "carrier", "Chị Ba"), 200, "thứ Hai 23/11", "Chị Ba")
	k.want(k.send(unit+"/chuyen", "from", maker, "to", booth, "quantity", "1"), 200, "Chủ nhật 22/11")

	for typed, say := range map[string]string{"31/2/2026": "Ghi ngày đi từ 22/10/2026 đến 21/1/2027.", "2027-01-22": "Ghi ngày đi", "2026-10-21": "Ghi ngày đi", "mai": "Ghi ngày đi"} {
		for _, path := range []string{slips, unit + "/chuyen"} {
			got := k.Post(path, "from", maker, "to", booth, "leaves", typed, "carrier", "Chú Tư", "quantity", "1", "quantity.CM-500", "1")
			if got.Status != 422 || !strings.Contains(got.Body, say) || !strings.Contains(got.Body, `value="Chú Tư"`) || !strings.Contains(got.Body, `value="`+typed+`"`) {
				t.Errorf("%s of %s: %d", typed, path, got.Status)
			}
		}
	}
	if got := k.Post(slips, "from", maker, "to", booth, "carrier", strings.Repeat("a", 121), "quantity.CM-500", "1"); got.Status != 422 || !strings.Contains(got.Body, "dài quá 120 chữ") {
		t.Errorf("a long carrier: %d", got.Status)
	}
	k.shop.WantStock("CM-500", 96)
}

func TestTheLotOfEachUnitOnASlip(t *testing.T) {
	k := open(t)
	booth := k.booth()
	k.shop.SetStock("CM-500", 0)
	old := k.lot("BD1", "2026-11-15")
	young := k.lot("BD2", "2026-11-18")
	page := k.want(newSlip, 200, `name="lot.CM-500"`, "Lô cũ trước", "BD1, còn 10, dùng đến")
	if strings.Contains(page, `name="lot.MN-250"`) || strings.Index(page, "BD1, còn") > strings.Index(page, "BD2, còn") {
		t.Error("lots are not offered as they should be")
	}
	slip := k.send(slips, "from", maker, "to", booth, "quantity.CM-500", "4", "lot.CM-500", young, "quantity.MN-250", "1")
	k.want(slip, 200, "lô BD2")
	k.want(newSlip+"?tu="+booth, 200, "BD2, còn 4")
	k.want(newSlip, 200, "BD1, còn 10", "BD2, còn 6")

	got := k.Post(slips, "from", maker, "to", booth, "quantity.CM-500", "1000", "lot.CM-500", old)
	if got.Status != 422 || !strings.Contains(got.Body, `value="`+old+`" selected`) {
		t.Errorf("a refused form forgets the lot: %d", got.Status)
	}
	for _, lot := range []string{"no-lot", young} {
		got := k.Post(slips, "from", maker, "to", booth, "quantity.MN-250", "1", "lot.MN-250", lot)
		if got.Status != 422 || !strings.Contains(got.Body, ": Chọn một lô trong danh sách.") {
			t.Errorf("lot %s of another unit: %d", lot, got.Status)
		}
	}
	if got := k.Post(unit+"/chuyen", "from", maker, "to", booth, "quantity", "1", "lot", "no-lot"); got.Status != 422 || !strings.Contains(got.Body, `href="#f-lot"`) {
		t.Errorf("a lot that is none: %d", got.Status)
	}
	k.shop.WantStock("CM-500", 16)
}

// lot takes ten pieces of CM-500 in, and returns the id of their lot.
func (k *kho) lot(number, made string) string {
	k.t.Helper()
	day, err := time.Parse(time.DateOnly, made)
	if err != nil {
		k.t.Fatal(err)
	}
	at := k.send("/ban-hang/kho/lo", "sku", "CM-500", "number", number, "made", made, "best", day.AddDate(0, 6, 0).Format(time.DateOnly), "quantity", "10", "place", maker)
	return strings.TrimSuffix(strings.TrimPrefix(at, "/ban-hang/kho/lo/"), "/nhan")
}
