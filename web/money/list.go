package money

import (
	"net/http"
	"slices"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// view is a list of payments of a class, or of refunds that are owed.
type view struct {
	Key, Name string
	Class     orders.Class // empty for refunds
	Count     int
	Current   bool
}

// Path is where the view is.
func (v view) Path() string {
	if v.Key == "" {
		return home
	}
	return home + "?loai=" + v.Key
}

func views(ask *desk.Ask) []view {
	list := []view{
		{Name: className(ask, orders.Unmatched), Class: orders.Unmatched}, {Key: "hoan", Name: ask.Say("Phải hoàn", "Refunds owed")},
	}
	for _, c := range []orders.Class{orders.Under, orders.Over, orders.Late, orders.Exact} {
		list = append(list, view{Key: string(c), Name: className(ask, c), Class: c})
	}
	return list
}

// className is what a class of transfers is called.
func className(ask *desk.Ask, c orders.Class) string {
	switch c {
	case orders.Exact:
		return ask.Say("Khớp", "Exact")
	case orders.Under:
		return ask.Say("Thiếu", "Too little")
	case orders.Over:
		return ask.Say("Thừa", "Too much")
	case orders.Late:
		return ask.Say("Đến muộn", "Too late")
	}
	return ask.Say("Chưa rõ đơn nào", "Of no order")
}

// perPage is how many payments a page lists.
const perPage = 50

type listPage struct {
	desk.Page
	Views      []view
	View       view
	Payments   []*orders.Payment
	Refunds    []*orders.Checkout
	Next       string
	Awaited    int
	AwaitedSum money.Amount
	Statements []*orders.Statement
}

// list serves GET /quan-tri/tien-ve.
func (r *room) list(ask *desk.Ask) error { return r.showList(ask, http.StatusOK, desk.Wrong{}) }

func (r *room) showList(ask *desk.Ask, status int, wrong desk.Wrong) error {
	page := &listPage{Page: ask.NewPage(ask.Say("Tiền về", "Transfers")), Views: views(ask)}
	page.Wrong = wrong
	if err := r.count(ask, page); err != nil {
		return err
	}
	if err := r.fill(ask, page); err != nil {
		return err
	}
	var err error
	if page.Awaited, page.AwaitedSum, err = r.Orders.Awaited(ask.Ctx()); err != nil {
		return err
	}
	if page.Statements, err = r.Orders.Statements(ask.Ctx(), 5); err != nil {
		return err
	}
	return ask.Render(status, "money-list", page)
}

func (r *room) count(ask *desk.Ask, page *listPage) error {
	counts, err := r.Orders.CountPayments(ask.Ctx())
	if err != nil {
		return err
	}
	refunds, err := r.Orders.CountRefunds(ask.Ctx())
	if err != nil {
		return err
	}
	at := max(0, slices.IndexFunc(page.Views, func(v view) bool { return v.Key == ask.Query("loai") }))
	for i := range page.Views {
		page.Views[i].Count = counts[page.Views[i].Class]
		if page.Views[i].Class == "" {
			page.Views[i].Count = refunds
		}
	}
	page.Views[at].Current = true
	page.View = page.Views[at]
	return nil
}

func (r *room) fill(ask *desk.Ask, page *listPage) error {
	after := ask.Query("tu")
	if page.View.Class == "" {
		owed, err := r.Orders.RefundsOwed(ask.Ctx(), perPage, after)
		page.Refunds, page.Next = owed.Items, owed.Next
		return err
	}
	found, err := r.Orders.Payments(ask.Ctx(), page.View.Class, perPage, after)
	page.Payments, page.Next = found.Items, found.Next
	return err
}

// NextPath is where the list goes on.
func (p *listPage) NextPath() string { return home + "?loai=" + p.View.Key + "&tu=" + p.Next }
