package search

import (
	"slices"
	"strings"
)

// maxGuesses bounds the corrections tried for a known word that matches with none of its neighbours.
const maxGuesses = 3

// Fallbacks lists what to try, in order, when no document matches First: its last word as a
// beginning, one word corrected though it is known, then fewer and fewer words. Vietnamese
// says what a thing is before it says which, so words are dropped from the end first.
func (p Plan) Fallbacks() []Attempt {
	words := p.First.Words
	if len(words) == 0 {
		return nil
	}
	var out []Attempt
	if p.asWord {
		opened := slices.Clone(words)
		opened[len(words)-1].Prefix = true
		out = append(out, newAttempt(p.typed, opened, p.First.Dropped))
	}
	out = append(out, p.guesses()...)
	return append(out, p.shorter()...)
}

// guesses replaces one word by another that is seen beside its neighbours.
func (p Plan) guesses() []Attempt {
	var out []Attempt
	words := p.First.Words
	for i := range words {
		if len(words) < 2 {
			break
		}
		for _, c := range p.guess(words, i) {
			replaced := slices.Clone(words)
			replaced[i] = Word{Folded: c, typed: words[i].typed, shown: p.show(c), corrected: true}
			out = append(out, newAttempt(p.typed, replaced, p.First.Dropped))
		}
	}
	return out
}

func (p Plan) guess(words []Word, i int) []string {
	prev, next := "", ""
	if i > 0 {
		prev = words[i-1].Folded
	}
	if i+1 < len(words) {
		next = words[i+1].Folded
	}
	type scored struct {
		word  string
		score int
	}
	var list []scored
	for _, c := range p.vocab.near(words[i].Folded) {
		if p.vocab.pairCount(prev, c.word)+p.vocab.pairCount(c.word, next) > 0 {
			list = append(list, scored{c.word, p.vocab.weigh(words[i].Folded, c, prev, next)})
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		if a.score != b.score {
			return b.score - a.score
		}
		return strings.Compare(a.word, b.word)
	})
	var out []string
	for _, s := range list[:min(len(list), maxGuesses)] {
		out = append(out, s.word)
	}
	return out
}

func (p Plan) show(folded string) string {
	if p.First.Marked() {
		return p.vocab.written(folded)
	}
	return folded
}

// shorter drops one word, the last first, then keeps ever shorter runs of words.
func (p Plan) shorter() []Attempt {
	words := p.First.Words
	var out []Attempt
	for i := len(words) - 1; i >= 0 && len(words) > 1; i-- {
		out = append(out, p.keep(func(k int) bool { return k != i }))
	}
	for n := len(words) - 2; n > 0; n-- {
		for from := 0; from+n <= len(words); from++ {
			out = append(out, p.keep(func(k int) bool { return k >= from && k < from+n }))
		}
	}
	return out
}

func (p Plan) keep(wanted func(i int) bool) Attempt {
	var words []Word
	dropped := slices.Clone(p.First.Dropped)
	for i, w := range p.First.Words {
		if wanted(i) {
			words = append(words, w)
		} else if w.typed != "" {
			dropped = append(dropped, w.typed)
		}
	}
	return newAttempt(p.typed, words, dropped)
}
