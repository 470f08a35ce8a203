package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
	"github.com/ocopmarket/ocop/web/markup"
)

// typed is what stands in the form, as it was typed.
type typed struct {
	Name, Phone, Email string
	Province           string // code
	Commune            string // a name or a code
	CommuneCode        string // chosen when the name could mean several
	Street, Note, Pay  string
	Card               string // what the card says that goes with the goods
	Token              string // names this form, so that it orders once
	Expected           string // the total that was shown
	communeFor         string // the name and province that CommuneCode was chosen for
}

// readTyped takes the form's fields.
func readTyped(c *gin.Context) (typed, string, error) {
	in, err := form(c)
	if err != nil {
		return typed{}, "", err
	}
	t := typed{
		Name: in.Get("ten"), Phone: in.Get("dien-thoai"), Email: in.Get("email"), Province: provinceCode(in.Get("tinh")),
		Commune: in.Get("xa"), CommuneCode: in.Get("xa-ma"), communeFor: in.Get("xa-hoi"), Street: in.Get("duong"), Note: in.Get("ghi"), Card: in.Get("thiep"),
		Pay: in.Get("tt"), Token: in.Get("khoa"), Expected: in.Get("tong"),
	}
	if t.communeFor != t.asked() {
		t.CommuneCode = "" // the choice was about another name
	}
	return t, in.Get("do"), nil
}

// asked names what a choice between communes is about.
func (t *typed) asked() string { return t.Province + " " + t.Commune }

// newToken names a form.
func newToken() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // never fails
	return hex.EncodeToString(b[:])
}

// input is what the form asks to be ordered.
func (t *typed) input(key, commune string, lang Lang) orders.PlaceInput {
	in := orders.PlaceInput{
		CartKey: key, Contact: orders.Contact{Name: t.Name, Phone: t.Phone, Email: t.Email},
		Address: orders.Address{Province: t.Province, Commune: commune, Street: t.Street, Note: t.Note, Card: t.Card},
		Payment: orders.Method(t.Pay), Language: string(lang), Wait: true,
	}
	expected := money.Amount(-1) // a form that shows no total that we can read agrees with none
	if n, err := strconv.ParseInt(t.Expected, 10, 64); err == nil {
		expected = money.Amount(n)
	}
	in.Expected = &expected
	return in
}

// checkoutPage asks who, where and how, with the total in view.
type checkoutPage struct {
	Page
	Typed     typed
	Wrong     []wrongField // for the summary above
	errors    map[string]string
	Notices   []notice
	Provinces template.HTML
	Communes  template.HTML   // options of the list to choose from
	Choices   []place.Commune // which the name may mean
	Ship      []shipGroup
	Pays      []payTile
	PayNote   string
	After     string
	Go        string // the button
	Lines     []miniLine
	Sums      sums
	Total     int64
}

// wrongField links what is wrong to its field.
type wrongField struct{ ID, Say string }

// shipGroup is how one producer's goods travel.
type shipGroup struct{ Name, Goods, How, When, Fee string }

// payTile is a way to pay.
type payTile struct {
	Value, Name, Say string
	Chosen           bool
}

// miniLine is a line in the summary.
type miniLine struct {
	Picture              template.HTML
	Name, Path, Say, Sum string
}

// Error says what is wrong with a field; nothing if it is right.
func (p *checkoutPage) Error(id string) string { return p.errors[id] }

// CommuneTitle names a commune to choose.
func (p *checkoutPage) CommuneTitle(c place.Commune) string { return communeTitle(c) }

// Asked names what the choice between communes is about.
func (p *checkoutPage) Asked() string { return p.Typed.asked() }

// WrongHeading counts what must be mended.
func (p *checkoutPage) WrongHeading() string {
	return p.Lang.plural(len(p.Wrong), p.T.Checkout.WrongOne, p.T.Checkout.WrongMany)
}

func (s *Server) showCheckout(c *gin.Context) error {
	t := s.usual(c, deliverTo(c))
	cart, err := s.cart(c, t.Province)
	if err != nil {
		return err
	}
	lang, _ := langOf(c.Request.URL.Path)
	if cart.Empty() {
		return see(c, lang.Path(basketPath))
	}
	return s.renderCheckout(c, http.StatusOK, s.checkoutPage(c, t, cart))
}

