package inproc

import (
	"cmp"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ocopmarket/ocop/search"
)

// ranked is how many of the likeliest documents of a result are put in order by their
// words; those beyond follow in the order of popularity at the last rebuild.
const ranked = 2000

// page returns the ids of one page.
func (s *state) page(set *roaring.Bitmap, q search.Query, a search.Attempt) []string {
	if q.Limit <= 0 || q.Offset < 0 || uint64(q.Offset) >= set.GetCardinality() {
		return nil
	}
	var numbers []uint32
	upTo := q.Offset + q.Limit
	if q.Sort == search.Relevance && len(a.Words) > 0 {
		numbers = s.rank(set, a, ranked, upTo)
	} else {
		numbers = s.best(set, q.Sort, upTo)
	}
	ids := make([]string, 0, q.Limit)
	for _, n := range numbers[min(q.Offset, len(numbers)):min(upTo, len(numbers))] {
		ids = append(ids, s.docs[n].id)
	}
	return ids
}

// best returns the first upTo documents in a sort order.
func (s *state) best(set *roaring.Bitmap, order search.Sort, upTo int) []uint32 {
	top := newTop(upTo, s.order(order))
	if order == search.Relevance {
		// Numbers are in the order of popularity, but for those that moved.
		for _, n := range first(roaring.AndNot(set, s.moved), upTo) {
			top.offer(n)
		}
		set = roaring.And(set, s.moved)
	}
	set.Iterate(func(n uint32) bool {
		top.offer(n)
		return true
	})
	return top.sorted()
}

// order compares two documents; it never calls different ones equal.
func (s *state) order(order search.Sort) func(a, b uint32) int {
	first := s.firstOrder(order)
	return func(a, b uint32) int {
		x, y := &s.docs[a], &s.docs[b]
		if c := first(x, y); c != 0 {
			return c
		}
		if x.popularity != y.popularity {
			return cmp.Compare(y.popularity, x.popularity)
		}
		return strings.Compare(x.id, y.id)
	}
}

func (s *state) firstOrder(order search.Sort) func(a, b *doc) int {
	switch order {
	case search.PriceUp:
		return func(a, b *doc) int { return byPrice(a, b, cmp.Compare(a.price, b.price)) }
	case search.PriceDown:
		return func(a, b *doc) int { return byPrice(a, b, cmp.Compare(b.price, a.price)) }
	case search.Newest:
		return func(a, b *doc) int { return cmp.Compare(b.certified, a.certified) }
	case search.StarsDown:
		return func(a, b *doc) int { return cmp.Compare(b.stars, a.stars) }
	case search.NameUp:
		return func(a, b *doc) int { return strings.Compare(a.key, b.key) }
	}
	return func(a, b *doc) int { return 0 }
}

