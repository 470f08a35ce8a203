// Package fault says what an error of a domain means to the one who asked: the
// HTTP status, a stable code, and what happened and what to do, in both
// languages. Pages and API use the same table.
package fault

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/search"
)

// Fault is an error as it is told to people.
type Fault struct {
	Status int
	Code   string // for programs; never changes
	VI, EN string // what happened and what to do
	// RetryAfter is when asking again makes sense; zero if never or at once.
	RetryAfter time.Duration
	// Fields are what is wrong with each field, where the input was wrong.
	Fields orders.FieldErrors
}

// Text returns the sentence in a language.
func (f Fault) Text(lang string) string {
	if lang == "en" {
		return f.EN
	}
	return f.VI
}

// Error lets a handler return a fault as it is.
func (f Fault) Error() string { return f.Code + ": " + f.EN }

// NotFound is the fault of an address that leads nowhere.
func NotFound() Fault {
	return Fault{Status: http.StatusNotFound, Code: "not_found",
		VI: "Không có gì ở địa chỉ này. Kiểm tra lại địa chỉ, hoặc tìm theo tên sản phẩm.",
		EN: "There is nothing at this address. Check it, or search by the product's name."}
}

// Method is the fault of a method that an address does not take.
func Method() Fault {
	return Fault{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed",
		VI: "Địa chỉ này không nhận cách gọi ấy. Xem các cách gọi ở /api/openapi.json.",
		EN: "This address does not take that method. See those it takes in /api/openapi.json."}
}

// BadRequest is the fault of input that cannot be read.
func BadRequest(code, vi, en string) Fault {
	return Fault{Status: http.StatusBadRequest, Code: code, VI: vi, EN: en}
}

// TooMany is the fault of asking too often.
func TooMany(wait time.Duration) Fault {
	return Fault{Status: http.StatusTooManyRequests, Code: "too_many_requests", RetryAfter: wait,
		VI: "Bạn gửi yêu cầu nhanh quá. Chờ một lát rồi thử lại; chưa có gì bị mất.",
		EN: "That was too many requests. Wait a moment and try again; nothing was lost."}
}

// row is one line of the table.
type row struct {
	err   error
	fault Fault
}

// table maps the sentinels of the domains. The first that matches counts.
func table() []row {
	return []row{
		{policy.ErrSignIn, Fault{Status: 401, Code: "sign_in_needed", VI: "Đăng nhập trước đã.", EN: "Sign in first."}},
		{keys.ErrKey, Fault{Status: 401, Code: "key_refused", VI: "Khóa này không dùng được: sai, hoặc đã thu lại.", EN: "This key is refused: it is wrong, or was taken back."}},
		{policy.ErrSecondFactor, Fault{Status: 403, Code: "second_factor_needed", VI: "Vai này cần bước thứ hai khi đăng nhập.", EN: "This role needs the second step of signing in."}},
		{policy.ErrForbidden, Fault{Status: 403, Code: "not_allowed",
			VI: "Vai bạn đang dùng không làm được việc này. Đổi sang tổ chức khác, hoặc nhờ người quản lý tổ chức.", EN: "The role that you act in may not do this. Switch to another organization, or ask its owner."}},
		{policy.ErrUnverified, Fault{Status: 403, Code: "identity_unverified",
			VI: "Cơ sở chưa được xác minh danh tính nên chưa làm được việc này. Gửi giấy tờ ở trang Tổ chức.", EN: "Your organization's identity is not verified yet, which this needs. Send its papers on the page of organizations."}},
		{policy.ErrNotOwn, NotFound()},
		{catalog.ErrGTIN, Fault{Status: 400, Code: "gtin_invalid",
			VI: "Mã vạch không đúng: số kiểm tra ở cuối không khớp. Nhập lại đủ 8, 12, 13 hoặc 14 chữ số.",
			EN: "That is not a valid barcode number: its check digit does not fit. Enter all 8, 12, 13 or 14 digits."}},
		{catalog.ErrNoUnit, noUnit()}, {orders.ErrNoUnit, noUnit()},
		{orders.ErrNoCart, Fault{Status: 404, Code: "cart_not_found",
			VI: "Giỏ hàng này không còn. Thêm sản phẩm để có giỏ mới.", EN: "This basket is gone. Add a product to start a new one."}},
		{orders.ErrEmptyCart, Fault{Status: 409, Code: "cart_empty",
			VI: "Trong giỏ không có gì để đặt. Có thể đơn đã được đặt rồi.", EN: "There is nothing to order in the basket. It may have been ordered already."}},
		{orders.ErrCartFull, Fault{Status: 409, Code: "cart_full",
			VI: "Giỏ đã đầy. Bỏ bớt một món, hoặc đặt đơn này trước.", EN: "The basket is full. Remove a line, or place this order first."}},
		{orders.ErrQuantity, Fault{Status: 422, Code: "quantity_out_of_range",
			VI: "Số lượng phải từ 1 đến 999.", EN: "The quantity must be between 1 and 999."}},
		{orders.ErrNoOrder, Fault{Status: 404, Code: "order_not_found",
			VI: "Không mở được đơn với mã và số điện thoại này. Kiểm tra cả hai rồi thử lại.", EN: "No order opens with this code and phone number. Check both and try again."}},
		{catalog.ErrClosed, Fault{Status: 409, Code: "seller_not_open",
			VI: "Người bán đang xác minh danh tính nên chưa mở bán. Bỏ món này rồi thử lại.", EN: "The seller is verifying who they are and does not sell yet. Remove it and try again."}},
		{orders.ErrKeyReused, Fault{Status: 422, Code: "idempotency_key_reused",
			VI: "Khóa Idempotency-Key đã dùng cho một yêu cầu khác. Dùng khóa mới.", EN: "This Idempotency-Key was used for another request. Use a new one."}},
		{orders.ErrInFlight, Fault{Status: 409, Code: "request_in_flight", RetryAfter: time.Second,
			VI: "Yêu cầu này đang được xử lý. Chờ một giây rồi hỏi lại.", EN: "This request is being handled. Ask again in a second."}},
		{orders.ErrNotCancellable, Fault{Status: 409, Code: "not_cancellable",
			VI: "Người bán đã xác nhận nên không tự hủy được nữa. Gọi cho người bán.", EN: "The seller has confirmed, so it can't be cancelled here any more. Call the seller."}},
		{orders.ErrNotAwaited, Fault{Status: 409, Code: "transfer_not_awaited",
			VI: "Đơn này không chờ chuyển khoản.", EN: "This order does not wait for a transfer."}},
		{media.ErrNotFound, NotFound()},
		{search.ErrUnavailable, unavailable("search_unavailable", "Tìm kiếm đang tạm nghỉ.", "Search is down for the moment.")},
		{store.ErrCursor, BadRequest("cursor_invalid", "Con trỏ trang không dùng được. Bắt đầu lại từ trang đầu.", "This page cursor can't be used. Begin again from the first page.")},
		{store.ErrNotFound, NotFound()},
		{store.ErrConflict, Fault{Status: 409, Code: "changed_meanwhile", VI: "Vừa có thay đổi khác. Tải lại rồi thử lại.", EN: "Something changed meanwhile. Reload and try again."}},
		{store.ErrUnavailable, unavailable("store_unavailable", "Kho dữ liệu đang bận.", "Our store is not answering.")},
		{context.DeadlineExceeded, unavailable("timeout", "Xử lý quá lâu.", "That took too long.")},
	}
}

