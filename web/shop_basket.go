package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

// basketPage is what someone gathered, with what is true of it now.
type basketPage struct {
	Page
	Notices   []notice
	Groups    []basketGroup
	Provinces template.HTML // options
	Sums      sums
	Orders    string // how many orders it makes
	Placeable bool
	Shelf     template.HTML // what others choose, beside an empty basket
}

// Empty reports whether nothing is in the basket.
func (p *basketPage) Empty() bool { return len(p.Groups) == 0 }

// basketGroup is what one producer would send.
type basketGroup struct {
	ID, Name, Path, Say string
	Lines               []basketLine
}

// basketLine is a line with the buttons that change it.
type basketLine struct {
	SKU, Name, Path, Unit string
	Picture               template.HTML
	Quantity              int
	Sum, Each             string
	State                 string // what is wrong with it
	Off                   bool   // not counted
	Rest                  string // the button that takes what is left
	Least                 bool   // no fewer can be taken
}

// Settable reports whether its quantity can be changed.
func (l basketLine) Settable() bool { return !l.Off }

func (s *Server) showBasket(c *gin.Context) error {
	return s.renderBasket(c, http.StatusOK)
}

// renderBasket shows the basket with notices above it.
func (s *Server) renderBasket(c *gin.Context, status int, notices ...notice) error {
	province := deliverTo(c)
	cart, err := s.cart(c, province)
	if err != nil {
		return err
	}
	p := &basketPage{Page: s.newPage(c, "")}
	p.Title, p.Path, p.NoIndex, p.Tab = p.T.Basket.Title, basketPath, true, "basket"
	v := s.view(p.Lang)
	p.Notices = append(notices, v.cartNotices(cart)...)
	for _, g := range cart.Groups {
		p.Groups = append(p.Groups, v.basketGroup(g))
	}
	p.Sums, p.Placeable, p.HasBuyBar = v.cartSums(cart), cart.Placeable(), cart.Count > 0
	p.Provinces = provinceOptionsHTML(province)
	p.Orders = v.orderCount(countOrders(cart))
	if p.Empty() {
		p.Shelf = v.cards(first(s.tally.now().popular, 5), h3, nil)
	}
	if cartKey(c) != "" {
		s.setCount(c, pieces(cart))
	}
	return s.render(c, status, "shop/basket", p)
}

// addToBasket takes the forms of products: sku and qty.
func (s *Server) addToBasket(c *gin.Context) error {
	in, err := form(c)
	if err != nil {
		return err
	}
	key, cart, err := s.orders.AddToCart(c.Request.Context(), cartKey(c), in.Get("sku"), quantityOf(in.Get("qty")))
	if err != nil {
		return s.basketError(c, err)
	}
	s.keepCart(c, key, cart.Count())
	lang, _ := langOf(c.Request.URL.Path)
	return see(c, lang.Path(basketPath))
}

// basketError shows the basket with what went wrong; failures of ours have their own page.
func (s *Server) basketError(c *gin.Context, err error) error {
	f := fault.Of(err)
	if f.Status >= 500 {
		return err
	}
	lang, _ := langOf(c.Request.URL.Path)
	return s.renderBasket(c, f.Status, danger(lang.messages().Basket.NotDone, f.Text(string(lang))))
}

// changeLine takes the buttons of a line.
func (s *Server) changeLine(c *gin.Context) error {
	in, err := form(c)
	if err != nil {
		return err
	}
	lang, _ := langOf(c.Request.URL.Path)
	sku := in.Get("sku")
	cart, err := s.applyLine(c, in.Get("do"), sku, quantityOf(in.Get("qty")))
	switch {
	case errors.Is(err, orders.ErrNoCart), errors.Is(err, orders.ErrNoUnit):
		return see(c, lang.Path(basketPath)) // it went in another window
	case err != nil:
		return s.basketError(c, err)
	}
	s.keepCart(c, cartKey(c), cart.Count())
	return see(c, lang.Path(basketPath)+"#"+lineID(sku))
}

