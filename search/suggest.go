package search

// HitsPerSuggestion is how many products an engine looks at for each suggestion wanted:
// many have nearly the same name.
const HitsPerSuggestion = 10

// The fewest and the most words of a name that a suggested query has.
const (
	fewestShared = 2
	mostShared   = 7
)

// NameHit is a product found for a suggestion, with the words of its name by any numbers
// that are equal for equal folded words.
type NameHit struct {
	ID, Name string
	Words    []uint32
}

// Suggestions makes suggestions of ranked products. What several names begin with, and is
// more than the words typed, becomes a query; a product whose name stands alone is suggested
// itself. Slots that are left go to single products, the best first.
func Suggestions(hits []NameHit, typedWords, limit int) []Suggestion {
	s := suggester{
		names:  make([]name, len(hits)),
		counts: make(map[uint64]int, 4*len(hits)),
		seen:   make(map[uint64]bool, limit),
		fewest: max(fewestShared, min(typedWords+1, mostShared)),
		out:    make([]Suggestion, 0, limit),
	}
	for i := range hits {
		s.names[i] = s.name(&hits[i])
	}
	for i := range s.names {
		if len(s.out) < limit {
			s.group(&s.names[i])
		}
	}
	for i := range s.names {
		if len(s.out) < limit {
			s.single(&s.names[i])
		}
	}
	return s.out
}

// name is a hit with the sums of the beginnings of its name: beginnings[k] is that of its
// first k+1 words.
type name struct {
	hit        *NameHit
	beginnings [mostShared]uint64
	words      int // as many beginnings as there are
	whole      uint64
}

type suggester struct {
	names  []name
	counts map[uint64]int  // beginning → names that have it
	seen   map[uint64]bool // beginnings and whole names suggested
	fewest int
	out    []Suggestion
}

func (s *suggester) name(h *NameHit) name {
	n := name{hit: h, whole: 14695981039346656037}
	for i, w := range h.Words {
		n.whole = (n.whole ^ uint64(w+1)) * 1099511628211
		if i >= mostShared {
			continue
		}
		n.beginnings[i], n.words = n.whole, i+1
		if i+1 >= s.fewest {
			s.counts[n.whole]++
		}
	}
	return n
}

// group suggests what n shares with others, or n itself if it shares nothing.
func (s *suggester) group(n *name) {
	for _, b := range n.beginnings[:n.words] {
		if s.seen[b] {
			return
		}
	}
	shared := s.shared(n)
	if shared == 0 {
		s.single(n)
		return
	}
	s.seen[n.beginnings[shared-1]] = true
	text := Clean(n.hit.Name)
	if tokens := Tokens(text); shared <= len(tokens) {
		text = text[:tokens[shared-1].End]
	}
	s.out = append(s.out, Suggestion{Text: text})
}

// shared is how many words of n to suggest as a query: as many as at least half of the
// names with fewer of them go on with.
func (s *suggester) shared(n *name) int {
	if n.words < s.fewest || s.counts[n.beginnings[s.fewest-1]] < 2 {
		return 0
	}
	words := s.fewest
	for words < n.words {
		longer := s.counts[n.beginnings[words]]
		if longer < 2 || 2*longer < s.counts[n.beginnings[words-1]] {
			break
		}
		words++
	}
	return words
}

// single suggests one product, but no name twice.
func (s *suggester) single(n *name) {
	if s.seen[n.whole] || len(n.hit.Words) == 0 {
		return
	}
	s.seen[n.whole] = true
	s.out = append(s.out, Suggestion{Text: Clean(n.hit.Name), ID: n.hit.ID})
}
