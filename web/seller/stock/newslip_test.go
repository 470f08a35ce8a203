package stock_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

const (
	slips   = "/ban-hang/kho/phieu"
	newSlip = slips + "/moi"
)

// booth adds a place to which goods may go.
func (k *kho) booth() string {
	k.t.Helper()
	p, err := k.book.AddPlace(k.t.Context(), maker, ledger.PlaceInput{Kind: ledger.Booth, Name: "Gian A03"})
	if err != nil {
		k.t.Fatal(err)
	}
	return p.ID
}

func TestManyUnitsGoOnOneSlip(t *testing.T) {
	k := open(t)
	booth := k.booth()
	k.want(slips, 200, newSlip)
	k.want("/ban-hang/kho/noi/"+booth, 200, "?den="+booth)
	page := k.want(newSlip+"?den="+booth, 200, `value="`+booth+`" selected`, `name="quantity.CM-500"`, `name="quantity.MN-250"`, "Ghi chú", `name="leaves"`, `name="carrier"`)
	_, once, _ := strings.Cut(page, `name="once" value="`)
	once, _, _ = strings.Cut(once, `"`)
	fields := []string{"from", maker, "to", booth, "note", "anh Tám chở", "quantity.CM-500", "12", "quantity.MN-250", " 7 ", "once", once}
	slip := k.send(slips, fields...)
	if again := k.send(slips, fields...); again != slip {
		t.Errorf("the same form again led to %s, not %s", again, slip)
	}
	k.want(slip, 200, "C-0001", "Gian A03", "Chả mực", "Mực một nắng", "12 ", "7 ", "anh Tám chở", "data-print")
	k.want(slips, 200, "12 × Chả mực", "7 × Mực một nắng")
	k.shop.WantStock("CM-500", 88)
	k.shop.WantStock("MN-250", 93)

	from := "?tu=" + booth
	k.want("/ban-hang/kho/noi/"+booth, 200, from)
	k.want(newSlip+from+"&het=1", 200, `value="12" inputmode`, `value="7" inputmode`)
	k.send(slips, "from", booth, "to", maker, "quantity.CM-500", "12", "quantity.MN-250", "")
	k.shop.WantStock("CM-500", 100)
	if left := k.want(newSlip+from, 200, "quantity.MN-250"); strings.Contains(left, "quantity.CM-500") {
		t.Error("a unit of which nothing is left is offered")
	}
	k.want(newSlip+"?tu="+url.QueryEscape(maker+"-mau"), 200, "không còn hàng nào")
	k.want("/en"+newSlip, 200, "New transfer slip", "Move and print the slip")
}

func TestRefusedSlipNamesEveryWrongQuantity(t *testing.T) {
	k := open(t)
	booth := k.booth()
	for _, tt := range []struct {
		fields []string
		says   []string
	}{
		{[]string{"to", booth, "quantity.CM-500", "1200", "quantity.MN-250", "bảy", "note", "đi chợ phiên"},
			[]string{"Chả mực Hạ Long giã tay", ": Ở đó chỉ còn 100.", ": Ghi một số nguyên từ 1.", `href="#f-quantity-CM-500"`, `id="f-quantity-CM-500-w"`, `id="f-quantity-MN-250-w"`, `value="1200"`, `value="bảy"`, "đi chợ phiên", `value="` + booth + `" selected`}},
		{[]string{"to", booth, "quantity.CM-500", "1,5", "quantity.MN-250", "3"}, []string{`id="f-quantity-CM-500-w"`, `value="1,5"`, `value="3"`}},
		{[]string{"to", booth, "quantity.CM-500", "0", "quantity.MN-250", "3"}, []string{`id="f-quantity-CM-500-w"`}},
		{[]string{"to", booth, "quantity.CM-500", "", "note", "thử"}, []string{"Chọn hàng cần chuyển.", `href="#f-quantity"`, `id="f-quantity"`, "thử"}},
		{[]string{"to", "", "quantity.CM-500", "101"}, []string{"Chọn nơi hàng đến.", ": Ở đó chỉ còn 100."}},
		{[]string{"to", other, "quantity.CM-500", "1"}, []string{"Chọn nơi hàng đến.", `value="1"`}},
		{[]string{"to", booth, "quantity.CM-500", "1", "quantity.CH-200", "1"}, []string{"không phải của chủ thể"}},
	} {
		got := k.Post(slips, append([]string{"from", maker, "once", "x"}, tt.fields...)...)
		if got.Status != 422 {
			t.Errorf("%v: got %d", tt.fields, got.Status)
		}
		for _, w := range tt.says {
			if !strings.Contains(got.Body, w) {
				t.Errorf("%v does not say %q", tt.fields, w)
			}
		}
	}
	if got := k.Post(slips, "from", other, "to", booth, "quantity.CM-500", "1"); got.Status != 422 || !strings.Contains(got.Body, "Chọn nơi hàng đi.") {
		t.Errorf("from another producer's store: %d", got.Status)
	}
	k.shop.WantStock("CM-500", 100)
	k.shop.WantStock("MN-250", 100)
	k.want(slips, 200, "Chưa chuyển gì")
	k.want(newSlip+"?tu="+url.QueryEscape(other), 404)
	k.Actor = desktest.Seller(other)
	k.want(newSlip+"?tu="+booth, 404)
}

// TestRefusedSlipKeepsUnitsThatAreGone refuses what was sold or locked while the form was filled in.
func TestRefusedSlipKeepsUnitsThatAreGone(t *testing.T) {
	k := open(t)
	booth := k.booth()
	k.shop.SetStock("CM-500", 0)
	err := k.shop.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return k.book.Lock(ctx, tx, "MN-250", "chờ kiểm") })
	if err != nil {
		t.Fatal(err)
	}
	got := k.Post(slips, "from", maker, "to", booth, "quantity.CM-500", "5", "quantity.MN-250", "6")
	for _, w := range []string{"Ở đó chỉ còn 0.", `value="5"`, "chỉ chuyển về kho nhà được", `value="6"`, "khóa bán"} {
		if got.Status != 422 || !strings.Contains(got.Body, w) {
			t.Errorf("%d, does not say %q", got.Status, w)
		}
	}
	k.want("/ban-hang/kho/noi/"+url.PathEscape(maker), 200, "khóa bán", ">100<")
}

func TestKindOfAPlaceIsNotSaidTwice(t *testing.T) {
	k := open(t)
	k.booth()
	all := k.want("/ban-hang/kho/noi", 200, "<small>Gian hàng hội chợ</small>")
	if strings.Contains(all, "<small>Kho nhà") || strings.Contains(all, "<small>Hàng mẫu") {
		t.Error("the list says a kind under its own name")
	}
	if one := k.want("/ban-hang/kho/noi/"+url.PathEscape(maker), 200, "<h1>Kho nhà</h1>"); strings.Contains(one, `<p class="soft">Kho nhà`) {
		t.Error("the page says the kind under its own name")
	}
}
