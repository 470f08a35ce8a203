package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Lapsed lists the lines of an order not yet sent whose certificates have been lost since it
// was placed, each product once: the buyer may give them up and have the rest.
func (s *Service) Lapsed(ctx context.Context, o *Order) ([]Line, error) {
	if !o.Status.Open() {
		return nil, nil
	}
	var lost []Line
	for _, l := range o.Lines {
		if slices.ContainsFunc(lost, func(other Line) bool { return other.ProductID == l.ProductID }) {
			continue
		}
		lapsed, err := s.lapsed(ctx, l)
		if err != nil {
			return nil, fmt.Errorf("what became of %s: %w", l.Certificate, err)
		}
		if lapsed {
			lost = append(lost, l)
		}
	}
	return lost, nil
}

// lapsed reports whether the certificate that a line was sold under is lost, which is more than that the
// registry is silent. One that ran out is not, while the product has another: the same goods are certified.
func (s *Service) lapsed(ctx context.Context, l Line) (bool, error) {
	card, _, sold := s.catalog.CardBySKU(l.SKU)
	now := !sold || isLost(s.catalog.State(card))
	if sold && card.Certificate == l.Certificate {
		return now, nil
	}
	cert, err := s.catalog.Certificate(ctx, l.Certificate)
	if errors.Is(err, store.ErrNotFound) {
		return now, nil
	}
	if err != nil {
		return false, err
	}
	then := s.catalog.CertificateState(cert)
	return isLost(then) && (now || then != catalog.StateExpired), nil
}

func isLost(s catalog.State) bool {
	switch s {
	case catalog.StateSuspended, catalog.StateRevoked, catalog.StateWithdrawn, catalog.StateExpired:
		return true
	}
	return false
}

// GiveUp takes a product whose certificate was lost out of an order for its buyer, who keeps the
// rest; an order of nothing else is cancelled. If its certificate holds, or the goods have left, it is ErrNotCancellable.
func (s *Service) GiveUp(ctx context.Context, code, token, productID string) (*View, error) {
	_, number, _ := ParseCode(code)
	loss, err := s.lossOf(ctx, code, number, productID)
	if err != nil {
		return nil, err
	}
	return s.asBuyer(ctx, code, token, func(c *change) error {
		o, err := c.order(number)
		if err != nil {
			return err
		}
		if loss.Of == nil || !slices.ContainsFunc(o.Lines, loss.Of) || !o.Status.Open() {
			return ErrNotCancellable
		}
		return c.callOff(o, s.Rules().Shipping, loss)
	})
}

// lossOf is what a buyer may give up of an order; nothing is Of it if the product's certificate holds.
func (s *Service) lossOf(ctx context.Context, code string, number int, productID string) (Loss, error) {
	view, err := s.Find(ctx, code)
	if err != nil {
		return Loss{}, err
	}
	o, err := (&change{orders: view.Orders}).order(number)
	if err != nil {
		return Loss{}, err
	}
	lost, err := s.Lapsed(ctx, o)
	i := slices.IndexFunc(lost, func(l Line) bool { return l.ProductID == productID })
	if err != nil || i < 0 {
		return Loss{}, err
	}
	return Loss{Certificate: lost[i].Certificate, Of: func(l Line) bool { return l.ProductID == productID }, By: ByBuyer}, nil
}
