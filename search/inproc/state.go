package inproc

import (
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/ocopmarket/ocop/search"
)

// state is the whole index; documents are numbers in it, reused after removal.
type state struct {
	vocab  *search.Vocabulary
	words  []posting          // by word number
	exacts []*roaring.Bitmap  // by number of the exact form
	starts map[string]posting // by the first one or two letters of words

	numbers map[string]uint32 // document id → number
	free    []uint32
	all     *roaring.Bitmap
	moved   *roaring.Bitmap // documents whose number no longer tells their place by popularity
	docs    []doc
	refs    [][]search.Ref

	group, province, kind, stars, producer *facet
	inStock, chilled, traced               *roaring.Bitmap

	epoch atomic.Pointer[epoch] // what is true of this state for some span of time
}

// posting lists the documents of a word: all, and those with it in their name.
type posting struct{ all, name *roaring.Bitmap }

// doc holds what sorting, counting and answering need of a document.
type doc struct {
	id, name, key     string
	price, popularity int64
	certified         int64 // unix seconds
	from, until       int64 // unix seconds, [from, until)
	stars             int
}

func newState() *state {
	return &state{
		vocab:   search.NewVocabulary(),
		starts:  make(map[string]posting),
		numbers: make(map[string]uint32),
		all:     roaring.New(),
		moved:   roaring.New(),
		group:   newFacet(), province: newFacet(), kind: newFacet(), stars: newFacet(), producer: newFacet(),
		inStock: roaring.New(), chilled: roaring.New(), traced: roaring.New(),
	}
}

// changed drops what was remembered of the state before a change.
func (s *state) changed() { s.epoch.Store(nil) }

// settle ends a build whose documents came the most popular first.
func (s *state) settle() {
	s.moved = roaring.New()
	for _, p := range s.words {
		p.all.RunOptimize()
		p.name.RunOptimize()
	}
	for _, b := range s.exacts {
		b.RunOptimize()
	}
}

func (s *state) remove(id string) {
	n, ok := s.numbers[id]
	if !ok {
		return
	}
	s.unlink(n)
	s.docs[n], s.refs[n] = doc{}, nil
	delete(s.numbers, id)
	s.free = append(s.free, n)
}

// unlink takes a document out of every list.
func (s *state) unlink(n uint32) {
	for _, r := range s.refs[n] {
		s.words[r.Word].all.Remove(n)
		s.words[r.Word].name.Remove(n)
		s.exacts[r.Exact].Remove(n)
	}
	for _, p := range s.starts {
		p.all.Remove(n)
		p.name.Remove(n)
	}
	s.vocab.Forget(s.refs[n])
	for _, f := range []*facet{s.group, s.province, s.kind, s.stars, s.producer} {
		f.remove(n)
	}
	for _, b := range []*roaring.Bitmap{s.inStock, s.chilled, s.traced, s.all} {
		b.Remove(n)
	}
}

// put adds a document or replaces the one with its id.
func (s *state) put(d *search.Document, terms []search.Term) {
	n, ok := s.numbers[d.ID]
	if ok {
		s.unlink(n)
	} else {
		n = s.number()
		s.numbers[strings.Clone(d.ID)] = n
	}
	if !ok || s.docs[n].popularity != d.Popularity {
		s.moved.Add(n)
	}
	s.link(n, s.vocab.Learn(terms), terms)
	s.all.Add(n)
	s.docs[n] = doc{
		id: strings.Clone(d.ID), name: strings.Clone(d.Name), key: search.NameKey(d.Name),
		price: d.Price, popularity: d.Popularity, certified: seconds(d.CertifiedOn),
		stars: d.Stars,
	}
	s.group.add(d.Group, n)
	s.province.add(d.Province, n)
	s.kind.add(d.Kind, n)
	s.stars.add(starsName(d.Stars), n)
	s.producer.add(d.ProducerID, n)
	s.docs[n].from, s.docs[n].until = validity(d)
	flag(s.inStock, n, d.InStock)
	flag(s.chilled, n, d.Chilled)
	flag(s.traced, n, d.Traced)
}

func (s *state) number() uint32 {
	if last := len(s.free) - 1; last >= 0 {
		n := s.free[last]
		s.free = s.free[:last]
		return n
	}
	s.docs = append(s.docs, doc{})
	s.refs = append(s.refs, nil)
	return uint32(len(s.docs) - 1)
}

func (s *state) link(n uint32, refs []search.Ref, terms []search.Term) {
	words, exacts := s.vocab.Size()
	for len(s.words) < words {
		s.words = append(s.words, newPosting())
	}
	for len(s.exacts) < exacts {
		s.exacts = append(s.exacts, roaring.New())
	}
	for i, r := range refs {
		s.words[r.Word].add(n, r.Field)
		s.exacts[r.Exact].Add(n)
		for letters := 1; letters <= min(2, len(terms[i].Folded)); letters++ {
			s.start(terms[i].Folded[:letters]).add(n, r.Field)
		}
	}
	s.refs[n] = refs
}

func (s *state) start(letters string) posting {
	p, ok := s.starts[letters]
	if !ok {
		p = newPosting()
		s.starts[strings.Clone(letters)] = p
	}
	return p
}

func newPosting() posting { return posting{roaring.New(), roaring.New()} }

func (p posting) add(n uint32, f search.Field) {
	p.all.Add(n)
	if f == search.InName {
		p.name.Add(n)
	}
}

func flag(b *roaring.Bitmap, n uint32, set bool) {
	if set {
		b.Add(n)
	}
}

// validity is the span of whole seconds in which a document may be shown; an empty one
// for a document without.
func validity(d *search.Document) (from, until int64) {
	if d.ValidUntil.IsZero() {
		return math.MaxInt64, math.MaxInt64
	}
	return seconds(d.ValidFrom), seconds(d.ValidUntil)
}

// seconds is unix time, the zero time before all others.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return math.MinInt64
	}
	return t.Unix()
}
