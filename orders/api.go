package orders

import (
	"context"
	"time"
)

// NewCart makes an empty cart and returns its key.
func (s *Service) NewCart(ctx context.Context) (key string, err error) { panic("") }

// AddToCart puts more of a unit into the cart with that key, or into a new one if there is none; it returns the key to keep.
func (s *Service) AddToCart(ctx context.Context, key, sku string, quantity int) (string, *Cart, error) {
	panic("")
}

// SetQuantity sets how many of a unit the cart holds, 1 or more; a unit it does not hold is ErrNoUnit.
func (s *Service) SetQuantity(ctx context.Context, key, sku string, quantity int) (*Cart, error) {
	panic("")
}

// RemoveFromCart takes a unit out of the cart; one that is not in it is no error.
func (s *Service) RemoveFromCart(ctx context.Context, key, sku string) (*Cart, error) { panic("") }

// Cart returns the cart with that key, or ErrNoCart.
func (s *Service) Cart(ctx context.Context, key string) (*Cart, error) { panic("") }

// ViewCart returns the cart with what is true of its lines now; province (code, may be empty) is where it would be sent.
func (s *Service) ViewCart(ctx context.Context, key, province string) (*CartView, error) { panic("") }

// PruneCarts deletes carts untouched for Rules.CartAge. A job calls it daily.
func (s *Service) PruneCarts(ctx context.Context) (int, error) { panic("") }

// Place orders what is in a cart. key is the Idempotency-Key or the form's one-time token (may be empty), bodyHash tells one request from another.
func (s *Service) Place(ctx context.Context, key, bodyHash string, in PlaceInput) (*Placed, error) {
	panic("")
}

// Check validates contact, address and payment without placing: FieldErrors or nil. It returns them cleaned.
func (s *Service) Check(in PlaceInput) (PlaceInput, error) { panic("") }

// ByCode returns a checkout (by its code or that of one of its orders) to the one who holds a token of it.
func (s *Service) ByCode(ctx context.Context, code, token string) (*View, error) { panic("") }

// Lookup returns a checkout to the one who knows its phone, and a fresh token.
func (s *Service) Lookup(ctx context.Context, code, phone string) (*View, string, error) { panic("") }

// Cancel cancels for the buyer what may still be cancelled: of the checkout, or the one order whose code it is.
func (s *Service) Cancel(ctx context.Context, code, token string) (*View, error) { panic("") }

// SwitchToCash turns an awaited transfer into cash on delivery.
func (s *Service) SwitchToCash(ctx context.Context, code, token string) (*View, error) { panic("") }

// Advance moves an order on for a seller or an operator; moving to Cancelled gives the stock back.
func (s *Service) Advance(ctx context.Context, orderCode string, to Status, by, note string) (*Order, error) {
	panic("")
}

// MarkPaid files money for a checkout.
func (s *Service) MarkPaid(ctx context.Context, code string, r Receipt) (*Payment, error) { panic("") }

// ReleaseUnpaid cancels what was not paid in time and gives its stock back. A job calls it every minute.
func (s *Service) ReleaseUnpaid(ctx context.Context) (int, error) { panic("") }

// ForgetReplies deletes idempotency keys past Rules.ReplyAge. A job calls it hourly.
func (s *Service) ForgetReplies(ctx context.Context) (int, error) { panic("") }

// OrdersOf lists a producer's orders in a status; for the operator and the mails.
func (s *Service) Checkout(ctx context.Context, code string) (*View, error) { panic("") }

// QR returns the VietQR of what is still owed as an SVG and its payload.
func (s *Service) QR(c *Checkout) (svg, payload string, err error) { panic("") }
func (s *Service) ImportStatement(ctx context.Context, entries []Receipt, by string, dryRun bool) (*StatementReport, error) {
	panic("")
}

type StatementReport struct {
	Payments []Payment
	Known    int
}

func ParsePhone(s string) (string, *FieldError) { panic("") }

var _ time.Time