// byPrice puts documents without an offer last in both directions.
func byPrice(a, b *doc, c int) int {
	if (a.price == 0) != (b.price == 0) {
		return cmp.Compare(b2i(a.price == 0), b2i(b.price == 0))
	}
	return c
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rank returns the first upTo documents by how well their names fit the words.
func (s *state) rank(set *roaring.Bitmap, a search.Attempt, most, upTo int) []uint32 {
	candidates, rest := s.candidates(set, a, most)
	sc := s.scorer(a)
	defer sc.release()
	list := make([]scored, len(candidates))
	for i, n := range candidates {
		list[i] = scored{n, sc.score(s.refs[n])}
	}
	top := newTop(upTo, func(x, y uint32) int {
		a, b := &list[x], &list[y]
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		p, q := &s.docs[a.n], &s.docs[b.n]
		if p.popularity != q.popularity {
			return cmp.Compare(q.popularity, p.popularity)
		}
		return strings.Compare(p.id, q.id)
	})
	for i := range list {
		top.offer(uint32(i))
	}
	out := top.sorted()
	for i, at := range out {
		out[i] = list[at].n
	}
	return s.extend(out, rest, upTo)
}

type scored struct {
	n     uint32
	score uint64
}

// extend fills a page beyond what was ranked.
func (s *state) extend(out []uint32, rest *roaring.Bitmap, upTo int) []uint32 {
	if rest == nil {
		return out
	}
	for it := rest.Iterator(); it.HasNext() && len(out) < upTo; {
		out = append(out, it.Next())
	}
	return out
}

// candidates picks the documents worth ranking, those with every word in the name first;
// rest is nil if these are all.
func (s *state) candidates(set *roaring.Bitmap, a search.Attempt, most int) ([]uint32, *roaring.Bitmap) {
	if set.GetCardinality() <= uint64(most) {
		return set.ToArray(), nil
	}
	named := set.Clone()
	for _, w := range a.Words {
		named.And(s.named(w))
	}
	picked := first(named, most)
	if len(picked) < most {
		others := roaring.AndNot(set, named)
		picked = append(picked, first(others, most-len(picked))...)
	}
	return picked, roaring.AndNot(set, roaring.BitmapOf(picked...))
}

func first(set *roaring.Bitmap, n int) []uint32 {
	out := make([]uint32, 0, n)
	for it := set.Iterator(); it.HasNext() && len(out) < n; {
		out = append(out, it.Next())
	}
	return out
}

// named returns the documents with a word in their name.
func (s *state) named(w search.Word) *roaring.Bitmap {
	if !w.Prefix {
		if id, ok := s.vocab.WordID(w.Folded); ok {
			return s.words[id].name
		}
		return roaring.New()
	}
	if p, ok := s.starts[w.Folded]; ok {
		return p.name
	}
	var sets []*roaring.Bitmap
	for _, id := range s.vocab.WithPrefix(w.Folded) {
		sets = append(sets, s.words[id].name)
	}
	return roaring.FastOr(sets...)
}

// scratch is reused between queries: for each word of the vocabulary, which words of the
// query it satisfies, as bits.
type scratch struct{ full, prefix []uint16 }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// scorer scores names against the words of one query.
type scorer struct {
	*scratch
	exact   []uint32 // by query word: number of its exact form
	hasMark bool
	words   int
	touched []uint32
}

const noExact = ^uint32(0)

func (s *state) scorer(a search.Attempt) *scorer {
	sc := &scorer{scratch: scratches.Get().(*scratch), hasMark: a.Marked(), words: len(a.Words)}
	words, _ := s.vocab.Size()
	if len(sc.full) < words {
		sc.full, sc.prefix = make([]uint16, words+256), make([]uint16, words+256)
	}
	for i, w := range a.Words {
		exact := noExact
		if id, ok := s.vocab.ExactID(w.Exact); ok && w.Exact != "" {
			exact = id
		}
		sc.exact = append(sc.exact, exact)
		bit := uint16(1) << i
		if id, ok := s.vocab.WordID(w.Folded); ok {
			sc.set(sc.full, id, bit)
		}
		if w.Twin {
			sc.twin(s, w, bit)
		}
		if w.Prefix {
			for _, id := range s.vocab.WithPrefix(w.Folded) {
				sc.set(sc.prefix, id, bit)
			}
		}
	}
	return sc
}

// twin lets the other spelling of a word count as the word.
func (sc *scorer) twin(s *state, w search.Word, bit uint16) {
	for _, term := range search.TwinOf(w) {
		if id, ok := s.vocab.WordID(term); ok {
			sc.set(sc.full, id, bit)
		}
	}
}

func (sc *scorer) set(mask []uint16, id uint32, bit uint16) {
	mask[id] |= bit
	sc.touched = append(sc.touched, id)
}

func (sc *scorer) release() {
	for _, id := range sc.touched {
		sc.full[id], sc.prefix[id] = 0, 0
	}
	scratches.Put(sc.scratch)
}

// Points of a word of the query by where and how it is found. With marks in the query the
// same marks are worth more than the same letters.
const (
	pointsExact  = 15
	pointsLetter = 9
	pointsPrefix = 6
	pointsAlias  = 5
)

// score orders by: words found in the name, and how well; how close together; whether the
// name begins with one; whether the name is these words alone.
func (sc *scorer) score(refs []search.Ref) uint64 {
	var points, at [16]int
	nameWords, hit, begins := 0, 0, 0
	for _, r := range refs {
		if r.Field > search.InAlias {
			break
		}
		full, prefix := sc.full[r.Word], sc.prefix[r.Word]
		inName := r.Field == search.InName
		if inName {
			nameWords++
		}
		if full|prefix == 0 {
			continue
		}
		if inName {
			hit++
			if r.Pos == 0 {
				begins = 1
			}
		}
		for i := range sc.words {
			if p := sc.points(i, r, full, prefix); p > points[i] {
				points[i], at[i] = p, int(r.Pos)
			}
		}
	}
	total := 0
	for i := range sc.words {
		total += points[i]
	}
	whole := 0
	if hit == nameWords && hit >= sc.words {
		whole = 1
	}
	return uint64(total)<<16 | uint64(sc.closeness(points[:], at[:]))<<8 | uint64(begins)<<1 | uint64(whole)
}

func (sc *scorer) points(i int, r search.Ref, full, prefix uint16) int {
	bit := uint16(1) << i
	switch {
	case (full|prefix)&bit == 0:
		return 0
	case r.Field == search.InAlias:
		return pointsAlias
	case full&bit == 0:
		return pointsPrefix
	case sc.hasMark && r.Exact != sc.exact[i]:
		return pointsLetter
	}
	return pointsExact
}

// closeness is largest when the words found stand in a row in the order typed.
func (sc *scorer) closeness(points, at []int) int {
	near := 0
	for i := 1; i < sc.words; i++ {
		if points[i-1] == 0 || points[i] == 0 {
			continue
		}
		gap := at[i] - at[i-1] - 1
		if gap < 0 {
			gap = 1 - gap
		}
		near += 8 - min(gap, 7)
	}
	return near
}
