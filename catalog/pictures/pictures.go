// Package pictures fetches the pictures that a registry's records name, each
// address once however many products share it, the most popular products first.
// A picture that cannot be had never keeps others waiting.
package pictures

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/fetch"
)

// Fetcher downloads a picture; its errors wrap fetch.ErrPermanent or fetch.ErrPassing. fetch.Fetcher is one.
type Fetcher interface {
	Fetch(ctx context.Context, address string) ([]byte, error)
}

// picture is what became of one address.
type picture struct {
	store.Meta `bson:",inline"` // ID is a hash of the address
	URL        string           `bson:"url"`
	Photo      *media.Photo     `bson:"photo,omitempty"`
	Error      string           `bson:"error,omitempty"`
	Tries      int              `bson:"tries"`
	NextAt     time.Time        `bson:"next_at,omitempty"` // absent where it will not be tried again
	// Products wait for the next try.
	Products []string `bson:"products,omitempty"`
}

var known = store.Define[picture]("registry_pictures", store.Index{Fields: []string{"next_at"}})

// Schemas lists the collections that fetching needs, beside those of the catalogue.
func Schemas() []store.Schema { return []store.Schema{known.Schema()} }

// Parts are what a gatherer is made of.
type Parts struct {
	DB      store.DB
	Leases  *lease.Leases
	Fetch   Fetcher
	Library *media.Library
	Clock   func() time.Time
	Log     *slog.Logger
}

// Gatherer fetches pictures.
type Gatherer struct{ Parts }

// New returns a gatherer.
func New(parts Parts) *Gatherer { return &Gatherer{Parts: parts} }

// Result counts what a run did.
type Result struct {
	Fetched, Failed int // addresses
	Products        int // that were brought up to date
}

const (
	leaseName = "registry-pictures"
	// queue is how many products are looked at together.
	queue = 200
	// atOnce is how many addresses are fetched before their products are brought up to date, so that the first appear soon.
	atOnce = 8
	// workers fetch and make sizes at the same time.
	workers = 2
	// tries is how often a passing failure is tried before it counts as final.
	tries = 8
)

