package orders

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// OfAccount pages through what a person ordered with their account, the newest first.
func (s *Service) OfAccount(ctx context.Context, account string, limit int, after string) (store.Page[Checkout], error) {
	if account == "" {
		return store.Page[Checkout]{}, errors.New("orders: no account")
	}
	return checkouts.Page(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "account", Op: store.Eq, Value: account}},
		Sort:  []store.Order{{Field: "placed_at", Desc: true}}, Limit: limit, After: after,
	})
}

// TakeIn puts an order that was placed as a guest into the account of the one who
// knows its code and its phone number. Which of them is wrong is not told; an order in
// another account is ErrNoOrder too.
func (s *Service) TakeIn(ctx context.Context, account, code, phone string) (*View, error) {
	checkout, _, _ := ParseCode(code)
	digits, _ := ParsePhone(phone)
	return s.change(ctx, checkout, func(c *change) error {
		known := c.checkout.Contact.Phone
		if digits == "" || subtle.ConstantTimeCompare([]byte(hashOf(known)), []byte(hashOf(digits))) != 1 {
			return ErrNoOrder
		}
		if c.checkout.Account != "" && c.checkout.Account != account {
			return ErrNoOrder
		}
		if c.checkout.Account == "" {
			c.acts = append(c.acts, audit.Entry{Action: "account.own", Object: "checkout/" + c.checkout.ID, Summary: "đưa đơn vào tài khoản", SummaryEN: "took an order into their account"})
		}
		c.checkout.Account = account
		return nil
	})
}

// OpenFor returns an order of an account with a fresh token of it; another's is ErrNoOrder.
func (s *Service) OpenFor(ctx context.Context, account, code string) (*View, string, error) {
	token := newSecret()
	view, err := s.change(ctx, code, func(c *change) error {
		if account == "" || c.checkout.Account != account {
			return ErrNoOrder
		}
		c.checkout.grant(token, c.now.Add(s.Rules().AccessAge))
		return nil
	})
	return view, token, err
}

// AccountOf tells whose account an order is in, by its code; empty for a guest's.
func (s *Service) AccountOf(ctx context.Context, code string) (string, error) {
	c, err := checkouts.Get(ctx, s.db, code)
	if err != nil {
		return "", fmt.Errorf("account of an order: %w", err)
	}
	return c.Account, nil
}

// CheckRecipient cleans what somebody typed about who gets a parcel and where, as placing an order would, and says all that is wrong with it as FieldErrors.
func CheckRecipient(c Contact, a Address) (Contact, Address, error) {
	f := &form{}
	c, a = f.contact(c), f.address(a)
	if len(f.errs) > 0 {
		return c, a, f.errs
	}
	return c, a, nil
}
