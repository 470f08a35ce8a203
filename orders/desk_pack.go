package orders

import (
	"context"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
)

// Trip is how a parcel left: with whom, and the number by which they know it.
type Trip struct {
	Carrier string `bson:"carrier"`
	Number  string `bson:"number,omitempty"`
}

// Pack notes for the seller that an order is packed. One that was not confirmed yet is
// confirmed by it: who packs has accepted. One that has moved on is a *StatusError.
func (s *Service) Pack(ctx context.Context, code string) (*Order, error) {
	return s.changeOrder(ctx, code, func(c *change, o *Order) error {
		if o.Status == Pending {
			if err := c.advance(o, Confirmed, BySeller, ""); err != nil {
				return err
			}
		}
		return c.advance(o, Packed, BySeller, "")
	})
}

// Unpack takes back that an order was packed.
func (s *Service) Unpack(ctx context.Context, code string) (*Order, error) {
	return s.changeOrder(ctx, code, func(c *change, o *Order) error {
		if o.Status != Packed {
			return &StatusError{Order: o.ID, From: o.Status, To: Confirmed}
		}
		return c.advance(o, Confirmed, BySeller, "")
	})
}

// How long, in letters, what is written about a trip may be.
const maxTrip = 60

// HandOver notes that an order left with a carrier. One that is not confirmed, or has left, is a *StatusError.
func (s *Service) HandOver(ctx context.Context, code string, trip Trip) (*Order, error) {
	trip.Carrier, trip.Number = strings.TrimSpace(trip.Carrier), strings.TrimSpace(trip.Number)
	var wrong field.Errors
	if len([]rune(trip.Carrier)) > maxTrip {
		wrong.Add("hang", "too_long", "Tên hãng dài quá 60 chữ.", "The carrier's name is longer than 60 letters.")
	}
	if len([]rune(trip.Number)) > maxTrip {
		wrong.Add("chuyen", "too_long", "Mã chuyến dài quá 60 chữ.", "The trip's number is longer than 60 letters.")
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return s.changeOrder(ctx, code, func(c *change, o *Order) error {
		if trip != (Trip{}) {
			o.Trip = &trip
		}
		return c.advance(o, Shipped, BySeller, "")
	})
}

// RunShort cancels an order because some of its goods are not there. What is missing is
// written off what can be sold, the rest goes back to it; the buyer is owed what they paid. None of the order's SKUs is ErrNoUnit.
func (s *Service) RunShort(ctx context.Context, code string, missing []string) (*Order, error) {
	return s.changeOrder(ctx, code, func(c *change, o *Order) error {
		if !slices.ContainsFunc(o.Lines, func(l Line) bool { return slices.Contains(missing, l.SKU) }) {
			return ErrNoUnit
		}
		if err := c.advance(o, Cancelled, BySeller, ""); err != nil {
			return err
		}
		o.Reason = ReasonStock
		for _, l := range o.Lines {
			if slices.Contains(missing, l.SKU) {
				c.missing = append(c.missing, catalog.Movement{SKU: l.SKU, Delta: -l.Quantity, Kind: catalog.EntryCorrection, Ref: o.ID, Reason: "thiếu khi gói"})
			}
		}
		return nil
	})
}
