package privacy

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// Ordered is orders as a holder of personal data.
type Ordered struct{ *orders.Service }

// Name names the part of a copy.
func (Ordered) Name() string { return "orders" }

// Export hands over what somebody ordered with their account.
func (o Ordered) Export(ctx context.Context, person string) (any, error) { return o.Hold(ctx, person) }

// Erase takes somebody out of what they ordered, but for what accounting law wants kept; not while an order is under way.
func (o Ordered) Erase(ctx context.Context, tx store.Tx, person string) error {
	err := o.Forget(ctx, tx, person)
	if errors.Is(err, orders.ErrUnderWay) {
		return Standing{VI: "Còn đơn chưa xong: chờ giao xong hoặc hủy đơn trước đã.", EN: "An order is still under way: it must be delivered or cancelled first."}
	}
	return err
}
