package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// consume runs one consumer whenever this process has its lease.
func (o *Outbox) consume(ctx context.Context, c Consumer) {
	for failures := 0; ctx.Err() == nil; {
		err := o.leases.Hold(ctx, "outbox:"+c.Name, func(ctx context.Context, l *lease.Lease) error {
			s, err := o.open(ctx, c, l)
			if err != nil {
				return err
			}
			failures = 0
			return s.run(ctx)
		})
		if ctx.Err() != nil {
			return
		}
		failures++
		o.log.Warn("outbox: consumer interrupted", "consumer", c.Name, "error", err)
		pause(ctx, c.delay(failures))
	}
}

// session is a consumer at work under one lease, with the cursor it holds.
type session struct {
	*Outbox
	Consumer
	cur      *cursor
	queue    []*entry // read and not yet passed
	seen     int64    // entries up to here need no handling; saved with the next save
	single   int64    // up to here events are given one by one, since a batch with them failed
	saved    time.Time
	failures int // in a row, tries and waits alike
}

// open reads the cursor and counts its revision up, so that a process which had the lease before cannot move it any more.
func (o *Outbox) open(ctx context.Context, c Consumer, l *lease.Lease) (*session, error) {
	var cur *cursor
	err := o.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if err := l.Guard(ctx, tx); err != nil {
			return err
		}
		if cur, err = o.cursorOf(ctx, tx, c); err != nil {
			return err
		}
		return cursors.Save(ctx, tx, cur)
	})
	if err != nil {
		return nil, fmt.Errorf("open the cursor of %s: %w", c.Name, err)
	}
	return &session{Outbox: o, Consumer: c, cur: cur, seen: cur.Seq, saved: time.Now()}, nil
}

func (o *Outbox) cursorOf(ctx context.Context, r store.Reader, c Consumer) (*cursor, error) {
	cur, err := cursors.Get(ctx, r, c.Name)
	if !errors.Is(err, store.ErrNotFound) {
		return cur, err
	}
	cur = &cursor{Meta: store.Meta{ID: c.Name}}
	if c.FromNow {
		head, err := counterOf(ctx, r)
		if err != nil {
			return nil, err
		}
		cur.Seq = head.Seq
	}
	return cur, nil
}

// saveLimit bounds a save, so that a stop takes no longer.
const saveLimit = 4 * time.Second

// lazily is how long progress over entries that were not wanted may stay unsaved.
const lazily = 5 * time.Second

// run handles events as they come until ctx ends or the store fails.
func (s *session) run(ctx context.Context) error {
	defer s.close(ctx)
	for ctx.Err() == nil {
		woken := s.numbered.next()
		more, err := s.turn(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		if s.seen > s.cur.Seq && time.Since(s.saved) > lazily {
			if err := s.save(ctx); err != nil {
				return err
			}
		}
		wait(ctx, woken, lazily+time.Second)
	}
	return context.Cause(ctx)
}

// close saves what was passed over, so that the next process need not read it again.
func (s *session) close(ctx context.Context) {
	if s.seen <= s.cur.Seq || errors.Is(context.Cause(ctx), lease.ErrLost) {
		return
	}
	_ = s.save(ctx)
}

// turn handles the next events that are wanted, and reports whether there was anything to look at.
func (s *session) turn(ctx context.Context) (more bool, err error) {
	if len(s.queue) == 0 {
		if s.queue, err = s.after(ctx, s.seen, batch); err != nil || len(s.queue) == 0 {
			return false, err
		}
	}
	events, last := s.pick()
	if len(events) == 0 {
		s.pass(last)
		return true, nil
	}
	return true, s.deliver(ctx, events, last)
}

// pick chooses the events to give next, and the number of the last entry that is passed with them.
func (s *session) pick() (events []Event, last int64) {
	for _, e := range s.queue {
		size := s.Batch
		if e.Seq <= s.single {
			size = 1
		}
		if len(events) >= size {
			break
		}
		if e.wanted(s.Name, s.Kinds) {
			events = append(events, e.event())
		}
		last = e.Seq
	}
	return events, last
}

// pass goes on behind an entry.
func (s *session) pass(last int64) {
	for len(s.queue) > 0 && s.queue[0].Seq <= last {
		s.queue = s.queue[1:]
	}
	s.seen, s.failures = last, 0
}

// after reads numbered entries behind a number, in order.
func (o *Outbox) after(ctx context.Context, seq int64, limit int) ([]*entry, error) {
	return entries.Find(ctx, o.db, store.Query{
		Where: []store.Cond{{Field: "seq", Op: store.Gt, Value: seq}},
		Sort:  []store.Order{{Field: "seq"}},
		Limit: limit,
	})
}

// deliver gives events to the handler and records what came of it. Events end at or before the entry numbered last.
func (s *session) deliver(ctx context.Context, events []Event, last int64) error {
	began := time.Now()
	err := s.call(ctx, events)
	if s.hooks.Handled != nil {
		s.hooks.Handled(s.Name, len(events), time.Since(began), err)
	}
	if err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return s.failed(ctx, events, err)
	}
	s.pass(last)
	s.cur.Tries, s.cur.Error, s.cur.Waiting = 0, "", time.Time{}
	s.progress(events[len(events)-1])
	return s.save(ctx)
}

func (s *session) progress(e Event) {
	if s.hooks.Progress != nil {
		s.hooks.Progress(s.Name, max(s.head.Load()-s.seen, 0), s.now().Sub(e.At))
	}
}

func (s *session) call(ctx context.Context, events []Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return s.Handle(ctx, events)
}

// save moves the stored cursor, also while the process is told to stop, since
// what was handled would be handled twice. It refuses if another process opened the cursor meanwhile.
func (s *session) save(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveLimit)
	defer cancel()
	s.cur.Seq, s.cur.At = s.seen, s.now().UTC()
	if err := cursors.Replace(ctx, s.db, s.cur); err != nil {
		return fmt.Errorf("save the cursor of %s: %w", s.Name, err)
	}
	s.saved = time.Now()
	return nil
}
