package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

func (s *server) orderRoutes(a huma.API) {
	placing := operation("place-order", http.MethodPost, "/orders", "Order what is in a cart", 201, 400, 404, 409, 422)
	placing.Description = "One checkout, one order per producer. With an Idempotency-Key the same request can be repeated safely: the same key and body get the same answer, the same key with another body 422, and 409 while the first is being handled."
	placing.Metadata[limited] = LimitOrder
	huma.Register(a, placing, s.placeOrder)

	bearer := []map[string][]string{{"order": {}}}
	get := operation("get-order", http.MethodGet, "/orders/{code}", "A checkout with its orders", 200, 401, 404)
	get.Security = bearer
	huma.Register(a, get, s.getOrder)

	lookup := operation("lookup-order", http.MethodPost, "/orders/lookup", "A checkout by its code and phone number, with a token", 200, 404, 422)
	lookup.Metadata[limited] = LimitLookup
	huma.Register(a, lookup, s.lookupOrder)

	cancel := operation("cancel-order", http.MethodPost, "/orders/{code}/cancel", "Cancel what may still be cancelled", 200, 401, 404, 409)
	cancel.Security = bearer
	huma.Register(a, cancel, s.cancelOrder)
}

// Contact is whom the carrier calls.
type Contact struct {
	Name  string `json:"name" maxLength:"200"`
	Phone string `json:"phone" maxLength:"40" doc:"A Vietnamese number, in any spelling." example:"0912 345 678"`
	Email string `json:"email,omitempty" maxLength:"254"`
}

// Address is where it goes, by codes of the era 2025.
type Address struct {
	Province string `json:"province" maxLength:"10" example:"01"`
	Commune  string `json:"commune" maxLength:"10" example:"00004"`
	Street   string `json:"street" maxLength:"300"`
	Note     string `json:"note,omitempty" maxLength:"500" doc:"For the carrier."`
	Card     string `json:"card,omitempty" maxLength:"400" doc:"What a card says that is put in with the goods."`
}

// Placement is what a buyer sends to order.
type Placement struct {
	CartID        string  `json:"cart_id" maxLength:"100"`
	Contact       Contact `json:"contact"`
	Address       Address `json:"address"`
	Payment       string  `json:"payment" enum:"cod,transfer" doc:"cod: cash on delivery; transfer: by bank, with a VietQR."`
	ExpectedTotal *int64  `json:"expected_total,omitempty" minimum:"0" doc:"The total the buyer was shown, đồng: if it has changed, nothing is placed (409 total_changed)."`
	Language      string  `json:"language,omitempty" enum:"vi,en" doc:"Of the mails; that of Accept-Language if left out."`
}

type placeInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Names this request; a UUID is good."`
	Body Placement
}

// Checkout is what was ordered and is paid at once.
type Checkout struct {
	Code        string      `json:"code" example:"OC-7KM4-XQ2P"`
	Orders      []Order     `json:"orders" doc:"One per producer."`
	Goods       int64       `json:"goods"`
	Shipping    int64       `json:"shipping"`
	Total       int64       `json:"total" doc:"đồng."`
	Payment     PaymentInfo `json:"payment"`
	Contact     Contact     `json:"contact"`
	Address     Address     `json:"address"`
	PlacedAt    time.Time   `json:"placed_at"`
	AccessToken string      `json:"access_token,omitempty" doc:"Opens the order as bearer token; told when placing and looking up only."`
}

// PaymentInfo is what is owed and how to pay it.
type PaymentInfo struct {
	Method    string     `json:"method" enum:"cod,transfer"`
	State     string     `json:"state" enum:"due,awaited,paid,expired,not_owed"`
	Amount    int64      `json:"amount" doc:"đồng."`
	Received  int64      `json:"received"`
	HoldUntil *time.Time `json:"hold_until,omitempty" doc:"Until when the goods are held for a transfer."`
	Purpose   string     `json:"purpose,omitempty" doc:"What the transfer must say."`
	VietQR    string     `json:"vietqr,omitempty" doc:"The payload of the VietQR code."`
}

// Order is what one producer sends.
type Order struct {
	Code         string      `json:"code"`
	Status       string      `json:"status" enum:"awaiting_payment,pending,confirmed,packed,shipped,delivered,returned,cancelled"`
	Reason       string      `json:"reason,omitempty" enum:"buyer,unpaid,seller,certificate,stock" doc:"Why it was cancelled."`
	Producer     string      `json:"producer"`
	ProducerSlug string      `json:"producer_slug"`
	Lines        []OrderLine `json:"lines"`
	Fallen       []OrderLine `json:"fallen,omitempty" doc:"What fell out of it because its certificate was lost; the sums are without it."`
	Goods        int64       `json:"goods"`
	Shipping     int64       `json:"shipping"`
	Total        int64       `json:"total"`
	History      []Step      `json:"history" doc:"Oldest first."`
}

// OrderLine is one unit as it was when the order was placed.
type OrderLine struct {
	SKU         string `json:"sku"`
	Name        string `json:"name"`
	Unit        string `json:"unit"`
	Slug        string `json:"slug"`
	Stars       int    `json:"stars"`
	Certificate string `json:"certificate"`
	Price       int64  `json:"price"`
	Quantity    int    `json:"quantity"`
	Sum         int64  `json:"sum"`
}

