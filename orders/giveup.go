package orders

import (
	"context"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
)

// Lapsed lists the lines of an order not yet sent whose certificates have been lost since it
// was placed, each product once: the buyer may give them up and have the rest. It answers from memory.
func (s *Service) Lapsed(o *Order) []Line {
	if !o.Status.Open() {
		return nil
	}
	var lost []Line
	for _, l := range o.Lines {
		known := slices.ContainsFunc(lost, func(other Line) bool { return other.ProductID == l.ProductID })
		if !known && s.lapsed(l) {
			lost = append(lost, l)
		}
	}
	return lost
}

// lapsed reports whether the certificate that a line is sold under is lost, which is more than that the registry is silent.
func (s *Service) lapsed(l Line) bool {
	card, _, ok := s.catalog.CardBySKU(l.SKU)
	if !ok {
		return false
	}
	switch s.catalog.State(card) {
	case catalog.StateSuspended, catalog.StateRevoked, catalog.StateWithdrawn, catalog.StateExpired:
		return true
	}
	return false
}

// GiveUp takes a product whose certificate was lost out of an order for its buyer, who keeps the
// rest; an order of nothing else is cancelled. If its certificate holds, or the goods have left, it is ErrNotCancellable.
func (s *Service) GiveUp(ctx context.Context, code, token, productID string) (*View, error) {
	_, number, _ := ParseCode(code)
	return s.asBuyer(ctx, code, token, func(c *change) error {
		o, err := c.order(number)
		if err != nil {
			return err
		}
		lost := s.Lapsed(o)
		i := slices.IndexFunc(lost, func(l Line) bool { return l.ProductID == productID })
		if i < 0 {
			return ErrNotCancellable
		}
		return c.callOff(o, s.Rules().Shipping, Loss{Certificate: lost[i].Certificate, Of: func(l Line) bool { return l.ProductID == productID }, By: ByBuyer})
	})
}
