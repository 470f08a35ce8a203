// Package ledger is the book that a producer keeps of its goods: the places where they
// lie, slips by which they are moved, counts, and every line of why there is more or
// less. It promises that what lies at a place is always the sum of its lines, and that goods
// that are moved arrive as many as they left.
package ledger

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Book answers where goods are, and writes down what is done with them.
type Book struct {
	db    store.DB
	goods *catalog.Catalog
}

// New opens the book over a catalogue.
func New(db store.DB, goods *catalog.Catalog) *Book { return &Book{db: db, goods: goods} }

// note writes into the audit log what somebody did, in the transaction of the deed.
func (b *Book) note(ctx context.Context, tx store.Tx, action, object, vi, en string, changes ...audit.Change) error {
	return audit.Append(ctx, tx, b.goods.Now(), audit.Entry{Action: action, Object: object, Summary: vi, SummaryEN: en, Changes: changes})
}

// what a change of stock is called in the audit log, as the policy names it.
const stockEdit = "stock.edit"

func numbers(field string, from, to int) audit.Change {
	return audit.Change{Field: field, From: fmt.Sprint(from), To: fmt.Sprint(to)}
}
