package inproc

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ocopmarket/ocop/search"
)

// search answers a query. What has no text is asked over and over and is remembered.
func (s *state) search(q search.Query) search.Result {
	e := s.at(q.Now)
	plan := s.vocab.Plan(q.Text)
	if len(plan.First.Words) > 0 {
		_, r := s.answer(e, q, plan)
		return r
	}
	key := cacheKey(q.Filter)
	known, ok := e.remembered(key)
	if !ok {
		set, r := s.answer(e, q, plan)
		known = counted{set: set, result: r, pages: make(map[page][]string)}
		e.remember(key, known)
	}
	r := own(known.result, q.Text)
	r.IDs = e.page(known, page{q.Sort, q.Offset, q.Limit}, func() []string { return s.page(known.set, q, plan.First) })
	return r
}

// own copies a remembered result, so that its reader may change it.
func own(r search.Result, text string) search.Result {
	r.Facets.Group = maps.Clone(r.Facets.Group)
	r.Facets.Province = maps.Clone(r.Facets.Province)
	r.Facets.Kind = maps.Clone(r.Facets.Kind)
	r.Facets.Stars = maps.Clone(r.Facets.Stars)
	r.Understood = search.Clean(text)
	return r
}

func cacheKey(f search.Filter) string {
	return fmt.Sprintf("%q %q %q %q %d %d %d %t%t%t%t", f.Groups, f.Provinces, f.Kinds, f.ProducerID,
		f.Stars, f.MinPrice, f.MaxPrice, f.InStock, f.Chilled, f.Traced, f.Lapsed)
}

// answer counts a query and, if it has text, gives its page; the set of all its
// documents may be the index's own.
func (s *state) answer(e *epoch, q search.Query, plan search.Plan) (*roaring.Bitmap, search.Result) {
	base := e.valid
	if q.Filter.Lapsed {
		base = e.lapsed
	}
	chosen, found := s.choose(plan, base)
	c := s.conditions(q.Filter, found)
	set := c.all()
	r := search.Result{
		Total:      int(set.GetCardinality()),
		Facets:     s.facets(c, set),
		Understood: chosen.Understood,
		Corrected:  chosen.Corrected,
		Dropped:    chosen.Dropped,
		Terms:      chosen.Terms(),
	}
	if len(chosen.Words) > 0 {
		r.IDs = s.page(set, q, chosen)
	}
	return set, r
}

// choose finds the first reading of the text that matches a document of base.
func (s *state) choose(plan search.Plan, base *roaring.Bitmap) (search.Attempt, *roaring.Bitmap) {
	if len(plan.First.Words) == 0 {
		return plan.First, base
	}
	found := s.match(plan.First, base)
	if !found.IsEmpty() {
		return plan.First, found
	}
	for _, a := range plan.Fallbacks() {
		if other := s.match(a, base); !other.IsEmpty() {
			return a, other
		}
	}
	return plan.First, found
}

// match intersects the documents of all words with base.
func (s *state) match(a search.Attempt, base *roaring.Bitmap) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, len(a.Words)+1)
	for _, w := range a.Words {
		b := s.documents(w)
		if b.IsEmpty() {
			return roaring.New()
		}
		sets = append(sets, b)
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
	sets = append(sets, base)
	return roaring.FastAnd(sets...)
}

// documents returns those a word matches; they may be the index's own.
func (s *state) documents(w search.Word) *roaring.Bitmap {
	if w.Prefix {
		return s.begin(w.Folded)
	}
	found := roaring.New()
	if id, ok := s.vocab.WordID(w.Folded); ok {
		found = s.words[id].all
	}
	if id, ok := s.vocab.ExactID(w.Exact); ok && w.Twin {
		return roaring.Or(found, s.exacts[id])
	}
	return found
}

