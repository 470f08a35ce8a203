package orders

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// RefundPaid records that money was sent back to the buyer: at most what is owed, with the
// bank's reference, by which the same one is recorded once. What is wrong comes back as field.Errors.
func (s *Service) RefundPaid(ctx context.Context, code string, r Refund) (*View, error) {
	checkout, _, ok := ParseCode(code)
	if !ok {
		return nil, ErrNoOrder
	}
	r.Ref, r.Note = strings.TrimSpace(r.Ref), strings.TrimSpace(r.Note)
	view, err := s.change(ctx, checkout, func(c *change) error {
		if r.At.IsZero() {
			r.At = c.now
		}
		return c.refund(r)
	})
	if err != nil {
		return nil, fmt.Errorf("record refund of %s: %w", checkout, err)
	}
	return view, nil
}

func (c *change) refund(r Refund) error {
	p := &c.checkout.Payment
	if slices.ContainsFunc(p.Refunds, func(known Refund) bool { return known.Ref == r.Ref && r.Ref != "" }) {
		return nil // recorded before
	}
	if err := p.checkRefund(r); err != nil {
		return err
	}
	p.Refunds = append(p.Refunds, r)
	p.Refunded += r.Amount
	p.Refund -= r.Amount
	c.acts = append(c.acts, audit.Entry{
		Action: "payment.file", Object: "checkout/" + c.checkout.ID, Summary: "đã hoàn " + r.Amount.String() + " cho " + c.checkout.ID, SummaryEN: "gave back " + r.Amount.String() + " of " + c.checkout.ID, Reason: r.Note,
		Changes: []audit.Change{{Field: "refund", From: (p.Refund + r.Amount).String(), To: p.Refund.String()}, {Field: "ref", To: r.Ref}},
	})
	return nil
}

func (p *Settlement) checkRefund(r Refund) error {
	var wrong field.Errors
	if r.Amount <= 0 {
		wrong.Add("so-tien", "required", "Ghi số tiền đã hoàn, ví dụ 125.000.", "Give the amount that was sent back, such as 125,000.")
	} else if r.Amount > p.Refund {
		wrong.Add("so-tien", "too_much", fmt.Sprintf("Chỉ còn phải hoàn %s.", p.Refund), fmt.Sprintf("Only %s is owed.", p.Refund))
	}
	if r.Ref == "" {
		wrong.Add("tham-chieu", "required", "Ghi số tham chiếu của ngân hàng.", "Give the bank's reference.")
	}
	return wrong.Err()
}

// RefundsOwed pages through the checkouts whose buyers are owed money, the largest sums first.
func (s *Service) RefundsOwed(ctx context.Context, limit int, after string) (store.Page[Checkout], error) {
	return checkouts.Page(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "payment.refund", Op: store.Gt, Value: 0}},
		Sort:  []store.Order{{Field: "payment.refund", Desc: true}}, Limit: limit, After: after,
	})
}

// CountRefunds tells how many checkouts' buyers are owed money.
func (s *Service) CountRefunds(ctx context.Context) (int, error) {
	return checkouts.Count(ctx, s.db, store.Cond{Field: "payment.refund", Op: store.Gt, Value: 0})
}

// CountPayments tells how many receipts are in each class.
func (s *Service) CountPayments(ctx context.Context) (map[Class]int, error) {
	found, err := payments.CountBy(ctx, s.db, "class")
	counts := make(map[Class]int, len(found))
	for class, n := range found {
		counts[Class(class)] = n
	}
	return counts, err
}

// Payment returns a receipt on file.
func (s *Service) Payment(ctx context.Context, id string) (*Payment, error) {
	return payments.Get(ctx, s.db, id)
}

// Awaited tells how many checkouts wait for a transfer, and what they add up to.
func (s *Service) Awaited(ctx context.Context) (int, money.Amount, error) {
	total, n := money.Amount(0), 0
	for c, err := range checkouts.Each(ctx, s.db, store.Query{Where: []store.Cond{{Field: "payment.state", Op: store.Eq, Value: string(PaymentAwaited)}}}) {
		if err != nil {
			return 0, 0, err
		}
		n++
		total += c.Payment.Owed()
	}
	return n, total, nil
}
