package pull

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// ByID returns a pull, or store.ErrNotFound.
func ByID(ctx context.Context, r store.Reader, id string) (*Pull, error) {
	return pulls.Get(ctx, r, id)
}

// Page pages through all pulls, the newest first.
func Page(ctx context.Context, r store.Reader, limit int, after string) (store.Page[Pull], error) {
	return pulls.Page(ctx, r, store.Query{Sort: []store.Order{{Field: "started_at", Desc: true}}, Limit: limit, After: after})
}

// Count counts all pulls.
func Count(ctx context.Context, r store.Reader) (int, error) { return pulls.Count(ctx, r) }

// StopByID returns a province that waits for its officers, by its code or "unmapped", or store.ErrNotFound.
func StopByID(ctx context.Context, r store.Reader, id string) (*Stop, error) {
	return stops.Get(ctx, r, id)
}

// CountRefusals counts the refused records that no good one has replaced yet.
func CountRefusals(ctx context.Context, r store.Reader) (int, error) {
	return refuseds.Count(ctx, r, store.Cond{Field: "open", Op: store.Eq, Value: true})
}

// Going is how far the pull that goes on has come, and who asked for it. There is one.
type Going struct {
	store.Meta `bson:",inline"`
	By         string    `bson:"by,omitempty"` // who asked for it; empty on schedule
	AskedAt    time.Time `bson:"asked_at,omitempty"`
	BegunAt    time.Time `bson:"begun_at,omitempty"`
	EndedAt    time.Time `bson:"ended_at,omitempty"`
	Done       int       `bson:"done"`
	Total      int       `bson:"total"`
}

var goings = store.Define[Going]("registry_going")

const goingID = "pull"

// longestPull is after how long a pull that did not end is taken for one that died with its process.
const longestPull = time.Hour

// Waits reports whether somebody asked for a pull that has not ended.
func (g *Going) Waits(now time.Time) bool {
	begun := g.BegunAt
	if g.AskedAt.After(begun) {
		begun = g.AskedAt
	}
	return begun.After(g.EndedAt) && now.Sub(begun) < longestPull
}

// GoingOn tells how far the pull that goes on has come; one that never was has the zero times.
func GoingOn(ctx context.Context, r store.Reader) (*Going, error) {
	g, err := goings.Get(ctx, r, goingID)
	if errors.Is(err, store.ErrNotFound) {
		return &Going{Meta: store.Meta{ID: goingID}}, nil
	}
	return g, err
}

// Ask notes in the caller's transaction who asked for a pull.
func Ask(ctx context.Context, tx store.Tx, by string, now time.Time) error {
	g, err := GoingOn(ctx, tx)
	if err != nil {
		return err
	}
	g.By, g.AskedAt, g.Done, g.Total = by, now.UTC(), 0, 0
	return goings.Save(ctx, tx, g)
}

// progressEvery is how often progress is written down.
const progressEvery = time.Second

// Scheduled is who pulls when nobody asked for it.
const Scheduled = "schedule"

// RunAsked pulls on schedule or because somebody asked, and keeps how far it has come for them to see.
func (p *Puller) RunAsked(ctx context.Context) (*Pull, error) {
	who := Scheduled
	err := p.progress(ctx, func(g *Going) {
		if g.By != "" && g.Waits(p.Clock()) {
			who = g.By
		}
		g.BegunAt, g.Done, g.Total = p.Clock().UTC(), 0, 0
	})
	if err != nil {
		return nil, err
	}
	result, failure := p.Run(ctx, who, p.writeProgress(ctx))
	err = p.progress(context.WithoutCancel(ctx), func(g *Going) { g.EndedAt, g.By = p.Clock().UTC(), "" })
	return result, errors.Join(failure, err)
}

// writeProgress writes progress down now and then; one that cannot be written is no reason to stop.
func (p *Puller) writeProgress(ctx context.Context) Progress {
	var mu sync.Mutex
	var last time.Time
	return func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if now := p.Clock(); now.Sub(last) >= progressEvery {
			last = now
			if err := p.progress(ctx, func(g *Going) { g.Done, g.Total = done, total }); err != nil {
				p.Log.WarnContext(ctx, "registry: progress not written", "error", err)
			}
		}
	}
}

func (p *Puller) progress(ctx context.Context, change func(*Going)) error {
	err := p.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		g, err := GoingOn(ctx, tx)
		if err != nil {
			return err
		}
		change(g)
		return goings.Save(ctx, tx, g)
	})
	if err != nil {
		return fmt.Errorf("note how far the pull is: %w", err)
	}
	return nil
}
