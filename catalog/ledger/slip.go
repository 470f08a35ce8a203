package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Slip is the paper that goes with goods from one place to another.
type Slip struct {
	store.Meta `bson:",inline"`
	Producer   string     `bson:"producer"`
	Number     int        `bson:"number"` // of the producer, from 1
	From       string     `bson:"from"`   // ids of places
	To         string     `bson:"to"`
	Lines      []SlipLine `bson:"lines"`
	Note       string     `bson:"note,omitempty"`
	// LeavesOn is the day on which the goods set out; nil on slips from before it was asked for.
	LeavesOn *time.Time `bson:"leaves_on,omitempty"`
	Carrier  string     `bson:"carrier,omitempty"` // who carries them
	By       string     `bson:"by,omitempty"`      // id of the person
	At       time.Time  `bson:"at"`
	// OnWay is the producer until somebody says that the goods have arrived; empty after it.
	OnWay     string     `bson:"on_way,omitempty"`
	ArrivedAt *time.Time `bson:"arrived_at,omitempty"`
}

// SlipLine is one unit on a slip.
type SlipLine struct {
	SKU      string `bson:"sku"`
	Quantity int    `bson:"quantity"`
	Lot      string `bson:"lot,omitempty"` // id
}

// Code is the slip's number as people write it, "C-0188".
func (s *Slip) Code() string { return fmt.Sprintf("C-%04d", s.Number) }

// Leaves is the day on which the goods set out.
func (s *Slip) Leaves() time.Time {
	if s.LeavesOn != nil {
		return *s.LeavesOn
	}
	return dayIn(s.At)
}

// counter holds the last number of a producer's slips.
type counter struct {
	store.Meta `bson:",inline"`
	Last       int `bson:"last"`
}

// nextNumber gives the next number of a producer, in the transaction of its slip.
func nextNumber(ctx context.Context, tx store.Tx, producer string) (int, error) {
	c, err := counters.Get(ctx, tx, producer)
	if errors.Is(err, store.ErrNotFound) {
		c = &counter{Meta: store.Meta{ID: producer}}
	} else if err != nil {
		return 0, err
	}
	c.Last++
	return c.Last, counters.Save(ctx, tx, c)
}

// Slip returns a slip by id, or store.ErrNotFound.
func (b *Book) Slip(ctx context.Context, id string) (*Slip, error) { return slips.Get(ctx, b.db, id) }

// Slips pages through the slips of a producer, the newest first.
func (b *Book) Slips(ctx context.Context, producer, after string, limit int) (store.Page[Slip], error) {
	return slips.Page(ctx, b.db, store.Query{Where: []store.Cond{is("producer", producer)}, Sort: []store.Order{{Field: "number", Desc: true}}, After: after, Limit: limit})
}

// maxOnWay is more slips than a producer has on the way.
const maxOnWay = 1000

// OnTheWay lists the slips of a producer whose goods have not arrived.
func (b *Book) OnTheWay(ctx context.Context, r store.Reader, producer string) ([]*Slip, error) {
	return slips.Find(ctx, r, store.Query{Where: []store.Cond{is("on_way", producer)}, Limit: maxOnWay})
}

// Arrive notes that the goods of a slip have arrived. It may be said twice.
func (b *Book) Arrive(ctx context.Context, id string) error {
	return b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		s, err := slips.Get(ctx, tx, id)
		if err != nil || s.ArrivedAt != nil {
			return err
		}
		at := b.goods.Now().UTC().Truncate(time.Millisecond)
		s.ArrivedAt, s.OnWay = &at, ""
		if err := slips.Replace(ctx, tx, s); err != nil {
			return err
		}
		return b.note(ctx, tx, stockEdit, "slip/"+s.ID, "phiếu "+s.Code()+" đã đến nơi", "slip "+s.Code()+" has arrived")
	})
}
