package orders

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// ByCode returns a checkout, by its code or that of one of its orders as people
// type them, to the one who holds a token of it. Anything else is ErrNoOrder.
func (s *Service) ByCode(ctx context.Context, code, token string) (*View, error) {
	checkout, number, ok := ParseCode(code)
	if !ok {
		return nil, ErrNoOrder
	}
	view, err := read(ctx, s.db, checkout)
	if err != nil {
		return nil, err
	}
	if number > len(view.Orders) || !view.Checkout.opens(token, s.instant()) {
		return nil, ErrNoOrder
	}
	return view, nil
}

// Lookup returns a checkout to the one who knows its phone number, with a fresh
// token. Whether code or phone is wrong is not told; either costs one reading, so the time does not tell it.
func (s *Service) Lookup(ctx context.Context, code, phone string) (*View, string, error) {
	checkout, _, _ := ParseCode(code) // a code that cannot be reads like one that is not
	digits, _ := ParsePhone(phone)
	found, err := checkouts.Get(ctx, s.db, checkout)
	known := ""
	if err == nil {
		known = found.Contact.Phone
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(hashOf(known)), []byte(hashOf(digits))) != 1 || err != nil || digits == "" {
		return nil, "", ErrNoOrder
	}
	token := newSecret()
	view, err := s.change(ctx, checkout, func(c *change) error {
		c.checkout.grant(token, c.now.Add(s.Rules().AccessAge))
		return nil
	})
	return view, token, err
}

// Find returns a checkout by its code or that of one of its orders, for those
// inside: operators, mails, desks.
func (s *Service) Find(ctx context.Context, code string) (*View, error) {
	checkout, _, ok := ParseCode(code)
	if !ok {
		return nil, ErrNoOrder
	}
	return read(ctx, s.db, checkout)
}

// OfSeller lists a producer's orders in a status, the oldest first.
func (s *Service) OfSeller(ctx context.Context, sellerID string, status Status) ([]*Order, error) {
	list, err := orders.Find(ctx, s.db, store.Query{Where: []store.Cond{
		{Field: "seller.id", Op: store.Eq, Value: sellerID}, {Field: "status", Op: store.Eq, Value: string(status)},
	}})
	if err != nil {
		return nil, fmt.Errorf("orders of seller: %w", err)
	}
	return list, nil
}

// Payments pages through the receipts of a class, the newest first.
func (s *Service) Payments(ctx context.Context, class Class, limit int, after string) (store.Page[Payment], error) {
	return payments.Page(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "class", Op: store.Eq, Value: string(class)}},
		Sort:  []store.Order{{Field: "at", Desc: true}}, Limit: limit, After: after,
	})
}
