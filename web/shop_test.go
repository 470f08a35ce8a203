package web

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestWholeWayWithoutScript(t *testing.T) {
	shop, b := newShop(t)
	wantAll(t, b.get("/gio-hang", http.StatusOK), "Giỏ hàng còn trống")
	b.add("CM-500", 1)
	b.add("CH-200", 2)
	wantAll(t, b.get("/gio-hang", http.StatusOK), "HTX Hải sản Bến Đoan", "HTX Chè Đồi Cọ", "640.000", "885.000", "Tạm tính")
	in := b.filled("/dat-hang")
	in.Set("tt", "transfer")
	where := b.sent("/dat-hang", in)
	page := b.get(where, http.StatusOK)
	wantAll(t, page, "Trần Thị Mẫu Đơn", "0912 345 678", "phường Văn Miếu - Quốc Tử Giám, Hà Nội", "Vietcombank", "101 234 6789", `role="img" aria-label="Mã VietQR`, "Chờ chuyển khoản", "2 đơn nhỏ")
	code := strings.TrimPrefix(where, "/don-hang/")
	shop.WantStock("CM-500", 99)
	wantAll(t, b.get("/gio-hang", http.StatusOK), "Giỏ hàng còn trống")

	if got := b.sent(where+"/tra-khi-nhan", url.Values{}); got != where {
		t.Errorf("cash leads to %s", got)
	}
	wantAll(t, b.get(where, http.StatusOK), "Đổi sang trả khi nhận", "khi nhận hàng", "Chờ người bán xác nhận")
	wantAll(t, b.get(where+"-2/huy", http.StatusOK), "Hủy đơn "+code+"-2?", "Chè nõn tôm")
	b.sent(where+"-2/huy", url.Values{})
	if got := shop.Statuses(code); got != "due pending cancelled" {
		t.Errorf("statuses %q", got)
	}
	wantAll(t, b.get(where, http.StatusOK), "Bạn đã hủy")
	b.sent(where+"/huy", url.Values{})
	shop.WantStock("CM-500", 100)
	wantAll(t, b.page(b.do(http.MethodPost, where+"/huy", url.Values{}), http.StatusConflict), "Chưa làm được")
}

func TestDoubleClickMakesOneOrder(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 2)
	in := b.filled("/dat-hang")
	var places [2]string
	var both sync.WaitGroup
	for i := range places {
		mine := &shopper{t: t, site: b.site, cookies: append([]*http.Cookie(nil), b.cookies...)}
		both.Go(func() { places[i] = mine.do(http.MethodPost, "/dat-hang", in).Header.Get("Location") })
	}
	both.Wait()
	if places[0] == "" || places[0] != places[1] {
		t.Errorf("two clicks lead to %q", places)
	}
	if again := b.sent("/dat-hang", in); again != places[0] {
		t.Errorf("a reload leads to %q, not %q", again, places[0])
	}
	shop.WantStock("CM-500", 98)
	b.get(places[0], http.StatusOK)

	in.Set("duong", "một nơi khác")
	wantAll(t, b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusUnprocessableEntity), "Đơn này đã đặt rồi")
	shop.WantStock("CM-500", 98)
}

func TestNothingIsPlacedUnlikeWhatWasSeen(t *testing.T) {
	tests := []struct {
		name   string
		change func(*orderstest.Shop)
		says   []string
	}{
		{"price", func(s *orderstest.Shop) { s.Reprice("CM-500", 300_000); s.Load() }, []string{"Tổng tiền vừa thay đổi", "Lúc nãy là", "600.000"}},
		{"sold out", func(s *orderstest.Shop) { s.SetStock("CM-500", 0); s.Load() }, []string{"không còn đủ", `value="bot:CM-500"`, "Bỏ Chả mực"}},
		{"fewer left", func(s *orderstest.Shop) { s.SetStock("CM-500", 1); s.Load() }, []string{"không còn đủ", "Lấy 1 Chả mực"}},
		{"sold out unseen", func(s *orderstest.Shop) { s.SetStock("CM-500", 0) }, []string{"Chưa đặt được", "Chỉ còn 0"}},
		{"certificate lost", func(s *orderstest.Shop) { s.Revoke("CM-500"); s.Load() }, []string{"mất chứng nhận", "Tổng tiền vừa thay đổi"}},
		{"certificate lost unseen", func(s *orderstest.Shop) { s.Revoke("CM-500") }, []string{"Tổng tiền vừa thay đổi"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shop, b := newShop(t)
			b.add("CM-500", 2)
			b.add("CH-200", 1)
			in := b.filled("/dat-hang")
			tt.change(shop)
			page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusConflict)
			wantAll(t, page, append(tt.says, "Trần Thị Mẫu Đơn", "27 ngõ Thông Phong", "gọi trước", `value="Mừng nhà mới"`)...)
			shop.WantStock("CH-200", 100)
		})
	}
}

