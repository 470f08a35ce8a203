// Package presence tells which processes of an installation run: each says so from
// time to time, and one that was silent for a while counts as gone.
package presence

import (
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Process is one that runs, or ran.
type Process struct {
	store.Meta `bson:",inline"` // ID is its host and process id
	Role       string           `bson:"role"` // all, web or worker
	Version    string           `bson:"version"`
	Started    time.Time        `bson:"started"`
	Seen       time.Time        `bson:"seen"`
}

var processes = store.Define[Process]("processes", store.Index{Fields: []string{"seen"}})

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{processes.Schema()} }

const (
	// every is how often a process says that it runs.
	every = 20 * time.Second
	// silent is after how long without a word it counts as gone.
	silent = 3 * every
	// forgotten is after how long it is not even remembered.
	forgotten = 24 * time.Hour
)

// Tell says that this process runs, until ctx ends; then it says goodbye. A store that is away is told again later.
func Tell(ctx context.Context, db store.DB, me Process, now func() time.Time) error {
	me.Started = now().UTC()
	for {
		_ = say(ctx, db, me, now().UTC()) // the store's own health is told elsewhere
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), leave(context.WithoutCancel(ctx), db, me.ID))
		case <-time.After(every):
		}
	}
}

func say(ctx context.Context, db store.DB, me Process, now time.Time) error {
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc, err := processes.Get(ctx, tx, me.ID)
		if errors.Is(err, store.ErrNotFound) {
			doc, err = &Process{Meta: store.Meta{ID: me.ID}}, nil
		}
		if err != nil {
			return err
		}
		doc.Role, doc.Version, doc.Started, doc.Seen = me.Role, me.Version, me.Started, now
		if err := processes.Save(ctx, tx, doc); err != nil {
			return err
		}
		return forget(ctx, tx, now.Add(-forgotten))
	})
}

// forget drops processes that were killed long ago.
func forget(ctx context.Context, tx store.Tx, before time.Time) error {
	old, err := processes.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "seen", Op: store.Lt, Value: before}}})
	for _, p := range old {
		err = errors.Join(err, processes.Delete(ctx, tx, p))
	}
	return err
}

func leave(ctx context.Context, db store.DB, id string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		me, err := processes.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		return processes.Delete(ctx, tx, me)
	})
}

// Running lists the processes that run, by id.
func Running(ctx context.Context, r store.Reader, now time.Time) ([]*Process, error) {
	alive := store.Cond{Field: "seen", Op: store.Gte, Value: now.Add(-silent)}
	return processes.Find(ctx, r, store.Query{Where: []store.Cond{alive}, Sort: []store.Order{{Field: "seen"}}})
}
