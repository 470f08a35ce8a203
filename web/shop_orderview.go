package web

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
)

// payBox shows how to pay what is awaited; nothing if no transfer is.
func (s *Server) payBox(v *view, c *orders.Checkout) (*payBox, error) {
	svg, _, err := s.orders.QR(c)
	if errors.Is(err, orders.ErrNotAwaited) {
		return nil, nil //nolint:nilnil // nothing to pay is no error
	}
	if err != nil {
		return nil, err
	}
	m, account, owed := &v.t.Order, s.orders.Rules().Account, c.Payment.Owed()
	box := &payBox{
		Heading: fmt.Sprintf(m.PayHeading, v.lang.Price(owed)), QR: template.HTML(svg), //nolint:gosec // our own drawing
		QRLabel: fmt.Sprintf(m.QRLabel, v.lang.Price(owed), c.Purpose()),
		Bank:    account.Bank(), Holder: account.Holder, Number: inThrees(account.Number), Account: account.Number,
		Amount: v.lang.Price(owed), Digits: strconv.FormatInt(int64(owed), 10), Purpose: c.Purpose(),
	}
	if c.Payment.HoldUntil != nil {
		box.Before = fmt.Sprintf(m.PayBefore, v.lang.Hour(*c.Payment.HoldUntil))
	}
	if c.Payment.Received > 0 {
		box.Received = fmt.Sprintf(m.Underpaid, v.lang.Price(c.Payment.Received), v.lang.Price(owed))
	}
	return box, nil
}

// inThrees writes an account's number so that it can be compared.
func inThrees(number string) string {
	var parts []string
	for len(number) > 4 {
		parts, number = append(parts, number[:3]), number[3:]
	}
	return strings.Join(append(parts, number), " ")
}

// moneyBox says what is owed or came, where nothing is to be scanned.
func (v *view) moneyBox(c *orders.Checkout) *moneyBox {
	m, p := &v.t.Order, &c.Payment
	if p.Refund > 0 {
		return &moneyBox{"notice--warn", "i-undo", fmt.Sprintf(m.RefundHeading, v.lang.Price(p.Refund)), m.RefundSay}
	}
	switch p.State {
	case orders.PaymentDue:
		return &moneyBox{"", "i-card", fmt.Sprintf(m.DueHeading, v.lang.Price(p.Owed())), m.DueSay}
	case orders.PaymentPaid:
		return &moneyBox{"notice--ok", "i-check", fmt.Sprintf(m.PaidHeading, v.lang.Price(p.Received-p.Refunded)), m.PaidSay}
	case orders.PaymentExpired:
		return &moneyBox{"notice--warn", "i-clock", m.ExpiredHeading, m.ExpiredSay}
	case orders.PaymentNotOwed:
		return &moneyBox{"", "i-info", m.NotOwedHeading, m.NotOwedSay}
	}
	return nil
}

// statusTag is the look of a status.
func (v *view) statusTag(s orders.Status) stateTag {
	m := &v.t.Order
	switch s {
	case orders.AwaitingPayment:
		return stateTag{"tag--warn", "i-clock", m.StatusAwaiting}
	case orders.Pending:
		return stateTag{"tag--info", "i-box", m.StatusPending}
	case orders.Confirmed:
		return stateTag{"tag--ok", "i-check", m.StatusConfirmed}
	case orders.Packed:
		return stateTag{"tag--ok", "i-check", m.StatusPacked}
	case orders.Shipped:
		return stateTag{"tag--info", "i-truck", m.StatusShipped}
	case orders.Delivered:
		return stateTag{"tag--ok", "i-check", m.StatusDelivered}
	case orders.Returned:
		return stateTag{"tag--warn", "i-undo", m.StatusReturned}
	}
	return stateTag{"tag--danger", "i-ban", m.StatusCancelled}
}

// checkoutTag says where a checkout is: the earliest step of the orders that are still on their way.
func (v *view) checkoutTag(view *orders.View) stateTag {
	for _, status := range orders.Statuses() {
		for _, o := range view.Orders {
			if o.Status == status && status != orders.Cancelled && status != orders.Returned {
				return v.statusTag(status)
			}
		}
	}
	return v.statusTag(view.Orders[0].Status)
}

// timeline is the way of an order, or of several that go the same way.
type timeline struct {
	Name  string // of the seller, where orders differ
	Steps []timeStep
}

// timeStep is a step of a timeline.
type timeStep struct {
	Class      string // "done", "now", "bad" or nothing
	Name, Note string
	At         string
	Stamp      string // for machines
}

// Now reports whether this is where the order is.
func (t timeStep) Now() bool { return t.Class == "now" }

// ToCome reports whether this has not begun.
func (t timeStep) ToCome() bool { return t.Class == "" }

// timelines tells each order's way; those that are at the same point share one.
func (v *view) timelines(view *orders.View) []timeline {
	var list []timeline
	for _, o := range view.Orders {
		list = append(list, timeline{Name: o.Seller.Name, Steps: v.steps(view.Checkout, o)})
	}
	for _, o := range view.Orders[1:] {
		if o.Status != view.Orders[0].Status || o.Reason != view.Orders[0].Reason {
			return list
		}
	}
	list[0].Name = ""
	return list[:1]
}

