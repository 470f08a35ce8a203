package shopper

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// findOrder tells whose account an order is in.
func (r *room) findOrder(ctx context.Context, id string) (policy.Object, error) {
	account, err := r.Orders.AccountOf(ctx, id)
	if err == nil && account == "" {
		err = store.ErrNotFound
	}
	return policy.Object{Person: account}, err
}

// ordersPage is what somebody ordered.
type ordersPage struct {
	desk.Page
	Orders []ordered
	More   string // the cursor of the next page; empty on the last one
	Typed  struct{ Code, Phone string }
}

// ordered is an order on the page.
type ordered struct {
	Code  string
	At    time.Time
	Total money.Amount
	Parts []part
}

// part is what one producer sends.
type part struct{ Seller, Class, Icon, Status string }

const perPage = 20

func (r *room) showOrders(a *desk.Ask) error {
	p := &ordersPage{Page: a.NewPage(a.Say("Đơn đã đặt", "Your orders"))}
	return r.renderOrders(a, http.StatusOK, p)
}

func (r *room) renderOrders(a *desk.Ask, status int, p *ordersPage) error {
	list, err := r.Orders.OfAccount(a.Ctx(), a.Who.Person, perPage, a.Query("sau"))
	if err != nil {
		return err
	}
	for _, c := range list.Items {
		o, err := r.ordered(a, c)
		if err != nil {
			return err
		}
		p.Orders = append(p.Orders, o)
	}
	p.More = list.Next
	return a.Render(status, "shopper-orders", p)
}

func (r *room) ordered(a *desk.Ask, c *orders.Checkout) (ordered, error) {
	view, err := r.Orders.Find(a.Ctx(), c.ID)
	if err != nil {
		return ordered{}, err
	}
	o := ordered{Code: c.ID, At: c.PlacedAt, Total: c.Total}
	for _, one := range view.Orders {
		class, icon, name := a.Kit().OrderTag(a.Lang, one.Status)
		o.Parts = append(o.Parts, part{Seller: one.Seller.Name, Class: class, Icon: icon, Status: name})
	}
	return o, nil
}

// takeIn puts an order that was placed as a guest into the account.
func (r *room) takeIn(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	p := &ordersPage{Page: a.NewPage(a.Say("Đơn đã đặt", "Your orders"))}
	p.Typed.Code, p.Typed.Phone = form.Get("ma"), form.Get("dien-thoai")
	if p.Wrong.List = untyped(a, form); p.Wrong.Any() {
		return r.renderOrders(a, http.StatusUnprocessableEntity, p)
	}
	if err := a.Kit().LimitLookup(a.Context, p.Typed.Code); err != nil {
		return err
	}
	view, err := r.Orders.TakeIn(a.Ctx(), a.Who.Person, p.Typed.Code, p.Typed.Phone)
	if errors.Is(err, orders.ErrNoOrder) {
		p.Wrong.List = []desk.WrongField{{Field: "ma", Say: a.Say("Không có đơn nào với mã và số điện thoại này, hoặc đơn đã nằm trong tài khoản khác.", "There is no order with this code and phone number, or it is in another account.")}}
		return r.renderOrders(a, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(ordersPath, a.Say("Đơn %s đã vào tài khoản của bạn.", "Order %s is in your account now.", view.Checkout.ID))
}

// untyped names the fields by which an order is found that were left empty.
func untyped(a *desk.Ask, form url.Values) []desk.WrongField {
	var list []desk.WrongField
	if strings.TrimSpace(form.Get("ma")) == "" {
		list = append(list, desk.WrongField{Field: "ma", Say: a.Say("Ghi mã đơn, như OC-7KM4-XQ2P.", "Write the order's code, such as OC-7KM4-XQ2P.")})
	}
	if strings.TrimSpace(form.Get("dien-thoai")) == "" {
		list = append(list, desk.WrongField{Field: "dien-thoai", Say: a.Say("Ghi số điện thoại đã dùng khi đặt.", "Write the phone number of the order.")})
	}
	return list
}

// openOrder lets the browser open the order's page in the shop, and leads there.
func (r *room) openOrder(a *desk.Ask) error {
	code := a.ID()
	_, token, err := r.Orders.OpenFor(a.Ctx(), a.Who.Person, code)
	if err != nil {
		return err
	}
	a.Kit().KeepOrder(a.Context, code, token)
	return a.See("/don-hang/" + code)
}
