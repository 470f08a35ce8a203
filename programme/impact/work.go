package impact

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Work is what is done about what one area held when the decision took effect. It
// is the note of what is done already: a thing and the word that it is done are written in one transaction.
type Work struct {
	store.Meta `bson:",inline"` // ID is the decision's and the area's key
	Decision   string           `bson:"decision"`
	Area       string           `bson:"area"`
	Choice     string           `bson:"choice"`
	Pieces     int              `bson:"pieces"`
	Left       []string         `bson:"left,omitempty"` // ids still to be done
	Done       []string         `bson:"done,omitempty"`
	Moved      []Moved          `bson:"moved,omitempty"` // had moved on, so nothing was done
	Error      string           `bson:"error,omitempty"` // of the last try that failed
	BegunAt    time.Time        `bson:"begun_at"`
	EndedAt    time.Time        `bson:"ended_at,omitempty"`
}

// Moved is a thing about which nothing could be done any more.
type Moved struct {
	ID  string `bson:"id"`
	Why string `bson:"why"`
}

// Total is how many things the work is about.
func (w *Work) Total() int { return len(w.Left) + len(w.Done) + len(w.Moved) }

// Ended reports whether everything has been done.
func (w *Work) Ended() bool { return !w.EndedAt.IsZero() }

var works = store.Define[Work]("impact_works", store.Index{Fields: []string{"decision"}})

// Schemas lists the collections of carrying out.
func Schemas() []store.Schema { return []store.Schema{works.Schema()} }

// consumerName is under which the outbox knows who carries out.
const consumerName = "impact"

// Consumer is the reader of the outbox that carries decisions out.
func (s *Service) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: consumerName, Kinds: []string{decide.EventInEffect}, Handle: outbox.Each(s.handle)}
}

func (s *Service) handle(ctx context.Context, e outbox.Event) error {
	var took decide.Took
	if err := e.Decode(&took); err != nil {
		return err
	}
	return s.CarryOut(ctx, took.Decision)
}

// CarryOut does what was chosen to everything that the areas hold. It may be begun
// again at any time: what is done is not done twice. An area that fails does not hold up the others.
func (s *Service) CarryOut(ctx context.Context, id string) error {
	d, err := s.decide.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil // of a store that was restored to an earlier day
	}
	if err != nil {
		return err
	}
	goods, err := s.goods(ctx, s.db, d)
	if err != nil {
		return err
	}
	var failed []error
	for _, a := range s.areas {
		choice := choose(a.Choices(d.Kind), kept(d, a.Key()))
		if choice == "" {
			continue
		}
		if err := s.carryOutArea(ctx, a, Task{Decision: d, Goods: goods, Choice: choice}); err != nil {
			failed = append(failed, errors.Join(err, s.note(ctx, d, a, err)))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) carryOutArea(ctx context.Context, a Area, t Task) error {
	w, err := s.begin(ctx, a, t)
	if err != nil {
		return fmt.Errorf("ask %s: %w", a.Key(), err)
	}
	for !w.Ended() {
		if w, err = s.step(ctx, a, t, w.ID); err != nil {
			return fmt.Errorf("carry out in %s: %w", a.Key(), err)
		}
	}
	return nil
}

// workID names the work of an area about a decision.
func workID(d *decide.Decision, a Area) string { return d.ID + ":" + a.Key() }

// begin lists what is to be done: what the area holds at the first try that can ask it.
func (s *Service) begin(ctx context.Context, a Area, t Task) (*Work, error) {
	var w *Work
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		w, err = works.Get(ctx, tx, workID(t.Decision, a))
		if err == nil && !w.BegunAt.IsZero() {
			return nil
		}
		if errors.Is(err, store.ErrNotFound) {
			w, err = s.newWork(t.Decision, a), nil
		}
		if err != nil {
			return err
		}
		held, err := a.Held(ctx, tx, t.Goods)
		if err != nil {
			return err
		}
		w.Choice, w.Left, w.Pieces, w.BegunAt, w.Error = t.Choice, held.IDs, held.Pieces, s.now(), ""
		return works.Save(ctx, tx, w)
	})
	return w, err
}

func (s *Service) newWork(d *decide.Decision, a Area) *Work {
	return &Work{Meta: store.Meta{ID: workID(d, a)}, Decision: d.ID, Area: a.Key()}
}

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// step does the next thing, and notes in the same transaction that it is done.
func (s *Service) step(ctx context.Context, a Area, t Task, id string) (*Work, error) {
	var w *Work
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if w, err = works.Get(ctx, tx, id); err != nil {
			return err
		}
		if len(w.Left) == 0 {
			w.EndedAt, w.Error = s.now(), ""
			return works.Replace(ctx, tx, w)
		}
		t.ID = w.Left[0]
		switch err := a.CarryOut(ctx, tx, t); {
		case errors.Is(err, ErrMoved):
			w.Moved = append(w.Moved, Moved{ID: t.ID, Why: err.Error()})
		case err != nil:
			return fmt.Errorf("%s: %w", t.ID, err)
		default:
			w.Done = append(w.Done, t.ID)
		}
		w.Left = w.Left[1:]
		return works.Replace(ctx, tx, w)
	})
	return w, err
}

// note keeps what went wrong where the officers see it.
func (s *Service) note(ctx context.Context, d *decide.Decision, a Area, cause error) error {
	if ctx.Err() != nil {
		return nil // told to stop: it goes on at the next start
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		w, err := works.Get(ctx, tx, workID(d, a))
		if errors.Is(err, store.ErrNotFound) {
			w, err = s.newWork(d, a), nil
		}
		if err != nil {
			return err
		}
		w.Error = cause.Error()
		return works.Save(ctx, tx, w)
	})
}

// Works returns what was done about a decision, by area.
func (s *Service) Works(ctx context.Context, d *decide.Decision) (map[string]*Work, error) {
	list, err := works.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "decision", Op: store.Eq, Value: d.ID}}})
	byArea := map[string]*Work{}
	for _, w := range list {
		byArea[w.Area] = w
	}
	return byArea, err
}

// Areas lists the areas in the order in which they are shown.
func (s *Service) Areas() []Area { return s.areas }

// Again has a decision carried out once more, in the caller's transaction: what failed
// is tried again, and the dead letters of the tries that failed are given up for it.
func (s *Service) Again(ctx context.Context, tx store.Tx, id string) error {
	dead, err := outbox.LettersOf(ctx, tx, consumerName)
	if err != nil {
		return fmt.Errorf("dead letters of %s: %w", id, err)
	}
	for _, l := range dead {
		if err := giveUp(ctx, tx, l, id); err != nil {
			return err
		}
	}
	return outbox.Append(ctx, tx, decide.EventInEffect, decide.Took{Decision: id})
}

// giveUp discards a dead letter if it is about the decision.
func giveUp(ctx context.Context, tx store.Tx, l *outbox.Letter, decision string) error {
	var took decide.Took
	if err := l.Decode(&took); err != nil {
		return err
	}
	if took.Decision != decision {
		return nil
	}
	_, err := outbox.Discard(ctx, tx, l.ID)
	return err
}
