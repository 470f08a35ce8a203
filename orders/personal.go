package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// ErrUnderWay: an order of the account has not come to its end, so that its data is needed.
var ErrUnderWay = errors.New("orders: an order is still under way")

// Held is everything that is kept of an account's orders.
type Held struct {
	Orders []HeldOrder `json:"orders"`
}

// HeldOrder is a checkout with what each producer sends, as the one who ordered is entitled to see it.
type HeldOrder struct {
	Checkout *Checkout  `json:"checkout"`
	Parts    []*Order   `json:"parts"`
	Payments []*Payment `json:"payments,omitempty"`
}

// Hold gathers everything that is kept of an account's orders.
func (s *Service) Hold(ctx context.Context, account string) (Held, error) {
	var held Held
	list, err := ofAccount(ctx, s.db, account)
	if err != nil {
		return held, err
	}
	for _, c := range list {
		view, err := read(ctx, s.db, c.ID)
		if err != nil {
			return held, err
		}
		paid, err := payments.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "checkout", Op: store.Eq, Value: c.ID}}})
		if err != nil {
			return held, err
		}
		view.Checkout.Access = nil // hashes of secrets say nothing of the person
		held.Orders = append(held.Orders, HeldOrder{Checkout: view.Checkout, Parts: view.Orders, Payments: paid})
	}
	return held, nil
}

func ofAccount(ctx context.Context, r store.Reader, account string) ([]*Checkout, error) {
	if account == "" {
		return nil, errors.New("orders: no account")
	}
	return checkouts.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "account", Op: store.Eq, Value: account}}, Sort: []store.Order{{Field: "placed_at"}}})
}

// Forget takes a person out of their orders, in the caller's transaction. Of what was
// paid or handed over, name and address stay: accounting law (88/2015/QH13, articles 16
// and 41) wants them on its vouchers. Nothing is forgotten while an order is under way (ErrUnderWay).
func (s *Service) Forget(ctx context.Context, tx store.Tx, account string) error {
	list, err := ofAccount(ctx, tx, account)
	if err != nil {
		return err
	}
	for _, c := range list {
		view, err := read(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if err := forgetWho(ctx, tx, view); err != nil {
			return fmt.Errorf("forget who ordered %s: %w", c.ID, err)
		}
	}
	return nil
}

func forgetWho(ctx context.Context, tx store.Tx, v *View) error {
	for _, o := range v.Orders {
		if !o.Status.Final() {
			return ErrUnderWay
		}
	}
	contact, address := Contact{}, Address{Province: v.Checkout.Address.Province}
	if v.accounted() {
		contact.Name = v.Checkout.Contact.Name
		address = Address{Province: v.Checkout.Address.Province, Commune: v.Checkout.Address.Commune, Street: v.Checkout.Address.Street}
	}
	v.Checkout.Contact, v.Checkout.Address, v.Checkout.Account, v.Checkout.Access = contact, address, "", []access{}
	for _, o := range v.Orders {
		o.Contact, o.Address = contact, address
		if err := orders.Replace(ctx, tx, o); err != nil {
			return err
		}
	}
	return checkouts.Replace(ctx, tx, v.Checkout)
}

// accounted reports whether the books hold something of the checkout: money came, or goods were handed over.
func (v *View) accounted() bool {
	if v.Checkout.Payment.Received > 0 {
		return true
	}
	for _, o := range v.Orders {
		if o.Status == Delivered {
			return true
		}
	}
	return false
}
