package registry_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// officers are the people of offices: two of Quảng Ninh, of whom one also belongs to the centre with another.
type officers struct{}

func (officers) Recipients(_ context.Context, to notices.Audience) ([]notices.Recipient, error) {
	switch to {
	case notices.ToOffice("22"):
		return []notices.Recipient{{Person: "lua"}, {Person: "thoc"}}, nil
	case notices.ToCentral():
		return []notices.Recipient{{Person: "thoc"}, {Person: "gao"}}, nil
	}
	return nil, nil
}

// said is what a page says, without tags and with plain spaces.
func said(a desktest.Answer) string {
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(a.Body, "")
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

func says(t *testing.T, a desktest.Answer, wants ...string) {
	t.Helper()
	text := said(a)
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("status %d; the page does not say %q", a.Status, want)
		}
	}
}

// left is the sentence that an answer leaves for the next page.
func left(a desktest.Answer) string {
	sentence, _ := url.QueryUnescape(a.Header.Get("Set-Cookie"))
	return sentence
}

func TestThePreviewIsWhatEverybodyWillSee(t *testing.T) {
	o := open(t)
	scan := []byte("%PDF-1.7\n2 0 obj<</Type/Pages/Count 3>>endobj\n%%EOF\n")
	for _, tt := range [][]string{
		{"suspend", "Chứng nhận bị tạm đình chỉ từ ngày 22/11/2026 theo quyết định 3652/QĐ-UBND"},
		{"revoke", "Đã thu hồi từ ngày 22/11/2026 theo quyết định 3652/QĐ-UBND", "Sản phẩm không còn được gắn sao và không bán ở đây."},
	} {
		kind, wants := tt[0], tt[1:]
		a := o.send("/can-bo/quyet-dinh/moi", scan, "so", "SO CM-500/2024", "k", kind, "sqd", "3652/QĐ-UBND", "ky", "20/11/2026", "cq", "UBND tỉnh Quảng Ninh", "ly", "Không giữ đúng quy trình.", "ngay", "1", "viec", "nhap")
		form := o.Get(a.Location)
		says(t, form, append([]string{"ngay khi ký", "Không giữ đúng quy trình.", "3 trang, 0,1 MB, băm ", "Một hai câu, không ghi tên người. Còn 175 chữ."}, wants...)...)
		at := strings.TrimSuffix(a.Location, "/sua")
		if kind == "suspend" {
			continue
		}
		if signed := o.Post(at+"/cham", "ma", "SO CM-500/2024", "viec", "ky"); signed.Location != at {
			t.Fatalf("signed: %d\n%s", signed.Status, signed.Body)
		}
		o.Load()
		says(t, o.Get("/xac-minh/SO%20CM-500/2024"), wants...)
		says(t, o.Get("/san-pham/hang-CM-500"), wants[0])
	}
}

func TestHowLongUntilItTakesEffect(t *testing.T) {
	o := open(t)
	says(t, o.Get("/can-bo/quyet-dinh/moi?so=SO+CM-500/2024&k=revoke&hl=24/11/2026&gio=0:00"),
		"Còn 1 ngày 13 giờ. Đúng giờ này sao đổi ở mọi nơi.", "Ở trang kiểm tra, từ 0:00 ngày 24/11/2026", "Đã thu hồi từ ngày 24/11/2026")
	says(t, o.Get("/en/can-bo/quyet-dinh/moi?so=SO+CM-500/2024&k=revoke&hl=24/11/2026&gio=0:00"), "In 1 day 13 hours.", "Characters left: 200.")
	says(t, o.Get("/can-bo/quyet-dinh/moi?so=SO+CM-500/2024"), "Chọn đình chỉ, thu hồi hoặc phục hồi để xem câu mọi người sẽ đọc.")
}

func TestWhatComesOfSigning(t *testing.T) {
	o := open(t)
	o.Order(orders.CashOnDelivery, "CM-500", 2)
	mixed := o.Order(orders.Transfer, "CM-500", 3, "MN-250", 1)
	if _, err := o.MarkPaid(t.Context(), mixed.Checkout.ID, orders.Receipt{Ref: "FT1", Amount: mixed.Checkout.Total}); err != nil {
		t.Fatal(err)
	}
	at := "/can-bo/quyet-dinh/" + o.entered()
	page := o.Get(at + "/cham?viec.orders_not_sent=cancel")
	says(t, page, "5 hộp, 1.225.000 ₫; trong đó 1 đơn đã chuyển khoản", "1 đơn có cả hàng khác",
		"Đơn chưa gửi: 1 đơn bị hủy, 1 đơn chỉ bỏ phần này, phần còn lại vẫn giao, 1.225.000 ₫ không thu nữa",
		"5 thư được gửi: 2 cho người mua, 3 cho chủ thể. 3 cán bộ tỉnh và trung ương được báo")
	says(t, o.Get("/en"+at+"/cham?viec.orders_not_sent=finish"), "Letters: 3 are sent, 2 to buyers, 1 to the producer.")
	o.Order(orders.CashOnDelivery, "CM-500", 1) // while the officer reads
	if a := o.Post(at+"/cham", "ma", "SO CM-500/2024", "viec.orders_not_sent", "cancel", "dem.orders_not_sent", "2", "dem.carts", "0"); a.Status != http.StatusSeeOther || !strings.Contains(left(a), "Đơn chưa gửi 2 → 3") || strings.Contains(left(a), "Giỏ hàng") {
		t.Errorf("signed: %d, %q", a.Status, left(a))
	}
	if err := o.impact.CarryOut(t.Context(), strings.TrimPrefix(at, "/can-bo/quyet-dinh/")); err != nil {
		t.Fatal(err)
	}
	v := o.View(mixed.Checkout.ID)
	if order := v.Orders[0]; order.Status != orders.Pending || len(order.Lines) != 1 || v.Checkout.Payment.Refund < 735_000 {
		t.Errorf("the mixed order is %s with %d lines, %d goes back", order.Status, len(order.Lines), v.Checkout.Payment.Refund)
	}
}
