package seller

import (
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// tag is a state with its colour, symbol and word.
type tag struct{ Class, Icon, Say string }

// statusTag is how an order's status looks on the desk.
func statusTag(ask *desk.Ask, s orders.Status) tag {
	switch s {
	case orders.AwaitingPayment:
		return tag{"tag--warn", "i-clock", ask.Say("Chờ chuyển khoản", "Awaiting transfer")}
	case orders.Pending, orders.Confirmed:
		return tag{"tag--info", "i-box", ask.Say("Cần gói", "To pack")}
	case orders.Packed:
		return tag{"tag--ok", "i-check", ask.Say("Chờ xe", "Waiting for the carrier")}
	case orders.Shipped:
		return tag{"tag--ok", "i-truck", ask.Say("Đang giao", "On its way")}
	case orders.Delivered:
		return tag{"tag--ok", "i-check", ask.Say("Đã nhận", "Delivered")}
	case orders.Returned:
		return tag{"tag--warn", "i-undo", ask.Say("Đã trả lại", "Returned")}
	}
	return tag{"tag--danger", "i-ban", ask.Say("Đã hủy", "Cancelled")}
}

// row is an order as lists show it.
type row struct {
	*orders.Order
	Tag      tag
	To       string // who gets it, and where
	Facts    string // weight, money, whether it is paid
	Picks    []pick
	Bags     int    // of dry ice
	Now      bool   // the one to pack now
	PackedAt string // when it was packed
	May      bool   // who asks may move it on
	Last     bool   // it was packed just now
}

// Path is where the order's own page is.
func (r row) Path() string { return ordersPath + "/" + r.ID }

// ToPack reports whether it is to be packed.
func (r row) ToPack() bool { return r.Status == orders.Pending || r.Status == orders.Confirmed }

// pick is how many of a unit are taken from the shelf.
type pick struct {
	SKU   string
	Count int
	Name  string
	Shelf string // in the own store; empty while nobody said
}

func picksOf(ask *desk.Ask, o *orders.Order) []pick {
	var list []pick
	for _, l := range o.Lines {
		list = append(list, pick{SKU: l.SKU, Count: l.Quantity, Name: lineName(ask, l)})
	}
	return list
}

// lineName is what a line is called to those who pack it.
func lineName(ask *desk.Ask, l orders.Line) string {
	return ask.Called(l.Name, l.NameEN) + ", " + ask.Called(l.Unit, l.UnitEN)
}

// rowsOf makes rows of orders; their checkouts, by code, tell whether the money came.
func rowsOf(ask *desk.Ask, list []*orders.Order, checkouts map[string]*orders.Checkout) []row {
	may := ask.May(policy.OrderAdvance, ask.Who.Desk())
	rows := make([]row, 0, len(list))
	for _, o := range list {
		rows = append(rows, row{
			Order: o, Tag: statusTag(ask, o.Status), Picks: picksOf(ask, o), To: o.Contact.Name + ", " + o.Address.Place(),
			Facts: facts(ask, o, checkouts[o.Checkout]), PackedAt: packedAt(o), May: may,
		})
	}
	return rows
}

func facts(ask *desk.Ask, o *orders.Order, c *orders.Checkout) string {
	list := []string{}
	if w := weight(ask, o.Delivery.WeightG); w != "" {
		list = append(list, w)
	}
	list = append(list, ask.Lang.Price(o.Goods))
	if c != nil {
		list = append(list, paid(ask, o, c))
	}
	return strings.Join(list, ", ")
}

// paid says in a word how an order's money stands.
func paid(ask *desk.Ask, o *orders.Order, c *orders.Checkout) string {
	switch {
	case c.Payment.Method == orders.CashOnDelivery && o.Status == orders.Delivered:
		return ask.Say("đã thu khi giao", "cash collected")
	case c.Payment.Method == orders.CashOnDelivery:
		return ask.Say("trả khi nhận", "cash on delivery")
	case o.Status == orders.AwaitingPayment:
		return ask.Say("chưa chuyển khoản", "not transferred yet")
	}
	return ask.Say("đã trả", "paid")
}

// weight writes grams as people say them; nothing for nothing.
func weight(ask *desk.Ask, grams int) string {
	switch {
	case grams <= 0:
		return ""
	case grams < 1000:
		return strconv.Itoa(grams) + " g"
	case grams%1000 == 0 || grams >= 10_000:
		return ask.Lang.Num((grams+500)/1000) + " kg"
	}
	return ask.Lang.Decimal(float64(grams)/1000) + " kg"
}

// packedAt is when an order was packed last, as a time of day; empty if it was not.
func packedAt(o *orders.Order) string {
	for i := len(o.History) - 1; i >= 0; i-- {
		if o.History[i].Status == orders.Packed {
			return o.History[i].At.In(vietnam.Zone).Format("15:04")
		}
	}
	return ""
}

// brief lists an order's goods on one line.
func brief(ask *desk.Ask, o *orders.Order) string {
	var list []string
	for _, l := range o.Lines {
		text := lineName(ask, l)
		if l.Quantity > 1 {
			text += " × " + strconv.Itoa(l.Quantity)
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// provinceName is a province's name; its code where it is unknown.
func provinceName(code string) string {
	if p, ok := place.ProvinceByCode(code); ok {
		return p.Name
	}
	return code
}
