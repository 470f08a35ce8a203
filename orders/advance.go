package orders

import (
	"context"
	"errors"
	"fmt"
)

// Advance moves an order on for its seller or an operator, and returns it. A
// move that the table does not know, perhaps because the order has moved on
// meanwhile, is a *StatusError. Out of AwaitingPayment a payment alone leads, or Cancelled.
func (s *Service) Advance(ctx context.Context, code string, to Status, by, note string) (*Order, error) {
	return s.changeOrder(ctx, code, func(c *change, o *Order) error { return c.advance(o, to, by, note) })
}

// changeOrder changes one order of a checkout in a transaction of its own, and returns it.
func (s *Service) changeOrder(ctx context.Context, code string, decide func(*change, *Order) error) (*Order, error) {
	checkout, number, ok := ParseCode(code)
	if !ok || number == 0 {
		return nil, ErrNoOrder
	}
	var moved *Order
	_, err := s.change(ctx, checkout, func(c *change) (err error) {
		if moved, err = c.order(number); err != nil {
			return err
		}
		return decide(c, moved)
	})
	if err != nil {
		return nil, fmt.Errorf("advance %s: %w", code, err)
	}
	return moved, nil
}

func (c *change) order(number int) (*Order, error) {
	if number < 1 || number > len(c.orders) {
		return nil, ErrNoOrder
	}
	return c.orders[number-1], nil
}

func (c *change) advance(o *Order, to Status, by, note string) error {
	from, cash := o.Status, (&View{Checkout: c.checkout, Orders: c.orders}).CashDue(o)
	if from == AwaitingPayment && to != Cancelled {
		return &StatusError{Order: o.ID, From: from, To: to}
	}
	if err := c.move(o, to, by, note); err != nil {
		return err
	}
	switch to {
	case Cancelled:
		o.Reason = ReasonSeller
	case Delivered:
		c.checkout.Payment.Received += cash // the carrier collected it
		c.end(o)
	case Returned:
		c.end(o)
	}
	if what, ok := newsOfMove(from, to); ok {
		c.tell(what, o)
	}
	c.did(o, from)
	return c.rebalance()
}

// Cancel cancels for the buyer what they may still cancel: of the whole
// checkout, or the one order whose code it is. If that is nothing, it is ErrNotCancellable.
func (s *Service) Cancel(ctx context.Context, code, token string) (*View, error) {
	_, number, _ := ParseCode(code)
	return s.asBuyer(ctx, code, token, func(c *change) error {
		for i, o := range c.orders {
			if !o.Status.BuyerMayCancel() || (number != 0 && number != i+1) {
				continue
			}
			if err := c.move(o, Cancelled, ByBuyer, ""); err != nil {
				return err
			}
			o.Reason = ReasonBuyer
		}
		if len(c.moved) == 0 {
			return ErrNotCancellable
		}
		c.tell(WasCancelled, c.moved...)
		return c.rebalance()
	})
}

// SwitchToCash turns an awaited transfer into cash on delivery; ErrNotAwaited if none is awaited.
func (s *Service) SwitchToCash(ctx context.Context, code, token string) (*View, error) {
	return s.asBuyer(ctx, code, token, func(c *change) error {
		p := &c.checkout.Payment
		if p.State != PaymentAwaited || !c.now.Before(*p.HoldUntil) {
			return ErrNotAwaited
		}
		if p.Owed() > s.Rules().CashLimit {
			return FieldErrors{tooMuchCash(s.Rules().CashLimit)}
		}
		p.Method, p.State, p.HoldUntil = CashOnDelivery, PaymentDue, nil
		begun, err := c.begin(ByBuyer)
		c.tell(TurnedToCash, begun...)
		return err
	})
}

// asBuyer changes a checkout for the one who holds a token of it.
func (s *Service) asBuyer(ctx context.Context, code, token string, decide func(*change) error) (*View, error) {
	checkout, _, ok := ParseCode(code)
	if !ok {
		return nil, ErrNoOrder
	}
	view, err := s.change(ctx, checkout, func(c *change) error {
		if !c.checkout.opens(token, c.now) {
			return ErrNoOrder
		}
		return decide(c)
	})
	if err != nil && !errors.Is(err, ErrNoOrder) {
		return nil, fmt.Errorf("change %s: %w", checkout, err)
	}
	return view, err
}

// begin hands the orders that waited for money to their sellers.
func (c *change) begin(by string) (begun []*Order, err error) {
	for _, o := range c.orders {
		if o.Status != AwaitingPayment {
			continue
		}
		if err := c.move(o, Pending, by, ""); err != nil {
			return nil, err
		}
		begun = append(begun, o)
	}
	return begun, nil
}
