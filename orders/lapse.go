package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// What becomes of orders and carts when a product in them loses its certificate, beside
// CallOff. Each acts on one of them, in the caller's transaction, so that whoever decides can
// note there that it was done.

// Recall writes into the history of an order on its way that the seller is to call
// its goods back, and tells both; it is Returned when they are back. One that is not on its way is a *StatusError.
func (s *Service) Recall(ctx context.Context, tx store.Tx, code, by, note string) error {
	return s.moveIn(ctx, tx, code, func(c *change, o *Order) error {
		if o.Status != Shipped {
			return &StatusError{Order: o.ID, From: o.Status, To: Returned}
		}
		o.UpdatedAt = c.now
		o.History = append(o.History, Step{Status: Shipped, At: c.now, By: by, Note: note})
		c.moved = append(c.moved, o)
		c.tell(WasRecalled, o)
		return nil
	})
}

// moveIn changes one order in the caller's transaction.
func (s *Service) moveIn(ctx context.Context, tx store.Tx, code string, decide func(*change, *Order) error) error {
	checkout, number, ok := ParseCode(code)
	if !ok || number == 0 {
		return ErrNoOrder
	}
	_, err := s.changeIn(ctx, tx, checkout, func(c *change) error {
		o, err := c.order(number)
		if err != nil {
			return err
		}
		return decide(c, o)
	})
	if err != nil {
		return fmt.Errorf("change %s: %w", code, err)
	}
	return nil
}

// TellLapse has the buyer of an open order told that a certificate was lost: what is
// LapseAsked, LapseKept or LapseOnTheWay.
func TellLapse(ctx context.Context, tx store.Tx, code string, what What, certificate string) error {
	checkout, number, ok := ParseCode(code)
	if !ok || number == 0 {
		return ErrNoOrder
	}
	return outbox.Append(ctx, tx, EventChanged, Change{Checkout: checkout, Orders: []string{code}, What: what, Certificate: certificate})
}

// Taken is a product that was taken out of a cart, which its owner is told when they see it next.
type Taken struct {
	Name        string `bson:"name"`
	Certificate string `bson:"certificate"`
}

// TakeOut takes units out of a cart because their product's certificate was lost, and
// notes it in the cart for its owner. A cart that is gone, or holds none of them, is ErrNoCart.
func (s *Service) TakeOut(ctx context.Context, tx store.Tx, cartID string, skus []string, why Taken) error {
	_, err := s.changeCartIn(ctx, tx, cartID, func(cart *Cart) error {
		held := len(cart.Lines)
		for _, sku := range skus {
			cart.Lines = remove(cart.Lines, sku)
		}
		if len(cart.Lines) == held {
			return ErrNoCart
		}
		cart.Taken = append(cart.Taken, why)
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return ErrNoCart
	}
	return err
}
