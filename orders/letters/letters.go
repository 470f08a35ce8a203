// Package letters tells buyers, sellers and operators by mail what became of an
// order. It follows the outbox; a letter is sent once, and twice only if its
// sender died between sending it and writing that down.
package letters

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/sent"
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

// Schemas lists the collections of letters.
func Schemas() []store.Schema { return sent.Schemas() }

// MailOut writes and sends the letters.
type MailOut struct {
	site    Site
	orders  Orders
	catalog Catalog
	sender  *sent.Sender
	clock   func() time.Time
}

// New returns a writer of letters.
func New(db store.DB, site Site, o Orders, c Catalog, sender mail.Sender, clock func() time.Time, log *slog.Logger) *MailOut {
	return &MailOut{site: site, orders: o, catalog: c, sender: sent.New(db, sender, clock, log), clock: clock}
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

// send lays a letter out and sends it, once.
func (m *MailOut) send(ctx context.Context, l letter) error {
	if l.to == "" {
		return nil
	}
	message, err := l.page.message()
	if err != nil {
		return fmt.Errorf("lay out %s: %w", l.key, err)
	}
	message.Key, message.To = l.key, l.to
	return m.sender.Send(ctx, message)
}

// Prune forgets letters that went out long ago and returns how many. A daily job calls it.
func (m *MailOut) Prune(ctx context.Context) (int, error) { return m.sender.Prune(ctx) }
