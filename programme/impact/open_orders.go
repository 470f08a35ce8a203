package impact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/decide"
)

// openOrders are orders whose end has not come: those still at the seller, or those on their way.
type openOrders struct {
	orders   Orders
	onTheWay bool
}

// NotSent is the area of orders whose goods have not left the seller.
func NotSent(o Orders) Area { return openOrders{orders: o} }

// OnTheWay is the area of orders that a carrier has.
func OnTheWay(o Orders) Area { return openOrders{orders: o, onTheWay: true} }

// What may be done about orders.
const (
	orderCancel = "cancel"
	orderFinish = "finish"
	orderAsk    = "ask"
	orderRecall = "recall"
)

// Key implements Area.
func (a openOrders) Key() string {
	if a.onTheWay {
		return "orders_on_the_way"
	}
	return "orders_not_sent"
}

// Name implements Area.
func (a openOrders) Name() (vi, en string) {
	if a.onTheWay {
		return "Đơn đang giao", "Orders on their way"
	}
	return "Đơn chưa gửi", "Orders not sent yet"
}

// Held finds the orders with the product among their lines.
func (a openOrders) Held(ctx context.Context, r store.Reader, g Goods) (Holding, error) {
	list, err := orders.OpenOrdersOf(ctx, r, g.Product.ID)
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Measure: g.Measure()}
	for _, o := range list {
		if o.Status.Open() == a.onTheWay || !slices.ContainsFunc(o.Lines, g.Holds) {
			continue
		}
		f, err := a.fall(ctx, r, o, g)
		if moved(err) {
			continue // since it was listed
		}
		if err != nil {
			return Holding{}, err
		}
		h.add(o, f)
	}
	h.VI, h.EN = a.say(h)
	return h, nil
}

// fall is what an order holds of the goods; a parcel on its way holds them until it is back.
func (a openOrders) fall(ctx context.Context, r store.Reader, o *orders.Order, g Goods) (orders.Fall, error) {
	if !a.onTheWay {
		return a.orders.WouldFall(ctx, r, o.ID, orders.Loss{Certificate: g.Certificate.ID, Of: g.Holds})
	}
	f := orders.Fall{Whole: true}
	for _, l := range o.Lines {
		if g.Holds(l) {
			f.Pieces += l.Quantity
			f.Goods += l.Sum
		}
	}
	return f, nil
}

// add counts an order in.
func (h *Holding) add(o *orders.Order, f orders.Fall) {
	h.IDs = append(h.IDs, o.ID)
	if o.Contact.Email != "" {
		h.Mailed++
	}
	h.Pieces += f.Pieces
	h.Money += f.Goods
	h.Paid += f.Refund
	if f.Refund > 0 {
		h.Payers++
	}
	if !f.Whole {
		h.Mixed++
	}
}

func (a openOrders) say(h Holding) (vi, en string) {
	vi, en = say("%s, %s", "%s, %s", h.pieces(), h.Money)
	add := func(moreVI, moreEN string, values ...any) {
		moreVI, moreEN = say(moreVI, moreEN, values...)
		vi, en = vi+moreVI, en+moreEN
	}
	if a.onTheWay {
		add(", rời kho trước giờ hiệu lực.", ", sent before it takes effect.")
		return vi, en
	}
	if h.Payers > 0 {
		add("; trong đó %s đã chuyển khoản, hủy thì trả lại %s", "; %s transferred for already: %s goes back if cancelled", things(h.Payers, "đơn", "order", "orders"), h.Paid)
	}
	add(".", ".")
	if h.Mixed > 0 {
		add(" %s có cả hàng khác: hủy thì chỉ bỏ phần này, phần còn lại vẫn giao.", " Holding other goods too: %s. Cancelling takes this alone, the rest is delivered.", things(h.Mixed, "đơn", "order", "orders"))
	}
	return vi, en
}

