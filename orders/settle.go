package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Owed is what the buyer has yet to pay.
func (p *Settlement) Owed() money.Amount { return max(0, p.Amount-p.kept()) }

// kept is what came and was not sent back.
func (p *Settlement) kept() money.Amount { return p.Received - p.Refunded }

// CashDue is what the carrier collects for an order that is on its way or will be.
// What was transferred before the buyer turned to cash counts for orders that
// have arrived first, then for the others in their order.
func (v *View) CashDue(o *Order) money.Amount {
	if v.Checkout.Payment.Method != CashOnDelivery || o.Status.Final() {
		return 0
	}
	left := v.Checkout.Payment.kept()
	for _, other := range v.Orders {
		if other.Status == Delivered {
			left -= other.Total
		}
	}
	for _, other := range v.Orders {
		if other.ID == o.ID {
			break
		}
		if !other.Status.Final() {
			left -= other.Total
		}
	}
	return max(0, o.Total-max(0, left))
}

// rebalance brings the payment's state in line with what is asked for and what
// came, after either changed. Orders that waited begin when all is paid.
func (c *change) rebalance() error {
	p := &c.checkout.Payment
	p.Refund = max(0, p.kept()-p.Amount)
	switch {
	case p.State != PaymentAwaited && p.State != PaymentDue:
		return nil
	case p.Amount == 0:
		p.State, p.HoldUntil = PaymentNotOwed, nil
		return nil
	case p.kept() < p.Amount:
		return nil
	}
	p.State, p.PaidAt, p.HoldUntil = PaymentPaid, &c.now, nil
	begun, err := c.begin(BySystem)
	if c.open() {
		c.tell(WasPaid, begun...)
	}
	return err
}

// open reports whether any order goes on. None does when the carrier has brought the last and collected its cash.
func (c *change) open() bool {
	for _, o := range c.orders {
		if !o.Status.Final() {
			return true
		}
	}
	return false
}

// classify says how an amount fits what is asked for.
func (p *Settlement) classify(amount money.Amount) Class {
	switch {
	case p.State == PaymentExpired || p.State == PaymentNotOwed:
		return Late
	case amount < p.Owed():
		return Under
	case amount > p.Owed():
		return Over
	}
	return Exact
}

// newsOf is what a receipt of each class makes known beside the payment itself.
var newsOf = map[Class]What{Under: WasUnderpaid, Over: WasOverpaid, Late: WasPaidLate}

// take counts a receipt in.
func (c *change) take(amount money.Amount) (Class, error) {
	p := &c.checkout.Payment
	class := p.classify(amount)
	p.Received += amount
	if what, ok := newsOf[class]; ok {
		c.tell(what)
	}
	return class, c.rebalance()
}

// MarkPaid files money for a checkout and moves its orders on when all of it
// has come. The same bank reference is filed once; an operator's word without
// one counts once a checkout. Money for what was cancelled is filed as Late, for an operator to send back.
func (s *Service) MarkPaid(ctx context.Context, code string, r Receipt) (*Payment, error) {
	checkout, _, ok := ParseCode(code)
	if !ok {
		return nil, ErrNoOrder
	}
	if r.Amount < 0 {
		return nil, fmt.Errorf("mark %s paid: %w", checkout, money.ErrFormat)
	}
	var filed *Payment
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		filed, _, err = s.file(ctx, tx, checkout, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mark %s paid: %w", checkout, err)
	}
	return filed, nil
}

// file writes a receipt down, for a checkout or as Unmatched without one. What
// was filed before comes back as it is, known, unless it was Unmatched and now has a checkout.
func (s *Service) file(ctx context.Context, tx store.Tx, checkout string, r Receipt) (filed *Payment, known bool, err error) {
	id := receiptID(checkout, r)
	filed, err = payments.Get(ctx, tx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		filed = s.receipt(id, r)
	case err != nil:
		return nil, false, err
	case filed.Class != Unmatched || checkout == "":
		return filed, true, nil
	}
	if word, err := s.confirms(ctx, tx, checkout, r); err == nil || !errors.Is(err, store.ErrNotFound) {
		return word, true, err
	}
	filed.Class, filed.RecordedAt = Unmatched, s.instant()
	if checkout != "" {
		if err := s.count(ctx, tx, checkout, filed); err != nil {
			return nil, false, err
		}
	}
	if err := payments.Save(ctx, tx, filed); err != nil {
		return nil, false, err
	}
	return filed, false, audit.Append(ctx, tx, filed.RecordedAt, audit.Entry{
		Action: "payment.file", Object: "payment/" + filed.ID, Summary: "ghi khoản " + filed.Amount.String() + ", " + string(filed.Class), SummaryEN: "filed a payment of " + filed.Amount.String() + ", " + string(filed.Class), Reason: r.Reason,
		Changes: []audit.Change{{Field: "checkout", To: filed.Checkout}, {Field: "ref", To: filed.Ref}},
	})
}

