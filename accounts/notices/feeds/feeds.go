// Package feeds turns what happens in the catalogue and to orders into notices: a
// producer hears of its orders and certificates, an office of the certificates of
// its province, a shopper of what they ordered while signed in. It follows the
// outbox, and tells each thing once however often it is told itself.
package feeds

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// Orders is what notices read of orders.
type Orders interface {
	Find(ctx context.Context, code string) (*orders.View, error)
}

// Catalog is what notices read of the catalogue.
type Catalog interface {
	Product(ctx context.Context, id string) (*catalog.Product, error)
	Producer(ctx context.Context, id string) (*catalog.Producer, error)
}

// Claims tells which producers have somebody who reads.
type Claims interface {
	Claimed(ctx context.Context, producer string) (bool, error)
}

// Feeds writes the notices.
type Feeds struct {
	db      store.DB
	orders  Orders
	catalog Catalog
	claims  Claims
}

// New makes the feeds.
func New(db store.DB, o Orders, c Catalog, claims Claims) *Feeds {
	return &Feeds{db: db, orders: o, catalog: c, claims: claims}
}

// Consumer is the reader of the outbox that writes notices.
func (f *Feeds) Consumer() outbox.Consumer {
	return outbox.Consumer{
		Name:   "notices",
		Kinds:  []string{orders.EventPlaced, orders.EventChanged, catalog.EventChanged},
		Handle: outbox.Each(f.Handle),
	}
}

// Handle writes the notices that an event calls for.
func (f *Feeds) Handle(ctx context.Context, e outbox.Event) error {
	list, err := f.write(ctx, e)
	if err != nil {
		return fmt.Errorf("notices of %s: %w", e.Kind, err)
	}
	if len(list) == 0 {
		return nil
	}
	return f.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, n := range list {
			if err := notices.Post(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *Feeds) write(ctx context.Context, e outbox.Event) ([]notices.Notice, error) {
	switch e.Kind {
	case orders.EventPlaced:
		var p orders.Placement
		if err := e.Decode(&p); err != nil {
			return nil, err
		}
		return f.placed(ctx, p)
	case orders.EventChanged:
		var c orders.Change
		if err := e.Decode(&c); err != nil {
			return nil, err
		}
		return f.changed(ctx, c, e.ID)
	}
	var c catalog.Change
	if err := e.Decode(&c); err != nil {
		return nil, err
	}
	return f.certificates(ctx, c, e.ID)
}

// gone makes nothing of what is no more, such as an order of a store that was restored to an earlier day.
func gone(err error) error {
	if errors.Is(err, orders.ErrNoOrder) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