// checkout takes the form: its buttons change the province or the basket and show it again, and the last one orders.
func (s *Server) checkout(c *gin.Context) error {
	t, do, err := readTyped(c)
	if err != nil {
		return err
	}
	if t.Province != "" {
		s.setCookie(c, provinceCookie, t.Province, "/", false)
	}
	switch {
	case do == "tinh":
		return s.reshow(c, t, http.StatusOK, nil)
	case strings.HasPrefix(do, "bot:"):
		return s.takeRest(c, t, strings.TrimPrefix(do, "bot:"))
	}
	return s.place(c, t)
}

// takeRest takes what is left of a line, and shows the form again.
func (s *Server) takeRest(c *gin.Context, t typed, sku string) error {
	_, err := s.applyLine(c, "rest", sku, 0)
	if err != nil && fault.Of(err).Status >= 500 {
		return err
	}
	return s.reshow(c, t, http.StatusOK, nil)
}

// place orders what is in the basket. The form's token makes a second click and a reload the same order.
func (s *Server) place(c *gin.Context, t typed) error {
	lang, _ := langOf(c.Request.URL.Path)
	m := lang.messages()
	if err := s.limit(c, limitOrder, s.limiter.Client(c.Request)); err != nil {
		return s.tell(c, t, http.StatusTooManyRequests, danger(m.Error.Limited, fmt.Sprintf(m.Error.LimitedSay, c.Writer.Header().Get("Retry-After"))))
	}
	commune, maybe := s.communeOf(&t)
	in := t.input(cartKey(c), commune, lang)
	in.Account = s.viewer(c)
	placed, err := s.orders.Place(c.Request.Context(), t.Token, t.fingerprint(lang), in)
	if err != nil {
		return s.notPlaced(c, t, maybe, err)
	}
	code := placed.Checkout.Code()
	s.keepOrder(c, code, placed.Token)
	if cart, err := s.cart(c, t.Province); err == nil {
		s.setCount(c, pieces(cart))
	}
	return see(c, lang.Path(ordersPath+"/"+code))
}

// fingerprint tells one filling of a form from another.
func (t *typed) fingerprint(lang Lang) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s %+q", lang, *t)))
	return hex.EncodeToString(sum[:])
}

// communeOf is the code of the commune that was typed, or what it may mean.
func (s *Server) communeOf(t *typed) (code string, maybe []place.Commune) {
	if c, ok := place.CommuneByCode(t.CommuneCode); ok && c.Province == t.Province {
		return c.Code, nil
	}
	sure, maybe := s.gazetteer().find(t.Province, t.Commune)
	return sure.Code, maybe
}

// notPlaced shows the form again with everything in it, and says why nothing was ordered.
func (s *Server) notPlaced(c *gin.Context, t typed, maybe []place.Commune, err error) error {
	f := fault.Of(err)
	lang, _ := langOf(c.Request.URL.Path)
	m := &lang.messages().Checkout
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case f.Status >= 500:
		s.logFailure(c.Writer, c.Request, err)
		if s.tell(c, t, f.Status, danger(m.BusyHeading, m.BusySay)) == nil {
			return nil
		}
		return err
	case errors.Is(err, orders.ErrKeyReused):
		return s.renderBasket(c, f.Status, warning(m.TwiceHeading, m.TwiceSay))
	case errors.Is(err, orders.ErrNoCart), errors.Is(err, orders.ErrEmptyCart):
		return s.basketError(c, err)
	}
	return s.reshow(c, t, f.Status, func(p *checkoutPage, v *view) {
		p.explain(v, err, f)
		p.askCommune(maybe)
	})
}

// tell shows the form again with a notice above it.
func (s *Server) tell(c *gin.Context, t typed, status int, n notice) error {
	return s.reshow(c, t, status, func(p *checkoutPage, _ *view) { p.Notices = append([]notice{n}, p.Notices...) })
}

