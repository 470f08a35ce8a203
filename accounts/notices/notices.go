// Package notices is the one inbox in which people are told what concerns them,
// here and by mail as they choose. It promises that a notice reaches those of its
// audience and nobody else, once, and that what the law or the safety of an
// account needs is always told.
package notices

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// EventPosted is the outbox entry of a new notice; it carries a Posted.
const EventPosted = "notice.posted"

// Posted tells that a notice was posted.
type Posted struct {
	Notice string `bson:"notice"`
}

// Notice is what somebody is told.
type Notice struct {
	To   Audience
	Kind Kind
	// VI and EN are the sentence that says it: "5 đơn cần gói trước 15:00".
	VI, EN string
	// SayVI and SayEN are one more sentence; may be empty.
	SayVI, SayEN string
	// Path leads to what it is about, without a language: "/ban-hang/kho"; may be empty.
	Path string
	// Key names what is told; a second notice of the same key to the same audience is not posted. It may be empty for what cannot come twice.
	Key string
	// Elsewhere is an address that is written to about the same by a letter of its own, so that nobody reads it twice in their mail; may be empty.
	Elsewhere string
	// At is now for clocks of tests; the zero time is now by the machine's clock. What is older than what somebody marked as read counts as read.
	At time.Time
}

// Post tells an audience something, in the caller's transaction.
func Post(ctx context.Context, tx store.Tx, n Notice) error {
	if err := n.check(); err != nil {
		return err
	}
	doc, err := n.doc()
	if err != nil {
		return err
	}
	switch _, err := items.Get(ctx, tx, doc.ID); {
	case err == nil:
		return nil // told before
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	if err := items.Insert(ctx, tx, doc); err != nil {
		return fmt.Errorf("post a notice: %w", err)
	}
	return outbox.Append(ctx, tx, EventPosted, Posted{Notice: doc.ID})
}

// check refuses notices that could reach nobody or say nothing.
func (n Notice) check() error {
	switch {
	case !n.To.valid():
		return fmt.Errorf("notices: no audience %q", n.To)
	case !n.Kind.valid():
		return fmt.Errorf("notices: no kind %q", n.Kind)
	case n.VI == "" || n.EN == "":
		return errors.New("notices: a notice needs its sentence in both languages")
	}
	return nil
}

func (n Notice) doc() (*Item, error) {
	at := n.At
	if at.IsZero() {
		at = time.Now()
	}
	at = at.UTC().Truncate(time.Millisecond)
	id, err := n.id()
	return &Item{
		Meta: store.Meta{ID: id}, To: n.To, Kind: n.Kind, VI: n.VI, EN: n.EN, SayVI: n.SayVI, SayEN: n.SayEN,
		Path: n.Path, Elsewhere: n.Elsewhere, At: at, Place: placeOf(at, id),
	}, err
}

// id is made of audience and key, so that the same is never told twice.
func (n Notice) id() (string, error) {
	if n.Key == "" {
		id, err := uuid.NewV7()
		return id.String(), err
	}
	sum := sha256.Sum256([]byte(string(n.To) + "\n" + n.Key))
	return hex.EncodeToString(sum[:16]), nil
}
