package money_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/money"
)

type world struct {
	*orderstest.Shop
	*desktest.Site
}

func open(t testing.TB) world {
	t.Helper()
	db := storetest.Open(t, orderstest.Schemas()...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	site := desktest.Open(t, db, shop.Catalog, money.Room(money.Deps{Orders: shop.Service}))
	site.Actor = desktest.Admin()
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

func (w world) upload(t testing.TB, csv string) desktest.Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("tep", "sao-ke.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(csv)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/quan-tri/tien-ve/sao-ke", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return w.Do(r)
}

func TestStatementIsLookedAtBeforeItIsFiled(t *testing.T) {
	w := open(t)
	c := w.Order(orders.Transfer, "CM-500", 1).Checkout
	csv := "Ngày,Số tiền,Nội dung,Mã giao dịch\n22/11/2026 10:50,\"" + c.Payment.Owed().String() + "\",CK " + c.Purpose() + ",FT1\n22/11/2026 10:51,99.000,khong ro,FT2\n"
	csv = strings.ReplaceAll(csv, " ₫", "")
	a := w.upload(t, csv)
	if a.Status != 303 {
		t.Fatalf("upload: %d\n%s", a.Status, a.Body)
	}
	before := w.Statuses(c.ID)
	events := len(w.Events(orders.EventChanged))
	for range 2 {
		wantAll(t, w.page(t, a.Location, 200), "Đây là xem trước", "FT1", c.ID, "Chưa rõ đơn nào", "99.000")
	}
	if w.Statuses(c.ID) != before || len(w.Events(orders.EventChanged)) != events {
		t.Error("looking at it changed something")
	}
	for range 2 { // a second press changes nothing more
		if b := w.Post(a.Location); b.Status != 303 {
			t.Fatalf("filed: %d\n%s", b.Status, b.Body)
		}
	}
	if got := w.Statuses(c.ID); got != "paid pending" {
		t.Errorf("order is %s", got)
	}
	wantAll(t, w.page(t, a.Location, 200), "Đã ghi lúc")
	wantAll(t, w.page(t, "/quan-tri/tien-ve", 200), "FT2", "khong ro", "đã ghi 2")
	wantAll(t, w.page(t, "/quan-tri/tien-ve?loai=exact", 200), "FT1", c.ID)
	if b := w.upload(t, "Ngày,Số tiền,Nội dung\nhôm qua,5 đồng,x\n"); b.Status != 422 || !strings.Contains(b.Body, "không phải ngày") {
		t.Errorf("a broken file: %d", b.Status)
	}
	if b := w.upload(t, "không phải sao kê"); b.Status != 422 {
		t.Errorf("another file: %d", b.Status)
	}
}

func TestByHandAndRefund(t *testing.T) {
	w := open(t)
	c := w.Order(orders.Transfer, "CM-500", 1).Checkout
	const path = "/quan-tri/tien-ve/ghi"
	if a := w.Post(path, "ma", c.ID, "tham-chieu", "FT9"); a.Status != 422 || !strings.Contains(a.Body, "Ghi vì sao ghi tay") || !strings.Contains(a.Body, `value="FT9"`) {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := w.Post(path, "ma", "OC-2222-2222", "tham-chieu", "FT9", "ly-do", "x"); a.Status != 422 || !strings.Contains(a.Body, "Không có đơn mang mã này") {
		t.Errorf("no such order: %d\n%s", a.Status, a.Body)
	}
	if a := w.Post(path, "ma", strings.ToLower(c.ID), "so-tien", "400.000", "tham-chieu", "FT9", "ly-do", "khách gửi ảnh"); a.Status != 303 || !strings.HasSuffix(a.Location, "?loai=over") {
		t.Fatalf("filed: %d to %s\n%s", a.Status, a.Location, a.Body)
	}
	owed := w.View(c.ID).Checkout.Payment.Refund
	wantAll(t, w.page(t, "/quan-tri/tien-ve?loai=hoan", 200), c.ID, strings.ReplaceAll(owed.String(), " ", "\u00a0"))
	wantAll(t, w.page(t, "/quan-tri/tien-ve/hoan?ma="+c.ID, 200), "Còn phải hoàn")
	if a := w.Post("/quan-tri/tien-ve/hoan", "ma", c.ID, "so-tien", "9.000.000", "tham-chieu", "RF1"); a.Status != 422 || !strings.Contains(a.Body, "Chỉ còn phải hoàn") {
		t.Errorf("too much: %d", a.Status)
	}
	amount := strings.TrimSuffix(owed.String(), " ₫")
	if a := w.Post("/quan-tri/tien-ve/hoan", "ma", c.ID, "so-tien", amount, "tham-chieu", "RF1"); a.Status != 303 {
		t.Fatalf("refund: %d\n%s", a.Status, a.Body)
	}
	if p := w.View(c.ID).Checkout.Payment; p.Refund != 0 || p.Refunded != owed {
		t.Errorf("after the refund: %+v", p)
	}
	acts := strings.Join(w.Events(audit.EventEntry), "\n")
	wantAll(t, acts, `"person": "p-admin"`, "khách gửi ảnh", "đã hoàn")
}

func TestUnmatchedMoneyFindsItsOrder(t *testing.T) {
	w := open(t)
	a := w.upload(t, "Ngày,Số tiền,Nội dung,Mã giao dịch\n22/11/2026 10:51,1.000,khong ro,FT2\n")
	w.Post(a.Location)
	c := w.Order(orders.Transfer, "CM-500", 1).Checkout
	found, err := w.Payments(t.Context(), orders.Unmatched, 1, "")
	if err != nil || len(found.Items) != 1 {
		t.Fatal(err)
	}
	id := found.Items[0].ID
	wantAll(t, w.page(t, "/quan-tri/tien-ve/ghi?khoan="+id, 200), "khong ro", "FT2")
	if b := w.Post("/quan-tri/tien-ve/ghi", "khoan", id, "ma", c.ID, "ly-do", "hỏi khách rồi"); b.Status != 303 || !strings.HasSuffix(b.Location, "?loai=under") {
		t.Fatalf("filed: %d %s\n%s", b.Status, b.Location, b.Body)
	}
	if b := w.Post("/quan-tri/tien-ve/ghi", "khoan", id, "ma", c.ID, "ly-do", "lần nữa"); b.Status != 409 {
		t.Errorf("again: %d", b.Status)
	}
	if got := w.View(c.ID).Checkout.Payment.Received; got != 1000 {
		t.Errorf("received %d", got)
	}
}

func TestAdministratorsAlone(t *testing.T) {
	w := open(t)
	w.Actor = desktest.Seller("HTX Hải sản Bến Đoan")
	w.page(t, "/quan-tri/tien-ve", 403)
	w.Actor = desktest.Officer("")
	w.page(t, "/quan-tri/tien-ve/hoan", 403)
	if a := w.Post("/quan-tri/tien-ve/ghi", "ma", "x"); a.Status != 403 {
		t.Errorf("POST: %d", a.Status)
	}
	w.Actor = desktest.Admin()
	w.page(t, "/en/quan-tri/tien-ve", 200)
	w.page(t, "/quan-tri/tien-ve/sao-ke/none", 404)
}
