package api

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/orders"
)

type sellerOrdersInput struct {
	Status string    `query:"status" enum:"awaiting_payment,pending,confirmed,packed,shipped,delivered,returned,cancelled" doc:"Only those in that status."`
	Since  time.Time `query:"since" doc:"Only those that changed since then."`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string    `query:"cursor" maxLength:"400" doc:"next_cursor of the page before, with the same status and since."`
}

// SellerOrders is a page of orders.
type SellerOrders struct {
	Orders     []SellerOrder `json:"orders" doc:"In the order in which they changed, the oldest change first."`
	NextCursor string        `json:"next_cursor,omitempty" doc:"Goes into cursor for the next page; absent on the last."`
}

type sellerOrdersOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         SellerOrders
}

func (s *server) sellerOrders(ctx context.Context, in *sellerOrdersInput) (*sellerOrdersOutput, error) {
	page, err := s.Orders.Changed(ctx, caller(ctx).Producer, orders.Status(in.Status), in.Since, in.Limit, in.Cursor)
	if err != nil {
		return nil, fail(ctx, err)
	}
	out := &sellerOrdersOutput{CacheControl: "no-store", Body: SellerOrders{Orders: []SellerOrder{}, NextCursor: page.Next}}
	for _, o := range page.Items {
		out.Body.Orders = append(out.Body.Orders, sellerOrderOf(o))
	}
	return out, nil
}

type sellerOrderInput struct {
	Code string `path:"code" maxLength:"40" example:"OC-7KM4-XQ2P-1"`
}

type sellerOrderOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         SellerOrder
}

func (s *server) sellerOrder(ctx context.Context, in *sellerOrderInput) (*sellerOrderOutput, error) {
	o, err := s.ownOrder(ctx, in.Code)
	if err != nil {
		return nil, fail(ctx, err)
	}
	return &sellerOrderOutput{CacheControl: "no-store", Body: sellerOrderOf(o)}, nil
}

type moveInput struct {
	Code string `path:"code" maxLength:"40" example:"OC-7KM4-XQ2P-1"`
	Body struct {
		Status  string   `json:"status" enum:"confirmed,packed,shipped,delivered,returned,cancelled" doc:"Where it goes. From packed back to confirmed: the parcel was opened again."`
		Carrier string   `json:"carrier,omitempty" maxLength:"60" doc:"With shipped: who fetched it."`
		Trip    string   `json:"trip,omitempty" maxLength:"60" doc:"With shipped: the carrier's number of the trip or parcel."`
		Missing []string `json:"missing,omitempty" maxItems:"50" doc:"With cancelled: the SKUs that were not there; they are written off."`
	}
}

// moveOrder answers 409 status_moved_on, with where the order is, when it cannot move so.
func (s *server) moveOrder(ctx context.Context, in *moveInput) (*sellerOrderOutput, error) {
	o, err := s.ownOrder(ctx, in.Code)
	if err != nil {
		return nil, fail(ctx, err)
	}
	switch to := orders.Status(in.Body.Status); {
	case to == orders.Packed:
		o, err = s.Orders.Pack(ctx, o.ID)
	case to == orders.Shipped:
		o, err = s.Orders.HandOver(ctx, o.ID, orders.Trip{Carrier: in.Body.Carrier, Number: in.Body.Trip})
	case to == orders.Cancelled && len(in.Body.Missing) > 0:
		o, err = s.Orders.RunShort(ctx, o.ID, in.Body.Missing)
	default:
		o, err = s.Orders.Advance(ctx, o.ID, to, orders.BySeller, "")
	}
	if err != nil {
		return nil, fail(ctx, err)
	}
	return &sellerOrderOutput{CacheControl: "no-store", Body: sellerOrderOf(o)}, nil
}