func TestScarceIsMendedInTheForm(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 5)
	in := b.filled("/dat-hang")
	shop.SetStock("CM-500", 3)
	shop.Load()
	b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusConflict)
	in.Set("do", "bot:CM-500")
	page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusOK)
	wantAll(t, page, "× 3", "27 ngõ Thông Phong")
	wantNone(t, page, "không còn đủ")
	in.Del("do")
	for _, m := range formTokens.FindAllStringSubmatch(page, -1) {
		in.Set(m[1], m[2])
	}
	b.sent("/dat-hang", in)
	shop.WantStock("CM-500", 0)
}

func TestWrongFieldsKeepWhatWasTyped(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 1)
	in := b.filled("/dat-hang")
	in.Set("dien-thoai", "0912 345 67")
	in.Set("xa", "Không Đâu")
	in.Set("ten", `Nguyễn "Đơn" <b>`)
	page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusUnprocessableEntity)
	wantAll(t, page, "Còn 2 chỗ cần sửa", `href="#dien-thoai"`, `href="#xa"`, `id="dien-thoai-e"`, `value="0912 345 67"`, `value="Không Đâu"`,
		`value="Nguyễn &#34;Đơn&#34; &lt;b&gt;"`, "27 ngõ Thông Phong", `value="`+in.Get("khoa")+`"`, `<option value="01" selected>`)
	in.Set("tinh", "22")
	in.Set("do", "tinh")
	page = b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusOK)
	wantAll(t, page, `<option value="22" selected>`, "Phường Hồng Gai", `value="0912 345 67"`)
	wantNone(t, page, "chỗ cần sửa")
}

func TestAskWhichCommune(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 1)
	in := b.filled("/dat-hang")
	in.Set("xa", "văn miếu")
	page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusUnprocessableEntity)
	choice := regexp.MustCompile(`name="xa-ma" value="(\d+)"><span>Phường Văn Miếu - Quốc Tử Giám`).FindStringSubmatch(page)
	about := regexp.MustCompile(`name="xa-hoi" value="([^"]*)"`).FindStringSubmatch(page)
	if choice == nil || about == nil {
		t.Fatalf("no choice offered:\n%s", page)
	}
	in.Set("xa-ma", choice[1])
	in.Set("xa-hoi", about[1])
	other := url.Values{}
	for k, v := range in {
		other[k] = v
	}
	other.Set("xa", "Không Đâu")
	b.page(b.do(http.MethodPost, "/dat-hang", other), http.StatusUnprocessableEntity)
	wantAll(t, b.get(b.sent("/dat-hang", in), http.StatusOK), "phường Văn Miếu - Quốc Tử Giám")
}

func TestFindCommune(t *testing.T) {
	g := newGazetteer()()
	tests := []struct{ province, text, want, maybe string }{
		{"22", "Hồng Gai", "Hồng Gai", ""},
		{"22", "hong gai", "Hồng Gai", ""},
		{"22", "P. HỒNG GAI", "Hồng Gai", ""},
		{"22", "phường Hồng Gai", "Hồng Gai", ""},
		{"22", "Bạch Đằng", "", "Hồng Gai"},
		{"22", "", "", ""},
		{"", "Hồng Gai", "", ""},
		{"01", "Hồng Gai", "", ""},
	}
	for _, tt := range tests {
		sure, maybe := g.find(tt.province, tt.text)
		found := tt.maybe == ""
		for _, c := range maybe {
			found = found || c.Name == tt.maybe
		}
		if sure.Name != tt.want || !found {
			t.Errorf("%q in %q: %q, perhaps %v", tt.text, tt.province, sure.Name, maybe)
		}
	}
}

