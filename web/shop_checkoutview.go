package web

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/orders"
)

// checkoutPage fills the page from what was typed and what is in the basket.
func (s *Server) checkoutPage(c *gin.Context, t typed, cart *orders.CartView) *checkoutPage {
	p := &checkoutPage{Page: s.newPage(c, ""), Typed: t, errors: map[string]string{}}
	m := &p.T.Checkout
	p.Title, p.NoIndex, p.HasBuyBar, p.Tab = m.Title, true, true, "basket"
	p.Crumbs = []Crumb{{p.T.Basket.Title, basketPath}, {m.Title, ""}}
	v := s.view(p.Lang)
	p.Notices = v.checkoutNotices(cart)
	p.Provinces = provinceOptionsHTML(t.Province)
	if t.Province != "" {
		p.Communes = communeOptions(t.Province)
	}
	p.Ship, p.Sums, p.Lines, p.Total = v.shipping(cart), v.cartSums(cart), v.miniCart(cart), int64(cart.Total)
	p.pays(s.orders.Rules(), v, cart)
	p.After = v.after(countOrders(cart))
	p.Go = m.Go
	if cart.Province != "" {
		p.Go = fmt.Sprintf(m.GoTotal, v.lang.Price(cart.Total))
	}
	return p
}

// pays lists the ways to pay; the first is chosen until another is.
func (p *checkoutPage) pays(rules orders.Rules, v *view, cart *orders.CartView) {
	m := &p.T.Checkout
	methods := rules.Methods(cart.Total)
	for i, method := range methods {
		tile := payTile{Value: string(method), Name: m.PayCash, Say: m.PayCashSay, Chosen: p.Typed.Pay == string(method) || p.Typed.Pay == "" && i == 0}
		if n := countOrders(cart); method == orders.CashOnDelivery && n > 1 {
			tile.Say = fmt.Sprintf(m.PayCashMany, v.lang.Num(n))
		}
		if method == orders.Transfer {
			tile.Name, tile.Say = m.PayTransfer, fmt.Sprintf(m.PayTransferSay, v.lang.Num(int(rules.Hold.Minutes())))
		}
		p.Pays = append(p.Pays, tile)
	}
	if len(methods) > 0 && methods[0] != orders.CashOnDelivery {
		p.PayNote = fmt.Sprintf(m.CashLimit, v.lang.Price(rules.CashLimit))
	}
}

// checkoutNotices are those of the basket, with buttons that mend what is scarce on the spot.
func (v *view) checkoutNotices(cart *orders.CartView) []notice {
	list := v.cartNotices(cart)
	m := &v.t.Checkout
	scarce := cart.Items(orders.SoldOut, orders.Short)
	if len(scarce) == 0 {
		return list
	}
	for _, item := range scarce {
		label := fmt.Sprintf(m.DropLine, v.lang.lineName(&item.Line))
		if item.Available > 0 {
			label = fmt.Sprintf(m.TakeRest, v.lang.Num(item.Available), v.lang.lineName(&item.Line))
		}
		list[0].Fixes = append(list[0].Fixes, fix{Value: "bot:" + item.SKU, Label: label})
	}
	return list
}

// shipping says how each producer's goods travel.
func (v *view) shipping(cart *orders.CartView) []shipGroup {
	m := &v.t.Checkout
	var list []shipGroup
	for i := range cart.Groups {
		g := &cart.Groups[i]
		if g.Goods == 0 {
			continue
		}
		out := shipGroup{Name: g.Seller.Name, Goods: v.goodsOf(g), How: m.ShipPlain, When: v.span(&g.Delivery), Fee: v.lang.Price(g.Delivery.Fee)}
		switch {
		case g.Delivery.WeightG == 0:
			out.How, out.When = m.ShipMail, m.ShipMailSay
		case g.Delivery.Chilled:
			out.How = m.ShipChilled
		}
		if cart.Province == "" && g.Delivery.WeightG > 0 {
			out.Fee, out.When = "", m.ShipChoose
		}
		list = append(list, out)
	}
	return list
}

// goodsOf lists what one producer sends: "Chả mực, chè × 2".
func (v *view) goodsOf(g *orders.CartGroup) string {
	var names []string
	for i := range g.Lines {
		item := &g.Lines[i]
		if !item.Problem.Counted() {
			continue
		}
		name := v.lang.lineName(&item.Line)
		if item.Quantity > 1 {
			name += " × " + v.lang.Num(item.Quantity)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// miniCart lists what will be ordered.
func (v *view) miniCart(cart *orders.CartView) []miniLine {
	var list []miniLine
	for _, g := range cart.Groups {
		for i := range g.Lines {
			if item := &g.Lines[i]; item.Problem.Counted() {
				list = append(list, v.miniLine(&item.Line, ""))
			}
		}
	}
	return list
}

// miniLine writes a line in little room; more is added to what is said of it.
func (v *view) miniLine(l *orders.Line, more string) miniLine {
	return miniLine{
		Picture: v.linePicture(l), Name: v.lang.lineName(l), Path: v.lang.Path("/san-pham/" + segment(l.Slug)),
		Say: v.lang.lineUnit(l) + " × " + v.lang.Num(l.Quantity) + more, Sum: v.lang.Price(l.Sum),
	}
}

// after says what follows the order.
func (v *view) after(n int) string {
	if n > 1 {
		return fmt.Sprintf(v.t.Checkout.AfterMany, v.lang.Num(n))
	}
	return v.t.Checkout.After
}