func (s *state) begin(prefix string) *roaring.Bitmap {
	if p, ok := s.starts[prefix]; ok {
		return p.all
	}
	var sets []*roaring.Bitmap
	for _, id := range s.vocab.WithPrefix(prefix) {
		sets = append(sets, s.words[id].all)
	}
	switch len(sets) {
	case 0:
		return roaring.New()
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

// The facets by number, for conditions.
const (
	byGroup = iota
	byProvince
	byKind
	byStars
	byInStock
	byChilled
	byTraced
	numFacets
)

// conditions are what a result must satisfy: base, which no facet replaces, and the
// choice in each facet, nil where there is none.
type conditions struct {
	base    *roaring.Bitmap
	choices [numFacets]*roaring.Bitmap
}

func (s *state) conditions(f search.Filter, found *roaring.Bitmap) conditions {
	c := conditions{base: found}
	if f.ProducerID != "" {
		c.base = roaring.And(c.base, s.producer.any([]string{f.ProducerID}))
	}
	if f.MinPrice > 0 || f.MaxPrice > 0 {
		c.base = s.priced(c.base, f.MinPrice, f.MaxPrice)
	}
	choose := func(i int, f *facet, values []string) {
		if len(values) > 0 {
			c.choices[i] = f.any(values)
		}
	}
	choose(byGroup, s.group, f.Groups)
	choose(byProvince, s.province, f.Provinces)
	choose(byKind, s.kind, f.Kinds)
	choose(byStars, s.stars, starNames(f.Stars))
	for i, set := range map[int]bool{byInStock: f.InStock, byChilled: f.Chilled, byTraced: f.Traced} {
		if set {
			c.choices[i] = s.flagged(i)
		}
	}
	return c
}

func (s *state) flagged(i int) *roaring.Bitmap {
	switch i {
	case byInStock:
		return s.inStock
	case byChilled:
		return s.chilled
	}
	return s.traced
}

func starNames(stars []int) []string {
	var out []string
	for _, n := range stars {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// priced keeps documents with an offer within the bounds.
func (s *state) priced(set *roaring.Bitmap, lowest, highest int64) *roaring.Bitmap {
	kept := make([]uint64, len(s.docs)/64+1)
	set.Iterate(func(n uint32) bool {
		if p := s.docs[n].price; p > 0 && p >= lowest && (highest == 0 || p <= highest) {
			kept[n/64] |= 1 << (n % 64)
		}
		return true
	})
	return roaring.FromDense(kept, false)
}

// all is the result: every condition holds. It may be the index's own bitmap.
func (c conditions) all() *roaring.Bitmap { return c.without(-1) }

// without leaves out the choice in one facet.
func (c conditions) without(facet int) *roaring.Bitmap {
	sets := []*roaring.Bitmap{c.base}
	for i, b := range c.choices {
		if b != nil && i != facet {
			sets = append(sets, b)
		}
	}
	if len(sets) == 1 {
		return c.base
	}
	return roaring.FastAnd(sets...)
}

// facets counts each facet without its own choice.
func (s *state) facets(c conditions, set *roaring.Bitmap) search.Facets {
	open := func(i int) *roaring.Bitmap {
		if c.choices[i] == nil {
			return set
		}
		return c.without(i)
	}
	f := search.Facets{
		Group:    s.group.count(open(byGroup)),
		Province: s.province.count(open(byProvince)),
		Kind:     s.kind.count(open(byKind)),
		InStock:  int(s.inStock.AndCardinality(open(byInStock))),
		Chilled:  int(s.chilled.AndCardinality(open(byChilled))),
		Traced:   int(s.traced.AndCardinality(open(byTraced))),
	}
	f.Stars = make(map[int]int)
	for name, n := range s.stars.count(open(byStars)) {
		stars, _ := strconv.Atoi(name)
		f.Stars[stars] = n
	}
	return f
}

// suggestFrom is how many products are ranked for a suggestion.
const suggestFrom = 256

func (s *state) suggest(text string, limit int, now time.Time) []search.Suggestion {
	e := s.at(now)
	return e.suggestions(typing{text, limit}, func() []search.Suggestion { return s.complete(e, text, limit) })
}

func (s *state) complete(e *epoch, text string, limit int) []search.Suggestion {
	plan := s.vocab.PlanTyping(text)
	if len(plan.First.Words) == 0 || limit <= 0 {
		return nil
	}
	chosen, found := s.choose(plan, e.valid)
	ranked := s.rank(found, chosen, suggestFrom, limit*search.HitsPerSuggestion)
	hits := make([]search.NameHit, len(ranked))
	words := make([]uint32, 0, 8*len(ranked))
	for i, n := range ranked {
		from := len(words)
		for _, r := range s.refs[n] {
			if r.Field != search.InName {
				break
			}
			words = append(words, r.Word)
		}
		hits[i] = search.NameHit{ID: s.docs[n].id, Name: s.docs[n].name, Words: words[from:]}
	}
	return search.Suggestions(hits, len(chosen.Words), limit)
}