func TestBasketButtons(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 2)
	line := func(do, qty, want string) {
		t.Helper()
		where := b.sent("/gio-hang/mon", url.Values{"sku": {"CM-500"}, "do": {do}, "qty": {qty}})
		if where != "/gio-hang#mon-CM-500" {
			t.Errorf("%s leads to %q", do, where)
		}
		wantAll(t, b.get("/gio-hang", http.StatusOK), `name="qty" inputmode="numeric" pattern="[0-9]*" maxlength="3" autocomplete="off" value="`+want+`"`)
	}
	line("more", "2", "3")
	line("less", "3", "2")
	line("less", "1", "1")
	line("set", "7", "7")
	shop.SetStock("CM-500", 4)
	shop.Load()
	wantAll(t, b.get("/gio-hang", http.StatusOK), "Chỉ còn 4", "Lấy 4", "Sửa món thiếu hàng")
	line("rest", "7", "4")
	wantAll(t, b.page(b.do(http.MethodPost, "/gio-hang/mon", url.Values{"sku": {"CM-500"}, "do": {"set"}, "qty": {"0"}}), http.StatusUnprocessableEntity), "Số lượng phải từ 1")
	shop.Revoke("CM-500")
	shop.Load()
	page := b.get("/gio-hang", http.StatusOK)
	wantAll(t, page, "Có món vừa mất chứng nhận", "Đã thu hồi", "line--off")
	wantNone(t, page, "OCOP 4 sao", "/dat-hang")
	b.sent("/gio-hang/mon", url.Values{"sku": {"CM-500"}, "do": {"remove"}})
	wantAll(t, b.get("/gio-hang", http.StatusOK), "Giỏ hàng còn trống")
	wantAll(t, b.page(b.do(http.MethodPost, "/gio-hang", url.Values{"sku": {"CM-500"}}), http.StatusConflict), "Chưa làm được")
	wantAll(t, b.page(b.do(http.MethodPost, "/gio-hang", url.Values{"sku": {"no"}}), http.StatusNotFound), "không còn bán")
}

func TestWhereAddingLeads(t *testing.T) {
	_, b := newShop(t)
	if got := b.sent("/gio-hang", url.Values{"sku": {"CM-500"}}); got != "/gio-hang" {
		t.Errorf("leads to %q", got)
	}
	if got := b.sent("/en/gio-hang", url.Values{"sku": {"CM-500"}}); got != "/en/gio-hang" {
		t.Errorf("in English: %q", got)
	}
}

func TestShopInEnglish(t *testing.T) {
	_, b := newShop(t)
	wantAll(t, b.get("/en/gio-hang", http.StatusOK), "Your basket is empty")
	b.add("CM-500", 1)
	wantAll(t, b.get("/en/gio-hang", http.StatusOK), "Goods (1 item)", "Sent from Quảng Ninh", `action="/en/gio-hang/mon"`)
	in := b.filled("/en/dat-hang")
	in.Set("dien-thoai", "")
	wantAll(t, b.page(b.do(http.MethodPost, "/en/dat-hang", in), http.StatusUnprocessableEntity), "1 field needs mending")
	in.Set("dien-thoai", "0912345678")
	in.Set("tt", "transfer")
	where := b.sent("/en/dat-hang", in)
	if !strings.HasPrefix(where, "/en/don-hang/OC-") {
		t.Errorf("leads to %q", where)
	}
	page := b.get(where, http.StatusOK)
	wantAll(t, page, `<html lang="en">`, "Transfer 2", "Văn Miếu - Quốc Tử Giám ward, Hà Nội", "Awaiting transfer", `action="`+where+`/tra-khi-nhan"`)
	wantAll(t, b.get(where+"/huy", http.StatusOK), "Cancel order", "Keep it")
	main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
	wantNone(t, main, "Đơn ", "Giao đến", "Chờ", "Hủy")
}

func TestOrderTellsItsWay(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 1)
	b.add("CH-200", 1)
	where := b.sent("/dat-hang", b.filled("/dat-hang"))
	code := strings.TrimPrefix(where, "/don-hang/")
	for _, to := range []orders.Status{orders.Confirmed, orders.Shipped, orders.Delivered} {
		if _, err := shop.Advance(t.Context(), code+"-1", to, "seller", ""); err != nil {
			t.Fatal(err)
		}
	}
	page := b.get(where, http.StatusOK)
	wantAll(t, page, "<b>Đã nhận</b>", "Người bán xác nhận", "tag--info", code+"-2/huy")
	if n := strings.Count(page, `class="time mt3"`); n != 2 {
		t.Errorf("%d timelines of two orders that differ", n)
	}
	wantNone(t, page, code+"-1/huy")
}