// applyLine changes a line by what its button says, from the quantity that stood beside it.
func (s *Server) applyLine(c *gin.Context, do, sku string, quantity int) (*orders.Cart, error) {
	ctx, key := c.Request.Context(), cartKey(c)
	switch do {
	case "less":
		quantity = max(quantity-1, 1)
	case "more":
		quantity++
	case "rest":
		var err error
		if quantity, err = s.leftOf(c, sku); err != nil {
			return nil, err
		}
	}
	if do == "remove" || quantity == 0 && do == "rest" {
		return s.orders.RemoveFromCart(ctx, key, sku)
	}
	return s.orders.SetQuantity(ctx, key, sku, quantity)
}

// leftOf is how many of a line could be had, no more than it asks for.
func (s *Server) leftOf(c *gin.Context, sku string) (int, error) {
	cart, err := s.cart(c, "")
	if err != nil {
		return 0, err
	}
	for _, item := range cart.Items(orders.Fine, orders.Short, orders.SoldOut) {
		if item.SKU == sku {
			return min(item.Available, item.Quantity), nil
		}
	}
	return 0, nil
}

// chooseProvince remembers where to deliver.
func (s *Server) chooseProvince(c *gin.Context) error {
	in, err := form(c)
	if err != nil {
		return err
	}
	if code := provinceCode(in.Get("tinh")); code != "" {
		s.setCookie(c, provinceCookie, code, "/", false)
	}
	lang, _ := langOf(c.Request.URL.Path)
	if in.Get("ve") == "phi-giao" { // the page of fees asks too
		return see(c, lang.Path("/phi-giao"))
	}
	return see(c, lang.Path(basketPath)+"#tong")
}

// lineID names a line within the page.
func lineID(sku string) string { return "mon-" + segment(sku) }

// ID names the line within the page.
func (l basketLine) ID() string { return lineID(l.SKU) }

func (v *view) basketGroup(g orders.CartGroup) basketGroup {
	m := &v.t.Basket
	out := basketGroup{ID: g.Seller.ID, Name: g.Seller.Name, Path: v.lang.Path("/chu-the/" + segment(g.Seller.Slug))}
	from := provinceName(g.Seller.Province)
	switch {
	case g.Seller.ID == "":
		out.Name, out.Path = m.GoneSeller, ""
	case g.Delivery.WeightG == 0:
		out.Say = from
	case g.Delivery.Earliest.IsZero():
		out.Say = fmt.Sprintf(m.SentFrom, from)
	default:
		out.Say = fmt.Sprintf(m.SentArrives, from, v.span(&g.Delivery))
	}
	for i := range g.Lines {
		out.Lines = append(out.Lines, v.basketLine(&g.Lines[i]))
	}
	return out
}

func (v *view) basketLine(item *orders.CartItem) basketLine {
	l := basketLine{
		SKU: item.SKU, Name: v.lang.lineName(&item.Line), Unit: v.lineUnit(item), Picture: v.linePicture(&item.Line),
		Quantity: item.Quantity, Off: !item.Problem.Counted(), State: v.lineState(item), Least: item.Quantity <= 1,
	}
	if item.Slug != "" {
		l.Path = v.lang.Path("/san-pham/" + segment(item.Slug))
	}
	if l.Off {
		return l
	}
	l.Sum = v.lang.Price(item.Sum)
	if item.Quantity > 1 {
		l.Each = fmt.Sprintf(v.t.Basket.Each, v.lang.Price(item.Price))
	}
	if item.Problem == orders.Short {
		l.Rest = fmt.Sprintf(v.t.Basket.TakeRest, v.lang.Num(item.Available))
	}
	return l
}

// lineUnit is the unit and, where they count, the stars: "Hộp 500 g, OCOP 4 sao".
func (v *view) lineUnit(item *orders.CartItem) string {
	unit := v.lang.lineUnit(&item.Line)
	if item.Stars == 0 || unit == "" {
		return unit
	}
	return unit + ", " + fmt.Sprintf(v.t.Common.OCOPStars, strconv.Itoa(int(item.Stars)))
}

