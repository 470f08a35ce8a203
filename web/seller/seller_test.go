package seller_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/seller"
)

const (
	benDoan = "HTX Hải sản Bến Đoan"
	doiCo   = "HTX Chè Đồi Cọ"
)

// world is a shop with the desk on it, at which Bến Đoan sits.
type world struct {
	*orderstest.Shop
	*desktest.Site
}

func open(t testing.TB) world {
	t.Helper()
	schemas := slices.Concat(orderstest.Schemas(), dossier.Schemas(), ledger.Schemas(), lots.Schemas())
	db := storetest.Open(t, schemas...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	site := desktest.Open(t, db, shop.Catalog, seller.Room(seller.Deps{
		DB: db, Orders: shop.Service, Goods: shop.Catalog, Papers: dossier.New(db, shop.Clock.Now), Lots: lots.New(db, shop.Catalog, ledger.New(db, shop.Catalog)), Lines: ledger.New(db, shop.Catalog),
	}))
	site.Actor = desktest.Seller(benDoan)
	return world{shop, site}
}

func (w world) page(t testing.TB, path string, want int) string {
	t.Helper()
	a := w.Site.Get(path)
	if a.Status != want {
		t.Fatalf("%s: status %d, want %d\n%s", path, a.Status, want, a.Body)
	}
	return a.Body
}

func wantAll(t testing.TB, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%q is missing in\n%s", text, body)
		}
	}
}

func wantNone(t testing.TB, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%q stands in\n%s", text, body)
		}
	}
}

func (w world) step(t testing.TB, code, step string, want int) desktest.Answer {
	t.Helper()
	a := w.Post("/ban-hang/don-hang/"+code+"/buoc", "buoc", step)
	if a.Status != want {
		t.Fatalf("%s of %s: status %d, want %d\n%s", step, code, a.Status, want, a.Body)
	}
	return a
}

func TestAnOrderIsPackedAndSent(t *testing.T) {
	w := open(t)
	placed := w.Order(orders.CashOnDelivery, "CM-500", 2, "CH-200", 1)
	mine, theirs := placed.Orders[0].ID, placed.Orders[1].ID
	if placed.Orders[0].Seller.ID != benDoan {
		mine, theirs = theirs, mine
	}
	list := w.page(t, "/ban-hang/don-hang", 200)
	wantAll(t, list, mine, "Trần Thị Mẫu Đơn", "490.000", "trả khi nhận", "Giao lạnh", "1,1 kg", `data-key="g"`, "Nhặt một lượt", "In 1 phiếu còn lại", "Gói xong trước 15:00, <span data-left-s=\"15480\"", "còn 4 giờ 18 phút</span>")
	wantNone(t, list, theirs)

	if a := w.Post("/ban-hang/don-hang/"+mine+"/buoc", "buoc", "goi", "ve", "ds"); a.Status != 303 || a.Location != "/ban-hang/don-hang?vua="+mine {
		t.Fatalf("packed: %d to %s", a.Status, a.Location)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang?vua="+mine, 200), "Đã gói 10:42", "data-undo", "Đã gói 1 trong 1", "Giao 1 kiện cho xe")
	wantAll(t, w.step(t, mine, "goi", 409).Body, "đơn đang ở “Chờ xe”")
	w.step(t, mine, "mo-lai", 303)
	w.step(t, mine, "goi", 303)
	if a := w.Post("/ban-hang/don-hang/giao-xe", "don", mine, "don", theirs, "hang", "Giao Lạnh Hạ Long", "chuyen", "HL-2211-07"); a.Status != 303 {
		t.Fatalf("handed over: %d\n%s", a.Status, a.Body)
	}
	if got := w.Statuses(placed.Checkout.ID); !strings.Contains(got, "shipped") || !strings.Contains(got, "pending") {
		t.Errorf("after handing over both, mine alone left: %s", got)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+mine, 200), "HL-2211-07", "Mở lại để gói", "0912 345 678", "Người mua đã nhận")
	w.step(t, mine, "da-giao", 303)
	wantAll(t, w.page(t, "/ban-hang/doanh-thu", 200), "490.000", "Chả mực Hạ Long giã tay", "Hà Nội", `role="img"`)
	if acts := w.Events(audit.EventEntry); len(acts) != 6 || !strings.Contains(acts[0], `"person": "p-seller"`) {
		t.Errorf("audit: %d %v", len(acts), acts)
	}
}

