// Package outbox carries what happened from the transaction in which it
// happened to everyone who must know. An entry commits with its cause or not at
// all, gets the next number of one sequence, and reaches every consumer at
// least once, in the order of numbers; what a consumer cannot digest is kept as
// a dead letter for people to see and retry.
package outbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/store"
)

// entry is stored without a number first, since a shared counter would make all
// transactions conflict with each other. Fresh is absent once it is numbered.
type entry struct {
	store.Meta `bson:",inline"`
	Seq        int64     `bson:"seq,omitempty"`
	Fresh      bool      `bson:"fresh,omitempty"`
	Kind       string    `bson:"kind"`
	Only       string    `bson:"only,omitempty"`  // the one consumer of a retried dead letter
	Again      string    `bson:"again,omitempty"` // the entry that the retried letter was made of
	At         time.Time `bson:"at"`
	Payload    bson.Raw  `bson:"payload"`
}

// counter holds the last number given. There is one.
type counter struct {
	store.Meta `bson:",inline"`
	Seq        int64 `bson:"seq"`
}

const counterID = "outbox"

var (
	entries = store.Define[entry]("outbox",
		store.Index{Fields: []string{"seq"}, Unique: true},
		store.Index{Fields: []string{"fresh"}})
	counters = store.Define[counter]("outbox_counter")
	cursors  = store.Define[cursor]("outbox_cursors")
	letters  = store.Define[Letter]("outbox_letters",
		store.Index{Fields: []string{"consumer", "died"}},
		store.Index{Fields: []string{"died"}})
)

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema {
	return []store.Schema{entries.Schema(), counters.Schema(), cursors.Schema(), letters.Schema()}
}

// Event is an entry as consumers see it.
type Event struct {
	ID      string // the same at every delivery, also of a dead letter that is retried
	Seq     int64  // its place in the sequence, from 1 without gaps
	Kind    string
	At      time.Time
	Payload bson.Raw
}

// Decode reads the payload.
func (e Event) Decode(into any) error {
	if err := bson.Unmarshal(e.Payload, into); err != nil {
		return fmt.Errorf("decode outbox entry %d (%s): %w", e.Seq, e.Kind, err)
	}
	return nil
}

func (e *entry) event() Event {
	return Event{ID: cmp.Or(e.Again, e.ID), Seq: e.Seq, Kind: e.Kind, At: e.At, Payload: e.Payload}
}

// wanted reports whether an entry is for that consumer, who names kinds or wants all.
func (e *entry) wanted(consumer string, kinds []string) bool {
	if e.Only != "" {
		return e.Only == consumer
	}
	return len(kinds) == 0 || slices.Contains(kinds, e.Kind)
}

// Append writes an entry in the caller's transaction. The payload is a struct
// or a map, encoded as BSON. Entries of one process keep their order; those
// that two processes write within one numbering step are ordered by their clocks.
func Append(ctx context.Context, tx store.Tx, kind string, payload any) error {
	raw, err := bson.Marshal(payload)
	if err != nil {
		return fmt.Errorf("encode outbox entry %s: %w", kind, err)
	}
	return insert(ctx, tx, &entry{Kind: kind, Payload: raw})
}

func insert(ctx context.Context, tx store.Tx, e *entry) error {
	id, err := uuid.NewV7() // sorts by time, and strictly within a process
	if err != nil {
		return fmt.Errorf("name outbox entry %s: %w", e.Kind, err)
	}
	e.Meta = store.Meta{ID: id.String()}
	e.Fresh = true
	e.At = time.Unix(id.Time().UnixTime()).UTC()
	mark(ctx)
	return entries.Insert(ctx, tx, e)
}