// steps tells the way of one order: what was, what is now, and what is to come.
func (v *view) steps(c *orders.Checkout, o *orders.Order) []timeStep {
	m := &v.t.Order
	at := func(s orders.Status) time.Time {
		for _, step := range o.History {
			if step.Status == s {
				return step.At
			}
		}
		return time.Time{}
	}
	list := []timeStep{v.done(m.StepPlaced, o.PlacedAt, "")}
	if c.Payment.Method == orders.Transfer || !at(orders.AwaitingPayment).IsZero() {
		list = append(list, v.payStep(c, o, at(orders.Pending)))
	}
	packing, waiting := o.Status == orders.Confirmed, m.StepShipNote
	if o.Status == orders.Packed {
		packing, waiting = true, m.StepPackedNote
	}
	list = append(list,
		v.step(at(orders.Confirmed), o.Status == orders.Pending, m.StepConfirmed, m.StepConfirm, m.StepConfirmNote),
		v.step(at(orders.Shipped), packing, m.StepShipped, m.StepShip, waiting),
		v.step(at(orders.Delivered), o.Status == orders.Shipped, m.StepDelivered, m.StepDeliver, ""),
	)
	if o.Status == orders.Cancelled || o.Status == orders.Returned {
		return v.ended(list, o, at(o.Status))
	}
	if last := &list[len(list)-1]; last.Class != "done" && !o.Delivery.Earliest.IsZero() {
		last.At = fmt.Sprintf(m.Expected, v.span(&o.Delivery))
	}
	return list
}

// payStep is the step of a transfer.
func (v *view) payStep(c *orders.Checkout, o *orders.Order, pending time.Time) timeStep {
	m := &v.t.Order
	if o.Status != orders.AwaitingPayment {
		name := m.StepPaid
		if c.Payment.Method == orders.CashOnDelivery {
			name = m.StepToCash
		}
		return v.step(pending, false, name, m.StepPay, "")
	}
	step := timeStep{Class: "now", Name: m.StatusAwaiting, Note: m.StepPayNote}
	if c.Payment.HoldUntil != nil {
		step.At, step.Stamp = fmt.Sprintf(m.Until, v.lang.Hour(*c.Payment.HoldUntil)), stamp(*c.Payment.HoldUntil)
	}
	return step
}

func (v *view) done(name string, at time.Time, note string) timeStep {
	return timeStep{Class: "done", Name: name, At: v.lang.Hour(at), Stamp: stamp(at), Note: note}
}

// step is done if it has a time, and else goes on now or is to come.
func (v *view) step(at time.Time, now bool, done, open, note string) timeStep {
	switch {
	case !at.IsZero():
		return v.done(done, at, "")
	case now:
		return timeStep{Class: "now", Name: open, Note: note}
	}
	return timeStep{Name: open}
}

// ended keeps what was done and adds how it ended.
func (v *view) ended(list []timeStep, o *orders.Order, at time.Time) []timeStep {
	m := &v.t.Order
	var kept []timeStep
	for _, step := range list {
		if step.Class == "done" {
			kept = append(kept, step)
		}
	}
	end := v.done(m.StatusReturned, at, "")
	if o.Status == orders.Cancelled {
		end = v.done(m.StatusCancelled, at, v.reason(o.Reason))
	}
	end.Class = "bad"
	return append(kept, end)
}

func (v *view) reason(r orders.Reason) string {
	switch r {
	case orders.ReasonBuyer:
		return v.t.Order.ReasonBuyer
	case orders.ReasonUnpaid:
		return v.t.Order.ReasonUnpaid
	case orders.ReasonCertificate:
		return v.t.Order.ReasonCertificate
	case orders.ReasonStock:
		return v.t.Order.ReasonStock
	}
	return v.t.Order.ReasonSeller
}

func stamp(t time.Time) string { return t.In(vietnam.Zone).Format(time.RFC3339) }

// orderPart is what one producer sends, as it was when it was ordered.
func (v *view) orderPart(o *orders.Order) orderPart {
	p := orderPart{Name: o.Seller.Name, Path: v.lang.Path("/chu-the/" + segment(o.Seller.Slug)), Code: o.Code(), Tag: v.statusTag(o.Status)}
	for i := range o.Lines {
		l := &o.Lines[i]
		more := ""
		if l.Stars > 0 {
			more = ", " + fmt.Sprintf(v.t.Common.Stars, strconv.Itoa(int(l.Stars))) + ", " + l.Certificate
		}
		p.Lines = append(p.Lines, v.miniLine(l, more))
	}
	for i := range o.Fallen {
		f := &o.Fallen[i]
		what := v.lang.lineName(&f.Line) + ", " + v.lang.lineUnit(&f.Line) + " × " + v.lang.Num(f.Quantity) + ", " + v.lang.Price(f.Sum)
		p.Fallen = append(p.Fallen, fmt.Sprintf(v.t.Order.Fallen, v.lang.Date(f.At), what))
	}
	return p
}

// orderSums sums up an order as it was placed, without what fell out of it.
func (v *view) orderSums(view *orders.View) sums {
	out := sums{Label: v.t.Basket.Total, Total: v.lang.Price(view.Checkout.Total)}
	count := 0
	for _, o := range view.Orders {
		for _, l := range o.Lines {
			count += l.Quantity
		}
	}
	out.goods(v, view.Checkout.Goods, count)
	for _, o := range view.Orders {
		out.fee(v, &o.Delivery)
	}
	return out
}
