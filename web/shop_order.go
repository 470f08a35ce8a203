package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

// lookupPage asks for a code and a phone number.
type lookupPage struct {
	Page
	Code, Phone string
	Notices     []notice
	Wrong       string // why it did not open
}

// orderPage shows where an order is and what can be done now.
type orderPage struct {
	Page
	Code, Placed string
	Tag          stateTag
	Notices      []notice
	Pay          *payBox
	Money        *moneyBox // what is owed or came, where nothing is to be scanned
	Times        []timeline
	Heading      string
	Parts        []orderPart
	Contact      orders.Contact
	Phone        string
	Street, Area string
	Note, Card   string
	Sums         sums
	Cancellable  bool
}

// orderPart is what one producer sends.
type orderPart struct {
	Name, Path, Code string
	Tag              stateTag
	Lines            []miniLine
	Fallen           []string // what fell out of it, and why
	Lapsed           []lapsedLine
	Cancellable      bool // by itself, beside others
}

// lapsedLine is a product that has lost its certificate and may be given up.
type lapsedLine struct{ Product, Say, Name string }

// payBox is a transfer that is awaited.
type payBox struct {
	Heading, Before string
	QR              template.HTML
	QRLabel         string
	Bank, Holder    string
	Number, Account string // the number for people and for machines
	Amount, Digits  string
	Purpose         string
	Received        string
}

// moneyBox says what is owed or what came.
type moneyBox struct {
	Class, Icon  string
	Heading, Say string
}

// keepOrder remembers the token that opens an order, for its pages alone.
func (s *Server) keepOrder(c *gin.Context, code, token string) {
	for _, lang := range Langs() {
		s.setCookie(c, orderCookieName(code), token, lang.Path(ordersPath), true)
	}
}

func orderCookieName(code string) string { return orderCookie + strings.ReplaceAll(code, "-", "") }

// orderToken reads an address: the code as it is kept, that of one of its orders if one was named, and the caller's token.
func orderToken(c *gin.Context) (code, part, token string) {
	checkout, number, ok := orders.ParseCode(c.Param("code"))
	if !ok {
		return "", "", ""
	}
	part = checkout
	if number > 0 {
		part = fmt.Sprintf("%s-%d", checkout, number)
	}
	return checkout, part, cookieValue(c, orderCookieName(checkout))
}

func (s *Server) showLookup(c *gin.Context) error {
	return s.renderLookup(c, http.StatusOK, &lookupPage{Code: c.Query("ma")})
}

func (s *Server) renderLookup(c *gin.Context, status int, p *lookupPage) error {
	p.Page = s.newPage(c, "")
	p.Title, p.Path, p.NoIndex = p.T.Order.LookupTitle, ordersPath, true
	return s.render(c, status, "shop/lookup", p)
}

// lookup opens an order to the one who knows its code and phone number. Guessing is limited by address and by code.
func (s *Server) lookup(c *gin.Context) error {
	in, err := form(c)
	if err != nil {
		return err
	}
	p := &lookupPage{Code: strings.TrimSpace(in.Get("ma")), Phone: strings.TrimSpace(in.Get("dien-thoai"))}
	lang, _ := langOf(c.Request.URL.Path)
	checkout, _, _ := orders.ParseCode(p.Code)
	for _, err := range []error{s.limit(c, limitLookup, s.limiter.Client(c.Request)), s.limit(c, limitCode, checkout)} {
		if err != nil {
			return err
		}
	}
	view, token, err := s.orders.Lookup(c.Request.Context(), p.Code, p.Phone)
	if errors.Is(err, orders.ErrNoOrder) {
		p.Wrong = lang.say(err)
		return s.renderLookup(c, http.StatusNotFound, p)
	}
	if err != nil {
		return err
	}
	code := view.Checkout.Code()
	s.keepOrder(c, code, token)
	return see(c, lang.Path(ordersPath+"/"+code))
}

// open returns the order of the address to the one who holds its token. To anyone else
// it shows the form to look it up, the same whether there is such an order or not.
func (s *Server) open(c *gin.Context) (*orders.View, error) {
	code, _, token := orderToken(c)
	if token != "" {
		view, err := s.orders.ByCode(c.Request.Context(), code, token)
		if err == nil || !errors.Is(err, orders.ErrNoOrder) {
			return view, err
		}
		if err := s.limit(c, limitLookup, s.limiter.Client(c.Request)); err != nil {
			return nil, err
		}
	}
	return nil, orders.ErrNoOrder
}

// closed shows the form to look an order up where it cannot be opened.
func (s *Server) closed(c *gin.Context, err error) error {
	if !errors.Is(err, orders.ErrNoOrder) {
		return err
	}
	lang, _ := langOf(c.Request.URL.Path)
	m := &lang.messages().Order
	return s.renderLookup(c, http.StatusForbidden, &lookupPage{
		Code:    c.Param("code"),
		Notices: []notice{{Icon: "i-info", Heading: m.ClosedHeading, Say: m.ClosedSay}},
	})
}

func (s *Server) showOrder(c *gin.Context) error {
	view, err := s.open(c)
	if err != nil {
		return s.closed(c, err)
	}
	return s.renderOrder(c, http.StatusOK, view)
}

// switchToCash turns an awaited transfer into cash at the door.
func (s *Server) switchToCash(c *gin.Context) error {
	code, _, token := orderToken(c)
	view, err := s.open(c)
	if err == nil {
		_, err = s.orders.SwitchToCash(c.Request.Context(), code, token)
	}
	return s.changed(c, view, code, err)
}