// Choices implements Area.
func (a openOrders) Choices(kind decide.Kind) []Choice {
	switch {
	case kind == decide.Reinstate:
		return nil
	case a.onTheWay:
		return []Choice{{orderFinish, "Để xong và báo", "Let them arrive, and tell"}, {orderRecall, "Gọi hàng về", "Call the goods back"}}
	}
	list := []Choice{{orderCancel, "Hủy và hoàn tiền", "Cancel and refund"}, {orderFinish, "Để xong", "Let them finish"}, {orderAsk, "Hỏi từng người mua", "Ask each buyer"}}
	if kind == decide.Suspend { // what may come back is not cancelled as a rule
		list[0], list[2] = list[2], list[0]
	}
	return list
}

// Outcome implements Area.
func (a openOrders) Outcome(h Holding, choice string) Outcome {
	n := things(h.Things(), "đơn", "order", "orders")
	var out Outcome
	switch choice {
	case orderCancel:
		out = cancelled(h)
	case orderAsk:
		out = outcome("%s: người mua được hỏi còn muốn nhận không", "%s: buyers are asked whether they still want it", n)
	case orderRecall:
		out = outcome("%s được gọi về; người bán và người mua được báo", "%s called back; sellers and buyers are told", n)
	case orderFinish:
		out = outcome("%s giao tiếp; người nhận được báo lý do", "%s delivered all the same; buyers are told why", n)
	}
	out.Letters, out.Unmailed = h.Mailed, h.Things()-h.Mailed
	if choice == orderCancel || choice == orderRecall {
		out.ToSeller = h.Things()
	}
	return out
}

// cancelled says what comes of cancelling: orders of nothing else go, others lose these lines alone.
func cancelled(h Holding) Outcome {
	var inVI, inEN []string
	add := func(vi, en string, values ...any) {
		vi, en = say(vi, en, values...)
		inVI, inEN = append(inVI, vi), append(inEN, en)
	}
	if whole := h.Things() - h.Mixed; whole > 0 {
		add("%s bị hủy", "%s cancelled", things(whole, "đơn", "order", "orders"))
	}
	if h.Mixed > 0 {
		add("%s chỉ bỏ phần này, phần còn lại vẫn giao", "%s without these goods, the rest is delivered", things(h.Mixed, "đơn", "order", "orders"))
	}
	add("%s không thu nữa", "%s is not collected", h.Money)
	if h.Paid > 0 {
		add("%s trả lại trong 2 ngày làm việc", "%s goes back within 2 working days", h.Paid)
	}
	return Outcome{VI: strings.Join(inVI, ", "), EN: strings.Join(inEN, ", ")}
}

// CarryOut implements Area.
func (a openOrders) CarryOut(ctx context.Context, tx store.Tx, t Task) error {
	err := a.act(ctx, tx, t)
	if moved(err) {
		return fmt.Errorf("%w: %w", ErrMoved, err)
	}
	return err
}

// moved reports whether an order is no more what it was when it was listed.
func moved(err error) bool {
	var status *orders.StatusError
	return errors.As(err, &status) || errors.Is(err, orders.ErrNoOrder) || errors.Is(err, orders.ErrNoUnit)
}

func (a openOrders) act(ctx context.Context, tx store.Tx, t Task) error {
	by, note := t.Decision.Issuer, t.Decision.Certificate+", "+t.Decision.Number
	switch {
	case t.Choice == orderCancel:
		return a.orders.CallOff(ctx, tx, t.ID, orders.Loss{Certificate: t.Decision.Certificate, Of: t.Goods.Holds, By: by, Note: note})
	case t.Choice == orderRecall:
		return a.orders.Recall(ctx, tx, t.ID, by, note)
	case t.Choice == orderAsk:
		return orders.TellLapse(ctx, tx, t.ID, orders.LapseAsked, t.Decision.Certificate)
	case a.onTheWay:
		return orders.TellLapse(ctx, tx, t.ID, orders.LapseOnTheWay, t.Decision.Certificate)
	}
	return orders.TellLapse(ctx, tx, t.ID, orders.LapseKept, t.Decision.Certificate)
}
