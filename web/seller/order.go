package seller

import (
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// orderPage is one order with what was done and what can be done.
type orderPage struct {
	desk.Page
	Row     row
	Phone   string
	Cash    money.Amount // what the carrier collects
	Paid    string
	Steps   []orderStep
	Acts    []act
	Carrier string
	Refused string // why the step that was asked for was not done
}

// orderStep is an entry of the order's history.
type orderStep struct {
	Say, By string
	At      time.Time
	Note    string
	Class   string
}

// act is something that can be done now.
type act struct{ Step, Icon, Say string }

// order serves GET /ban-hang/don-hang/:id.
func (r *room) order(ask *desk.Ask) error { return r.showOrder(ask, http.StatusOK, "") }

func (r *room) showOrder(ask *desk.Ask, status int, refused string) error {
	view, o, err := r.viewOf(ask)
	if err != nil {
		return err
	}
	packing, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	rows, err := r.shelved(ask, rowsOf(ask, []*orders.Order{o}, map[string]*orders.Checkout{o.Checkout: view.Checkout}))
	if err != nil {
		return err
	}
	page := &orderPage{
		Page: ask.NewPage(ask.Say("Đơn %s", "Order %s", o.ID)), Phone: orders.FormatPhone(o.Contact.Phone), Cash: view.CashDue(o),
		Row: rows[0], Paid: paid(ask, o, view.Checkout), Acts: actsOf(ask, o), Steps: stepsOf(ask, o), Carrier: packing.Carrier, Refused: refused,
	}
	return ask.Render(status, "seller-order", page)
}

// viewOf reads the order of the address with its checkout.
func (r *room) viewOf(ask *desk.Ask) (*orders.View, *orders.Order, error) {
	view, err := r.Orders.Find(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, nil, err
	}
	o, err := r.Orders.Get(ask.Ctx(), ask.ID())
	return view, o, err
}

// actsOf lists what can be done now, the usual one first. Handing over has a form of its own.
func actsOf(ask *desk.Ask, o *orders.Order) []act {
	switch o.Status {
	case orders.Pending:
		return []act{{"goi", "i-check", ask.Say("Đã gói", "Packed")}, {"nhan", "i-right", ask.Say("Nhận đơn, gói sau", "Confirm, pack later")}}
	case orders.Confirmed:
		return []act{{"goi", "i-check", ask.Say("Đã gói", "Packed")}}
	case orders.Packed:
		return []act{{"mo-lai", "i-undo", ask.Say("Chưa, mở lại", "Not yet, open again")}}
	case orders.Shipped:
		return []act{{"da-giao", "i-check", ask.Say("Người mua đã nhận", "The buyer received it")}, {"tra-lai", "i-undo", ask.Say("Hàng trả lại", "It came back")}}
	}
	return nil
}

// Fallen lists what fell out of the order and must not be sent.
func (p *orderPage) Fallen() []string {
	var list []string
	for _, f := range p.Row.Fallen {
		list = append(list, p.Ask.Say("Đã bỏ khỏi đơn, xin đừng gửi: %s × %d. Chứng nhận %s không còn.", "Taken out, don't send it: %s × %d. Certificate %s was lost.", lineName(p.Ask, f.Line), f.Quantity, f.Lost))
	}
	return list
}

// Leaves reports whether the order can be handed over to a carrier.
func (p *orderPage) Leaves() bool { return p.Row.Status.CanBecome(orders.Shipped) }

// Short reports whether goods can be found missing.
func (p *orderPage) Short() bool { return p.Row.ToPack() }

// stepsOf tells the history, oldest first.
func stepsOf(ask *desk.Ask, o *orders.Order) []orderStep {
	var list []orderStep
	for i, h := range o.History {
		s := orderStep{Say: stepName(ask, o, i), At: h.At, Note: h.Note, By: actor(ask, h.By), Class: "done"}
		if h.Status == orders.Cancelled || h.Status == orders.Returned {
			s.Class = "bad"
		}
		list = append(list, s)
	}
	if last := &list[len(list)-1]; !o.Status.Final() {
		last.Class = "now"
	}
	return list
}

// stepName says what a step was.
func stepName(ask *desk.Ask, o *orders.Order, i int) string {
	switch o.History[i].Status {
	case orders.AwaitingPayment:
		return ask.Say("Đặt, chờ chuyển khoản", "Placed, awaiting a transfer")
	case orders.Pending:
		if i == 0 {
			return ask.Say("Đặt hàng", "Placed")
		}
		return ask.Say("Tiền đã về", "Money arrived")
	case orders.Confirmed:
		if o.History[i-1].Status == orders.Packed {
			return ask.Say("Mở lại để gói", "Opened again")
		}
		return ask.Say("Nhận đơn", "Confirmed")
	case orders.Packed:
		return ask.Say("Đã gói", "Packed")
	}
	if o.History[i].Status == orders.Cancelled {
		return ask.Say("Đã hủy", "Cancelled") + reason(ask, o.Reason)
	}
	return statusTag(ask, o.History[i].Status).Say
}

func reason(ask *desk.Ask, r orders.Reason) string {
	switch r {
	case orders.ReasonBuyer:
		return ask.Say(": người mua hủy", ": by the buyer")
	case orders.ReasonUnpaid:
		return ask.Say(": không chuyển khoản kịp", ": no transfer came in time")
	case orders.ReasonCertificate:
		return ask.Say(": chứng nhận không còn hiệu lực", ": its certificate was lost")
	case orders.ReasonStock:
		return ask.Say(": thiếu hàng", ": goods were missing")
	}
	return ""
}

func actor(ask *desk.Ask, by string) string {
	switch by {
	case orders.ByBuyer:
		return ask.Say("người mua", "buyer")
	case orders.BySystem:
		return ask.Say("tự động", "by itself")
	case orders.BySeller:
		return ask.Say("cơ sở", "your people")
	}
	return by
}