// changed shows the order after a change, or with what kept it from changing.
func (s *Server) changed(c *gin.Context, view *orders.View, code string, err error) error {
	lang, _ := langOf(c.Request.URL.Path)
	switch {
	case err == nil:
		return see(c, lang.Path(ordersPath+"/"+code))
	case view == nil:
		return s.closed(c, err)
	}
	f := fault.Of(err)
	if f.Status >= 500 {
		return err
	}
	return s.renderOrder(c, f.Status, view, danger(lang.messages().Basket.NotDone, f.Text(string(lang))))
}

// cancelPage asks whether an order should really be cancelled.
type cancelPage struct {
	Page
	Code, Heading, Say string
	Back               string
	Parts              []orderPart
}

// confirmCancel asks before anything is cancelled.
func (s *Server) confirmCancel(c *gin.Context) error {
	code, part, _ := orderToken(c)
	view, err := s.open(c)
	if err != nil {
		return s.closed(c, err)
	}
	p := &cancelPage{Page: s.newPage(c, ""), Code: part, Back: ordersPath + "/" + code}
	m := &p.T.Order
	p.Title, p.NoIndex = fmt.Sprintf(m.CancelTitle, part), true
	p.Crumbs = []Crumb{{m.Crumb, ordersPath}, {code, p.Back}, {m.Cancel, ""}}
	p.Heading, p.Say = p.Title, m.CancelSay
	if view.Checkout.Payment.Received > 0 {
		p.Say = fmt.Sprintf(m.CancelRefund, p.Lang.Price(view.Checkout.Payment.Received))
	}
	v := s.view(p.Lang)
	for _, o := range view.Orders {
		if o.Status.BuyerMayCancel() && (part == code || part == o.Code()) {
			p.Parts = append(p.Parts, v.orderPart(o))
		}
	}
	if len(p.Parts) == 0 {
		return s.changed(c, view, code, orders.ErrNotCancellable)
	}
	return s.render(c, http.StatusOK, "shop/cancel", p)
}

func (s *Server) cancelOrder(c *gin.Context) error {
	code, part, token := orderToken(c)
	view, err := s.open(c)
	if err == nil {
		_, err = s.orders.Cancel(c.Request.Context(), part, token)
	}
	return s.changed(c, view, code, err)
}

// giveUp serves POST /don-hang/:code/khong-lay: a product that lost its certificate is taken out for the buyer.
func (s *Server) giveUp(c *gin.Context) error {
	code, part, token := orderToken(c)
	in, err := form(c)
	if err != nil {
		return err
	}
	view, err := s.open(c)
	if err == nil {
		_, err = s.orders.GiveUp(c.Request.Context(), part, token, in.Get("sp"))
	}
	return s.changed(c, view, code, err)
}

// limit counts one more of what a named limit bounds.
func (s *Server) limit(c *gin.Context, name, key string) error {
	if key == "" {
		return nil
	}
	wait, ok := s.limiter.Allow(name, key)
	if !ok {
		c.Header("Retry-After", retryAfter(wait))
		return errLimited
	}
	return nil
}

// renderOrder shows an order with notices above it.
func (s *Server) renderOrder(c *gin.Context, status int, view *orders.View, notices ...notice) error {
	p := &orderPage{Page: s.newPage(c, ""), Code: view.Checkout.Code(), Notices: notices}
	m, v := &p.T.Order, s.view(p.Lang)
	p.Title, p.NoIndex, p.Path = fmt.Sprintf(m.Title, p.Code), true, ordersPath+"/"+p.Code
	p.Crumbs = []Crumb{{m.Crumb, ordersPath}, {p.Code, ""}}
	p.Placed = fmt.Sprintf(m.Placed, p.Lang.HourOfDay(view.Checkout.PlacedAt))
	var err error
	if p.Pay, err = s.payBox(v, view.Checkout); err != nil {
		return err
	}
	p.Tag, p.Money, p.Times = v.checkoutTag(view), v.moneyBox(view.Checkout), v.timelines(view)
	p.Cancellable = view.MayCancel()
	for _, o := range view.Orders {
		part := v.orderPart(o)
		part.Cancellable = len(view.Orders) > 1 && o.Status.BuyerMayCancel()
		lost, err := s.orders.Lapsed(c.Request.Context(), o)
		if err != nil {
			return err
		}
		part.Lapsed = p.lapsed(o, lost)
		p.Parts = append(p.Parts, part)
	}
	p.Heading = m.OneOrder
	if len(p.Parts) > 1 {
		p.Heading = fmt.Sprintf(m.Several, p.Lang.Num(len(p.Parts)))
	}
	p.address(view.Checkout)
	p.Sums = v.orderSums(view)
	return s.render(c, status, "shop/order", p)
}

// lapsed asks the buyer about products of an order that lost their certificates.
func (p *orderPage) lapsed(o *orders.Order, lost []orders.Line) (list []lapsedLine) {
	for _, l := range lost {
		say, name := p.T.Order.Lapsed, p.Lang.lineName(&l)
		if !slices.ContainsFunc(o.Lines, func(other orders.Line) bool { return other.ProductID != l.ProductID }) {
			say = p.T.Order.LapsedAlone
		}
		list = append(list, lapsedLine{Product: l.ProductID, Name: name, Say: fmt.Sprintf(say, name)})
	}
	return list
}

func (p *orderPage) address(c *orders.Checkout) {
	p.Contact, p.Phone = c.Contact, orders.FormatPhone(c.Contact.Phone)
	p.Street, p.Note, p.Card = c.Address.Street, c.Address.Note, c.Address.Card
	p.Area = p.Lang.PlaceName(place.Ref{Era: place.Era2025, Province: c.Address.Province, Commune: c.Address.Commune})
}
