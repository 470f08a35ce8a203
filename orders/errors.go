package orders

import (
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog/money"
)

// The ways in which something is refused. Besides these: FieldErrors, *TotalError, *StatusError, and the catalogue's *ShortError and *NotSellableError.
var (
	// ErrNoCart: there is no cart with that key; it may have been pruned.
	ErrNoCart = errors.New("orders: no such cart")
	// ErrEmptyCart: nothing in the cart can be ordered; it may have been ordered already.
	ErrEmptyCart = errors.New("orders: nothing to order in the cart")
	// ErrCartFull: the cart holds as many lines as it may.
	ErrCartFull = errors.New("orders: cart full")
	// ErrQuantity: the quantity is not between 1 and the most that a line may hold.
	ErrQuantity = errors.New("orders: quantity out of range")
	// ErrNoUnit: nothing is sold under that SKU, or the cart has no such line.
	ErrNoUnit = errors.New("orders: no such unit")
	// ErrNoOrder: no order has that code, or the token or phone does not open it; which of them is not told.
	ErrNoOrder = errors.New("orders: no such order")
	// ErrKeyReused: the idempotency key was used for another request.
	ErrKeyReused = errors.New("orders: idempotency key used for another request")
	// ErrInFlight: the request with that idempotency key is being answered now.
	ErrInFlight = errors.New("orders: a request with this idempotency key is in flight")
	// ErrNotCancellable: it is too late for the buyer to cancel.
	ErrNotCancellable = errors.New("orders: too late to cancel")
	// ErrNotAwaited: the checkout does not wait for a transfer.
	ErrNotAwaited = errors.New("orders: no transfer awaited")
)

// TotalError: what the buyer saw is not what it costs now. Nothing was placed.
type TotalError struct{ Expected, Now money.Amount }

func (e *TotalError) Error() string {
	return fmt.Sprintf("orders: total is %d now, not %d", e.Now, e.Expected)
}

// StatusError: an order cannot move that way, perhaps because it has moved on meanwhile.
type StatusError struct {
	Order    string
	From, To Status
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("orders: %s is %s and cannot become %s", e.Order, e.From, e.To)
}
