package stock_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/seller/stock"
)

const (
	maker = "HTX Hải sản Bến Đoan"
	other = "HTX Chè Đồi Cọ"
)

// people names everybody.
type people struct{}

func (people) Names(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		names[id] = "Vũ Thị Hải Âu"
	}
	return names, nil
}

// kho is a site with the room of stock, at which the maker is signed in.
type kho struct {
	*desktest.Site
	t    *testing.T
	shop *orderstest.Shop
	book *ledger.Book
	lots *lots.Shed
}

func open(t *testing.T) *kho {
	t.Helper()
	db := storetest.Open(t, append(append(orderstest.Schemas(), ledger.Schemas()...), lots.Schemas()...)...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	book := ledger.New(db, shop.Catalog)
	shed := lots.New(db, shop.Catalog, book)
	site := desktest.Open(t, db, shop.Catalog, stock.Room(stock.Deps{DB: db, Goods: shop.Catalog, Book: book, Lots: shed, People: people{}}))
	site.Actor = desktest.Seller(maker)
	return &kho{Site: site, t: t, shop: shop, book: book, lots: shed}
}

// want reads a page and checks its status and that it says some words.
func (k *kho) want(path string, status int, words ...string) string {
	k.t.Helper()
	got := k.Get(path)
	if got.Status != status {
		k.t.Fatalf("GET %s: got %d, want %d\n%s", path, got.Status, status, plain(got.Body))
	}
	for _, w := range words {
		if !strings.Contains(got.Body, w) {
			k.t.Errorf("GET %s does not say %q", path, w)
		}
	}
	return got.Body
}

// send posts a form and follows where it leads.
func (k *kho) send(path string, fields ...string) string {
	k.t.Helper()
	got := k.Post(path, fields...)
	if got.Status != 303 {
		k.t.Fatalf("POST %s: got %d\n%s", path, got.Status, plain(got.Body))
	}
	return got.Location
}

const unit = "/ban-hang/kho/quy-cach/CM-500"

func TestStockIsMovedAndCounted(t *testing.T) {
	k := open(t)
	placed := k.shop.Order(orders.CashOnDelivery, "CM-500", 8)
	k.want("/ban-hang/kho", 200, "Chả mực Hạ Long giã tay")
	k.send("/ban-hang/kho/noi", "kind", "showroom", "name", "Điểm OCOP Ga Hà Nội", "settle", "2026-12-01")
	places, err := k.book.PlacesOf(t.Context(), k.shop.DB, maker)
	if err != nil || len(places) != 3 {
		t.Fatalf("places: %v, %v", places, err)
	}
	room := places[1].ID
	slip := k.send(unit+"/chuyen", "from", maker, "to", room, "quantity", "12")
	k.want(slip, 200, "C-0001", "Điểm OCOP Ga Hà Nội", "Hàng đã đến nơi")
	k.want(unit, 200, "trên đường", "OC-", placed.Checkout.Orders[0]+", giữ cho đơn", "Phiếu C-0001", ">92<", ">88<", ">80<")
	k.send(slip + "/den")
	k.want(unit, 200, "gửi bán, đối soát 1/12")
	k.send(unit+"/dem", "place", maker, "counted", "87", "reason", "hộp rách, bỏ")
	k.want(unit, 200, "hộp rách, bỏ", "−1", ">87<", ">79<", "Vũ Thị Hải Âu")
	k.send(unit+"/ghi", "kind", "receipt", "place", maker, "quantity", "1.000")
	k.shop.WantStock("CM-500", 1079)
	k.send(unit+"/ghi", "kind", "correction", "place", maker, "quantity", "−1000", "reason", "gõ nhầm")
	k.shop.WantStock("CM-500", 79)
	k.want("/ban-hang/kho/noi/"+room, 200, "Chả mực", ">12<")
	k.want("/ban-hang/kho/phieu", 200, "C-0001", "đã đến")
	k.want("/ban-hang/kho/quy-cach", 200, "CM-500", "MN-250")
	k.want("/en/ban-hang/kho/quy-cach/CM-500", 200, "Held for orders", "Move and print the slip")
	faults, err := ledger.Verify(t.Context(), k.shop.DB)
	if err != nil || len(faults) > 0 {
		t.Errorf("ledger: %v, %v", faults, err)
	}
}

func TestRefusedFormsKeepWhatWasTyped(t *testing.T) {
	k := open(t)
	for _, tt := range []struct {
		path   string
		fields []string
		says   []string
	}{
		{unit + "/chuyen", []string{"from", maker, "to", maker + "-mau", "quantity", "1200", "note", "đi chợ phiên"}, []string{"Ở đó chỉ còn 100.", `value="1200"`, "đi chợ phiên"}},
		{unit + "/dem", []string{"place", maker, "counted", "bốn"}, []string{"Ghi số đếm được", `value="bốn"`}},
		{unit + "/ghi", []string{"kind", "correction", "place", maker, "quantity", "5", "ref", "HĐ 12"}, []string{"phải ghi lý do", "HĐ 12"}},
		{unit + "/ghi", []string{"kind", "sale", "place", maker + "-mau", "quantity", "5"}, []string{"Hàng mẫu không bán"}},
		{unit + "/muc", []string{"level", "-3"}, []string{"số nguyên từ 0"}},
		{"/ban-hang/kho/noi", []string{"kind", "booth", "name", ""}, []string{"Ghi tên nơi để hàng"}},
		{"/ban-hang/kho/lo", []string{"sku", "CM-500", "number", "mẻ 1/2", "made", "2026-11-18", "quantity", "48", "place", maker}, []string{"Số lô gồm", "mẻ 1/2", `value="48"`}},
	} {
		got := k.Post(tt.path, tt.fields...)
		if got.Status != 422 {
			t.Errorf("POST %s: got %d", tt.path, got.Status)
		}
		for _, w := range tt.says {
			if !strings.Contains(got.Body, w) {
				t.Errorf("POST %s %v does not say %q", tt.path, tt.fields, w)
			}
		}
	}
	k.shop.WantStock("CM-500", 100)
}

func TestLotFromReceiptToScan(t *testing.T) {
	k := open(t)
	at := k.send("/ban-hang/kho/lo", "sku", "CM-500", "number", "BD261118", "made", "2026-11-18", "best", "2027-05-18", "quantity", "48", "place", maker, "note", "mẻ 12")
	k.shop.WantStock("CM-500", 148)
	labels := k.want(at, 200, "Nhãn lô BD261118", "In 2 tờ, 48 nhãn", "Làm 18/11/2026", "Dùng đến 18/5/2027", "badge-4", "/truy-xuat/hang-CM-500/BD261118", "SO CM-500/2024")
	if n := strings.Count(labels, `<li class="lab">`); n != 48 {
		t.Errorf("got %d labels", n)
	}
	k.want(at+"?kho=40&so=5&tu=39", 200, "In 2 tờ, 5 nhãn", "labels--40")
	k.want(at+"?kho=cuon&so=3", 200, "In 3 nhãn", "labels--roll")
	lot := strings.TrimSuffix(at, "/nhan")
	qr := k.Get(lot + "/qr.svg")
	if qr.Status != 200 || !strings.HasPrefix(qr.Body, "<svg") || qr.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("QR: %d %s", qr.Status, qr.Header.Get("Content-Type"))
	}
	k.send(at, "stuck", "40")
	k.want(at, 200, "Còn 8 chưa dán", "In 1 tờ, 8 nhãn")
	k.want(unit, 200, "Lô BD261118, mẻ 12", "&#43;48")
	k.want("/ban-hang/kho/lo", 200, "BD261118", "mẻ 12")
	k.want("/ban-hang/kho/lo?so=bd261118", 200, "BD261118")
	k.want("/ban-hang/kho/lo?so=BD9", 200, "Không có lô")
	k.want(lot, 200, "48")
	k.send(lot, "made", "2026-11-18", "best", "2027-06-01")

	k.Actor = policy.Actor{}
	k.want("/truy-xuat/hang-CM-500/bd261118", 200, "Lô BD261118", "18/11/2026", "1/6/2027", "OCOP 4 sao", "Còn hiệu lực")
	k.want("/truy-xuat/hang-CM-500/BD000000", 404, "không có lô")
	k.shop.Revoke("CM-500")
	scanned := k.want("/truy-xuat/hang-CM-500/BD261118", 200, "Đã thu hồi")
	if strings.Contains(scanned, "badge-4") {
		t.Error("a scan shows stars of a revoked certificate")
	}
	k.Actor = desktest.Seller(maker)
	if body := k.want(at, 200, "Không in sao"); strings.Contains(body, "badge-4") {
		t.Error("labels show stars of a revoked certificate")
	}
}