// lineState says what is wrong with a line.
func (v *view) lineState(item *orders.CartItem) string {
	m := &v.t.Basket
	switch item.Problem {
	case orders.Lapsed:
		return v.honestLine(item.State, item.Validity, "")
	case orders.Gone:
		return m.GoneLine
	case orders.Closed:
		return m.ClosedLine
	case orders.SoldOut:
		return m.SoldOutLine
	case orders.Short:
		return fmt.Sprintf(m.ShortLine, v.lang.Num(item.Available))
	}
	return ""
}

// cartNotices tell what stands in the way, and what was left out.
func (v *view) cartNotices(cart *orders.CartView) []notice {
	m := &v.t.Basket
	var list []notice
	if scarce := cart.Items(orders.SoldOut, orders.Short); len(scarce) > 0 {
		list = append(list, warning(m.ScarceHeading, v.namesOf(scarce, m.ScarceOne, m.ScarceMany)))
	}
	if lost := cart.Items(orders.Lapsed); len(lost) > 0 {
		list = append(list, warning(m.LapsedHeading, v.namesOf(lost, m.LapsedOne, m.LapsedMany)))
	}
	if gone := cart.Items(orders.Gone); len(gone) > 0 {
		list = append(list, warning(m.GoneHeading, m.GoneSay))
	}
	if closed := cart.Items(orders.Closed); len(closed) > 0 {
		list = append(list, warning(m.ClosedHeading, m.ClosedSay))
	}
	for _, t := range cart.Taken {
		list = append(list, warning(m.TakenHeading, fmt.Sprintf(m.TakenSay, t.Name, t.Certificate)))
	}
	return list
}

// namesOf puts the name of a single line, or the number of several, into words.
func (v *view) namesOf(items []orders.CartItem, one, many string) string {
	if len(items) == 1 {
		return fmt.Sprintf(one, v.lang.lineName(&items[0].Line))
	}
	return fmt.Sprintf(many, v.lang.Num(len(items)))
}

// countOrders is how many orders a basket makes.
func countOrders(cart *orders.CartView) int {
	n := 0
	for _, g := range cart.Groups {
		if g.Goods > 0 {
			n++
		}
	}
	return n
}

// orderCount says into how many orders the basket falls, if not one.
func (v *view) orderCount(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(v.t.Basket.Several, v.lang.Num(n), v.lang.Num(n))
}

// pieces are all that is in a basket, what is not counted too.
func pieces(cart *orders.CartView) int {
	n := 0
	for _, g := range cart.Groups {
		for _, item := range g.Lines {
			n += item.Quantity
		}
	}
	return n
}

// sums are goods and fees, line by line, and what they come to.
type sums struct {
	Rows  []sumRow
	Label string // of the total
	Total string
	Fees  string // what the total holds of fees
}

type sumRow struct{ Label, Value string }

// cartSums sums up a basket; without a province the fees are not known yet.
func (v *view) cartSums(cart *orders.CartView) sums {
	m := &v.t.Basket
	out := sums{Label: m.Total, Total: v.lang.Price(cart.Total), Fees: fmt.Sprintf(m.FeesIn, v.lang.Price(cart.Shipping))}
	out.goods(v, cart.Goods, cart.Count)
	if cart.Province == "" {
		out.Rows = append(out.Rows, sumRow{m.Fee, m.FeeUnknown})
		out.Label, out.Fees = m.TotalGoods, m.FeesOut
		return out
	}
	for i := range cart.Groups {
		if g := &cart.Groups[i]; g.Goods > 0 {
			out.fee(v, &g.Delivery)
		}
	}
	return out
}

func (out *sums) goods(v *view, amount money.Amount, count int) {
	out.Rows = append(out.Rows, sumRow{v.lang.plural(count, v.t.Basket.GoodsOne, v.t.Basket.GoodsMany), v.lang.Price(amount)})
}

func (out *sums) fee(v *view, d *orders.Delivery) {
	format := v.t.Basket.FeeFrom
	if d.Chilled {
		format = v.t.Basket.FeeFromChilled
	}
	if d.WeightG == 0 {
		out.Rows = append(out.Rows, sumRow{v.t.Basket.ByMail, v.lang.Price(0)})
		return
	}
	out.Rows = append(out.Rows, sumRow{fmt.Sprintf(format, provinceName(d.From)), v.lang.Price(d.Fee)})
}