func TestOthersOrdersAreNotThere(t *testing.T) {
	w := open(t)
	code := w.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
	w.Actor = desktest.Seller(doiCo)
	for _, path := range []string{"", "/phieu", "/thieu"} {
		wantNone(t, w.page(t, "/ban-hang/don-hang/"+code+path, 404), "Mẫu Đơn", "0912")
	}
	for _, path := range []string{"/buoc", "/thieu"} {
		if a := w.Post("/ban-hang/don-hang/"+code+path, "buoc", "goi", "thieu", "CM-500"); a.Status != 404 {
			t.Errorf("POST %s: %d", path, a.Status)
		}
	}
	wantNone(t, w.page(t, "/ban-hang/don-hang/phieu?don="+code, 200), "Mẫu Đơn")
	wantNone(t, w.page(t, "/ban-hang/don-hang", 200), code)
	if got := w.Statuses(code); !strings.Contains(got, "pending") {
		t.Errorf("order is %s", got)
	}
	w.Actor = desktest.Officer("22")
	w.page(t, "/ban-hang/don-hang", 403)
}

func TestSlipsForOneAndMany(t *testing.T) {
	w := open(t)
	one := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	two := w.Order(orders.Transfer, "MN-250", 1)
	if _, err := w.MarkPaid(t.Context(), two.Checkout.ID, orders.Receipt{Ref: "FT1"}); err != nil {
		t.Fatal(err)
	}
	all := w.page(t, "/ban-hang/don-hang/phieu", 200)
	wantAll(t, all, one, two.Orders[0].ID, "In 2 phiếu", "<svg", "Không thu", "OCOP 4 sao, SO CM-500/2024", "27 ngõ Thông Phong")
	slip := w.page(t, "/ban-hang/don-hang/"+one+"/phieu", 200)
	wantNone(t, slip, two.Orders[0].ID)
	w.Revoke("CM-500")
	wantNone(t, w.page(t, "/ban-hang/don-hang/"+one+"/phieu", 200), "OCOP 4 sao")
}

func TestLotsToTakeFirst(t *testing.T) {
	w := open(t)
	w.SetStock("CM-500", 0)
	shed := lots.New(w.DB, w.Catalog, ledger.New(w.DB, w.Catalog))
	made := time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC)
	for i, number := range []string{"BD261115", "BD261118"} {
		best := made.AddDate(0, 6, 3*i)
		if _, err := shed.Receive(t.Context(), lots.Input{Producer: benDoan, Place: ledger.OwnPlace(benDoan), SKU: "CM-500", Number: number, MadeOn: made.AddDate(0, 0, 3*i), BestBefore: &best, Quantity: 10}); err != nil {
			t.Fatal(err)
		}
	}
	w.Load()
	code := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "Lấy lô cũ trước:", "BD261115")
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code+"/phieu", 200), "lô BD261115, dùng đến 15/5/2027")
}

func TestMissingGoods(t *testing.T) {
	w := open(t)
	code := w.Order(orders.CashOnDelivery, "CM-500", 1, "MN-250", 1).Orders[0].ID
	path := "/ban-hang/don-hang/" + code + "/thieu"
	wantAll(t, w.page(t, path, 200), "Món nào thiếu", "Chả mực", "tel:0912345678")
	if a := w.Post(path); a.Status != 422 || !strings.Contains(a.Body, "Chọn món bị thiếu") {
		t.Errorf("nothing chosen: %d", a.Status)
	}
	if a := w.Post(path, "thieu", "CM-500"); a.Status != 303 {
		t.Fatalf("cancelled: %d\n%s", a.Status, a.Body)
	}
	w.WantStock("CM-500", 99)
	w.WantStock("MN-250", 100)
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code, 200), "Đã hủy: thiếu hàng")
	w.page(t, path, 409)
	if a := w.Post(path, "thieu", "CM-500"); a.Status != 409 {
		t.Errorf("twice: %d", a.Status)
	}
}

