package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

// Shed takes lots in.
type Shed interface {
	Receive(ctx context.Context, in lots.Input) (*lots.Lot, error)
}

// acts names the action of the policy that an operation is: everyone's, unless it is a producer's.
const acts = "action"

// Action is what the policy calls an operation; ok is false for one that it does not know.
func Action(op *huma.Operation) (action policy.Action, ok bool) {
	action, ok = op.Metadata[acts].(policy.Action)
	return action, ok
}

// own describes an operation of a producer's programs: which action of the policy it is.
func own(action policy.Action, id, method, path, summary string, success int, errors ...int) huma.Operation {
	op := operation(id, method, "/seller"+path, summary, success, append(errors, http.StatusUnauthorized, http.StatusForbidden)...)
	op.Metadata[acts] = action
	op.Security = []map[string][]string{{"key": {}}}
	op.Tags = []string{"seller"}
	if scope := policy.Rules()[action].Scope; scope != "" {
		op.Description = "Needs a key with the scope " + scope + ". A key reaches its own organization's things alone."
	}
	return op
}

func (s *server) sellerRoutes(a huma.API) {
	huma.Register(a, own(policy.OrderFulfil, "list-seller-orders", http.MethodGet, "/orders", "The producer's orders, as they changed", 200, 400), s.sellerOrders)
	huma.Register(a, own(policy.OrderFulfil, "get-seller-order", http.MethodGet, "/orders/{code}", "One of the producer's orders", 200, 404), s.sellerOrder)
	huma.Register(a, own(policy.OrderAdvance, "move-seller-order", http.MethodPost, "/orders/{code}/status", "Move an order on", 200, 404, 409, 422), s.moveOrder)
	huma.Register(a, own(policy.ProductRead, "list-seller-products", http.MethodGet, "/products", "The producer's products", 200), s.sellerProducts)
	huma.Register(a, own(policy.StockRead, "list-seller-stock", http.MethodGet, "/stock", "What there is of the producer's units", 200), s.sellerStock)
	huma.Register(a, own(policy.LotEdit, "add-lot", http.MethodPost, "/lots", "Take a lot into the producer's own store", 201, 409, 422), s.addLot)
}

// judged is who asks, and for what they were let in.
type judged struct {
	actor  policy.Actor
	action policy.Action
}

type judgedKey struct{}

// judge lets an operation run for those alone who may do it. Who asks is looked up where it is not everyone's.
func (s *server) judge(ctx huma.Context, next func(huma.Context)) {
	action, _ := Action(ctx.Operation())
	if policy.May(policy.Actor{}, action, policy.Object{}) == nil {
		next(ctx)
		return
	}
	actor, err := s.Who(humagin.Unwrap(ctx).Request)
	if err == nil {
		err = mayKey(actor, action)
	}
	if err != nil {
		writeProblem(ctx, fail(ctx.Context(), err).(*Problem))
		return
	}
	inner := audit.WithActor(ctx.Context(), audit.Actor{Person: actor.Person, Org: actor.Org, Via: "api", Key: actor.Key})
	next(huma.WithContext(ctx, context.WithValue(inner, judgedKey{}, judged{actor, action})))
}

// mayKey says in words for programs what the policy refuses. A desk of no producer is nobody's.
func mayKey(actor policy.Actor, action policy.Action) error {
	if actor.Anonymous() {
		return fault.Fault{Status: http.StatusUnauthorized, Code: "key_missing",
			VI: "Cần khóa của tổ chức trong Authorization: Bearer ocop_…. Tạo khóa ở trang Bảo mật.", EN: "A key of the organization is needed in Authorization: Bearer ocop_…. Make one on the page of security."}
	}
	if err := policy.May(actor, action, actor.Desk()); err != nil {
		return err
	}
	if actor.Producer == "" {
		return policy.ErrForbidden
	}
	return nil
}

// caller is who asks; the operation was judged before.
func caller(ctx context.Context) policy.Actor {
	who, _ := ctx.Value(judgedKey{}).(judged)
	return who.actor
}

// ownOrder returns an order of the caller's producer; another's is told as if there were none.
func (s *server) ownOrder(ctx context.Context, code string) (*orders.Order, error) {
	o, err := s.Orders.Get(ctx, code)
	if err != nil {
		return nil, err
	}
	who, _ := ctx.Value(judgedKey{}).(judged)
	if policy.May(who.actor, who.action, policy.Object{Kind: "order", ID: o.ID, Producer: o.Seller.ID}) != nil {
		return nil, orders.ErrNoOrder
	}
	return o, nil
}

// SellerOrder is an order as its seller sees it.
type SellerOrder struct {
	Order
	PlacedAt  time.Time `json:"placed_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Contact   Contact   `json:"contact"`
	Address   Address   `json:"address"`
	WeightG   int       `json:"weight_g"`
	Chilled   bool      `json:"chilled"`
	Carrier   string    `json:"carrier,omitempty"`
	Trip      string    `json:"trip,omitempty" doc:"The carrier's number of the trip or parcel."`
}

func sellerOrderOf(o *orders.Order) SellerOrder {
	out := SellerOrder{
		Order: orderOf(o), PlacedAt: o.PlacedAt, UpdatedAt: o.UpdatedAt, Address: Address(o.Address), WeightG: o.Delivery.WeightG, Chilled: o.Delivery.Chilled,
		Contact: Contact{Name: o.Contact.Name, Phone: o.Contact.Phone, Email: o.Contact.Email},
	}
	if o.Trip != nil {
		out.Carrier, out.Trip = o.Trip.Carrier, o.Trip.Number
	}
	return out
}
