package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Place orders what is in a cart: all of it that counts, or nothing. key is the
// Idempotency-Key or a form's one-time token and may be empty; bodyHash tells
// one request from another and may be empty for forms. The same key and body give the same answer again.
func (s *Service) Place(ctx context.Context, key, bodyHash string, in PlaceInput) (*Placed, error) {
	if bodyHash == "" {
		bodyHash = fingerprint(in)
	}
	in, err := s.Check(in)
	if err != nil {
		return nil, err
	}
	p := &placement{s: s, in: in, bodyHash: bodyHash}
	if key != "" {
		p.key, p.replyID = key, hashOf("reply\x00"+key)
		done, err := s.enter(ctx, p.replyID, in.Wait)
		if err != nil {
			return nil, err
		}
		defer done()
	}
	return p.run(ctx)
}

// placement is one attempt to order.
type placement struct {
	s        *Service
	in       PlaceInput
	key      string
	replyID  string // empty without a key
	bodyHash string
	expired  *reply // an answer under the same key that is no longer kept
}

// tries is how often a placement draws a new code before it gives up. That two
// are alike, of 2^38, is next to never; what also ends here is a second request
// with the same key in another process, which finds the answer of the first on its second try.
const tries = 3

func (p *placement) run(ctx context.Context) (placed *Placed, err error) {
	for range tries {
		err = p.s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			placed, err = p.attempt(ctx, tx)
			return err
		})
		if !errors.Is(err, store.ErrDuplicate) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	return placed, nil
}

// attempt runs in one transaction over answer, cart, stock, checkout, orders and outbox.
func (p *placement) attempt(ctx context.Context, tx store.Tx) (*Placed, error) {
	if placed, err := p.replay(ctx, tx); placed != nil || err != nil {
		return placed, err
	}
	cart, err := getCart(ctx, tx, p.in.CartKey)
	if err != nil {
		return nil, err
	}
	view, err := p.reckon(ctx, tx, cart)
	if err != nil {
		return nil, err
	}
	now := p.s.instant()
	placed := p.draft(view, now)
	if err := p.s.catalog.Reserve(ctx, tx, linesOf(placed.Orders)); err != nil {
		return nil, err
	}
	return placed, p.write(ctx, tx, placed, cart, now)
}

// reckon looks at the cart as the store has it now, and refuses what cannot be ordered as the buyer saw it.
func (p *placement) reckon(ctx context.Context, tx store.Tx, cart *Cart) (*CartView, error) {
	skus := make([]string, len(cart.Lines))
	for i, l := range cart.Lines {
		skus[i] = l.SKU
	}
	offers, err := p.s.catalog.Offers(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	view, err := p.s.view(cart.Lines, fromOffers(offers), p.in.Address.Province)
	if err != nil {
		return nil, err
	}
	return view, p.refuse(view)
}

// refuse: who saw the total knows that lapsed lines are not in it; who did not must be told of them.
func (p *placement) refuse(view *CartView) error {
	if left := view.Items(Lapsed, Gone, Closed); len(left) > 0 && (view.Count == 0 || p.in.Expected == nil) {
		switch left[0].Problem {
		case Gone:
			return fmt.Errorf("order %q: %w", left[0].SKU, ErrNoUnit)
		case Closed:
			return fmt.Errorf("order %q: %w", left[0].SKU, catalog.ErrClosed)
		}
		return &catalog.NotSellableError{SKU: left[0].SKU, State: left[0].State}
	}
	if view.Count == 0 {
		return ErrEmptyCart
	}
	if p.in.Expected != nil && *p.in.Expected != view.Total {
		return &TotalError{Expected: *p.in.Expected, Now: view.Total}
	}
	if p.in.Payment == CashOnDelivery && view.Total > p.s.Rules().CashLimit {
		return FieldErrors{tooMuchCash(p.s.Rules().CashLimit)}
	}
	return nil
}

// draft makes the documents of the order. Everything is kept as it is at this moment.
func (p *placement) draft(view *CartView, now time.Time) *Placed {
	code := newCode()
	placed := &Placed{Token: newSecret()}
	placed.Checkout = &Checkout{
		Meta: store.Meta{ID: code}, Contact: p.in.Contact, Address: p.in.Address, Language: p.in.Language, Account: p.in.Account,
		Goods: view.Goods, Shipping: view.Shipping, Total: view.Total, PlacedAt: now,
		Payment: p.settlement(view, now),
	}
	placed.Checkout.grant(placed.Token, now.Add(p.s.Rules().AccessAge))
	for _, g := range view.Groups {
		if o := p.order(g, now); len(o.Lines) > 0 {
			o.ID, o.Checkout = orderCode(code, len(placed.Orders)+1), code
			placed.Orders = append(placed.Orders, o)
			placed.Checkout.Orders = append(placed.Checkout.Orders, o.ID)
		}
	}
	return placed
}

func (p *placement) settlement(view *CartView, now time.Time) Settlement {
	if p.in.Payment == CashOnDelivery {
		return Settlement{Method: CashOnDelivery, State: PaymentDue, Amount: view.Total}
	}
	until := now.Add(p.s.Rules().Hold)
	return Settlement{Method: Transfer, State: PaymentAwaited, Amount: view.Total, HoldUntil: &until}
}

func (p *placement) order(g CartGroup, now time.Time) *Order {
	status := Pending
	if p.in.Payment == Transfer {
		status = AwaitingPayment
	}
	o := &Order{
		Seller: g.Seller, Status: status, Goods: g.Goods, Delivery: g.Delivery, Total: g.Goods + g.Delivery.Fee,
		Contact: p.in.Contact, Address: p.in.Address, PlacedAt: now, UpdatedAt: now,
		History: []Step{{Status: status, At: now, By: ByBuyer}},
	}
	for _, item := range g.Lines {
		if item.Problem.Counted() {
			o.Lines = append(o.Lines, item.Line)
		}
	}
	return o
}

// write saves the order, takes what was ordered out of the cart and remembers the answer.
func (p *placement) write(ctx context.Context, tx store.Tx, placed *Placed, cart *Cart, now time.Time) error {
	if err := checkouts.Insert(ctx, tx, placed.Checkout); err != nil {
		return err
	}
	before := cart.skus()
	for _, o := range placed.Orders {
		if err := orders.Insert(ctx, tx, o); err != nil {
			return err
		}
		if err := indexOrder(ctx, tx, o); err != nil {
			return err
		}
		for _, l := range o.Lines {
			cart.Lines = remove(cart.Lines, l.SKU)
		}
	}
	cart.UpdatedAt = now
	if err := carts.Replace(ctx, tx, cart); err != nil {
		return err
	}
	if err := indexCart(ctx, tx, cart, before); err != nil {
		return err
	}
	if err := p.remember(ctx, tx, placed, now); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, EventPlaced, Placement{Checkout: placed.Checkout.ID})
}

func linesOf(list []*Order) []catalog.Line {
	var lines []catalog.Line
	for _, o := range list {
		for _, l := range o.Lines {
			lines = append(lines, catalog.Line{SKU: l.SKU, Quantity: l.Quantity, Ref: o.ID})
		}
	}
	return lines
}
