package orders

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// change gathers what becomes of a checkout in one transaction: orders that
// move, goods that go back, news for the outbox.
type change struct {
	now      time.Time
	checkout *Checkout
	orders   []*Order
	moved    []*Order
	back     []catalog.Line
	missing  []catalog.Movement // of what went back on paper and is not there
	news     []Change
	ended    []*Order      // those to be counted among the sales
	acts     []audit.Entry // what is written into the audit log
}

// change reads a checkout and its orders, lets decide alter them and saves what
// was altered, with stock and news, in one transaction. It returns the view after it.
func (s *Service) change(ctx context.Context, code string, decide func(*change) error) (*View, error) {
	var view *View
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		view, err = s.changeIn(ctx, tx, code, decide)
		return err
	})
	if err != nil {
		return nil, err
	}
	return view, nil
}

func (s *Service) changeIn(ctx context.Context, tx store.Tx, code string, decide func(*change) error) (*View, error) {
	view, err := read(ctx, tx, code)
	if err != nil {
		return nil, err
	}
	c := &change{now: s.instant(), checkout: view.Checkout, orders: view.Orders}
	if err := decide(c); err != nil {
		return nil, err
	}
	return view, s.save(ctx, tx, c)
}

// read returns a checkout and its orders, or ErrNoOrder.
func read(ctx context.Context, r store.Reader, code string) (*View, error) {
	checkout, err := checkouts.Get(ctx, r, code)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoOrder
	}
	if err != nil {
		return nil, err
	}
	list, err := orders.GetMany(ctx, r, checkout.Orders)
	if err != nil {
		return nil, err
	}
	if len(list) != len(checkout.Orders) {
		return nil, fmt.Errorf("orders: %s has %d of its %d orders", code, len(list), len(checkout.Orders))
	}
	return &View{Checkout: checkout, Orders: list}, nil
}

// save writes the change. The checkout is always written: its revision stands
// for the whole, so two changes at once cannot pass each other.
func (s *Service) save(ctx context.Context, tx store.Tx, c *change) error {
	if err := checkouts.Replace(ctx, tx, c.checkout); err != nil {
		return err
	}
	for _, o := range c.moved {
		if err := orders.Replace(ctx, tx, o); err != nil {
			return err
		}
		if err := unlistFallen(ctx, tx, o); err != nil {
			return err
		}
		if !o.Status.Final() {
			continue
		}
		if err := unindexOrder(ctx, tx, o); err != nil {
			return err
		}
	}
	if err := s.giveBack(ctx, tx, c.back); err != nil {
		return err
	}
	if err := s.writeOff(ctx, tx, c.missing); err != nil {
		return err
	}
	return c.record(ctx, tx)
}

// record writes what others must know: news, sales and acts.
func (c *change) record(ctx context.Context, tx store.Tx) error {
	for _, n := range c.news {
		if err := outbox.Append(ctx, tx, EventChanged, n); err != nil {
			return err
		}
	}
	for _, o := range c.ended {
		if err := countSale(ctx, tx, o); err != nil {
			return err
		}
	}
	for _, act := range c.acts {
		if err := audit.Append(ctx, tx, c.now, act); err != nil {
			return err
		}
	}
	return nil
}

// giveBack returns goods to the stock in the order of SKUs. What is sold no more has no stock to return to.
func (s *Service) giveBack(ctx context.Context, tx store.Tx, lines []catalog.Line) error {
	slices.SortFunc(lines, func(a, b catalog.Line) int { return cmp.Compare(a.SKU, b.SKU) })
	for _, l := range lines {
		err := s.catalog.Release(ctx, tx, []catalog.Line{l})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("give back %s: %w", l.SKU, err)
		}
	}
	return nil
}

// writeOff takes what is missing off the stock, as far as there is any on paper.
func (s *Service) writeOff(ctx context.Context, tx store.Tx, missing []catalog.Movement) error {
	for _, m := range missing {
		var short *catalog.ShortError
		err := s.catalog.Move(ctx, tx, m)
		if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.As(err, &short) {
			return fmt.Errorf("write off %s: %w", m.SKU, err)
		}
	}
	return nil
}

// move moves an order on and writes it into its history, or returns a *StatusError.
func (c *change) move(o *Order, to Status, by, note string) error {
	if !o.Status.CanBecome(to) {
		return &StatusError{Order: o.ID, From: o.Status, To: to}
	}
	if o.Status.givesBack(to) {
		for _, l := range o.Lines {
			c.back = append(c.back, catalog.Line{SKU: l.SKU, Quantity: l.Quantity, Ref: o.ID})
		}
	}
	o.Status, o.UpdatedAt = to, c.now
	o.History = append(o.History, Step{Status: to, At: c.now, By: by, Note: note})
	if !slices.Contains(c.moved, o) {
		c.moved = append(c.moved, o)
	}
	if to == Cancelled || to == Returned {
		c.checkout.Payment.Amount -= o.Total
	}
	return nil
}

// did notes for the audit log that an order moved on; the person stands in the context.
func (c *change) did(o *Order, from Status) {
	c.acts = append(c.acts, audit.Entry{
		Action: "order.fulfil", Object: "order/" + o.ID, Summary: "đơn " + o.ID + ": " + from.words() + " → " + o.Status.words(), SummaryEN: "order " + o.ID + ": " + from.plain() + " → " + o.Status.plain(),
		Changes: []audit.Change{{Field: "status", From: string(from), To: string(o.Status)}},
	})
}

// tell adds news of some orders, or of the payment alone.
func (c *change) tell(what What, about ...*Order) {
	n := Change{Checkout: c.checkout.ID, What: what}
	for _, o := range about {
		n.Orders = append(n.Orders, o.ID)
	}
	c.news = append(c.news, n)
}
