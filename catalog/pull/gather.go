package pull

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// gathered is what reading came to.
type gathered struct {
	mu       sync.Mutex
	entries  map[string]*catalog.Entry // by registry id, the latest of each
	pageOf   map[string]int
	same     map[string]bool // records that are as we know them
	refused  map[string]Refused
	resolved map[string]bool // refused ids of which a good record came, or none is left
	gone     map[string]bool // ids of which the registry said that there is no record
	bookmark string
	full     bool
}

// seen reports whether the registry spoke of the record at all.
func (g *gathered) seen(id string) bool {
	_, refused := g.refused[id]
	return g.entries[id] != nil || g.same[id] || refused
}

// gather reads to the end. Pages are verified and cleaned while the next are fetched.
func (w *work) gather(ctx context.Context, cursor string, held func() (map[string]catalog.Held, error)) (*gathered, error) {
	g := &gathered{
		entries: map[string]*catalog.Entry{}, pageOf: map[string]int{}, same: map[string]bool{},
		refused: map[string]Refused{}, resolved: map[string]bool{}, gone: map[string]bool{},
	}
	known, err := w.knower(held)
	if err != nil {
		return nil, err
	}
	var prepare errgroup.Group
	prepare.SetLimit(3)
	page := 0
	reading, err := w.Source.Read(ctx, cursor, known, func(b registry.Batch) error {
		page++
		if err := w.evidence.page(ctx, b.Raw); err != nil {
			return err
		}
		n := page
		prepare.Go(func() error { w.take(g, n, b.Items(), b.Total); return nil })
		return ctx.Err()
	})
	_ = prepare.Wait() // its functions never fail
	if err != nil {
		return nil, err
	}
	g.bookmark, g.full = reading.Bookmark, reading.Full
	w.pull.Pages += page
	w.pull.Full = w.pull.Full || g.full
	return g, w.askAgain(ctx, g)
}

// knower tells a sweep which records it need not read again. A feed does not ask.
func (w *work) knower(held func() (map[string]catalog.Held, error)) (func(id string, revision int64) bool, error) {
	if w.Source.Ordered() {
		return func(string, int64) bool { return false }, nil
	}
	records, err := held()
	return func(id string, revision int64) bool {
		h, ok := records[id]
		return ok && h.Revision == revision
	}, err
}

// take prepares the items of one page.
func (w *work) take(g *gathered, page int, items []registry.Item, total int) {
	entries := make([]*catalog.Entry, len(items))
	for i := range items {
		entries[i] = w.prepared(&items[i])
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, item := range items {
		g.add(page, item, entries[i])
	}
	w.pull.Records += len(items)
	w.bar.expected = max(w.bar.expected, 2*total)
	w.bar.add(len(items))
}

func (w *work) prepared(item *registry.Item) *catalog.Entry {
	if item.Err != nil || item.Same {
		return nil
	}
	var entry *catalog.Entry
	entry, item.Err = w.prepare.Prepare(item.Record)
	if item.Err != nil {
		return nil
	}
	return entry
}

// add keeps the latest of what was said of a record.
func (g *gathered) add(page int, item registry.Item, entry *catalog.Entry) {
	switch {
	case item.Err != nil:
		g.refuse(item)
	case item.Same:
		g.same[item.ID] = true
	default:
		old := g.entries[item.ID]
		if old == nil || (entry.Ordered && entry.Revision > old.Revision) || (!entry.Ordered && page >= g.pageOf[item.ID]) {
			g.entries[item.ID], g.pageOf[item.ID] = entry, page
		}
	}
}

// maxRaw bounds what is kept of a refused record beside the evidence, which holds all of it: a document has its limits.
const maxRaw = 1 << 20

func (g *gathered) refuse(item registry.Item) {
	r := Refused{RegistryID: item.ID, Why: item.Err.Error(), Raw: item.Raw[:min(len(item.Raw), maxRaw)]}
	r.ID = item.ID
	if r.ID == "" || len(r.ID) > 200 {
		sum := sha256.Sum256(item.Raw)
		r.ID, r.RegistryID = "sha256:"+hex.EncodeToString(sum[:]), ""
	}
	g.refused[r.ID] = r
}

// retries is how many refused records one pull asks for again.
const retries = 300

// askAgain asks by id for records that were refused now or before.
func (w *work) askAgain(ctx context.Context, g *gathered) error {
	open, err := OpenRefusals(ctx, w.DB, retries)
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, r := range open {
		ids[r.RegistryID] = true
	}
	for _, r := range g.refused {
		ids[r.RegistryID] = true
	}
	delete(ids, "")
	for id := range ids {
		if g.entries[id] != nil && g.refused[id].ID == "" { // a good one came by itself
			g.resolved[id] = true
			delete(ids, id)
		}
	}
	return w.ask(ctx, g, sortedKeys(ids)[:min(len(ids), retries)], g.answered)
}

// answered notes a good record, or none, in the place of a refused one.
func (g *gathered) answered(id string, item registry.Item, entry *catalog.Entry, err error) {
	switch {
	case errors.Is(err, registry.ErrGone):
		g.resolved[id], g.gone[id] = true, true
		delete(g.refused, id)
	case err != nil:
	case item.Err != nil:
		g.refuse(item)
	default:
		g.add(1<<30, item, entry)
		g.resolved[id] = true
		delete(g.refused, id)
	}
}

// ask asks for single records, a few at a time, and hands each answer to heard.
// A question that fails is left for the next pull.
func (w *work) ask(ctx context.Context, g *gathered, ids []string, heard func(string, registry.Item, *catalog.Entry, error)) error {
	var group errgroup.Group
	group.SetLimit(4)
	for _, id := range ids {
		group.Go(func() error {
			item, raw, err := w.Source.Record(ctx, id)
			var entry *catalog.Entry
			if err == nil {
				entry = w.prepared(&item)
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			heard(id, item, entry, err)
			if err != nil {
				return nil
			}
			return w.evidence.page(ctx, raw)
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("ask for single records: %w", err)
	}
	return ctx.Err()
}
