package notices

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Read marks a notice as read by who asks and returns it. One that they were not told is store.ErrNotFound.
func (in *Inbox) Read(ctx context.Context, who policy.Actor, id string) (*Item, error) {
	var item *Item
	err := in.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if item, err = items.Get(ctx, tx, id); err != nil {
			return err
		}
		if !slices.Contains(Of(who), item.To) {
			return store.ErrNotFound
		}
		return note(ctx, tx, who.Person, item)
	})
	if err != nil {
		return nil, fmt.Errorf("read a notice: %w", err)
	}
	return item, nil
}

// note writes down that somebody read a notice, unless that stands there.
func note(ctx context.Context, tx store.Tx, person string, item *Item) error {
	id := readingID(person, item.ID)
	if _, err := readings.Get(ctx, tx, id); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return readings.Insert(ctx, tx, &reading{Meta: store.Meta{ID: id}, Person: person, To: item.To, Kind: item.Kind, Place: item.Place, At: item.At})
}

// slack is how long a transaction may take: what is being written at this moment must not be read unseen.
const slack = 10 * time.Second

// ReadAll marks everything that somebody was told so far as read.
func (in *Inbox) ReadAll(ctx context.Context, who policy.Actor) error {
	until := placeOf(in.clock().Add(-slack), "")
	for _, to := range Of(who) {
		err := in.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			if err := advance(ctx, tx, who.Person, to, until); err != nil {
				return err
			}
			return noteNewer(ctx, tx, who.Person, to, until)
		})
		if err != nil {
			return fmt.Errorf("read all notices: %w", err)
		}
	}
	return nil
}

// advance moves a mark on, never back.
func advance(ctx context.Context, tx store.Tx, person string, to Audience, until string) error {
	m, err := marks.Get(ctx, tx, markID(person, to))
	if errors.Is(err, store.ErrNotFound) {
		m, err = &mark{Meta: store.Meta{ID: markID(person, to)}, Person: person}, nil
	}
	if err != nil || m.Until >= until {
		return err
	}
	m.Until = until
	return marks.Save(ctx, tx, m)
}

// noteNewer notes the notices behind a mark one by one.
func noteNewer(ctx context.Context, tx store.Tx, person string, to Audience, until string) error {
	newer, err := items.Find(ctx, tx, store.Query{Where: []store.Cond{addressed(to), placed(store.Gt, until)}, Limit: batch})
	if err != nil {
		return err
	}
	for _, item := range newer {
		if err := note(ctx, tx, person, item); err != nil {
			return err
		}
	}
	return nil
}
