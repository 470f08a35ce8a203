package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Record is an entry in its place in the chain.
type Record struct {
	store.Meta `bson:",inline"` // ID is the id of the outbox entry that brought it, so that it is linked once
	Seq        int64            `bson:"seq"` // from 1 without gaps
	Entry      `bson:",inline"`
	By         Actor     `bson:"by"`
	At         time.Time `bson:"at"`
	Prev       string    `bson:"prev"` // hash of the record before
	Hash       string    `bson:"hash"`
}

// head is the end of the chain.
type head struct {
	store.Meta `bson:",inline"`
	Seq        int64  `bson:"seq"`
	Hash       string `bson:"hash"`
}

// Head names the end of the chain; noted somewhere else, it proves later that nothing up to it was cut off.
type Head struct {
	Seq  int64
	Hash string
}

var (
	records = store.Define[Record]("audit_log",
		store.Index{Fields: []string{"seq"}, Unique: true},
		store.Index{Fields: []string{"object", "seq"}}, store.Index{Fields: []string{"by.person", "seq"}})
	heads = store.Define[head]("audit_head")
)

const headID = "head"

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{records.Schema(), heads.Schema()} }

// Consumer links entries into the chain, in the order of the outbox. It never passes one over.
func Consumer(db store.DB) outbox.Consumer {
	return outbox.Consumer{Name: "audit", Kinds: []string{EventEntry}, Batch: 100, Ordered: true, Handle: func(ctx context.Context, events []outbox.Event) error {
		return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return link(ctx, tx, events) })
	}}
}

func link(ctx context.Context, tx store.Tx, events []outbox.Event) error {
	end, err := heads.Get(ctx, tx, headID)
	if errors.Is(err, store.ErrNotFound) {
		end, err = &head{Meta: store.Meta{ID: headID}}, nil
	}
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := linkOne(ctx, tx, end, e); err != nil {
			return err
		}
	}
	return heads.Save(ctx, tx, end)
}

func linkOne(ctx context.Context, tx store.Tx, end *head, e outbox.Event) error {
	if _, err := records.Get(ctx, tx, e.ID); !errors.Is(err, store.ErrNotFound) {
		return err // linked before, or the store failed
	}
	var a act
	if err := e.Decode(&a); err != nil {
		return err
	}
	r := &Record{Meta: store.Meta{ID: e.ID}, Seq: end.Seq + 1, Entry: a.Entry, By: a.By, At: a.At.UTC().Truncate(time.Millisecond), Prev: end.Hash}
	var err error
	if r.Hash, err = r.digest(); err != nil {
		return err
	}
	end.Seq, end.Hash = r.Seq, r.Hash
	return records.Insert(ctx, tx, r)
}

// sealed is what a hash covers.
type sealed struct {
	ID, Prev string
	Seq      int64
	At       time.Time
	By       Actor
	Entry    Entry
}

func (r *Record) digest() (string, error) {
	entry := r.Entry
	if len(entry.Changes) == 0 {
		entry.Changes = nil // an empty list and none are the same in the store
	}
	text, err := json.Marshal(sealed{ID: r.ID, Prev: r.Prev, Seq: r.Seq, At: r.At.UTC(), By: r.By, Entry: entry})
	if err != nil {
		return "", fmt.Errorf("audit: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// End is the end of the chain; zero while there is none.
func End(ctx context.Context, r store.Reader) (Head, error) {
	end, err := heads.Get(ctx, r, headID)
	if errors.Is(err, store.ErrNotFound) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, err
	}
	return Head{Seq: end.Seq, Hash: end.Hash}, nil
}
