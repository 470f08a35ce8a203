package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrClosed: the producer's identity is not verified yet, so nothing of it is sold (122/2025/QH15).
var ErrClosed = errors.New("catalog: the producer does not sell yet")

// Closed reports whether the producer does not sell yet.
func (o Offer) Closed() bool { return o.Producer != nil && o.Producer.Closed }

// SetClosed closes or opens what a producer sells, in the caller's transaction, and
// tells every shelf. The operator sells for producers whom nobody claimed: they are open.
func (c *Catalog) SetClosed(ctx context.Context, tx store.Tx, producerID string, closed bool) error {
	return c.changeProducer(ctx, tx, producerID, func(p *Producer) bool {
		changed := p.Closed != closed
		p.Closed = closed
		return changed
	})
}

// ShowContact notes whether a producer lets its contact be shown, in the caller's transaction.
func (c *Catalog) ShowContact(ctx context.Context, tx store.Tx, producerID string, shown bool) error {
	return c.changeProducer(ctx, tx, producerID, func(p *Producer) bool {
		changed := p.ContactShown != shown
		p.ContactShown = shown
		return changed
	})
}

// changeProducer saves a change of a producer that its products' pages show.
func (c *Catalog) changeProducer(ctx context.Context, tx store.Tx, id string, change func(*Producer) bool) error {
	p, err := producers.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if !change(p) {
		return nil
	}
	p.UpdatedAt = c.clock()
	if err := producers.Replace(ctx, tx, p); err != nil {
		return fmt.Errorf("change a producer: %w", err)
	}
	theirs, err := summaries.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "producer_id", Op: store.Eq, Value: id}}})
	if err != nil || len(theirs) == 0 {
		return err
	}
	told := Change{}
	for _, s := range theirs {
		told.Products = append(told.Products, s.ID)
	}
	return outbox.Append(ctx, tx, EventChanged, told)
}
