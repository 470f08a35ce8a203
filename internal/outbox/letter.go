package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/store"
)

// Letter is an event that a consumer could not digest.
type Letter struct {
	store.Meta `bson:",inline"`
	Consumer   string    `bson:"consumer"`
	Event      string    `bson:"event"` // the entry's id
	Seq        int64     `bson:"seq"`
	Kind       string    `bson:"kind"`
	Payload    bson.Raw  `bson:"payload"`
	Error      string    `bson:"error"` // of the last try
	Tries      int       `bson:"tries"`
	Died       time.Time `bson:"died"`
}

// failed counts the failure, and puts the event aside when it failed too often.
// More than one event are tried again one by one, so that the healthy ones pass.
func (s *session) failed(ctx context.Context, events []Event, cause error) error {
	s.failures++
	later := errors.Is(cause, ErrLater)
	if len(events) > 1 && !later {
		s.single = events[len(events)-1].Seq
		return nil
	}
	if !later {
		s.cur.Tries++
	}
	if s.cur.Waiting.IsZero() {
		s.cur.Waiting = s.now().UTC()
	}
	s.cur.Error = clip(cause.Error())
	if !later && !s.Ordered && s.cur.Tries >= s.Tries {
		return s.bury(ctx, events[0], cause)
	}
	if s.failures == 1 || s.failures%20 == 0 {
		s.log.Warn("outbox: event not handled", "consumer", s.Name, "kind", events[0].Kind, "seq", events[0].Seq, "failures", s.failures, "error", cause)
	}
	if err := s.save(ctx); err != nil {
		return err
	}
	pause(ctx, s.delay(s.failures))
	return nil
}

// bury keeps the event as a dead letter and moves the cursor over it, in one transaction.
func (s *session) bury(ctx context.Context, e Event, cause error) error {
	letter := Letter{
		Meta:     store.Meta{ID: s.Name + ":" + e.ID},
		Consumer: s.Name, Event: e.ID, Seq: e.Seq, Kind: e.Kind, Payload: e.Payload,
		Error: clip(cause.Error()), Tries: s.cur.Tries, Died: s.now().UTC(),
	}
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		cur, err := cursors.Get(ctx, tx, s.Name)
		if err != nil {
			return err
		}
		if cur.Rev != s.cur.Rev {
			return fmt.Errorf("the cursor moved: %w", store.ErrConflict)
		}
		cur.Seq, cur.At, cur.Tries, cur.Error, cur.Waiting = e.Seq, letter.Died, 0, "", time.Time{}
		if err := cursors.Replace(ctx, tx, cur); err != nil {
			return err
		}
		again := letter
		if err := letters.Insert(ctx, tx, &again); err != nil {
			return err
		}
		*s.cur = *cur
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep dead letter %s: %w", letter.ID, err)
	}
	s.pass(e.Seq)
	s.log.Error("outbox: dead letter", "consumer", s.Name, "kind", e.Kind, "seq", e.Seq, "letter", letter.ID, "error", cause)
	if s.hooks.Dead != nil {
		s.hooks.Dead(s.Name, e.Kind)
	}
	return nil
}

// clip keeps an error short enough for a document and a page.
func clip(s string) string {
	const most = 2000
	s = strings.ToValidUTF8(s, "�")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Letters returns dead letters, the newest first; consumer may be empty for all.
func (o *Outbox) Letters(ctx context.Context, consumer string) ([]*Letter, error) {
	return LettersOf(ctx, o.db, consumer)
}

// LettersOf is Letters for a reader of the store, such as the caller's transaction.
func LettersOf(ctx context.Context, r store.Reader, consumer string) ([]*Letter, error) {
	var q store.Query
	if consumer != "" {
		q.Where = []store.Cond{{Field: "consumer", Op: store.Eq, Value: consumer}}
	}
	q.Sort = []store.Order{{Field: "died", Desc: true}}
	return letters.Find(ctx, r, q)
}

// Decode reads what the event carried.
func (l *Letter) Decode(into any) error {
	return Event{Seq: l.Seq, Kind: l.Kind, Payload: l.Payload}.Decode(into)
}

// Retry puts a dead letter at the end of the queue again, for its consumer alone, in the caller's transaction.
func Retry(ctx context.Context, tx store.Tx, id string) error {
	l, err := Discard(ctx, tx, id)
	if err != nil {
		return err
	}
	return insert(ctx, tx, &entry{Kind: l.Kind, Only: l.Consumer, Again: l.Event, Payload: l.Payload})
}

// Discard gives a dead letter up for good, in the caller's transaction, and returns it.
func Discard(ctx context.Context, tx store.Tx, id string) (*Letter, error) {
	l, err := letters.Get(ctx, tx, id)
	if err == nil {
		err = letters.Delete(ctx, tx, l)
	}
	if err != nil {
		return nil, fmt.Errorf("dead letter %s: %w", id, err)
	}
	return l, nil
}