func TestTheBuyerSeesWhatFellOut(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 2)
	b.add("MN-250", 1)
	where := b.sent("/dat-hang", b.filled("/dat-hang"))
	if err := shop.CallOff(strings.TrimPrefix(where, "/don-hang/")+"-1", "CM-500"); err != nil {
		t.Fatal(err)
	}
	page := b.get(where, http.StatusOK)
	wantAll(t, page, "Đã bỏ khỏi đơn ngày 22/11/2026, vì không còn chứng nhận OCOP: Chả mực Hạ Long giã tay, hộp × 2, 490.000", "Tiền hàng (1 món)", "Mực một nắng")
	if n := strings.Count(page, "Chả mực"); n != 1 {
		t.Errorf("what fell out is named %d times", n)
	}
	b.get("/en"+where, http.StatusOK)
}

func TestTheBuyerKeepsTheRest(t *testing.T) {
	shop, b := newShop(t)
	b.add("CM-500", 2)
	b.add("MN-250", 1)
	where := b.sent("/dat-hang", b.filled("/dat-hang"))
	wantNone(t, b.get(where, http.StatusOK), "Không lấy món này nữa")
	wantAll(t, b.page(b.do(http.MethodPost, where+"-1/khong-lay", url.Values{"sp": {"CM-500"}}), http.StatusConflict), "Chưa làm được")
	shop.Revoke("CM-500")
	wantAll(t, b.get(where, http.StatusOK), "Chứng nhận OCOP của Chả mực Hạ Long giã tay không còn.", "Không lấy món này nữa", where+"-1/khong-lay")
	wantAll(t, b.get("/en"+where, http.StatusOK), "I don’t want it any more")
	if got := b.sent(where+"-1/khong-lay", url.Values{"sp": {"CM-500"}}); got != where {
		t.Errorf("leads to %s", got)
	}
	page := b.get(where, http.StatusOK)
	wantAll(t, page, "Đã bỏ khỏi đơn ngày 22/11/2026", "Mực một nắng")
	wantNone(t, page, "Không lấy món này nữa")
	shop.WantStock("CM-500", 100)
	shop.WantStock("MN-250", 99)
	shop.Revoke("MN-250") // nothing else is left
	wantAll(t, b.get(where, http.StatusOK), "đơn này được hủy")
	b.sent(where+"-1/khong-lay", url.Values{"sp": {"MN-250"}})
	wantAll(t, b.get(where, http.StatusOK), "Đã hủy", "Một sản phẩm không còn chứng nhận OCOP")
	shop.WantStock("MN-250", 100)
}

func TestFees(t *testing.T) {
	_, b := newShop(t)
	for path, words := range map[string][]string{"/phi-giao": {"18.000", "30.000", "Khác miền"}, "/en/phi-giao": {"18,000", "Across regions"}} {
		answer := b.do(http.MethodGet, path, nil)
		raw, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatal(err, answer.StatusCode)
		}
		wantAll(t, string(raw), words...)
	}
}

func TestAFeeThatWasNotKnownIsNoAlarm(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 1)
	in := b.filled("/dat-hang")
	in.Set("tong", "245000") // as a page shows it before a province is chosen
	page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusConflict)
	wantAll(t, page, "Đã cộng phí giao, chưa đặt gì", "notice--warn")
	if strings.Contains(page, "Tổng tiền vừa thay đổi") {
		t.Error("the page speaks of a price that changed")
	}
}

func TestThePageOfFeesRemembersWhereToDeliver(t *testing.T) {
	_, b := newShop(t)
	fees, err := io.ReadAll(b.do(http.MethodGet, "/phi-giao", nil).Body)
	if err != nil {
		t.Fatal(err)
	}
	wantAll(t, string(fees), `name="tinh"`, "Quảng Ninh", "data-place")
	if at := b.sent("/en/gio-hang/giao-den", url.Values{"tinh": {"22"}, "ve": {"phi-giao"}}); at != "/en/phi-giao" {
		t.Errorf("leads to %q", at)
	}
	b.add("CM-500", 1)
	wantAll(t, b.get("/gio-hang", http.StatusOK), `<option value="22" selected>`)
}
