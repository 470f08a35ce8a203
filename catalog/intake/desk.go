package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// document is a list as its own package keeps it, with a Run inlined.
type document[T any] interface {
	*T
	DocumentID() string
	runs
}

// runs is what embeds a Run.
type runs interface{ run() *Run }

// Desk moves the lists of one kind through their phases. Their collection has an index on active and sent_at.
type Desk[T any, P document[T]] struct {
	db    store.DB
	docs  store.Collection[T]
	files *private.Keeper
	job   string // that works on them
	now   func() time.Time
	turn  chan struct{} // holds one while a list is read for somebody who waits
}

// NewDesk makes a desk for the lists of a collection, on which the job of that name works.
func NewDesk[T any, P document[T]](db store.DB, docs store.Collection[T], files *private.Keeper, job string, now func() time.Time) Desk[T, P] {
	return Desk[T, P]{db: db, docs: docs, files: files, job: job, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }, turn: make(chan struct{}, 1)}
}

// Now is the time as the store gives it back.
func (d Desk[T, P]) Now() time.Time { return d.now() }

// Sent is a file as it comes in.
type Sent struct {
	Person, Name string // who sent it, and what it is called
	List         io.Reader
	Limits       sheet.Limits
}

// Receive keeps a new list once may lets it, and wakes the job: from there on it is being tried, or refused where nothing
// could read it. doc makes its document. What may refuses leaves no file; it is asked before anything is kept, and again in the transaction.
func (d Desk[T, P]) Receive(ctx context.Context, sent Sent, may func(ctx context.Context, r store.Reader) error, doc func(Run) P) (P, error) {
	if err := may(ctx, d.db); err != nil {
		return nil, fmt.Errorf("send list: %w", err)
	}
	r, err := d.keep(ctx, sent)
	if err != nil {
		return nil, err
	}
	list := doc(r)
	err = d.insert(ctx, list, may)
	if errors.Is(err, ErrBusy) {
		err = errors.Join(err, d.files.Destroy(context.WithoutCancel(ctx), r.File))
	}
	if err != nil {
		return nil, fmt.Errorf("send list: %w", err)
	}
	return list, nil
}

func (d Desk[T, P]) keep(ctx context.Context, sent Sent) (Run, error) {
	data, err := io.ReadAll(io.LimitReader(sent.List, sent.Limits.Bytes+1))
	if err != nil {
		return Run{}, fmt.Errorf("read list: %w", err)
	}
	r := Run{By: sent.Person, Phase: Reading, Active: true, SentAt: d.now(), BeganAt: d.now()}
	if r.Fault = Unreadable(data, sent.Limits); r.Fault != "" {
		r.Phase, r.Active, data = Refused, false, nil
	}
	r.File, err = d.files.KeepDataAlone(ctx, data, sent.Name, http.DetectContentType(data))
	return r, err
}

func (d Desk[T, P]) insert(ctx context.Context, doc P, may func(ctx context.Context, r store.Reader) error) error {
	return d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := may(ctx, tx); err != nil {
			return err
		}
		if err := d.docs.Insert(ctx, tx, (*T)(doc)); err != nil {
			return err
		}
		return d.wake(ctx, tx)
	})
}

// Read returns the file of a list, or store.ErrNotFound once it is forgotten.
func (d Desk[T, P]) Read(ctx context.Context, doc P) ([]byte, error) {
	if doc.run().Forgot {
		return nil, fmt.Errorf("file of list %s: %w", doc.DocumentID(), store.ErrNotFound)
	}
	return d.files.Read(ctx, doc.run().File)
}

// InTurn does what reads a whole list for somebody who waits. Lists may be large, so one asker is served at a time.
func (d Desk[T, P]) InTurn(ctx context.Context, do func() error) error {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
		return do()
	case <-ctx.Done():
		return fmt.Errorf("wait for a list to be read: %w", ctx.Err())
	}
}

// Undo takes back what a list wrote, part by part, each in a transaction, and tells how it ended. part reports whether more is left.
func (d Desk[T, P]) Undo(ctx context.Context, l *lease.Lease, id string, part func(ctx context.Context, tx store.Tx, doc P) (more bool, err error), tell func(ctx context.Context, tx store.Tx, doc P) error) error {
	for more := true; more; {
		err := d.Save(ctx, l, id, Undoing, func(ctx context.Context, tx store.Tx, doc P) (err error) {
			more, err = part(ctx, tx, doc)
			return err
		})
		if err != nil {
			return err
		}
	}
	return d.Save(ctx, l, id, Undoing, func(ctx context.Context, tx store.Tx, doc P) error {
		r := doc.run()
		r.Phase, r.Active, r.UndoneAt = Undone, false, d.now()
		return tell(ctx, tx, doc)
	})
}

// Move takes a list from the phase in which it is to another, in one transaction, and wakes the job.
func (d Desk[T, P]) Move(ctx context.Context, id string, to Phase, also func(ctx context.Context, tx store.Tx, doc P) error) error {
	err := d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc, err := d.docs.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		r := P(doc).run()
		if !r.Phase.CanBecome(to) {
			return ErrPhase
		}
		r.Phase, r.Active, r.BeganAt, r.Done, r.Total = to, to.Working(), d.now(), 0, 0
		if also != nil {
			if err := also(ctx, tx, doc); err != nil {
				return err
			}
		}
		if err := d.docs.Replace(ctx, tx, doc); err != nil || !r.Active {
			return err
		}
		return d.wake(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("list %s: %w", id, err)
	}
	return nil
}

// wake makes the job due at once. Where it never ran it is due anyway.
func (d Desk[T, P]) wake(ctx context.Context, tx store.Tx) error {
	if err := jobs.Ask(ctx, tx, d.job, d.now()); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// Save changes a list that is in that phase still, in one transaction with what else is done under the lease.
func (d Desk[T, P]) Save(ctx context.Context, l *lease.Lease, id string, in Phase, change func(ctx context.Context, tx store.Tx, doc P) error) error {
	return d.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if l != nil {
			if err := l.Guard(ctx, tx); err != nil {
				return err
			}
		}
		doc, err := d.docs.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if P(doc).run().Phase != in {
			return ErrPhase
		}
		if err := change(ctx, tx, doc); err != nil {
			return err
		}
		return d.docs.Replace(ctx, tx, doc)
	})
}

// Work works on what waits, the oldest first, as the phase wants it. A job calls it under its lease;
// after a death another process goes on where the last transaction left it.
func (d Desk[T, P]) Work(ctx context.Context, l *lease.Lease, by map[Phase]func(context.Context, *lease.Lease, P) error) error {
	waiting, err := d.docs.Find(ctx, d.db, store.Query{Where: []store.Cond{{Field: "active", Op: store.Eq, Value: true}}, Sort: []store.Order{{Field: "sent_at"}}, Limit: 100})
	if err != nil {
		return err
	}
	var failed []error
	for _, doc := range waiting {
		r := P(doc).run()
		work := by[r.Phase]
		if work == nil {
			continue
		}
		ctx := audit.WithActor(ctx, audit.Actor{Person: r.By, Via: "job"})
		if err := work(ctx, l, doc); err != nil && !errors.Is(err, ErrPhase) {
			failed = append(failed, fmt.Errorf("list %s: %w", P(doc).DocumentID(), err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}
