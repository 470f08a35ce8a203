package ledger

import (
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

var (
	places = store.Define[Place]("stock_places",
		store.Index{Fields: []string{"producer"}},
	)
	slips = store.Define[Slip]("stock_slips",
		store.Index{Fields: []string{"producer", "number"}, Unique: true},
		store.Index{Fields: []string{"on_way"}},
	)
	counters = store.Define[counter]("stock_slip_numbers")
)

// What the catalogue keeps and this book reads.
var (
	own       = store.Define[catalog.Stock]("stock")
	elsewhere = store.Define[catalog.Stock]("stock_elsewhere")
	entries   = store.Define[catalog.StockEntry]("stock_entries")
	owners    = store.Define[owner]("products")
	producers = store.Define[producer]("producers")
)

// owner is the part of a product that tells whose it is.
type owner struct {
	store.Meta `bson:",inline"`
	ProducerID string `bson:"producer_id"`
}

// producer is there or not; nothing else of it is asked.
type producer struct {
	store.Meta `bson:",inline"`
}

// Schemas lists the collections of the book.
func Schemas() []store.Schema {
	return []store.Schema{places.Schema(), slips.Schema(), counters.Schema(), onces.Schema()}
}

func is(field string, value any) store.Cond {
	return store.Cond{Field: field, Op: store.Eq, Value: value}
}