func TestBookIsFilteredAndTakenAway(t *testing.T) {
	k := open(t)
	code := k.shop.Order(orders.CashOnDelivery, "CM-500", 2).Checkout.Orders[0]
	k.shop.Order(orders.CashOnDelivery, "CH-200", 2) // another producer's
	k.send("/ban-hang/kho/quy-cach/MN-250/ghi", "kind", "receipt", "place", maker, "quantity", "7", "reason", "=1+1")
	all := k.want("/ban-hang/kho/so", 200, code, "=1&#43;1", "Chả mực", "Mực một nắng")
	if strings.Contains(all, "CH-200") {
		t.Error("the ledger shows another producer's lines")
	}
	if one := k.want("/ban-hang/kho/so?viec=receipt", 200, "=1&#43;1"); strings.Contains(one, code) {
		t.Error("the filter by kind lets a sale through")
	}
	k.want("/ban-hang/kho/so?so="+url.QueryEscape(code), 200, code)
	k.want("/ban-hang/kho/so?tu=2027-01-01", 200, "Không dòng nào khớp")
	csv := k.want("/ban-hang/kho/so/xuat/csv?quy-cach=MN-250", 200, "\ufeffLúc", "'=1+1")
	if strings.Contains(csv, code) {
		t.Error("the file does not keep to the filter")
	}
	if got := k.Get("/ban-hang/kho/so/xuat/xlsx"); got.Status != 200 || !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("XLSX: %d", got.Status)
	}
}

