// Package imports takes in producers' lists of units, prices, stock and trade facts.
// It promises that a list is tried before anything is written, that each row that
// cannot be written is named with what to do about it, that the work goes on where
// it stopped when a process dies, and that the last list can be undone.
package imports

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// Import is one list that a producer sent.
type Import struct {
	store.Meta `bson:",inline"`
	ProducerID string           `bson:"producer_id"`
	intake.Run `bson:",inline"` // New counts units
}

// former is what an import changed of a product, and how it was before.
type former struct {
	store.Meta `bson:",inline"`
	ImportID   string            `bson:"import_id"`
	ProductID  string            `bson:"product_id"`
	Before     catalog.ItemState `bson:"before"`
	After      catalog.ItemState `bson:"after"`
	Stock      []counted         `bson:"stock,omitempty"`
	Shelves    []placed          `bson:"shelves,omitempty"`
	At         time.Time         `bson:"at"`
}

// counted is what an import did to the stock of a unit.
type counted struct {
	SKU    string `bson:"sku"`
	Before int    `bson:"before"`
	After  int    `bson:"after"`
}

var (
	imports = store.Define[Import]("imports",
		store.Index{Fields: []string{"producer_id", "sent_at"}},
		store.Index{Fields: []string{"active", "sent_at"}},
	)
	formers = store.Define[former]("import_formers",
		store.Index{Fields: []string{"import_id"}},
		store.Index{Fields: []string{"at"}},
	)
)

// Schemas lists the collections of imports.
func Schemas() []store.Schema { return []store.Schema{imports.Schema(), formers.Schema()} }

// JobName names the job that works on imports.
const JobName = "imports"

// Limits bound a list: 20,000 rows, 10 MB, 80 MB when unpacked.
func Limits() sheet.Limits { return sheet.Limits{Bytes: 10 << 20, Rows: 20_000} }

// Service keeps imports.
type Service struct {
	desk  intake.Desk[Import, *Import]
	db    store.DB
	goods *catalog.Catalog
	now   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, goods *catalog.Catalog, files *private.Keeper, now func() time.Time) *Service {
	desk := intake.NewDesk(db, imports, files, JobName, now)
	return &Service{desk: desk, db: db, goods: goods, now: desk.Now}
}

// Get returns an import, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Import, error) {
	return imports.Get(ctx, s.db, id)
}

// maxListed is how many former imports a page lists.
const maxListed = 20

// Of lists the last imports of a producer, the newest first.
func (s *Service) Of(ctx context.Context, producerID string) ([]*Import, error) {
	return imports.Find(ctx, s.db, lastOf(producerID, maxListed))
}

func lastOf(producerID string, limit int) store.Query {
	return store.Query{Where: []store.Cond{{Field: "producer_id", Op: store.Eq, Value: producerID}}, Sort: []store.Order{{Field: "sent_at", Desc: true}}, Limit: limit}
}
