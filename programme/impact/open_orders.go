package impact

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog/money"
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
	var h Holding
	for _, o := range list {
		pieces, sum := of(o, g)
		if pieces == 0 || o.Status.Open() == a.onTheWay {
			continue
		}
		h.IDs = append(h.IDs, o.ID)
		h.Pieces += pieces
		h.Money += sum
	}
	if err := a.paid(ctx, r, &h, list); err != nil {
		return Holding{}, err
	}
	h.VI, h.EN = a.say(h)
	return h, nil
}

// of counts the pieces of the goods in an order, and what they cost. Under a
// certificate that is not the product's any more, only what was ordered under it counts.
func of(o *orders.Order, g Goods) (pieces int, sum money.Amount) {
	for _, l := range o.Lines {
		if l.ProductID == g.Product.ID && (g.Current() || l.Certificate == g.Certificate.ID) {
			pieces += l.Quantity
			sum += l.Sum
		}
	}
	return pieces, sum
}

// paid sums what buyers have transferred for the orders that are held.
func (a openOrders) paid(ctx context.Context, r store.Reader, h *Holding, list []*orders.Order) error {
	held := map[string]bool{}
	for _, id := range h.IDs {
		held[id] = true
	}
	for _, o := range list {
		if !held[o.ID] {
			continue
		}
		paid, err := orders.PaidFor(ctx, r, o)
		if err != nil {
			return err
		}
		h.Paid += paid
	}
	return nil
}

func (a openOrders) say(h Holding) (vi, en string) {
	vi, en = fmt.Sprintf("%d món, %s", h.Pieces, h.Money), fmt.Sprintf("%d pieces, %s", h.Pieces, h.Money)
	if a.onTheWay {
		return vi + ", rời kho trước giờ hiệu lực.", en + ", sent before it takes effect."
	}
	if h.Paid > 0 {
		return vi + fmt.Sprintf("; người mua đã chuyển khoản %s.", h.Paid), en + fmt.Sprintf("; buyers have transferred %s.", h.Paid)
	}
	return vi + ".", en + "."
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
	n := h.Things()
	out := Outcome{Letters: n}
	switch choice {
	case orderCancel:
		out.VI = fmt.Sprintf("%d đơn bị hủy, %s tiền hàng không thu nữa, %s trả lại trong 2 ngày làm việc", n, h.Money, h.Paid)
		out.EN = fmt.Sprintf("%d orders are cancelled, %s of goods is not collected, %s goes back within 2 working days", n, h.Money, h.Paid)
	case orderAsk:
		out.VI, out.EN = fmt.Sprintf("%d người mua được hỏi còn muốn nhận không", n), fmt.Sprintf("%d buyers are asked whether they still want it", n)
	case orderRecall:
		out.VI, out.EN = fmt.Sprintf("%d đơn được gọi về; người bán và người mua được báo", n), fmt.Sprintf("%d orders are called back; sellers and buyers are told", n)
	case orderFinish:
		out.VI, out.EN = fmt.Sprintf("%d đơn giao tiếp; người nhận được báo lý do", n), fmt.Sprintf("%d orders go on; buyers are told why", n)
	}
	return out
}

// CarryOut implements Area.
func (a openOrders) CarryOut(ctx context.Context, tx store.Tx, t Task) error {
	err := a.act(ctx, tx, t)
	var status *orders.StatusError
	if errors.As(err, &status) || errors.Is(err, orders.ErrNoOrder) {
		return fmt.Errorf("%w: %w", ErrMoved, err)
	}
	return err
}

func (a openOrders) act(ctx context.Context, tx store.Tx, t Task) error {
	by, note := t.Decision.Issuer, t.Decision.Certificate+", "+t.Decision.Number
	switch {
	case t.Choice == orderCancel:
		return a.orders.CallOff(ctx, tx, t.ID, by, note)
	case t.Choice == orderRecall:
		return a.orders.Recall(ctx, tx, t.ID, by, note)
	case t.Choice == orderAsk:
		return orders.TellLapse(ctx, tx, t.ID, orders.LapseAsked, t.Decision.Certificate)
	case a.onTheWay:
		return orders.TellLapse(ctx, tx, t.ID, orders.LapseOnTheWay, t.Decision.Certificate)
	}
	return orders.TellLapse(ctx, tx, t.ID, orders.LapseKept, t.Decision.Certificate)
}
