// Package inproc is the search engine inside the process: an inverted index of roaring
// bitmaps, with a vocabulary, facets and columns beside it.
//
// It promises exact totals and facets, certificates judged at the time of each query, and
// changes that can be found when Apply returns. It keeps nothing on disk: it is rebuilt
// from the documents at every start.
package inproc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/search"
)

// batch is how many documents are written while readers wait, a matter of a millisecond or two.
const batch = 32

// Index is a search.Index in memory.
type Index struct {
	synonyms *search.Synonyms

	mu    sync.RWMutex // guards state and what is in it
	state *state

	rebuild sync.Mutex // one rebuild at a time
	pending *[]change  // what was applied during a rebuild; guarded by mu
}

// change is one call of Apply.
type change struct {
	put    []search.Document
	remove []string
}

var _ search.Index = (*Index)(nil)

// New returns an index without documents, ready to be searched.
func New() *Index {
	return &Index{synonyms: search.LoadSynonyms(), state: newState()}
}

// Ping always succeeds: the index is here.
func (x *Index) Ping(ctx context.Context) error { return unavailable(ctx) }

// Close frees the documents.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state = newState()
	return nil
}

// unavailable turns the end of ctx into the error callers look for.
func unavailable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
	}
	return nil
}

// Apply changes documents; searches find the change when it returns. Readers wait for a
// few documents at a time, so they may see the first part of a large change before the rest.
// It does not stop half-way: ctx counts only before it begins.
func (x *Index) Apply(ctx context.Context, put []search.Document, remove []string) error {
	if err := unavailable(ctx); err != nil {
		return err
	}
	x.remember(put, remove)
	for part := range slices.Chunk(remove, batch) {
		x.write(func(s *state) {
			for _, id := range part {
				s.remove(id)
			}
		})
	}
	for part := range slices.Chunk(put, batch) {
		terms := x.analyse(part)
		x.write(func(s *state) {
			for i := range part {
				s.put(&part[i], terms[i])
			}
		})
	}
	return nil
}

// remember keeps a change for the index that is being built beside this one.
func (x *Index) remember(put []search.Document, remove []string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.pending != nil {
		*x.pending = append(*x.pending, change{slices.Clone(put), slices.Clone(remove)})
	}
}

func (x *Index) write(change func(*state)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	change(x.state)
	x.state.changed()
}

// analyse does the language work before readers have to wait.
func (x *Index) analyse(docs []search.Document) [][]search.Term {
	out := make([][]search.Term, len(docs))
	for i := range docs {
		out[i] = x.synonyms.Analyse(&docs[i])
	}
	return out
}

// Rebuild makes a new index of exactly docs, then repeats on it what Apply changed in the
// meantime, and swaps. Searches go on in the old one until then.
func (x *Index) Rebuild(ctx context.Context, docs func(yield func(search.Document) bool), progress func(done int)) error {
	x.rebuild.Lock()
	defer x.rebuild.Unlock()
	pending := new([]change)
	x.setPending(pending)
	defer x.setPending(nil)

	list, err := collect(ctx, docs)
	if err != nil {
		return err
	}
	fresh, err := x.build(ctx, list, progress)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range *pending {
		x.replay(fresh, c)
	}
	fresh.changed()
	x.state, x.pending = fresh, nil
	return nil
}

func (x *Index) setPending(p *[]change) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.pending = p
}

// collect reads all documents, the most popular first: their order is the order in which
// large results are cut.
func collect(ctx context.Context, docs func(yield func(search.Document) bool)) ([]search.Document, error) {
	var list []search.Document
	for d := range docs {
		if len(list)%256 == 0 && ctx.Err() != nil {
			return nil, unavailable(ctx)
		}
		list = append(list, d)
	}
	slices.SortStableFunc(list, func(a, b search.Document) int {
		return cmp.Or(cmp.Compare(b.Popularity, a.Popularity), strings.Compare(a.ID, b.ID))
	})
	return list, nil
}

func (x *Index) build(ctx context.Context, list []search.Document, progress func(int)) (*state, error) {
	fresh := newState()
	for i := range list {
		fresh.put(&list[i], x.synonyms.Analyse(&list[i]))
		list[i] = search.Document{}
		if done := i + 1; done%512 == 0 || done == len(list) {
			if err := unavailable(ctx); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(done)
			}
		}
	}
	fresh.settle()
	return fresh, nil
}

func (x *Index) replay(s *state, c change) {
	for _, id := range c.remove {
		s.remove(id)
	}
	for i := range c.put {
		s.put(&c.put[i], x.synonyms.Analyse(&c.put[i]))
	}
}

// Search answers a query from memory.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := unavailable(ctx); err != nil {
		return search.Result{}, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.state.search(q), nil
}

// Suggest completes what is being typed with names of products valid at now.
func (x *Index) Suggest(ctx context.Context, text string, limit int, now time.Time) ([]search.Suggestion, error) {
	if err := unavailable(ctx); err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.state.suggest(text, limit, now), nil
}
