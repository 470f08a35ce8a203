// Package letters tells buyers, sellers and operators by mail what became of an
// order. It follows the outbox; a letter is sent once, and twice only if its
// sender died between sending it and writing that down.
package letters

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/vietqr"
)

// Orders is what letters read of orders.
type Orders interface {
	Find(ctx context.Context, code string) (*orders.View, error)
	OfSeller(ctx context.Context, sellerID string, status orders.Status) ([]*orders.Order, error)
}

// Catalog is what letters read of the catalogue.
type Catalog interface {
	Product(ctx context.Context, id string) (*catalog.Product, error)
	Producer(ctx context.Context, id string) (*catalog.Producer, error)
	Certificate(ctx context.Context, number string) (*catalog.Certificate, error)
}

// Site is who writes.
type Site struct {
	Name     string
	URL      string         // without a slash at its end
	Operator string         // the operators' address; empty for none
	Account  vietqr.Account // where transfers go
}

// sent is a letter that went out.
type sent struct {
	store.Meta `bson:",inline"` // ID is the message's key
	At         time.Time        `bson:"at"`
}

var sentLetters = store.Define[sent]("letters_sent", store.Index{Fields: []string{"at"}})

// Schemas lists the collections of letters.
func Schemas() []store.Schema { return []store.Schema{sentLetters.Schema()} }

// MailOut writes and sends the letters.
type MailOut struct {
	db      store.DB
	site    Site
	orders  Orders
	catalog Catalog
	sender  mail.Sender
	clock   func() time.Time
	log     *slog.Logger
}

// New returns a writer of letters.
func New(db store.DB, site Site, o Orders, c Catalog, sender mail.Sender, clock func() time.Time, log *slog.Logger) *MailOut {
	return &MailOut{db: db, site: site, orders: o, catalog: c, sender: sender, clock: clock, log: log}
}

// Consumer is the reader of the outbox that sends letters.
func (m *MailOut) Consumer() outbox.Consumer {
	return outbox.Consumer{
		Name:   "letters",
		Kinds:  []string{orders.EventPlaced, orders.EventChanged, catalog.EventChanged},
		Handle: outbox.Each(m.Handle),
	}
}

// Handle writes the letters that an event calls for and sends those that have not gone out.
func (m *MailOut) Handle(ctx context.Context, e outbox.Event) error {
	list, err := m.write(ctx, e)
	if err != nil {
		return fmt.Errorf("letters of %s: %w", e.Kind, err)
	}
	for _, l := range list {
		if err := m.send(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (m *MailOut) write(ctx context.Context, e outbox.Event) ([]letter, error) {
	switch e.Kind {
	case orders.EventPlaced:
		var p orders.Placement
		if err := e.Decode(&p); err != nil {
			return nil, err
		}
		return m.placed(ctx, p)
	case orders.EventChanged:
		var c orders.Change
		if err := e.Decode(&c); err != nil {
			return nil, err
		}
		return m.changed(ctx, c, e.ID)
	}
	var c catalog.Change
	if err := e.Decode(&c); err != nil {
		return nil, err
	}
	return m.certificates(ctx, c, e.ID)
}

// letter is a letter to one person before it is laid out.
type letter struct {
	key, to string
	page    page
}

// send sends a letter unless it went out before. One that will never be
// accepted is given up with a word in the log, without the address: it must not hold up the others.
func (m *MailOut) send(ctx context.Context, l letter) error {
	if l.to == "" {
		return nil
	}
	if _, err := sentLetters.Get(ctx, m.db, l.key); err == nil || !errors.Is(err, store.ErrNotFound) {
		return err
	}
	message, err := l.page.message()
	if err != nil {
		return fmt.Errorf("lay out %s: %w", l.key, err)
	}
	message.Key, message.To = l.key, l.to
	switch err := m.sender.Send(ctx, message); {
	case errors.Is(err, mail.ErrPermanent):
		m.log.Warn("letter refused for good", "letter", l.key, "error", err)
	case err != nil:
		return outbox.Later(fmt.Errorf("send %s: %w", l.key, err))
	}
	done := &sent{Meta: store.Meta{ID: l.key}, At: m.clock().UTC()}
	if err := sentLetters.Insert(ctx, m.db, done); err != nil && !errors.Is(err, store.ErrDuplicate) {
		return fmt.Errorf("note %s: %w", l.key, err)
	}
	return nil
}

// keepFor is how long it is remembered that a letter went out; no event comes back after that.
const keepFor = 90 * 24 * time.Hour

// pruneAtOnce is how many letters one transaction forgets.
const pruneAtOnce = 200

// Prune forgets letters that went out long ago and returns how many. A daily job calls it.
func (m *MailOut) Prune(ctx context.Context) (int, error) {
	forgotten := 0
	for {
		n, err := m.pruneSome(ctx, m.clock().Add(-keepFor))
		forgotten += n
		if err != nil || n < pruneAtOnce {
			return forgotten, err
		}
	}
}

func (m *MailOut) pruneSome(ctx context.Context, before time.Time) (n int, err error) {
	old := store.Query{Where: []store.Cond{{Field: "at", Op: store.Lt, Value: before}}, Limit: pruneAtOnce}
	err = m.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		list, err := sentLetters.Find(ctx, tx, old)
		if err != nil {
			return err
		}
		for _, doc := range list {
			if err := sentLetters.Delete(ctx, tx, doc); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget letters: %w", err)
	}
	return n, nil
}