func TestStockIsNobodyElses(t *testing.T) {
	k := open(t)
	at := k.send("/ban-hang/kho/lo", "sku", "CM-500", "number", "BD1", "made", "2026-11-18", "quantity", "1", "place", maker)
	slip := k.send(unit+"/chuyen", "from", maker, "to", maker+"-mau", "quantity", "1")
	k.Actor = desktest.Seller(other)
	for _, path := range []string{unit, "/ban-hang/kho/noi/" + url.PathEscape(maker), slip, at, strings.TrimSuffix(at, "/nhan")} {
		if got := k.Get(path); got.Status != 404 {
			t.Errorf("another producer reads %s: %d", path, got.Status)
		}
	}
	if got := k.Post(unit+"/ghi", "kind", "receipt", "place", maker, "quantity", "1"); got.Status != 404 {
		t.Errorf("another producer writes: %d", got.Status)
	}
	if got := k.Post("/ban-hang/kho/lo", "sku", "CM-500", "number", "X1", "made", "2026-11-18", "quantity", "1", "place", maker); got.Status != 422 {
		t.Errorf("another producer adds a lot: %d", got.Status)
	}
	theirs := "/ban-hang/kho/quy-cach/CH-200"
	if got := k.Post(theirs+"/ghi", "kind", "receipt", "place", maker, "quantity", "1"); got.Status != 422 {
		t.Errorf("goods are put into another producer's store: %d", got.Status)
	}
	k.shop.WantStock("CM-500", 100)
}

func TestLowUnitsAreCountedAndShown(t *testing.T) {
	k := open(t)
	k.send(unit+"/muc", "level", "95")
	k.shop.Order(orders.CashOnDelivery, "CM-500", 10)
	n, err := stock.Low(k.shop.Catalog)(t.Context(), k.Actor)
	if err != nil || n != 1 {
		t.Errorf("low: %d, %v", n, err)
	}
	low := k.want("/ban-hang/kho/quy-cach?con=it", 200, "CM-500", "sắp hết")
	if strings.Contains(low, "MN-250") {
		t.Error("a unit of which there is enough is listed")
	}
	err = k.shop.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return k.book.Lock(ctx, tx, "CM-500", "chờ kiểm") })
	if err != nil {
		t.Fatal(err)
	}
	k.want(unit, 200, "Khóa bán, chờ kiểm", "khóa bán")
}

func TestLotNumberNamesOneLot(t *testing.T) {
	k := open(t)
	fields := []string{"sku", "CM-500", "number", "BD1", "made", "2026-11-18", "quantity", "5", "place", maker}
	k.send("/ban-hang/kho/lo", fields...)
	fields[3] = "bd1"
	if got := k.Post("/ban-hang/kho/lo", fields...); got.Status != 422 || !strings.Contains(got.Body, "đã có lô") {
		t.Errorf("the same number again: %d", got.Status)
	}
	fields[1] = "MN-250"
	k.send("/ban-hang/kho/lo", fields...)
	k.shop.WantStock("CM-500", 105)
}

// plain is what a page says, without its markup.
func plain(html string) string {
	_, main, _ := strings.Cut(html, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return regexp.MustCompile(`(<[^>]*>|\s)+`).ReplaceAllString(main, " ")
}
