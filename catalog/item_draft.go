package catalog

import (
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Draft is what somebody typed into a product's sheet and did not save.
type Draft struct {
	store.Meta `bson:",inline"` // ID is the product's
	Form       string           `bson:"form"` // as a browser sends it
	By         string           `bson:"by"`   // the person
	At         time.Time        `bson:"at"`
}

var drafts = store.Define[Draft]("product_drafts")

// MaxDraft is how many bytes a draft may have.
const MaxDraft = 200 << 10

// SaveDraft keeps what was typed, in place of the draft before; it returns when.
func (c *Catalog) SaveDraft(ctx context.Context, productID, person, form string) (time.Time, error) {
	now := stored(c.clock())
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := drafts.Get(ctx, tx, productID)
		if errors.Is(err, store.ErrNotFound) {
			d, err = &Draft{Meta: store.Meta{ID: productID}}, nil
		}
		if err != nil {
			return err
		}
		d.Form, d.By, d.At = form, person, now
		return drafts.Save(ctx, tx, d)
	})
	return now, err
}

// Draft returns what was typed last, or store.ErrNotFound.
func (c *Catalog) Draft(ctx context.Context, productID string) (*Draft, error) {
	return drafts.Get(ctx, c.db, productID)
}

// DropDraft forgets what was typed; none is no error.
func (c *Catalog) DropDraft(ctx context.Context, productID string) error {
	return c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := drafts.Get(ctx, tx, productID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return drafts.Delete(ctx, tx, d)
	})
}