// reshow shows the form with what was typed and what is true of the basket now.
func (s *Server) reshow(c *gin.Context, t typed, status int, add func(*checkoutPage, *view)) error {
	cart, err := s.cart(c, t.Province)
	if err != nil {
		return err
	}
	lang, _ := langOf(c.Request.URL.Path)
	if cart.Empty() {
		return see(c, lang.Path(basketPath))
	}
	if t.Token == "" {
		t.Token = newToken()
	}
	p := s.checkoutPage(c, t, cart)
	if add != nil {
		add(p, s.view(lang))
	}
	return s.renderCheckout(c, status, p)
}

func (s *Server) renderCheckout(c *gin.Context, status int, p *checkoutPage) error {
	return s.render(c, status, "shop/checkout", p)
}

// explain puts what was refused into the page: beside its field, or above the form.
func (p *checkoutPage) explain(v *view, err error, f fault.Fault) {
	m := &p.T.Checkout
	var total *orders.TotalError
	var short *catalog.ShortError
	var lost *catalog.NotSellableError
	switch {
	case len(f.Fields) > 0:
		p.wrong(f.Fields)
	case errors.As(err, &total):
		p.Notices = append([]notice{p.otherTotal(v, total)}, p.Notices...)
	case errors.As(err, &short), errors.As(err, &lost):
		p.Notices = append([]notice{danger(m.RefusedHeading, f.Text(string(p.Lang)))}, p.Notices...)
	default:
		p.Notices = append(p.Notices, danger(m.RefusedHeading, f.Text(string(p.Lang))))
	}
}

// otherTotal says why the total is not what was shown: often only the delivery was not known yet.
func (p *checkoutPage) otherTotal(v *view, total *orders.TotalError) notice {
	m, goods := &p.T.Checkout, p.Sums.Rows
	switch {
	case len(goods) > 0 && goods[0].Value == v.lang.Price(total.Expected):
		return warning(m.FeeHeading, fmt.Sprintf(m.FeeSay, v.lang.Price(total.Now)))
	case total.Expected < 0:
		return danger(m.ChangedHeading, m.ChangedUnknown)
	}
	return danger(m.ChangedHeading, fmt.Sprintf(m.ChangedSay, v.lang.Price(total.Expected), v.lang.Price(total.Now)))
}

// fieldID is the form's name for a field of an order.
func fieldID(field string) string {
	switch field {
	case "contact.name":
		return "ten"
	case "contact.phone":
		return "dien-thoai"
	case "contact.email":
		return "email"
	case "address.province":
		return "tinh"
	case "address.commune":
		return "xa"
	case "address.street":
		return "duong"
	case "address.note":
		return "ghi"
	case "address.card":
		return "thiep"
	}
	return "tt"
}

func (p *checkoutPage) wrong(fields orders.FieldErrors) {
	for _, f := range fields {
		say := f.VI
		if p.Lang == EN {
			say = f.EN
		}
		id := fieldID(f.Field)
		p.errors[id] = say
		p.Wrong = append(p.Wrong, wrongField{ID: id, Say: say})
	}
}

// askCommune offers what a name may mean, or says that the province has no such place.
func (p *checkoutPage) askCommune(maybe []place.Commune) {
	if p.errors["xa"] == "" || strings.TrimSpace(p.Typed.Commune) == "" || p.Typed.Province == "" {
		return
	}
	say := fmt.Sprintf(p.T.Checkout.CommuneUnknown, p.Typed.Commune, provinceName(p.Typed.Province))
	if p.Choices = maybe; len(maybe) > 0 {
		say = fmt.Sprintf(p.T.Checkout.CommuneWhich, p.Typed.Commune)
	}
	p.errors["xa"] = say
	for i := range p.Wrong {
		if p.Wrong[i].ID == "xa" {
			p.Wrong[i].Say = say
		}
	}
}

// communeOptions lists the communes of a province to choose from as one types.
func communeOptions(province string) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		for _, c := range place.Communes(province) {
			w.Raw(`<option value="`)
			w.Text(communeTitle(c))
			w.Raw(`">`)
		}
	})
}
