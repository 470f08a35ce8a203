package pull

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// apply carries the plan out and notes which provinces it stops.
func (w *work) apply(ctx context.Context, p *plan) error {
	if err := w.carryOut(ctx, p); err != nil {
		return err
	}
	return w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error { return w.keepStops(ctx, tx, p.stops) })
}

// carryOut does what the plan says, a batch at a time. Stopping in between loses
// nothing: the bookmark has not moved, and what was applied is no news the next time.
func (w *work) carryOut(ctx context.Context, p *plan) error {
	for part := range slices.Chunk(p.apply, w.Rules.Batch) {
		if err := w.applyBatch(ctx, p, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(p.hold, w.Rules.Batch) {
		if err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error { return w.holdBack(ctx, tx, part) }); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(p.released, w.Rules.Batch) {
		if err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error { return release(ctx, tx, part) }); err != nil {
			return err
		}
	}
	w.pull.Counts.Held, w.pull.Counts.Refused = len(p.hold), len(p.gathered.refused)
	return w.keepRefused(ctx, p.gathered)
}

// inBatch runs f in a transaction that fails if the lease was lost.
func (w *work) inBatch(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	return w.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := w.lease.Guard(ctx, tx); err != nil {
			return err
		}
		return f(ctx, tx)
	})
}

func (w *work) applyBatch(ctx context.Context, p *plan, part []change) error {
	var entries []*catalog.Entry
	var gone []string
	for _, c := range part {
		if c.entry == nil {
			gone = append(gone, c.held.ProductID)
		} else {
			entries = append(entries, c.entry)
		}
	}
	var done catalog.Applied
	err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if done, err = catalog.Apply(ctx, tx, w.Clock(), entries); err != nil {
			return err
		}
		left, err := catalog.ApplyGone(ctx, tx, w.Clock(), gone)
		done.Add(left)
		return err
	})
	if err != nil {
		return err
	}
	for id, reason := range done.Refused {
		p.gathered.refused[id] = Refused{Meta: store.Meta{ID: id}, RegistryID: id, Why: reason.Error()}
		delete(p.gathered.resolved, id)
	}
	w.pull.Counts.add(done)
	w.bar.add(len(part))
	return nil
}

// holdBack keeps changes of stopped provinces for an officer.
func (w *work) holdBack(ctx context.Context, tx store.Tx, part []change) error {
	for _, c := range part {
		doc, err := heldBacks.Get(ctx, tx, c.id)
		if errors.Is(err, store.ErrNotFound) {
			doc, err = &HeldBack{Meta: store.Meta{ID: c.id}, Since: w.Clock().UTC()}, nil
		}
		if err != nil {
			return err
		}
		if !doc.says(c) {
			doc.Choice, doc.Reason, doc.Recorded = "", "", false // it was about something else
			doc.ReadIn = w.pull.ID
		}
		doc.Province, doc.Gone, doc.Entry = c.province, c.entry == nil, c.entry
		doc.ProductID, doc.PullID, doc.Standing = c.held.ProductID, w.pull.ID, catalog.Withdrawn
		if c.entry != nil {
			doc.ProductID, doc.Name, doc.Standing = c.entry.Product.ID, c.entry.Product.Name, c.entry.Certificate.Standing
		}
		doc.FromStars, doc.ToStars = 0, 0
		if c.loss != nil {
			doc.FromStars, doc.ToStars = int(c.loss.From), int(c.loss.To)
		}
		if err := heldBacks.Save(ctx, tx, doc); err != nil {
			return err
		}
	}
	return nil
}

func release(ctx context.Context, tx store.Tx, ids []string) error {
	docs, err := heldBacks.GetMany(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := heldBacks.Delete(ctx, tx, doc); err != nil {
			return err
		}
	}
	return nil
}

// keepStops makes the list of stopped provinces what this pull found.
func (w *work) keepStops(ctx context.Context, tx store.Tx, found map[string]Difference) error {
	old, err := stops.Find(ctx, tx, store.Query{})
	if err != nil {
		return err
	}
	since := map[string]*Stop{}
	for _, s := range old {
		since[s.ID] = s
		if _, still := found[s.Province]; !still {
			if err := stops.Delete(ctx, tx, s); err != nil {
				return err
			}
		}
	}
	for province, d := range found {
		doc := since[provinceID(province)]
		if doc == nil {
			doc = &Stop{Meta: store.Meta{ID: provinceID(province)}, Since: w.Clock().UTC()}
		}
		doc.Difference, doc.PullID = d, w.pull.ID
		if err := stops.Save(ctx, tx, doc); err != nil {
			return err
		}
	}
	return nil
}

// keepRefused keeps what was refused, and closes what has been answered.
func (w *work) keepRefused(ctx context.Context, g *gathered) error {
	ids := append(sortedKeys(g.refused), sortedKeys(g.resolved)...)
	for part := range slices.Chunk(ids, w.Rules.Batch) {
		err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error { return w.keepSomeRefused(ctx, tx, g, part) })
		if err != nil {
			return fmt.Errorf("keep refused records: %w", err)
		}
	}
	return nil
}

func (w *work) keepSomeRefused(ctx context.Context, tx store.Tx, g *gathered, ids []string) error {
	docs, err := refuseds.GetMany(ctx, tx, ids)
	if err != nil {
		return err
	}
	known := map[string]*Refused{}
	for _, doc := range docs {
		known[doc.ID] = doc
	}
	now := w.Clock().UTC()
	for _, id := range ids {
		doc, r := known[id], g.refused[id]
		switch {
		case r.ID == "" && (doc == nil || !doc.Open):
			continue
		case r.ID == "":
			doc.Open = false
		case doc == nil:
			doc = &r
			doc.First, doc.Last, doc.Times, doc.Open, doc.PullID = now, now, 1, true, w.pull.ID
		default:
			doc.Why, doc.Last, doc.Open, doc.PullID = r.Why, now, true, w.pull.ID
			doc.Times++
			if r.Raw != nil {
				doc.Raw = r.Raw
			}
		}
		if err := refuseds.Save(ctx, tx, doc); err != nil {
			return err
		}
		known[id] = doc
	}
	return nil
}
