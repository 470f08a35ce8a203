package feeds

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// placed tells the producers of what is paid at the door. What is paid before is told when the money came.
func (f *Feeds) placed(ctx context.Context, p orders.Placement) ([]notices.Notice, error) {
	view, err := f.orders.Find(ctx, p.Checkout)
	if err != nil {
		return nil, gone(err)
	}
	if view.Checkout.Payment.Method != orders.CashOnDelivery || began(view.Orders[0]) == orders.AwaitingPayment {
		return nil, nil
	}
	return f.toSellers(ctx, nil, waiting(view.Orders), newOrder)
}

// waiting leaves out what its seller has dealt with already, such as orders that were read from the outbox late.
func waiting(about []*orders.Order) []*orders.Order {
	return slices.DeleteFunc(slices.Clone(about), func(o *orders.Order) bool { return o.Status != orders.Pending })
}

func began(o *orders.Order) orders.Status { return o.History[0].Status }

// changed tells whom the change concerns.
func (f *Feeds) changed(ctx context.Context, c orders.Change, event string) ([]notices.Notice, error) {
	view, err := f.orders.Find(ctx, c.Checkout)
	if err != nil {
		return nil, gone(err)
	}
	about := view.Orders
	if len(c.Orders) > 0 {
		about = slices.DeleteFunc(slices.Clone(about), func(o *orders.Order) bool { return !slices.Contains(c.Orders, o.ID) })
	}
	list := toBuyer(view.Checkout, c, event)
	switch c.What {
	case orders.WasPaid, orders.TurnedToCash:
		return f.toSellers(ctx, list, waiting(about), newOrder)
	case orders.WasCancelled:
		about = slices.DeleteFunc(slices.Clone(about), func(o *orders.Order) bool { return len(o.History) == 2 && began(o) == orders.AwaitingPayment })
		return f.toSellers(ctx, list, about, calledOff)
	case orders.WasReduced:
		about = slices.DeleteFunc(slices.Clone(about), func(o *orders.Order) bool { return o.Status == orders.AwaitingPayment })
		return f.toSellers(ctx, list, about, reducedBy(event))
	case orders.WasReturned:
		return f.toSellers(ctx, list, about, cameBack)
	}
	return list, nil
}

// toSellers adds a notice to the producer of each order, if somebody there reads.
func (f *Feeds) toSellers(ctx context.Context, list []notices.Notice, about []*orders.Order, say func(*orders.Order) notices.Notice) ([]notices.Notice, error) {
	for _, o := range about {
		claimed, err := f.claims.Claimed(ctx, o.Seller.ID)
		if err != nil {
			return nil, err
		}
		if !claimed {
			continue
		}
		n := say(o)
		n.To, n.Kind, n.Path = notices.ToProducer(o.Seller.ID), notices.KindOrders, "/ban-hang/don-hang/"+o.ID
		if n.Elsewhere, err = f.contact(ctx, o.Seller.ID); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

// contact is the address to which letters about orders go already; empty if there is none.
func (f *Feeds) contact(ctx context.Context, producer string) (string, error) {
	p, err := f.catalog.Producer(ctx, producer)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return p.Contact.Email, nil
}

func newOrder(o *orders.Order) notices.Notice {
	n := pieces(o)
	return notices.Notice{
		Key: "order-new:" + o.ID,
		VI:  fmt.Sprintf("Đơn mới %s", o.ID), EN: fmt.Sprintf("New order %s", o.ID),
		SayVI: fmt.Sprintf("%d món, %s, giao đến %s.", n, o.Total, o.Address.Place()), SayEN: fmt.Sprintf("Items: %d, %s, to %s.", n, o.Total, o.Address.Place()),
	}
}

func calledOff(o *orders.Order) notices.Notice {
	return notices.Notice{
		Key: "order-off:" + o.ID,
		VI:  fmt.Sprintf("Đơn %s đã hủy", o.ID), EN: fmt.Sprintf("Order %s was cancelled", o.ID),
		SayVI: "Đừng gửi nữa. Hàng đã trả lại kho.", SayEN: "Don't send it. Its goods are back in stock.",
	}
}

// reducedBy says what an order lost by an event: it may happen to an order more than once.
func reducedBy(event string) func(*orders.Order) notices.Notice {
	return func(o *orders.Order) notices.Notice {
		return notices.Notice{
			Key: "order-less:" + o.ID + ":" + event,
			VI:  fmt.Sprintf("Đơn %s bỏ bớt hàng mất chứng nhận", o.ID), EN: fmt.Sprintf("Order %s: what lost its certificate was taken out", o.ID),
			SayVI: "Phần còn lại vẫn gửi. Nếu đã gói, mở kiện lấy ra và in phiếu mới.", SayEN: "Send the rest. If it is packed, open the parcel and print a new slip.",
		}
	}
}

func cameBack(o *orders.Order) notices.Notice {
	return notices.Notice{
		Key: "order-back:" + o.ID,
		VI:  fmt.Sprintf("Đơn %s bị trả lại", o.ID), EN: fmt.Sprintf("Order %s is coming back", o.ID),
		SayVI: "Hàng về thì xem lại rồi nhập kho bằng tay.", SayEN: "Look at the goods when they arrive, then count them in by hand.",
	}
}

func pieces(o *orders.Order) int {
	n := 0
	for _, l := range o.Lines {
		n += l.Quantity
	}
	return n
}