// Step is one entry of an order's history.
type Step struct {
	Status string    `json:"status"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
}

type checkoutOutput struct {
	Location     string `header:"Location"`
	CacheControl string `header:"Cache-Control"`
	Replayed     string `header:"Idempotency-Replayed"`
	Body         Checkout
}

func (s *server) placeOrder(ctx context.Context, in *placeInput) (*checkoutOutput, error) {
	input := orders.PlaceInput{
		CartKey:  in.Body.CartID,
		Contact:  orders.Contact{Name: in.Body.Contact.Name, Phone: in.Body.Contact.Phone, Email: in.Body.Contact.Email},
		Address:  orders.Address(in.Body.Address),
		Payment:  orders.Method(in.Body.Payment),
		Language: in.Body.Language,
	}
	if input.Language == "" {
		input.Language = lang(ctx)
	}
	if in.Body.ExpectedTotal != nil {
		expected := money.Amount(*in.Body.ExpectedTotal)
		input.Expected = &expected
	}
	placed, err := s.Orders.Place(ctx, in.Key, bodyHash(in.Body), input)
	if err != nil {
		return nil, fail(ctx, err)
	}
	out := s.checkout(&placed.View, placed.Token)
	out.Location = s.PublicURL + "/api/v1/orders/" + placed.Checkout.Code()
	if placed.Replayed {
		out.Replayed = "true"
	}
	return out, nil
}

// bodyHash tells whether two requests with the same key ask for the same.
func bodyHash(body Placement) string {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err) // plain structs always encode
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

type orderInput struct {
	Code          string `path:"code" maxLength:"40" example:"OC-7KM4-XQ2P"`
	Authorization string `header:"Authorization" maxLength:"300" doc:"Bearer and the access_token."`
}

// token returns the bearer token, or the problem that there is none.
func (s *server) token(ctx context.Context, in *orderInput) (string, error) {
	token, ok := strings.CutPrefix(in.Authorization, "Bearer ")
	if !ok {
		return "", problemOf(fault.Fault{Status: http.StatusUnauthorized, Code: "token_missing",
			VI: "Cần access_token của đơn trong Authorization: Bearer. Lấy lại bằng orders/lookup.",
			EN: "The order's access_token is needed in Authorization: Bearer. Get it again by orders/lookup."}, lang(ctx))
	}
	return strings.TrimSpace(token), nil
}

func (s *server) getOrder(ctx context.Context, in *orderInput) (*checkoutOutput, error) {
	token, err := s.token(ctx, in)
	if err != nil {
		return nil, err
	}
	view, err := s.Orders.ByCode(ctx, in.Code, token)
	if err != nil {
		return nil, s.guessed(ctx, in.Code, err)
	}
	return s.checkout(view, ""), nil
}

func (s *server) cancelOrder(ctx context.Context, in *orderInput) (*checkoutOutput, error) {
	token, err := s.token(ctx, in)
	if err != nil {
		return nil, err
	}
	view, err := s.Orders.Cancel(ctx, in.Code, token)
	if err != nil {
		return nil, s.guessed(ctx, in.Code, err)
	}
	return s.checkout(view, ""), nil
}

type lookupInput struct {
	Body struct {
		Code  string `json:"code" minLength:"1" maxLength:"40" example:"OC-7KM4-XQ2P"`
		Phone string `json:"phone" minLength:"1" maxLength:"40" example:"0912 345 678"`
	}
}

func (s *server) lookupOrder(ctx context.Context, in *lookupInput) (*checkoutOutput, error) {
	if wait, ok := s.guess(in.Body.Code); !ok {
		return nil, problemOf(fault.TooMany(wait), lang(ctx))
	}
	view, token, err := s.Orders.Lookup(ctx, in.Body.Code, in.Body.Phone)
	if err != nil {
		return nil, fail(ctx, err)
	}
	return s.checkout(view, token), nil
}

func (s *server) checkout(view *orders.View, token string) *checkoutOutput {
	c := view.Checkout
	body := Checkout{
		Code: c.Code(), Orders: []Order{}, Goods: int64(c.Goods), Shipping: int64(c.Shipping), Total: int64(c.Total),
		Payment:  s.payment(c),
		Contact:  Contact{Name: c.Contact.Name, Phone: c.Contact.Phone, Email: c.Contact.Email},
		Address:  Address(c.Address),
		PlacedAt: c.PlacedAt, AccessToken: token,
	}
	for _, o := range view.Orders {
		body.Orders = append(body.Orders, orderOf(o))
	}
	return &checkoutOutput{CacheControl: "no-store", Body: body}
}

func (s *server) payment(c *orders.Checkout) PaymentInfo {
	p := PaymentInfo{
		Method: string(c.Payment.Method), State: string(c.Payment.State), Amount: int64(c.Payment.Amount),
		Received: int64(c.Payment.Received), HoldUntil: c.Payment.HoldUntil,
	}
	if c.Payment.State == orders.PaymentAwaited {
		p.Purpose = c.Purpose()
		if _, payload, err := s.Orders.QR(c); err == nil {
			p.VietQR = payload
		}
	}
	return p
}

func orderOf(o *orders.Order) Order {
	out := Order{
		Code: o.Code(), Status: string(o.Status), Reason: string(o.Reason), Producer: o.Seller.Name, ProducerSlug: o.Seller.Slug,
		Goods: int64(o.Goods), Shipping: int64(o.Delivery.Fee), Total: int64(o.Total), Lines: []OrderLine{}, History: []Step{},
	}
	for _, l := range o.Lines {
		out.Lines = append(out.Lines, lineOf(l))
	}
	for _, f := range o.Fallen {
		out.Fallen = append(out.Fallen, lineOf(f.Line))
	}
	for _, step := range o.History {
		out.History = append(out.History, Step{Status: string(step.Status), At: step.At, By: step.By})
	}
	return out
}

func lineOf(l orders.Line) OrderLine {
	return OrderLine{SKU: l.SKU, Name: l.Name, Unit: l.Unit, Slug: l.Slug, Stars: int(l.Stars),
		Certificate: l.Certificate, Price: int64(l.Price), Quantity: l.Quantity, Sum: int64(l.Sum)}
}
