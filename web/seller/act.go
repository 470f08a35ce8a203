package seller

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// steps are what can be done to an order, by the word in the form.
func (r *room) steps() map[string]func(ctx context.Context, code string) (*orders.Order, error) {
	move := func(to orders.Status) func(context.Context, string) (*orders.Order, error) {
		return func(ctx context.Context, code string) (*orders.Order, error) {
			return r.Orders.Advance(ctx, code, to, orders.BySeller, "")
		}
	}
	return map[string]func(context.Context, string) (*orders.Order, error){
		"nhan": move(orders.Confirmed), "goi": r.Orders.Pack, "mo-lai": r.Orders.Unpack,
		"da-giao": move(orders.Delivered), "tra-lai": move(orders.Returned),
		"giao-xe": func(ctx context.Context, code string) (*orders.Order, error) {
			return r.Orders.HandOver(ctx, code, orders.Trip{})
		},
	}
}

// step serves POST /ban-hang/don-hang/:id/buoc: one order moves on.
func (r *room) step(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	do := r.steps()[form.Get("buoc")]
	if form.Get("buoc") == "giao-xe" {
		do = func(ctx context.Context, code string) (*orders.Order, error) {
			return r.Orders.HandOver(ctx, code, tripOf(form))
		}
	}
	if do == nil {
		return r.showOrder(ask, http.StatusUnprocessableEntity, ask.Say("Không có bước này.", "There is no such step."))
	}
	o, err := do(ask.Ctx(), ask.ID())
	var status *orders.StatusError
	if errors.As(err, &status) {
		return r.showOrder(ask, http.StatusConflict, moved(ask, status))
	}
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.showOrder(ask, http.StatusUnprocessableEntity, wrong.List[0].Say)
	}
	if err != nil {
		return err
	}
	if form.Get("ve") == "ds" {
		return ask.SeeSaying(ordersPath+"?vua="+url.QueryEscape(o.ID), done(ask, o))
	}
	return ask.SeeSaying(ordersPath+"/"+o.ID, done(ask, o))
}

func tripOf(form url.Values) orders.Trip {
	return orders.Trip{Carrier: form.Get("hang"), Number: form.Get("chuyen")}
}

// done says what was just done.
func done(ask *desk.Ask, o *orders.Order) string {
	switch o.Status {
	case orders.Confirmed:
		return ask.Say("%s đã nhận, chờ gói.", "%s is confirmed and is to be packed.", o.ID)
	case orders.Packed:
		return ask.Say("Đã gói %s.", "%s is packed.", o.ID)
	case orders.Shipped:
		return ask.Say("%s đã giao cho xe.", "%s left with the carrier.", o.ID)
	case orders.Delivered:
		return ask.Say("%s đã đến tay người mua.", "%s was delivered.", o.ID)
	case orders.Returned:
		return ask.Say("%s đã về lại. Kiểm hàng rồi nhập kho ở trang Kho.", "%s came back. Look at the goods, then count them in on the page of stock.", o.ID)
	}
	return ask.Say("Đã hủy %s.", "%s is cancelled.", o.ID)
}

// moved says that an order could not move so, and where it is.
func moved(ask *desk.Ask, e *orders.StatusError) string {
	return ask.Say("Không làm được bước này: đơn đang ở “%s”. Có thể người khác vừa làm rồi. Chưa có gì thay đổi thêm.",
		"This step is not possible: the order is at “%s”. Somebody may have done it already. Nothing else was changed.", statusTag(ask, e.From).Say)
}

// accept serves POST /ban-hang/don-hang/nhan: several orders are confirmed.
func (r *room) accept(ask *desk.Ask) error {
	return r.several(ask, func(ctx context.Context, o *orders.Order) error {
		_, err := r.Orders.Advance(ctx, o.ID, orders.Confirmed, orders.BySeller, "")
		return err
	}, deeds{None: [2]string{"Chưa nhận thêm đơn nào.", "No order was confirmed."}, Some: [2]string{"Đã nhận %d đơn.", "Orders confirmed: %d."}})
}

// handOver serves POST /ban-hang/don-hang/giao-xe: several parcels left with a carrier.
func (r *room) handOver(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	return r.several(ask, func(ctx context.Context, o *orders.Order) error {
		_, err := r.Orders.HandOver(ctx, o.ID, tripOf(form))
		return err
	}, deeds{None: [2]string{"Chưa giao thêm kiện nào cho xe.", "No parcel was handed over."}, Some: [2]string{"Đã giao %d kiện cho xe.", "Parcels that left with the carrier: %d."}})
}

// deeds are the sentences about how many orders something was done to, in Vietnamese and English.
type deeds struct{ None, Some [2]string }

// refused shows the list once more with what is wrong with a trip.
func (r *room) refused(ask *desk.Ask, form url.Values, err error) error {
	wrong, ok := desk.WrongOf(ask.Lang, err)
	if !ok {
		return err
	}
	return r.showPack(ask, http.StatusUnprocessableEntity, tripTyped{form.Get("hang"), form.Get("chuyen")}, wrong)
}

// several does something to each of the seller's own orders that the form names. Those that have moved on meanwhile are left as they are.
func (r *room) several(ask *desk.Ask, do func(context.Context, *orders.Order) error, say deeds) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	codes := form["don"]
	own, err := r.Orders.Several(ask.Ctx(), ask.Who.Producer, codes[:min(len(codes), maxSlips)])
	if err != nil {
		return err
	}
	did := 0
	for _, o := range own {
		err := do(ask.Ctx(), o)
		var status *orders.StatusError
		switch {
		case err == nil:
			did++
		case errors.As(err, &status):
		default:
			return r.refused(ask, form, err)
		}
	}
	said := ask.Say(say.None[0], say.None[1])
	if did > 0 {
		said = ask.Say(say.Some[0], say.Some[1], did)
	}
	if left := len(own) - did; left > 0 {
		said += " " + ask.Say("%d đơn vừa sang bước khác nên để nguyên.", "Orders that had moved on meanwhile and were left as they are: %d.", left)
	}
	return ask.SeeSaying(ordersPath, said)
}
