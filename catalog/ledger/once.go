package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// written is a form that was carried out. A browser may send one twice, which must move goods once.
type written struct {
	store.Meta `bson:",inline"` // ID is the producer and what the form carries
	At         time.Time        `bson:"at"`
	Slip       string           `bson:"slip,omitempty"` // that it led to
}

var onces = store.Define[written]("stock_once", store.Index{Fields: []string{"at"}})

// remembered is how long a form is known again; forgotten is how many old ones each new one clears.
const (
	remembered = 24 * time.Hour
	forgotten  = 20
)

// before returns the form if it was carried out already; nil for one that was not, or that carries nothing to know it by.
func before(ctx context.Context, r store.Reader, producer, once string) (*written, bool, error) {
	if once == "" {
		return nil, false, nil
	}
	w, err := onces.Get(ctx, r, producer+"/"+once)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return w, err == nil, err
}

// done notes that a form was carried out, and forgets old ones.
func (b *Book) done(ctx context.Context, tx store.Tx, producer, once, slip string) error {
	if once == "" {
		return nil
	}
	now := b.goods.Now().UTC()
	old, err := onces.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "at", Op: store.Lt, Value: now.Add(-remembered)}}, Sort: []store.Order{{Field: "at"}}, Limit: forgotten})
	if err != nil {
		return err
	}
	for _, w := range old {
		if err := onces.Delete(ctx, tx, w); err != nil {
			return err
		}
	}
	return onces.Insert(ctx, tx, &written{Meta: store.Meta{ID: producer + "/" + once}, At: now, Slip: slip})
}
