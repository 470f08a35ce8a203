package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

const (
	pollEvery = time.Second
	pageSize  = 1000
	// overlap is how far back documents are read again when the index has changed: as much
	// as the clocks of the processes that write may differ, and a write may take.
	overlap = 2 * time.Minute
	// reloadEvery bounds how long anything missed can stay.
	reloadEvery = 30 * time.Minute
)

// vocabulary is the planner's vocabulary with what each document gave to it.
type vocabulary struct {
	*search.Vocabulary
	docs   map[string]learnt
	newest int64
}

type learnt struct {
	seq  int64
	refs []search.Ref
}

func newVocabulary() *vocabulary {
	return &vocabulary{Vocabulary: search.NewVocabulary(), docs: make(map[string]learnt)}
}

func (v *vocabulary) learn(id string, seq int64, terms []search.Term) {
	if old, ok := v.docs[id]; ok {
		v.Forget(old.refs)
	}
	v.docs[id] = learnt{seq, v.Learn(terms)}
	v.newest = max(v.newest, seq)
}

func (v *vocabulary) forget(ids []string) {
	for _, id := range ids {
		if old, ok := v.docs[id]; ok {
			v.Forget(old.refs)
			delete(v.docs, id)
		}
	}
}

// words keeps this process's vocabulary in step with the documents on the server.
type words struct {
	index  *Index
	loaded chan struct{}         // closed when there is a vocabulary
	failed atomic.Pointer[error] // of the last refresh

	mu    sync.RWMutex
	vocab *vocabulary
	once  sync.Once

	// Of follow alone:
	updated time.Time // the index's own time of change when it was last read
	reload  time.Time // when everything is to be read again
}

func newWords(x *Index) *words {
	return &words{index: x, loaded: make(chan struct{}), vocab: newVocabulary()}
}

// plan reads a text once there is a vocabulary. A text without words needs none.
func (w *words) plan(ctx context.Context, text string, typing bool) (search.Plan, error) {
	if search.Clean(text) != "" {
		if err := w.failed.Load(); err != nil && !w.ready() {
			return search.Plan{}, *err
		}
		select {
		case <-w.loaded:
		case <-ctx.Done():
			return search.Plan{}, unavailable(ctx, "read the vocabulary", ctx.Err())
		}
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if typing {
		return w.vocab.PlanTyping(text), nil
	}
	return w.vocab.Plan(text), nil
}

// ready tells that there is a vocabulary.
func (w *words) ready() bool {
	select {
	case <-w.loaded:
		return true
	default:
		return false
	}
}

// fallbacks reads the vocabulary the plan was made with, which may be changing.
func (w *words) fallbacks(p search.Plan) []search.Attempt {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return p.Fallbacks()
}

func (w *words) learn(id string, seq int64, terms []search.Term) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.vocab.learn(id, seq, terms)
}

func (w *words) forget(ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.vocab.forget(ids)
}

func (w *words) replace(v *vocabulary) {
	w.mu.Lock()
	w.vocab = v
	w.mu.Unlock()
	w.once.Do(func() { close(w.loaded) })
}

// follow reads the vocabulary and then what changes, until ctx ends. What fails is tried
// again at the next tick; searches that still lack a vocabulary report it.
func (w *words) follow(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if err := w.refresh(ctx); err != nil {
			w.failed.Store(&err)
		} else {
			w.failed.Store(nil)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (w *words) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	info, err := w.index.index().FetchInfoWithContext(ctx)
	if err != nil {
		return unavailable(ctx, "look for the index", err)
	}
	if time.Now().After(w.reload) {
		return w.load(ctx, info.UpdatedAt)
	}
	if info.UpdatedAt.Equal(w.updated) {
		return nil
	}
	if err := w.update(ctx); err != nil {
		return err
	}
	stats, err := w.index.index().GetStatsWithContext(ctx, nil)
	if err != nil {
		return unavailable(ctx, "count the documents", err)
	}
	if int(stats.NumberOfDocuments) != w.size() {
		return w.load(ctx, info.UpdatedAt)
	}
	w.updated = info.UpdatedAt
	return nil
}

func (w *words) size() int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return len(w.vocab.docs)
}

// load reads all documents into a new vocabulary.
func (w *words) load(ctx context.Context, updated time.Time) error {
	fresh := newVocabulary()
	err := w.index.each(ctx, w.index.name, -1, sourceFields, func(h meilisearch.Hit) error {
		fresh.learn(text(h, "id"), number(h, "seq"), w.index.synonyms.Analyse(source(h)))
		return nil
	})
	if err != nil {
		return err
	}
	w.replace(fresh)
	w.updated, w.reload = updated, time.Now().Add(reloadEvery)
	return nil
}

// update reads what was written since the newest document known.
func (w *words) update(ctx context.Context) error {
	w.mu.RLock()
	since := w.vocab.newest - overlap.Milliseconds()
	w.mu.RUnlock()
	return w.index.each(ctx, w.index.name, since, sourceFields, func(h meilisearch.Hit) error {
		id, seq := text(h, "id"), number(h, "seq")
		if w.knows(id, seq) {
			return nil
		}
		w.learn(id, seq, w.index.synonyms.Analyse(source(h)))
		return nil
	})
}

func (w *words) knows(id string, seq int64) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	known, ok := w.vocab.docs[id]
	return ok && known.seq >= seq
}

// sourceFields are the fields that a document's words come from.
var sourceFields = []string{"id", "name", "producer", "place", "keywords", "seq"}

// source reads back what a document's words come from.
func source(h meilisearch.Hit) *search.Document {
	d := &search.Document{ID: text(h, "id"), Name: text(h, "name"), Producer: text(h, "producer"), Place: text(h, "place")}
	if raw, ok := h["keywords"]; ok && json.Unmarshal(raw, &d.Keywords) != nil {
		d.Keywords = nil
	}
	return d
}

// each hands over the documents of an index written after since, all fields if none are named.
func (x *Index) each(ctx context.Context, uid string, since int64, fields []string, do func(meilisearch.Hit) error) error {
	for offset := int64(0); ; offset += pageSize {
		q := meilisearch.DocumentsQuery{Offset: offset, Limit: pageSize, Fields: fields}
		if uid != x.graves() && since >= 0 {
			q.Filter = fmt.Sprintf("seq > %d", since)
		}
		var page meilisearch.DocumentsResult
		if err := x.client.Index(uid).GetDocumentsWithContext(ctx, &q, &page); err != nil {
			return writeError(ctx, "read documents", err)
		}
		for _, h := range page.Results {
			if err := do(h); err != nil {
				return err
			}
		}
		if len(page.Results) < pageSize {
			return nil
		}
	}
}
