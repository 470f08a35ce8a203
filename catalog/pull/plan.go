package pull

import (
	"context"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/store"
)

// change is one thing to do: apply an entry, or withdraw a product whose record is gone.
type change struct {
	id       string // the registry's
	province string
	entry    *catalog.Entry // nil: gone
	held     catalog.Held   // zero where the product is new
	loss     *catalog.Loss
}

// plan is what a pull is about to do.
type plan struct {
	apply    []change // sorted by id
	hold     []change
	released []string // ids held back until now that need not be any more
	stops    map[string]Difference
	gathered *gathered
}

// plan works out what changes, what that costs each province, and which provinces must stop.
func (w *work) plan(ctx context.Context, g *gathered, held map[string]catalog.Held) (*plan, error) {
	backs, err := heldBacks.Find(ctx, w.DB, store.Query{})
	if err != nil {
		return nil, err
	}
	missing, err := w.missing(ctx, g, held)
	if err != nil {
		return nil, err
	}
	g.recall(backs, missing)
	changes := changesOf(g, held, missing)
	if err := w.weigh(ctx, changes, held); err != nil {
		return nil, err
	}
	kept := keptAgain(changes, backs)
	p := &plan{gathered: g, stops: w.stopped(changes, held, kept)}
	p.split(changes, backs, kept)
	return p, nil
}

// recall takes up again what earlier pulls held back, unless this one heard otherwise.
func (g *gathered) recall(backs []*HeldBack, missing map[string]bool) {
	for _, b := range backs {
		switch {
		case g.seen(b.ID) && (b.Gone || g.entries[b.ID] == nil || g.entries[b.ID].News(b.Entry.Revision)):
		case b.Gone && !g.full:
			missing[b.ID] = true
		case !b.Gone && (!g.full || g.seen(b.ID)):
			g.entries[b.ID] = b.Entry
		}
	}
}

// changesOf lists what is news, sorted by id so that the same news give the same result in whatever order they came.
func changesOf(g *gathered, held map[string]catalog.Held, missing map[string]bool) []change {
	var changes []change
	for id, e := range g.entries {
		h, known := held[id]
		if known && !e.News(h.Revision) {
			continue
		}
		c := change{id: id, entry: e, held: h, province: h.Province}
		if !known {
			c.province = e.Product.Place.Province
		}
		changes = append(changes, c)
	}
	for id := range missing {
		if h, known := held[id]; known && h.Revision != 0 && g.entries[id] == nil {
			changes = append(changes, change{id: id, held: h, province: h.Province})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	return changes
}

// missingAsked is how many missing records are asked for one by one before they count as gone.
const missingAsked = 500

// missing lists records that we hold and that a full reading did not name. Each
// is asked for by its id, as far as they are few; where records were refused as
// well, many missing ones prove nothing and none counts.
func (w *work) missing(ctx context.Context, g *gathered, held map[string]catalog.Held) (map[string]bool, error) {
	gone := map[string]bool{}
	for id := range g.gone {
		gone[id] = true
	}
	if !g.full {
		return gone, nil
	}
	var ids []string
	for id, h := range held {
		if h.Revision != 0 && !g.seen(id) && !gone[id] && !catalog.Listed(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) > missingAsked {
		if len(g.refused) == 0 {
			for _, id := range ids {
				gone[id] = true
			}
		}
		return gone, nil
	}
	err := w.ask(ctx, g, ids, func(id string, item registry.Item, entry *catalog.Entry, err error) {
		g.answered(id, item, entry, err)
		if g.gone[id] {
			gone[id] = true
		}
	})
	return gone, err
}

// weigh finds out which changes cost stars.
func (w *work) weigh(ctx context.Context, changes []change, held map[string]catalog.Held) error {
	var helds []catalog.Held
	entries := map[string]*catalog.Entry{}
	for _, c := range changes {
		if c.held.ProductID != "" {
			helds = append(helds, c.held)
			entries[c.id] = c.entry
		}
	}
	losses, err := catalog.Losses(ctx, w.DB, w.Clock(), helds, entries)
	if err != nil {
		return err
	}
	byID := map[string]*catalog.Loss{}
	for i := range losses {
		byID[losses[i].RegistryID] = &losses[i]
	}
	for i := range changes {
		changes[i].loss = byID[changes[i].id]
	}
	return nil
}

// stopped lists the provinces that would lose more than one pull may take, and notes the differences of all.
// What an officer keeps is not weighed, since it is not applied; its province is asked again without being stopped.
func (w *work) stopped(changes []change, held map[string]catalog.Held, kept map[string]bool) map[string]Difference {
	diffs := map[string]*Difference{}
	of := func(province string) *Difference {
		if diffs[province] == nil {
			diffs[province] = &Difference{Province: province}
		}
		return diffs[province]
	}
	for _, h := range held {
		if h.Revision != 0 {
			of(h.Province).Products++
		}
	}
	for _, c := range changes {
		d := of(c.province)
		d.Changes++
		if kept[c.id] {
			d.Kept++
		} else if c.loss != nil {
			d.Lost++
		}
	}
	stops := map[string]Difference{}
	w.pull.Provinces = nil
	for _, province := range sortedKeys(diffs) {
		d := diffs[province]
		d.Stopped = d.Lost > w.Rules.MinChange && int64(d.Lost)*1e6 > w.maxChange.Load()*int64(d.Products)
		if d.Stopped || d.Kept > 0 {
			stops[province] = *d
		}
		if d.Changes > 0 {
			w.pull.Provinces = append(w.pull.Provinces, *d)
		}
	}
	return stops
}

// split parts what goes on from what waits.
func (p *plan) split(changes []change, backs []*HeldBack, kept map[string]bool) {
	waiting := map[string]bool{}
	for _, c := range changes {
		if p.stops[c.province].Stopped || kept[c.id] {
			p.hold = append(p.hold, c)
			waiting[c.id] = true
			continue
		}
		p.apply = append(p.apply, c)
	}
	for _, b := range backs {
		if !waiting[b.ID] {
			p.released = append(p.released, b.ID)
		}
	}
}