func TestTheSellerSeesWhatNotToSend(t *testing.T) {
	w := open(t)
	code := w.Order(orders.CashOnDelivery, "CM-500", 2, "MN-250", 1).Orders[0].ID
	if err := w.CallOff(code, "CM-500"); err != nil {
		t.Fatal(err)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang/"+code, 200), "Đã bỏ khỏi đơn, xin đừng gửi: Chả mực Hạ Long giã tay, hộp × 2. Chứng nhận SO CM-500/2024 không còn.")
	wantAll(t, w.page(t, "/en/ban-hang/don-hang/"+code, 200), "don&#39;t send it")
	if slip := w.page(t, "/ban-hang/don-hang/"+code+"/phieu", 200); strings.Contains(slip, "Chả mực") || !strings.Contains(slip, "Mực một nắng") {
		t.Error("the slip lists what fell out")
	}
}

func TestTodayAndSettings(t *testing.T) {
	w := open(t)
	w.page(t, "/ban-hang", 200)
	w.Order(orders.CashOnDelivery, "CM-500", 2)
	wantAll(t, w.page(t, "/ban-hang", 200), "1 đơn cần gói trước 15:00", "còn 4 giờ 18 phút", "Bảy ngày qua", "thiếu: ", "1 đơn tháng này", "Chủ nhật, 22/11/2026, 10:42")
	if a := w.Post("/ban-hang/cach-goi", "gio-chot", "25:00", "gio-lay", "12:00", "hang", "Xe nhà"); a.Status != 422 || !strings.Contains(a.Body, "Xe nhà") {
		t.Errorf("a wrong hour: %d\n%s", a.Status, a.Body)
	}
	if a := w.Post("/ban-hang/cach-goi", "gio-chot", "11:00", "gio-lay", "11:30", "hang", "Xe nhà"); a.Status != 303 {
		t.Fatalf("saved: %d\n%s", a.Status, a.Body)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang", 200), "Gói xong trước 11:00, ", "còn 18 phút</span>", "Xe nhà")
	wantAll(t, w.page(t, "/en/ban-hang", 200), "1 order to pack before 11:00", "1 order this month", "18 min left")
	for _, path := range []string{"/en/ban-hang/don-hang", "/en/ban-hang/doanh-thu", "/en/ban-hang/chung-nhan", "/en/ban-hang/cach-goi"} {
		w.page(t, path, 200)
	}
}

func TestViewsOfOrders(t *testing.T) {
	w := open(t)
	waiting := w.Order(orders.Transfer, "CM-500", 1).Orders[0].ID
	gone := w.Order(orders.CashOnDelivery, "MN-250", 1)
	if _, err := w.Cancel(t.Context(), gone.Checkout.ID, gone.Token); err != nil {
		t.Fatal(err)
	}
	wantAll(t, w.page(t, "/ban-hang/don-hang?xem=cho-tien", 200), waiting, `Chờ chuyển khoản <span class="num soft">1</span>`, "chưa chuyển khoản")
	wantAll(t, w.page(t, "/ban-hang/don-hang?xem=huy-tra", 200), gone.Orders[0].ID)
	wantNone(t, w.page(t, "/ban-hang/don-hang", 200), waiting, gone.Orders[0].ID)
	w.page(t, "/ban-hang/don-hang?xem=da-nhan&tu=xxx", http.StatusBadRequest)
}

func TestCertificatesAndTheirPapers(t *testing.T) {
	w := open(t)
	wantAll(t, w.page(t, "/ban-hang/chung-nhan", 200), "SO CM-500/2024", "Còn hiệu lực", "còn 12 tháng", "0 / 8")
	w.Clock.Add(200 * 24 * 3600e9)
	wantAll(t, w.page(t, "/ban-hang/chung-nhan", 200), "2 chứng nhận nên chuẩn bị ngay", "nên bắt đầu từ")
	wantAll(t, w.page(t, "/ban-hang", 200), "còn 5 tháng", "Hồ sơ mới cần 8 giấy, đã có 0")
	path := "/ban-hang/chung-nhan/" + url.PathEscape("SOCM5002024")
	body := w.page(t, path, 200)
	wantAll(t, body, "Phiếu kiểm nghiệm", "Đã có 0 trong 8 giấy")
	if a := w.Post(path, "co", "an-toan", "ghi-chu.an-toan", "HACCP"); a.Status != 303 {
		t.Fatalf("noted: %d\n%s", a.Status, a.Body)
	}
	wantAll(t, w.page(t, path, 200), "Đã có 1 trong 8 giấy", "HACCP")
	if a := w.Post(path, "ghi-chu.phieu", strings.Repeat("a", 301)); a.Status != 422 {
		t.Errorf("a long note: %d", a.Status)
	}
	w.Actor = desktest.Seller(doiCo)
	w.page(t, path, 404)
}

func TestSalesAreExported(t *testing.T) {
	w := open(t)
	code := w.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	for _, step := range []string{"goi", "giao-xe", "da-giao"} {
		w.step(t, code, step, 303)
	}
	csv := w.page(t, "/ban-hang/doanh-thu/xuat/csv?ky=30", 200)
	if want := "\ufeffNgày,Sản phẩm,Số đơn,Số lượng,Tiền hàng (đồng)\r\n22/11/2026,Chả mực Hạ Long giã tay,1,2,490000\r\n"; csv != want {
		t.Errorf("CSV: got %q, want %q", csv, want)
	}
	if a := w.Site.Get("/ban-hang/doanh-thu/xuat/xlsx"); a.Status != 200 || !strings.HasPrefix(a.Body, "PK") {
		t.Errorf("XLSX: %d", a.Status)
	}
	w.page(t, "/ban-hang/doanh-thu/xuat/exe", 404)
	for _, key := range []string{"7", "30", "12-tuan", "12-thang"} {
		wantAll(t, w.page(t, "/ban-hang/doanh-thu?ky="+key, 200), "490.000", " chưa bán")
	}
}