// Run fetches pictures until none is due or limit addresses were asked for. A job
// runs it again and again; while another process does it returns lease.ErrHeld.
func (g *Gatherer) Run(ctx context.Context, limit int) (Result, error) {
	var result Result
	err := g.Leases.Keep(ctx, leaseName, func(ctx context.Context, l *lease.Lease) error {
		if err := g.wakeFailed(ctx, l); err != nil {
			return err
		}
		for result.Fetched+result.Failed < limit {
			more, err := g.step(ctx, l, &result)
			if err != nil || !more {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return result, fmt.Errorf("fetch pictures: %w", err)
	}
	return result, nil
}

// step takes the most popular products that can be served with few new addresses.
func (g *Gatherer) step(ctx context.Context, l *lease.Lease, result *Result) (more bool, err error) {
	due, err := catalog.DuePictures(ctx, g.DB, queue)
	if err != nil || len(due) == 0 {
		return false, err
	}
	have, err := g.have(ctx, due)
	if err != nil {
		return false, err
	}
	part, fresh := choose(due, have)
	if err := g.fetchAll(ctx, fresh, have, result); err != nil {
		return false, err
	}
	result.Products += len(part)
	return true, g.save(ctx, l, part, fresh, have)
}

// have reads what is known of the addresses that products name.
func (g *Gatherer) have(ctx context.Context, due []*catalog.Product) (map[string]*picture, error) {
	var ids []string
	for _, p := range due {
		for _, pic := range p.Pictures {
			ids = append(ids, idOf(pic.URL))
		}
	}
	docs, err := known.GetMany(ctx, g.DB, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	have := map[string]*picture{}
	for _, doc := range docs {
		have[doc.URL] = doc
	}
	return have, nil
}

// choose takes products from the front while they need few addresses that are not known or are to be tried again.
func choose(due []*catalog.Product, have map[string]*picture) (part []*catalog.Product, fresh []string) {
	for _, p := range due {
		var needed []string
		for _, pic := range p.Pictures {
			if pic.Hash == "" && pic.Error == "" && !settled(have[pic.URL]) && !slices.Contains(fresh, pic.URL) {
				needed = append(needed, pic.URL)
			}
		}
		if len(part) > 0 && len(fresh)+len(needed) > atOnce {
			break
		}
		part, fresh = append(part, p), append(fresh, needed...)
	}
	return part, fresh
}

// settled: it is there, never will be, or waits for its next try.
func settled(p *picture) bool { return p != nil && (p.Photo != nil || p.Error != "") }

func (g *Gatherer) fetchAll(ctx context.Context, addresses []string, have map[string]*picture, result *Result) error {
	outcomes := make([]*picture, len(addresses))
	var group errgroup.Group
	group.SetLimit(workers)
	for i, address := range addresses {
		before := have[address]
		group.Go(func() error {
			outcomes[i] = g.fetchOne(ctx, address, before)
			return nil
		})
	}
	_ = group.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, p := range outcomes {
		have[p.URL] = p
		if p.Photo != nil {
			result.Fetched++
		} else {
			result.Failed++
		}
	}
	return nil
}

func (g *Gatherer) fetchOne(ctx context.Context, address string, before *picture) *picture {
	p := &picture{Meta: store.Meta{ID: idOf(address)}, URL: address}
	if before != nil {
		p.Meta, p.Tries = before.Meta, before.Tries
	}
	p.Tries++
	data, err := g.Fetch.Fetch(ctx, address)
	if err == nil {
		var photo media.Photo
		if photo, err = g.Library.Add(ctx, bytes.NewReader(data), "OCOP", ""); err == nil {
			p.Photo = &photo
			return p
		}
	}
	p.Error = err.Error()
	if !final(err) && p.Tries < tries {
		p.NextAt = g.Clock().UTC().Add(time.Minute << (2 * (p.Tries - 1)))
	}
	if ctx.Err() == nil { // told to stop is no failure of the picture
		g.Log.WarnContext(ctx, "picture not fetched", "url", address, "tries", p.Tries, "error", err)
	}
	return p
}

// final reports whether trying again is of no use.
func final(err error) bool {
	for _, e := range []error{fetch.ErrPermanent, media.ErrType, media.ErrTooLarge, media.ErrBroken} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// save keeps the outcomes and brings the products up to date, all at once.
func (g *Gatherer) save(ctx context.Context, l *lease.Lease, part []*catalog.Product, fresh []string, have map[string]*picture) error {
	outcomes := map[string]catalog.PictureOutcome{}
	var ids []string
	for _, p := range part {
		ids = append(ids, p.ID)
		for _, pic := range p.Pictures {
			if doc := have[pic.URL]; doc != nil {
				outcomes[pic.URL] = catalog.PictureOutcome{Photo: doc.Photo, Error: doc.Error, Tries: doc.Tries, NextAt: doc.NextAt}
			}
		}
	}
	return g.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := l.Guard(ctx, tx); err != nil {
			return err
		}
		if err := saveOutcomes(ctx, tx, part, fresh, have); err != nil {
			return err
		}
		return catalog.ApplyPictures(ctx, tx, g.Clock(), ids, outcomes)
	})
}

// saveOutcomes writes what was fetched, and who waits for what will be tried again.
func saveOutcomes(ctx context.Context, tx store.Tx, part []*catalog.Product, fresh []string, have map[string]*picture) error {
	changed := map[string]picture{}
	for _, address := range fresh {
		changed[address] = *have[address]
	}
	for _, p := range part {
		for _, pic := range p.Pictures {
			doc := have[pic.URL]
			if doc == nil || doc.NextAt.IsZero() || pic.Hash != "" {
				continue
			}
			c, ok := changed[pic.URL]
			if !ok {
				c = *doc
			}
			if !slices.Contains(c.Products, p.ID) {
				c.Products = append(slices.Clone(c.Products), p.ID)
			}
			changed[pic.URL] = c
		}
	}
	for _, address := range slices.Sorted(maps.Keys(changed)) {
		c := changed[address]
		if err := known.Save(ctx, tx, &c); err != nil {
			return err
		}
	}
	return nil
}

// wakeFailed puts back into the queue what is to be tried again by now.
func (g *Gatherer) wakeFailed(ctx context.Context, l *lease.Lease) error {
	due := store.Query{Where: []store.Cond{{Field: "next_at", Op: store.Lte, Value: g.Clock()}}, Sort: []store.Order{{Field: "next_at"}}, Limit: 50}
	return g.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := l.Guard(ctx, tx); err != nil {
			return err
		}
		docs, err := known.Find(ctx, tx, due)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := catalog.PicturesAgain(ctx, tx, doc.Products, map[string]bool{doc.URL: true}); err != nil {
				return err
			}
			doc.Error, doc.NextAt, doc.Products = "", time.Time{}, nil
			if err := known.Replace(ctx, tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
}

func idOf(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:16])
}