func noUnit() Fault {
	return Fault{Status: 404, Code: "unit_not_found",
		VI: "Quy cách này không còn bán. Chọn lại ở trang sản phẩm.", EN: "This unit is not sold any more. Choose again on the product's page."}
}

func unavailable(code, vi, en string) Fault {
	return Fault{Status: http.StatusServiceUnavailable, Code: code, RetryAfter: 5 * time.Second,
		VI: vi + " Chưa có gì bị mất; thử lại sau ít giây.", EN: en + " Nothing was lost; try again in a few seconds."}
}

// Of tells what an error means. One that no row knows is our own failure (500).
func Of(err error) Fault {
	if f, ok := detailed(err); ok {
		return f
	}
	for _, r := range table() {
		if errors.Is(err, r.err) {
			return r.fault
		}
	}
	return Fault{Status: http.StatusInternalServerError, Code: "failed",
		VI: "Có lỗi ở phía chúng tôi. Chưa có gì bị mất; thử lại sau ít phút.", EN: "Something failed on our side. Nothing was lost; try again in a few minutes."}
}

// detailed handles the errors that carry what the person must know.
func detailed(err error) (Fault, bool) {
	var (
		fault  Fault
		fields orders.FieldErrors
		short  *catalog.ShortError
		not    *catalog.NotSellableError
		total  *orders.TotalError
		status *orders.StatusError
	)
	switch {
	case errors.As(err, &fault):
		return fault, true
	case errors.As(err, &fields):
		return Fault{Status: 422, Code: "invalid_input", Fields: fields,
			VI: "Còn chỗ cần sửa. Những gì đã gửi không thay đổi gì.", EN: "Some fields need mending. Nothing was changed."}, true
	case errors.As(err, &short):
		return Fault{Status: 409, Code: "out_of_stock",
			VI: fmt.Sprintf("Chỉ còn %d. Giảm số lượng rồi thử lại.", short.Available),
			EN: fmt.Sprintf("Only %d left. Lower the quantity and try again.", short.Available)}, true
	case errors.As(err, &not):
		return Fault{Status: 409, Code: "certificate_" + string(not.State),
			VI: "Chứng nhận của sản phẩm không còn hiệu lực nên chưa bán được. Bỏ món này rồi thử lại.",
			EN: "The product's certificate is not valid now, so it can't be sold. Remove it and try again."}, true
	case errors.As(err, &total):
		return Fault{Status: 409, Code: "total_changed",
			VI: fmt.Sprintf("Giá vừa thay đổi: tổng bây giờ là %s. Xem lại rồi đặt.", total.Now),
			EN: fmt.Sprintf("A price changed: the total is %s now. Look again, then order.", total.Now)}, true
	case errors.As(err, &status):
		return Fault{Status: 409, Code: "status_moved_on",
			VI: fmt.Sprintf("Đơn đang ở bước %s nên không sang %s được. Tải lại để xem.", status.From, status.To),
			EN: fmt.Sprintf("The order is %s now and cannot become %s. Reload to see.", status.From, status.To)}, true
	}
	return Fault{}, false
}
