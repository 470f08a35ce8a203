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
	words  []posting                  // by word number
	exacts []*roaring.Bitmap          // by number of the exact form
	starts map[string]*roaring.Bitmap // documents by the first one or two letters of their words

	numbers map[string]uint32 // document id → number
	free    []uint32
	all     *roaring.Bitmap
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
	id, name, key         string
	price, popularity     int64
	certified             int64 // unix seconds
	from, until           int64 // unix seconds, [from, until)
	group, province, kind uint32
	stars, producer       uint32
}

func newState() *state {
	return &state{
		vocab:   search.NewVocabulary(),
		starts:  make(map[string]*roaring.Bitmap),
		numbers: make(map[string]uint32),
		all:     roaring.New(),
		group:   newFacet(), province: newFacet(), kind: newFacet(), stars: newFacet(), producer: newFacet(),
		inStock: roaring.New(), chilled: roaring.New(), traced: roaring.New(),
	}
}

// changed drops what was remembered of the state before a change.
func (s *state) changed() { s.epoch.Store(nil) }

// compact lets bitmaps that are runs be stored as such after a build.
func (s *state) compact() {
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
	for _, b := range s.starts {
		b.Remove(n)
	}
	s.vocab.Forget(s.refs[n])
	d := s.docs[n]
	s.group.remove(d.group, n)
	s.province.remove(d.province, n)
	s.kind.remove(d.kind, n)
	s.stars.remove(d.stars, n)
	s.producer.remove(d.producer, n)
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
	s.link(n, s.vocab.Learn(terms), terms)
	s.all.Add(n)
	s.docs[n] = doc{
		id: strings.Clone(d.ID), name: strings.Clone(d.Name), key: search.NameKey(d.Name),
		price: d.Price, popularity: d.Popularity, certified: seconds(d.CertifiedOn),
		group: s.group.add(d.Group, n), province: s.province.add(d.Province, n), kind: s.kind.add(d.Kind, n),
		stars: s.stars.add(starsName(d.Stars), n), producer: s.producer.add(d.ProducerID, n),
	}
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
		s.words = append(s.words, posting{roaring.New(), roaring.New()})
	}
	for len(s.exacts) < exacts {
		s.exacts = append(s.exacts, roaring.New())
	}
	for i, r := range refs {
		s.words[r.Word].all.Add(n)
		if r.Field == search.InName {
			s.words[r.Word].name.Add(n)
		}
		s.exacts[r.Exact].Add(n)
		s.start(terms[i].Folded[:1], n)
		if len(terms[i].Folded) > 1 {
			s.start(terms[i].Folded[:2], n)
		}
	}
	s.refs[n] = refs
}

func (s *state) start(letters string, n uint32) {
	b, ok := s.starts[letters]
	if !ok {
		b = roaring.New()
		s.starts[strings.Clone(letters)] = b
	}
	b.Add(n)
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
