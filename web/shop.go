package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
	"github.com/ocopmarket/ocop/web/markup"
)

// Orders keeps baskets, takes orders and follows them.
type Orders interface {
	Rules() orders.Rules
	ViewCart(ctx context.Context, key, province string) (*orders.CartView, error)
	AddToCart(ctx context.Context, key, sku string, quantity int) (string, *orders.Cart, error)
	SetQuantity(ctx context.Context, key, sku string, quantity int) (*orders.Cart, error)
	RemoveFromCart(ctx context.Context, key, sku string) (*orders.Cart, error)
	Place(ctx context.Context, key, bodyHash string, in orders.PlaceInput) (*orders.Placed, error)
	ByCode(ctx context.Context, code, token string) (*orders.View, error)
	Lookup(ctx context.Context, code, phone string) (*orders.View, string, error)
	Cancel(ctx context.Context, code, token string) (*orders.View, error)
	Lapsed(ctx context.Context, o *orders.Order) ([]orders.Line, error)
	GiveUp(ctx context.Context, code, token, productID string) (*orders.View, error)
	SwitchToCash(ctx context.Context, code, token string) (*orders.View, error)
	QR(c *orders.Checkout) (svg, payload string, err error)
}

// The names that the limits on guessing have in the list of limits.
const (
	limitOrder  = "order"        // placing, by address
	limitLookup = "order_lookup" // guessing at orders, by address
	limitCode   = "order_code"   // guessing at one order, by its code
)

// shopRoutes lays the routes of basket, checkout and orders. None of their pages is ever kept.
func (s *Server) shopRoutes(e *gin.Engine) {
	s.lay(e, http.MethodGet, basketPath, policy.Buy, s.page(s.showBasket))
	s.lay(e, http.MethodPost, basketPath, policy.Buy, s.page(s.addToBasket))
	s.lay(e, http.MethodPost, basketPath+"/mon", policy.Buy, s.page(s.changeLine))
	s.lay(e, http.MethodPost, basketPath+"/giao-den", policy.Buy, s.page(s.chooseProvince))
	s.lay(e, http.MethodGet, checkoutPath, policy.Buy, s.page(s.showCheckout))
	s.lay(e, http.MethodPost, checkoutPath, policy.Buy, s.page(s.checkout))
	s.lay(e, http.MethodGet, ordersPath, policy.Buy, s.page(s.showLookup))
	s.lay(e, http.MethodPost, ordersPath, policy.Buy, s.page(s.lookup))
	s.lay(e, http.MethodGet, ordersPath+"/:code", policy.Buy, s.page(s.showOrder))
	s.lay(e, http.MethodPost, ordersPath+"/:code/tra-khi-nhan", policy.Buy, s.page(s.switchToCash))
	s.lay(e, http.MethodPost, ordersPath+"/:code/khong-lay", policy.Buy, s.page(s.giveUp))
	s.lay(e, http.MethodGet, ordersPath+"/:code/huy", policy.Buy, s.page(s.confirmCancel))
	s.lay(e, http.MethodPost, ordersPath+"/:code/huy", policy.Buy, s.page(s.cancelOrder))
	s.lay(e, http.MethodGet, "/phi-giao", policy.Buy, s.anonymous(s.showFees))
}

// Where the shopper's pages are, without their language.
const (
	basketPath   = "/gio-hang"
	checkoutPath = "/dat-hang"
	ordersPath   = "/don-hang"
)

// The cookies. The key of the basket and the tokens of orders are the only secrets, and no script reads them.
const (
	cartCookie     = "gio"
	countCookie    = "gio_so"   // how many pieces; says nothing about a person
	provinceCookie = "giao_den" // where to deliver, for the fee
	orderCookie    = "don_"     // and the code, for the token of that order
)

// cookieAge is how long a browser remembers; the store forgets baskets after as long.
const cookieAge = 30 * 24 * time.Hour

func (s *Server) setCookie(c *gin.Context, name, value, path string, secret bool) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: path, MaxAge: int(cookieAge.Seconds()),
		HttpOnly: secret, Secure: secureURL(s.site.url), SameSite: http.SameSiteLaxMode,
	})
}