// receipt is one that was not filed before.
func (s *Service) receipt(id string, r Receipt) *Payment {
	p := &Payment{Meta: store.Meta{ID: id}, Ref: r.Ref, Amount: r.Amount, At: r.At.UTC(), Description: r.Description, By: r.By}
	if r.At.IsZero() {
		p.At = s.instant()
	}
	return p
}

// count counts a payment for a checkout.
func (s *Service) count(ctx context.Context, tx store.Tx, checkout string, filed *Payment) error {
	filed.Checkout = checkout
	_, err := s.changeIn(ctx, tx, checkout, func(c *change) (err error) {
		if filed.Amount == 0 {
			filed.Amount = c.expected()
		}
		if filed.Amount == 0 {
			return ErrNotAwaited
		}
		filed.Class, err = c.take(filed.Amount)
		return err
	})
	return err
}

// expected is the amount that an operator who names none means: what is owed, or all of what was cancelled for want of it.
func (c *change) expected() money.Amount {
	p := &c.checkout.Payment
	if p.Amount == 0 && p.Received == 0 {
		return c.checkout.Total
	}
	return p.Owed()
}

// confirms reports whether a bank's receipt is the one that an operator gave
// word of before, and notes its reference: the same money is not counted twice.
func (s *Service) confirms(ctx context.Context, tx store.Tx, checkout string, r Receipt) (*Payment, error) {
	if r.Ref == "" || checkout == "" {
		return nil, store.ErrNotFound
	}
	word, err := payments.Get(ctx, tx, receiptID(checkout, Receipt{}))
	switch {
	case err != nil:
		return nil, err
	case word.Ref == r.Ref:
		return word, nil
	case word.Ref != "" || word.Amount != r.Amount:
		return nil, store.ErrNotFound
	}
	word.Ref = r.Ref
	return word, payments.Replace(ctx, tx, word)
}

// receiptID tells receipts apart: by the bank's reference, or for an operator's word by the checkout.
func receiptID(checkout string, r Receipt) string {
	if r.Ref == "" {
		return "word:" + checkout
	}
	return "ref:" + hashOf(r.Ref)
}

// releaseAtOnce is how many checkouts ReleaseUnpaid looks at before it looks anew.
const releaseAtOnce = 100

// ReleaseUnpaid cancels what was not paid in time, gives its stock back and
// returns how many checkouts that were. One that cannot be released does not
// hold up the others. A job calls it twice a minute.
func (s *Service) ReleaseUnpaid(ctx context.Context) (int, error) {
	released := 0
	for {
		due, err := checkouts.Find(ctx, s.db, store.Query{Where: []store.Cond{
			{Field: "payment.state", Op: store.Eq, Value: string(PaymentAwaited)},
			{Field: "payment.hold_until", Op: store.Lte, Value: s.instant()},
		}, Limit: releaseAtOnce})
		if err != nil {
			return released, fmt.Errorf("release unpaid: %w", err)
		}
		n, err := s.releaseAll(ctx, due)
		released += n
		if err != nil || len(due) < releaseAtOnce {
			return released, err
		}
	}
}

func (s *Service) releaseAll(ctx context.Context, due []*Checkout) (released int, err error) {
	var failed []error
	for _, c := range due {
		view, err := s.change(ctx, c.ID, (*change).expire)
		switch {
		case ctx.Err() != nil:
			return released, errors.Join(append(failed, ctx.Err())...)
		case err != nil:
			failed = append(failed, fmt.Errorf("release %s: %w", c.ID, err))
		case view.Checkout.Payment.State == PaymentExpired:
			released++
		}
	}
	return released, errors.Join(failed...)
}

// expire looks again, since the money may have come meanwhile.
func (c *change) expire() error {
	p := &c.checkout.Payment
	if p.State != PaymentAwaited || c.now.Before(*p.HoldUntil) {
		return nil
	}
	for _, o := range c.orders {
		if o.Status != AwaitingPayment {
			continue
		}
		if err := c.move(o, Cancelled, BySystem, ""); err != nil {
			return err
		}
		o.Reason = ReasonUnpaid
	}
	p.State, p.HoldUntil = PaymentExpired, nil
	c.tell(RanOut, c.moved...)
	return c.rebalance()
}
