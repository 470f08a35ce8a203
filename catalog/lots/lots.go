// Package lots keeps the lots in which goods were made: their numbers, when they were
// made and how long they are good, and where each piece of them went. It promises that a
// number names one lot of a product, and that a lot enters the stock with the ledger's line of it.
package lots

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Lot is what was made of a unit at one time.
type Lot struct {
	store.Meta `bson:",inline"`
	Producer   string    `bson:"producer"`
	ProductID  string    `bson:"product_id"`
	SKU        string    `bson:"sku"`
	Number     string    `bson:"number"` // as the label says it
	Key        string    `bson:"key"`    // the same in capitals: one of a product
	MadeOn     time.Time `bson:"made_on"`
	// BestBefore is the last day on which it is good; nil for what does not spoil.
	BestBefore *time.Time `bson:"best_before,omitempty"`
	Quantity   int        `bson:"quantity"` // that were made
	Note       string     `bson:"note,omitempty"`
	Labelled   int        `bson:"labelled,omitempty"` // pieces that carry their label already
	By         string     `bson:"by,omitempty"`       // id of the person
	At         time.Time  `bson:"at"`
}

// Unlabelled is how many pieces have no label yet.
func (l *Lot) Unlabelled() int { return max(0, l.Quantity-l.Labelled) }

// Expired reports whether the last good day is over at a moment.
func (l *Lot) Expired(now time.Time) bool {
	return l.BestBefore != nil && !now.Before(l.BestBefore.AddDate(0, 0, 1))
}

var lots = store.Define[Lot]("lots",
	store.Index{Fields: []string{"product_id", "key"}, Unique: true},
	store.Index{Fields: []string{"sku", "made_on"}},
	store.Index{Fields: []string{"producer", "made_on"}},
	store.Index{Fields: []string{"producer", "key"}},
)

// Schemas lists the collections of lots.
func Schemas() []store.Schema { return []store.Schema{lots.Schema()} }

// Shed answers which lots there are, and takes new ones in.
type Shed struct {
	db    store.DB
	goods *catalog.Catalog
	book  *ledger.Book
}

// New opens the lots over a catalogue and the book of its stock.
func New(db store.DB, goods *catalog.Catalog, book *ledger.Book) *Shed {
	return &Shed{db: db, goods: goods, book: book}
}

// Lot returns a lot by id, or store.ErrNotFound.
func (s *Shed) Lot(ctx context.Context, id string) (*Lot, error) { return lots.Get(ctx, s.db, id) }

// Lots reads those lots that exist, in the order of ids.
func (s *Shed) Lots(ctx context.Context, ids []string) ([]*Lot, error) {
	return lots.GetMany(ctx, s.db, ids)
}

// Find returns the lot of a product with that number, in capitals or not, or store.ErrNotFound.
func (s *Shed) Find(ctx context.Context, productID, number string) (*Lot, error) {
	return lots.First(ctx, s.db, store.Query{Where: []store.Cond{is("product_id", productID), is("key", keyOf(number))}})
}

// Named lists the lots of a producer with that number, one a product at most.
func (s *Shed) Named(ctx context.Context, producer, number string) ([]*Lot, error) {
	return lots.Find(ctx, s.db, store.Query{Where: []store.Cond{is("producer", producer), is("key", keyOf(number))}, Limit: 100})
}

// OfProducer pages through the lots of a producer, or of one unit where sku is not empty, the newest first.
func (s *Shed) OfProducer(ctx context.Context, producer, sku, after string, limit int) (store.Page[Lot], error) {
	where := is("producer", producer)
	if sku != "" {
		where = is("sku", sku)
	}
	return lots.Page(ctx, s.db, store.Query{Where: []store.Cond{where}, Sort: []store.Order{{Field: "made_on", Desc: true}}, After: after, Limit: limit})
}

func is(name string, value any) store.Cond {
	return store.Cond{Field: name, Op: store.Eq, Value: value}
}

func keyOf(number string) string { return strings.ToUpper(strings.TrimSpace(number)) }

// Input is a lot as its maker describes it.
type Input struct {
	Producer, SKU, Place string
	Number               string
	MadeOn               time.Time
	BestBefore           *time.Time // nil: made of the product's shelf life, where that is known
	Quantity             int
	Note                 string
}

// Receive takes a new lot into the stock of a place, with its line in the ledger, or returns field.Errors.
func (s *Shed) Receive(ctx context.Context, in Input) (*Lot, error) {
	in.Number, in.Note = strings.TrimSpace(in.Number), strings.TrimSpace(in.Note)
	card, _, known := s.goods.CardBySKU(in.SKU)
	if !known || card.ProducerID != in.Producer {
		return nil, field.Errors{{Field: "sku", Code: "unknown", VI: "Chọn quy cách.", EN: "Choose the unit."}}
	}
	product, err := s.goods.Product(ctx, card.ID)
	if err != nil {
		return nil, err
	}
	if in.BestBefore == nil {
		in.BestBefore = BestBefore(product, in.MadeOn)
	}
	if err := in.check(s.goods.Now()); err != nil {
		return nil, err
	}
	lot := &Lot{
		Meta: store.Meta{ID: uuid.NewString()}, Producer: in.Producer, ProductID: card.ID, SKU: in.SKU, Number: in.Number, Key: keyOf(in.Number),
		MadeOn: in.MadeOn, BestBefore: in.BestBefore, Quantity: in.Quantity, Note: in.Note, By: audit.ActorOf(ctx).Person, At: s.instant(),
	}
	return lot, s.take(ctx, lot, in)
}

// take writes a new lot with its line in the ledger.
func (s *Shed) take(ctx context.Context, lot *Lot, in Input) error {
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		lot.Rev = 0
		if err := lots.Insert(ctx, tx, lot); err != nil {
			return err
		}
		err := s.book.AdjustIn(ctx, tx, ledger.AdjustInput{
			Producer: in.Producer, Place: in.Place, SKU: in.SKU, Kind: catalog.EntryReceipt, Delta: in.Quantity, Ref: lot.Number, Reason: in.Note, Lot: lot.ID,
		})
		if err != nil {
			return err
		}
		return s.note(ctx, tx, lot, fmt.Sprintf("thêm lô %s, %d", lot.Number, lot.Quantity), fmt.Sprintf("added lot %s, %d", lot.Number, lot.Quantity))
	})
	if errors.Is(err, store.ErrDuplicate) {
		return field.Errors{{Field: "number", Code: "taken", VI: "Sản phẩm này đã có lô " + in.Number + ".", EN: "This product has a lot " + in.Number + " already."}}
	}
	return err
}

func (s *Shed) instant() time.Time { return s.goods.Now().UTC().Truncate(time.Millisecond) }

func (s *Shed) note(ctx context.Context, tx store.Tx, lot *Lot, vi, en string, changes ...audit.Change) error {
	return audit.Append(ctx, tx, s.goods.Now(), audit.Entry{Action: "lot.edit", Object: "lot/" + lot.ID, Summary: vi, SummaryEN: en, Changes: changes})
}

// BestBefore is the last good day of what was made of a product on a day; nil where its life is not known.
func BestBefore(p *catalog.Product, made time.Time) *time.Time {
	if p.Sheet.ShelfDays <= 0 || made.IsZero() {
		return nil
	}
	day := made.AddDate(0, 0, p.Sheet.ShelfDays)
	return &day
}
