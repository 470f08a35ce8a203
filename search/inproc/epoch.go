package inproc

import (
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ocopmarket/ocop/search"
)

// epoch remembers what is true of a state in [from, until): between two moments at which
// some certificate begins or ends. A query at another time makes another epoch.
type epoch struct {
	from, until int64
	valid       *roaring.Bitmap
	lapsed      *roaring.Bitmap

	mu      sync.Mutex
	results map[string]counted // of queries without text, by their filter
	typed   map[typing][]search.Suggestion
}

// typing is what was asked to be completed.
type typing struct {
	text  string
	limit int
}

// counted is what is remembered of a filter.
type counted struct {
	set    *roaring.Bitmap
	result search.Result
	pages  map[page][]string
}

// page names a page of a result.
type page struct {
	sort          search.Sort
	offset, limit int
}

// What an epoch remembers is bounded.
const (
	maxResults = 256
	maxPages   = 64
	maxTyped   = 1024 // some 600 bytes each
)

// at returns the epoch of now, the one remembered if it is that.
func (s *state) at(now time.Time) *epoch {
	t := now.Unix()
	if e := s.epoch.Load(); e != nil && t >= e.from && t < e.until {
		return e
	}
	e := s.newEpoch(t)
	s.epoch.Store(e)
	return e
}

func (s *state) newEpoch(t int64) *epoch {
	e := &epoch{from: math.MinInt64, until: math.MaxInt64, valid: roaring.New(), results: make(map[string]counted), typed: make(map[typing][]search.Suggestion)}
	valid := make([]uint32, 0, len(s.docs))
	s.all.Iterate(func(n uint32) bool {
		d := &s.docs[n]
		e.narrow(d.from, t)
		e.narrow(d.until, t)
		if d.from <= t && t < d.until {
			valid = append(valid, n)
		}
		return true
	})
	e.valid.AddMany(valid)
	e.lapsed = roaring.AndNot(s.all, e.valid)
	return e
}

// narrow keeps the epoch on t's side of a moment of change.
func (e *epoch) narrow(moment, t int64) {
	if moment <= t {
		e.from = max(e.from, moment)
	} else {
		e.until = min(e.until, moment)
	}
}

func (e *epoch) remembered(key string) (counted, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, ok := e.results[key]
	return c, ok
}

func (e *epoch) remember(key string, c counted) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.results) >= maxResults {
		clear(e.results)
	}
	e.results[key] = c
}

// page returns a copy of a remembered page, made first if need be.
func (e *epoch) page(c counted, p page, compute func() []string) []string {
	e.mu.Lock()
	ids, ok := c.pages[p]
	e.mu.Unlock()
	if ok {
		return slices.Clone(ids)
	}
	ids = compute()
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(c.pages) >= maxPages {
		clear(c.pages)
	}
	c.pages[p] = ids
	return slices.Clone(ids)
}

// suggestions returns a copy of what is remembered of a text: people type the same
// beginnings over and over. It is computed first if need be.
func (e *epoch) suggestions(t typing, compute func() []search.Suggestion) []search.Suggestion {
	e.mu.Lock()
	known, ok := e.typed[t]
	e.mu.Unlock()
	if ok {
		return slices.Clone(known)
	}
	known = compute()
	t.text = strings.Clone(t.text) // not the whole request that it came in
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.typed) >= maxTyped {
		clear(e.typed)
	}
	e.typed[t] = known
	return slices.Clone(known)
}
