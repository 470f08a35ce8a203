package money

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// markPage files a transfer by hand, or one that was of no order.
type markPage struct {
	desk.Page
	Typed   typed
	Payment *orders.Payment // that was of no order; nil for a new one
}

// typed is what forms of money hold.
type typed struct{ Code, Amount, Ref, Reason, Payment string }

func typedOf(form url.Values) typed {
	return typed{strings.TrimSpace(form.Get("ma")), strings.TrimSpace(form.Get("so-tien")), strings.TrimSpace(form.Get("tham-chieu")), strings.TrimSpace(form.Get("ly-do")), form.Get("khoan")}
}

// mark serves GET /quan-tri/tien-ve/ghi.
func (r *room) mark(ask *desk.Ask) error {
	t := typed{Code: ask.Query("ma"), Payment: ask.Query("khoan")}
	return r.showMark(ask, http.StatusOK, t, desk.Wrong{})
}

func (r *room) showMark(ask *desk.Ask, status int, t typed, wrong desk.Wrong) error {
	page := &markPage{Page: ask.NewPage(ask.Say("Ghi tiền về", "File a transfer")), Typed: t}
	page.Wrong = wrong
	if t.Payment != "" {
		p, err := r.Orders.Payment(ask.Ctx(), t.Payment)
		if err != nil {
			return err
		}
		page.Payment = p
	}
	return ask.Render(status, "money-mark", page)
}

// fileMark serves POST /quan-tri/tien-ve/ghi.
func (r *room) fileMark(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	t := typedOf(form)
	receipt, err := r.receipt(ask, t)
	if err == nil {
		var filed *orders.Payment
		if filed, err = r.Orders.MarkPaid(ask.Ctx(), strings.ToUpper(t.Code), receipt); err == nil {
			return ask.SeeSaying(home+"?loai="+viewOf(filed.Class), ask.Say("Đã ghi %s cho %s: %s.", "Filed %s for %s: %s.", ask.Lang.Price(filed.Amount), filed.Checkout, className(ask, filed.Class)))
		}
	}
	if wrong, ok := desk.WrongOf(ask.Lang, codeWrong(err)); ok {
		return r.showMark(ask, http.StatusUnprocessableEntity, t, wrong)
	}
	return err
}

// viewOf is the key of the view that lists a class.
func viewOf(c orders.Class) string {
	if c == orders.Unmatched {
		return ""
	}
	return string(c)
}

// codeWrong says as an error of the form what is wrong with the order.
func codeWrong(err error) error {
	switch {
	case errors.Is(err, orders.ErrNoOrder):
		return field.Errors{{Field: "ma", Code: "unknown", VI: "Không có đơn mang mã này.", EN: "No order has that code."}}
	case errors.Is(err, orders.ErrNotAwaited):
		return field.Errors{{Field: "ma", Code: "not_owed", VI: "Đơn này không còn phải trả gì. Ghi số tiền nếu tiền đã đến thật.", EN: "Nothing is owed for this order. Give the amount if money did come."}}
	}
	return err
}

// receipt reads the form: of money that was of no order the bank's own words stand.
func (r *room) receipt(ask *desk.Ask, t typed) (orders.Receipt, error) {
	receipt := orders.Receipt{Ref: t.Ref, By: ask.Who.Person, Reason: t.Reason}
	var wrong field.Errors
	if t.Code == "" {
		wrong.Add("ma", "required", "Ghi mã đơn, ví dụ OC-7KM4-XQ2P.", "Give the order's code, such as OC-7KM4-XQ2P.")
	}
	if t.Reason == "" {
		wrong.Add("ly-do", "required", "Ghi vì sao ghi tay; người sau đọc lại.", "Say why it is filed by hand; others will read it.")
	}
	if t.Payment != "" {
		p, err := r.Orders.Payment(ask.Ctx(), t.Payment)
		if err != nil || p.Class != orders.Unmatched {
			return receipt, errors.Join(err, store.ErrConflict)
		}
		receipt.Ref, receipt.Amount, receipt.At, receipt.Description = p.Ref, p.Amount, p.At, p.Description
		return receipt, wrong.Err()
	}
	if t.Ref == "" {
		wrong.Add("tham-chieu", "required", "Ghi số tham chiếu của ngân hàng.", "Give the bank's reference.")
	}
	if t.Amount != "" {
		amount, err := money.Parse(t.Amount)
		if err != nil || amount <= 0 {
			wrong.Add("so-tien", "format", "Số tiền như 125.000.", "An amount such as 125,000.")
		}
		receipt.Amount = amount
	}
	return receipt, wrong.Err()
}

// refundPage records that money was sent back.
type refundPage struct {
	desk.Page
	Typed    typed
	Checkout *orders.Checkout // nil while no code is given
}

// refund serves GET /quan-tri/tien-ve/hoan.
func (r *room) refund(ask *desk.Ask) error {
	return r.showRefund(ask, http.StatusOK, typed{Code: ask.Query("ma")}, desk.Wrong{})
}

func (r *room) showRefund(ask *desk.Ask, status int, t typed, wrong desk.Wrong) error {
	page := &refundPage{Page: ask.NewPage(ask.Say("Ghi tiền đã hoàn", "Record a refund")), Typed: t}
	page.Wrong = wrong
	view, err := r.Orders.Find(ask.Ctx(), strings.ToUpper(t.Code))
	switch {
	case err == nil:
		page.Checkout = view.Checkout
	case !errors.Is(err, orders.ErrNoOrder):
		return err
	}
	return ask.Render(status, "money-refund", page)
}

// fileRefund serves POST /quan-tri/tien-ve/hoan.
func (r *room) fileRefund(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	t := typedOf(form)
	amount, err := money.Parse(t.Amount)
	if err != nil {
		amount = 0 // which the domain refuses with the right words
	}
	view, err := r.Orders.RefundPaid(ask.Ctx(), strings.ToUpper(t.Code), orders.Refund{Amount: amount, Ref: t.Ref, Note: t.Reason, By: ask.Who.Person})
	if wrong, ok := desk.WrongOf(ask.Lang, codeWrong(err)); ok {
		return r.showRefund(ask, http.StatusUnprocessableEntity, t, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(home+"?loai=hoan", ask.Say("Đã ghi hoàn %s cho %s.", "Recorded a refund of %s for %s.", ask.Lang.Price(amount), view.Checkout.ID))
}
