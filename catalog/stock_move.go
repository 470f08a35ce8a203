package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// EventStockLow carries a LowStock: there is less of a unit than its producer wants to have.
const EventStockLow = "stock.low"

// LowStock tells what runs low. It is told once, until there is enough again.
type LowStock struct {
	SKU      string `bson:"sku"`
	Product  string `bson:"product"`
	Producer string `bson:"producer"`
	Left     int    `bson:"left"`
	Level    int    `bson:"level"`
	Entry    string `bson:"entry"` // id of the one that crossed the level
}

// Movement is one change of what there is of a unit at a place.
type Movement struct {
	SKU string
	// Place is empty for the producer's own store.
	Place string
	Delta int
	Kind  EntryKind
	// Ref is what it belongs to: the code of an order, the number of a slip.
	Ref, Reason string
	Lot         string // id
}

// Move changes stock in the caller's transaction: all of it, each change with its
// entry, or with a *ShortError none. A unit that was never at a place begins there with 0.
func (c *Catalog) Move(ctx context.Context, tx store.Tx, moves ...Movement) error {
	m := &mover{c: c, ctx: ctx, tx: tx, at: stored(c.clock())}
	return m.run(moves)
}

// mover carries movements out. What the caller has read already it need not read again.
type mover struct {
	c       *Catalog
	ctx     context.Context
	tx      store.Tx
	at      time.Time
	held    map[string]*Stock // by id
	owners  map[string]string // producers by the ids of their products
	changed []string          // products of which something else can be sold
}

// run changes stock in the order of SKUs, so that two orders of the same units cannot block each other.
func (m *mover) run(moves []Movement) error {
	sorted := slices.Clone(moves)
	slices.SortStableFunc(sorted, func(a, b Movement) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Place, b.Place))
	})
	for _, move := range sorted {
		if move.Delta == 0 {
			continue
		}
		if err := m.one(move); err != nil {
			return fmt.Errorf("move stock: %w", err)
		}
	}
	if len(m.changed) == 0 {
		return nil
	}
	slices.Sort(m.changed)
	return outbox.Append(m.ctx, m.tx, EventChanged, Change{Products: slices.Compact(m.changed), StockOnly: true})
}

func (m *mover) one(move Movement) error {
	stock, err := m.stock(move)
	if err != nil {
		return err
	}
	producer, err := m.producer(stock.ProductID)
	if err != nil {
		return err
	}
	left := stock.Available + move.Delta
	switch {
	case move.Kind.sells() && stock.Locked != "":
		return &ShortError{SKU: move.SKU}
	case left < 0:
		return &ShortError{SKU: move.SKU, Available: stock.Available}
	}
	if stock.Seq == 0 {
		stock.Opening = stock.Available
	}
	stock.Available = left
	stock.Seq++
	entry := m.entry(stock, producer, move)
	if move.Place == "" {
		m.changed = append(m.changed, stock.ProductID)
		if err := m.watch(stock, producer, entry.ID); err != nil {
			return err
		}
	}
	if err := shelfOf(move.Place).Save(m.ctx, m.tx, stock); err != nil {
		return err
	}
	return stockEntries.Insert(m.ctx, m.tx, entry)
}

// stock reads what there is; of a unit that was never at another place there is nothing.
func (m *mover) stock(move Movement) (*Stock, error) {
	id := move.SKU + suffixOf(move.Place)
	if known := m.held[id]; known != nil {
		return known, nil
	}
	found, err := shelfOf(move.Place).Get(m.ctx, m.tx, id)
	if errors.Is(err, store.ErrNotFound) && move.Place != "" {
		own, err := stocks.Get(m.ctx, m.tx, move.SKU)
		if err != nil {
			return nil, err
		}
		found = &Stock{Meta: store.Meta{ID: id}, ProductID: own.ProductID, Place: move.Place, Locked: own.Locked}
		return m.keep(found), nil
	}
	if err != nil {
		return nil, err
	}
	return m.keep(found), nil
}

// keep remembers stock that was read, for the next movement of the same.
func (m *mover) keep(s *Stock) *Stock {
	if m.held == nil {
		m.held = map[string]*Stock{}
	}
	m.held[s.ID] = s
	return s
}

// producer tells whose a product is.
func (m *mover) producer(product string) (string, error) {
	if known := m.owners[product]; known != "" {
		return known, nil
	}
	item, err := summaries.Get(m.ctx, m.tx, product)
	if err != nil {
		return "", err
	}
	if m.owners == nil {
		m.owners = map[string]string{}
	}
	m.owners[product] = item.ProducerID
	return item.ProducerID, nil
}

func (m *mover) entry(stock *Stock, producer string, move Movement) *StockEntry {
	e := &StockEntry{
		Meta: store.Meta{ID: entryID(stock.ID, stock.Seq)}, SKU: move.SKU, ProductID: stock.ProductID, Producer: producer, Place: cmp.Or(move.Place, producer),
		Kind: move.Kind, Delta: move.Delta, Balance: stock.Available, Seq: stock.Seq, Ref: move.Ref, Reason: move.Reason, Lot: move.Lot, At: m.at,
	}
	if !move.Kind.byItself() {
		e.By = audit.ActorOf(m.ctx).Person
	}
	return e
}

// watch notes when an own store crosses its level, and tells of it once on the way down.
func (m *mover) watch(stock *Stock, producer, entry string) error {
	if !stock.short() {
		stock.LowOf = ""
		return nil
	}
	if stock.LowOf != "" {
		return nil
	}
	stock.LowOf = producer
	return outbox.Append(m.ctx, m.tx, EventStockLow, LowStock{
		SKU: stock.ID, Product: stock.ProductID, Producer: producer, Left: stock.Available, Level: stock.Level(), Entry: entry,
	})
}
