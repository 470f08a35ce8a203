package seller

import (
	"errors"
	"net/http"
	"slices"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// shortPage asks what is missing of an order, and what becomes of it.
type shortPage struct {
	desk.Page
	Row     row
	Phone   string
	Missing []string // SKUs
	Prepaid bool     // the buyer is owed their money back
}

// Chosen reports whether a unit was said to be missing.
func (p *shortPage) Chosen(sku string) bool {
	return len(p.Row.Lines) == 1 || slices.Contains(p.Missing, sku)
}

// askShort serves GET /ban-hang/don-hang/:id/thieu.
func (r *room) askShort(ask *desk.Ask) error {
	return r.showShort(ask, http.StatusOK, nil, desk.Wrong{})
}

func (r *room) showShort(ask *desk.Ask, status int, missing []string, wrong desk.Wrong) error {
	view, o, err := r.viewOf(ask)
	if err != nil {
		return err
	}
	if !o.Status.Open() {
		return r.showOrder(ask, http.StatusConflict, moved(ask, &orders.StatusError{Order: o.ID, From: o.Status, To: orders.Cancelled}))
	}
	page := &shortPage{
		Page: ask.NewPage(ask.Say("Thiếu hàng", "Goods are missing")), Phone: orders.FormatPhone(o.Contact.Phone), Missing: missing,
		Row: rowsOf(ask, []*orders.Order{o}, nil)[0], Prepaid: view.Checkout.Payment.Received > 0,
	}
	page.Wrong = wrong
	return ask.Render(status, "seller-short", page)
}

// runShort serves POST /ban-hang/don-hang/:id/thieu: the order is cancelled for want of goods.
func (r *room) runShort(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	o, err := r.Orders.RunShort(ask.Ctx(), ask.ID(), form["thieu"])
	var status *orders.StatusError
	switch {
	case errors.Is(err, orders.ErrNoUnit):
		say := ask.Say("Chọn món bị thiếu.", "Choose what is missing.")
		return r.showShort(ask, http.StatusUnprocessableEntity, form["thieu"], desk.Wrong{List: []desk.WrongField{{Field: "thieu", Say: say}}})
	case errors.As(err, &status):
		return r.showOrder(ask, http.StatusConflict, moved(ask, status))
	case err != nil:
		return err
	}
	return ask.SeeSaying(ordersPath, ask.Say("Đã hủy %s vì thiếu hàng. Người mua được báo; món thiếu đã trừ khỏi kho.",
		"%s is cancelled for want of goods. The buyer is told; what is missing is written off.", o.ID))
}
