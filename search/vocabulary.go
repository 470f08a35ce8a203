package search

import (
	"slices"
	"strings"
)

// Vocabulary knows the words of the documents: how often each occurs, with which marks and
// beside which other. An engine keeps it in step with its documents and guards it with its
// own lock: it is not safe to change while it is read.
type Vocabulary struct {
	ids    map[string]uint32
	words  []word
	sorted []uint32 // ids in the order of the folded words, for prefixes

	exactIDs map[string]uint32
	exacts   []exactForm

	pairs map[uint64]uint32 // two word ids in a row: how often
	slips map[string][]uint32
}

type word struct {
	folded string
	count  uint32
	forms  []uint32 // its exact forms
}

type exactForm struct {
	exact, written string
	count          uint32
}

// Ref is a term of a document by its numbers in the vocabulary.
type Ref struct {
	Word, Exact uint32
	Pos         uint16
	Field       Field
}

// NewVocabulary returns a vocabulary without words.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{
		ids:      make(map[string]uint32),
		exactIDs: make(map[string]uint32),
		pairs:    make(map[uint64]uint32),
		slips:    make(map[string][]uint32),
	}
}

// Learn counts the terms of a document and returns them by number, as Forget takes them.
func (v *Vocabulary) Learn(terms []Term) []Ref {
	refs := make([]Ref, len(terms))
	for i, t := range terms {
		w := v.wordID(t.Folded)
		refs[i] = Ref{Word: w, Exact: v.exactID(w, t), Pos: t.Pos, Field: t.Field}
	}
	v.count(refs, 1)
	return refs
}

// Forget takes back what Learn counted.
func (v *Vocabulary) Forget(refs []Ref) { v.count(refs, ^uint32(0)) }

// count adds by, which is 1 or the unsigned −1.
func (v *Vocabulary) count(refs []Ref, by uint32) {
	for i, r := range refs {
		v.words[r.Word].count += by
		v.exacts[r.Exact].count += by
		if i == 0 || r.Field == InAlias || refs[i-1].Pos+1 != r.Pos {
			continue
		}
		key := pairKey(refs[i-1].Word, r.Word)
		if n := v.pairs[key] + by; n == 0 {
			delete(v.pairs, key)
		} else {
			v.pairs[key] = n
		}
	}
}

func pairKey(a, b uint32) uint64 { return uint64(a)<<32 | uint64(b) }

func (v *Vocabulary) wordID(folded string) uint32 {
	if id, ok := v.ids[folded]; ok {
		return id
	}
	folded = strings.Clone(folded)
	id := uint32(len(v.words))
	v.ids[folded] = id
	v.words = append(v.words, word{folded: folded})
	v.sorted = slices.Insert(v.sorted, v.lowerBound(folded), id)
	for _, d := range deletions(folded, slipsOfWord(len(folded))) {
		v.slips[d] = append(v.slips[d], id)
	}
	return id
}

func (v *Vocabulary) exactID(w uint32, t Term) uint32 {
	id, ok := v.exactIDs[t.Exact]
	if !ok {
		id = uint32(len(v.exacts))
		exact := strings.Clone(t.Exact)
		v.exactIDs[exact] = id
		v.exacts = append(v.exacts, exactForm{exact: exact})
	}
	if w := &v.exacts[id].written; t.Written != "" && (*w == "" || t.Written < *w) {
		*w = strings.Clone(t.Written)
	}
	if !slices.Contains(v.words[w].forms, id) {
		v.words[w].forms = append(v.words[w].forms, id)
	}
	return id
}

// Size is the number of words and of exact forms ever learnt; numbers are below it.
func (v *Vocabulary) Size() (words, exacts int) { return len(v.words), len(v.exacts) }

// WordID returns the number of a folded word that occurs.
func (v *Vocabulary) WordID(folded string) (uint32, bool) {
	id, ok := v.ids[folded]
	return id, ok && v.words[id].count > 0
}

// ExactID returns the number of an exact form that occurs.
func (v *Vocabulary) ExactID(exact string) (uint32, bool) {
	id, ok := v.exactIDs[exact]
	return id, ok && v.exacts[id].count > 0
}

// WithPrefix returns the numbers of the words that begin with prefix, in their order;
// some may occur no longer. The slice is the vocabulary's own.
func (v *Vocabulary) WithPrefix(prefix string) []uint32 {
	from := v.lowerBound(prefix)
	rest := v.sorted[from:]
	n, _ := slices.BinarySearchFunc(rest, prefix, func(id uint32, p string) int {
		if strings.HasPrefix(v.words[id].folded, p) {
			return -1
		}
		return 1
	})
	return rest[:n]
}

func (v *Vocabulary) lowerBound(folded string) int {
	at, _ := slices.BinarySearchFunc(v.sorted, folded, func(id uint32, s string) int {
		return strings.Compare(v.words[id].folded, s)
	})
	return at
}

func (v *Vocabulary) known(folded string) bool {
	_, ok := v.WordID(folded)
	return ok
}

func (v *Vocabulary) knownPrefix(folded string) bool {
	for _, id := range v.WithPrefix(folded) {
		if v.words[id].count > 0 {
			return true
		}
	}
	return false
}

// pairCount is how often b follows a.
func (v *Vocabulary) pairCount(a, b string) uint32 {
	x, okA := v.ids[a]
	y, okB := v.ids[b]
	if !okA || !okB {
		return 0
	}
	return v.pairs[pairKey(x, y)]
}

// written is the commonest way to write a folded word with marks.
func (v *Vocabulary) written(folded string) string {
	id, ok := v.ids[folded]
	if !ok {
		return folded
	}
	best := exactForm{written: folded}
	for _, f := range v.words[id].forms {
		e := v.exacts[f]
		if e.count > best.count || e.count == best.count && e.count > 0 && e.exact < best.exact {
			best = e
		}
	}
	if best.written == "" {
		return folded
	}
	return best.written
}