func cookieValue(c *gin.Context, name string) string {
	cookie, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// cartKey is the key of the caller's basket; empty without one.
func cartKey(c *gin.Context) string { return cookieValue(c, cartCookie) }

// keepCart remembers the basket's key, and how many pieces it holds for the badge.
func (s *Server) keepCart(c *gin.Context, key string, count int) {
	s.setCookie(c, cartCookie, key, "/", true)
	s.setCount(c, count)
}

func (s *Server) setCount(c *gin.Context, count int) {
	s.setCookie(c, countCookie, strconv.Itoa(count), "/", false)
}

// deliverTo is the province that the caller chose before; empty if none.
func deliverTo(c *gin.Context) string { return provinceCode(cookieValue(c, provinceCookie)) }

// see sends the browser on to another page of ours after a form.
func see(c *gin.Context, path string) error {
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, path)
	return nil
}

// localPath returns a path of ours to go back to; anything that could lead elsewhere is nothing.
func localPath(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(text, "/") {
		return ""
	}
	if strings.HasPrefix(text, "//") || strings.ContainsAny(text, "\\\r\n\t") {
		return ""
	}
	return text
}

// quantityOf reads how many were asked for; nothing means one, and what is no number is none.
func quantityOf(text string) int {
	if text = strings.TrimSpace(text); text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// form reads a form; one that is too large or broken is an error.
func form(c *gin.Context) (url.Values, error) {
	err := c.Request.ParseForm()
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return c.Request.PostForm, nil
	case errors.As(err, &tooLarge):
		return nil, err
	}
	return nil, errBadRequest
}

// cart returns the caller's basket with what is true of it now; one that is gone is empty.
func (s *Server) cart(c *gin.Context, province string) (*orders.CartView, error) {
	key := cartKey(c)
	if key == "" {
		return &orders.CartView{Province: province}, nil
	}
	view, err := s.orders.ViewCart(c.Request.Context(), key, province)
	if errors.Is(err, orders.ErrNoCart) {
		return &orders.CartView{Province: province}, nil
	}
	return view, err
}

// say is what an error of the domain means, in this language.
func (l Lang) say(err error) string { return fault.Of(err).Text(string(l)) }

// notice tells something above a form.
type notice struct {
	Class, Icon string
	Heading     string
	Say         string
	Fixes       []fix
}

// fix is a button that mends what a notice tells.
type fix struct{ Value, Label string }

func warning(heading, say string) notice {
	return notice{Class: "notice--warn", Icon: "i-warning", Heading: heading, Say: say}
}

func danger(heading, say string) notice {
	return notice{Class: "notice--danger", Icon: "i-warning", Heading: heading, Say: say}
}

// lineName is what a line's product is called in this language.
func (l Lang) lineName(line *orders.Line) string {
	if l == EN && line.NameEN != "" {
		return line.NameEN
	}
	return line.Name
}

func (l Lang) lineUnit(line *orders.Line) string {
	if l == EN && line.UnitEN != "" {
		return line.UnitEN
	}
	return line.Unit
}

// linePicture is the small picture beside a line.
func (v *view) linePicture(line *orders.Line) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		if line.Photo == nil {
			v.noPhoto(w, line.Group)
			return
		}
		w.Raw(`<span class="pic">`)
		v.photo(w, line.Photo, "6.5rem", 160, lazy, "")
		w.Raw(`</span>`)
	})
}

// Weekday writes a day as people say it: "thứ Ba 24/11", "Tue 24 Nov".
func (l Lang) Weekday(t time.Time) string {
	t = t.In(vietnam.Zone)
	if l == EN {
		return t.Format("Mon 2 Jan")
	}
	days := []string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}
	return days[t.Weekday()] + " " + t.Format("2/1")
}

// Hour writes a time of a day: "10:42, 22/11".
func (l Lang) Hour(t time.Time) string {
	t = t.In(vietnam.Zone)
	if l == EN {
		return t.Format("15:04, 2 Jan")
	}
	return t.Format("15:04, 2/1")
}

// HourOfDay writes a moment in full: "10:42, Chủ nhật 22/11/2026".
func (l Lang) HourOfDay(t time.Time) string {
	t = t.In(vietnam.Zone)
	return t.Format("15:04, ") + l.Weekday(t) + map[Lang]string{VI: "/", EN: " "}[l] + t.Format("2006")
}

// span writes from when to when something may arrive; nothing where that is not known.
func (v *view) span(d *orders.Delivery) string {
	switch {
	case d.Earliest.IsZero():
		return ""
	case d.Earliest.Equal(d.Latest):
		return v.lang.Weekday(d.Earliest)
	}
	return v.lang.Weekday(d.Earliest) + " – " + v.lang.Weekday(d.Latest)
}
