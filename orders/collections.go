package orders

import "github.com/ocopmarket/ocop/internal/store"

var (
	carts = store.Define[Cart]("carts",
		store.Index{Fields: []string{"updated_at"}},
	)
	checkouts = store.Define[Checkout]("checkouts",
		store.Index{Fields: []string{"payment.state", "payment.hold_until"}},
		store.Index{Fields: []string{"payment.refund"}},
		store.Index{Fields: []string{"placed_at"}},
		store.Index{Fields: []string{"account", "placed_at"}},
	)
	orders = store.Define[Order]("orders",
		store.Index{Fields: []string{"checkout"}},
		store.Index{Fields: []string{"seller.id", "status", "placed_at"}},
		store.Index{Fields: []string{"seller.id", "placed_at"}},
		store.Index{Fields: []string{"seller.id", "updated_at"}},
		store.Index{Fields: []string{"seller.id", "ended_on"}},
		store.Index{Fields: []string{"status", "placed_at"}},
	)
	payments = store.Define[Payment]("payments",
		store.Index{Fields: []string{"checkout"}},
		store.Index{Fields: []string{"class", "at"}},
	)
	salesDays = store.Define[SalesDay]("sales_days",
		store.Index{Fields: []string{"seller", "day"}},
		store.Index{Fields: []string{"day"}},
	)
	packings = store.Define[Packing]("seller_packing")
	replies  = store.Define[reply]("order_replies",
		store.Index{Fields: []string{"expires_at"}},
	)
)

// Schemas lists the collections of orders.
func Schemas() []store.Schema {
	return []store.Schema{carts.Schema(), checkouts.Schema(), orders.Schema(), payments.Schema(), replies.Schema(), salesDays.Schema(), packings.Schema(), statements.Schema(), cartGoods.Schema(), orderGoods.Schema()}
}
