package search

import (
	"math/bits"
	"strings"
	"unicode"
)

// maxWords is how many words of a query are searched; the rest is reported as dropped.
const maxWords = 10

// Word is one condition on a document. An engine matches it when a word of the document,
// in any field, equals Folded, or begins with it if Prefix, or, if Twin, has the form Exact.
type Word struct {
	Folded string
	// Exact ranks documents that have these very marks first; empty when the query has none.
	Exact  string
	Prefix bool
	Twin   bool // i and y are alike in it: mì finds mỳ, and mĩ does not

	typed, shown string
	corrected    bool // shown is not what was typed
}

// Attempt is a list of words that must all match, with what to tell the person about it.
type Attempt struct {
	Words      []Word
	Understood string
	Corrected  bool
	Dropped    []string
}

// Plan is what a typed text may have meant: First, and if no document at all matches
// that, the Fallbacks in their order.
type Plan struct {
	First Attempt
	vocab *Vocabulary
	typed string
	// asWord is set where the last word is known and was taken as complete.
	asWord bool
}

// Plan reads a typed text. A text without words gives a plan without words: all documents.
func (v *Vocabulary) Plan(text string) Plan {
	return v.plan(text, false)
}

// PlanTyping reads a text that is still being typed: its last word may be the beginning of any.
func (v *Vocabulary) PlanTyping(text string) Plan {
	return v.plan(text, true)
}

func (v *Vocabulary) plan(text string, typing bool) Plan {
	open := !endsInSpace(text)
	text = Clean(text)
	p := Plan{vocab: v, typed: text}
	r := reader{vocab: v, text: text, tokens: Tokens(text), open: open, typing: typing}
	p.First = r.read()
	if n := len(p.First.Words); n > 0 && open {
		last := p.First.Words[n-1]
		p.asWord = !last.Prefix && !last.Twin
	}
	return p
}

func endsInSpace(text string) bool {
	last, ok := rune(0), false
	for _, r := range text {
		if !invisible(r) {
			last, ok = r, true
		}
	}
	return ok && unicode.IsSpace(last)
}

// reader turns tokens into words, one after the other.
type reader struct {
	vocab        *Vocabulary
	text         string
	tokens       []Token
	open, typing bool
	marked       bool // some word of the query carries marks: the others then have none on purpose
	words        []Word
	dropped      []string
}

func (r *reader) read() Attempt {
	for _, t := range r.tokens {
		r.marked = r.marked || t.Marked
	}
	for i := 0; i < len(r.tokens); {
		if len(r.words) >= maxWords {
			r.drop(i)
			i++
			continue
		}
		i += r.take(i)
	}
	r.keepSomething()
	return newAttempt(r.text, r.words, r.dropped)
}

func (r *reader) typed(i int) string { return r.text[r.tokens[i].Start:r.tokens[i].End] }

func (r *reader) drop(i int) { r.dropped = append(r.dropped, r.typed(i)) }

// take reads the token at i and tells how many tokens it used.
func (r *reader) take(i int) int {
	t := r.tokens[i]
	last := i == len(r.tokens)-1
	switch {
	case r.takeKnown(i, last):
	case !t.Marked && r.takeDecoded(i):
	case !last && r.takeJoined(i):
		return 2
	case r.takeSplit(i, true):
	case r.takeCorrected(i):
	case r.takeSplit(i, false):
	default:
		r.drop(i)
	}
	return 1
}

// keepSomething makes a query of unknown words alone find nothing rather than everything.
func (r *reader) keepSomething() {
	if len(r.words) > 0 || len(r.tokens) == 0 {
		return
	}
	for i, t := range r.tokens[:min(len(r.tokens), maxWords)] {
		r.add(Word{Folded: t.Folded, typed: r.typed(i), shown: r.typed(i)})
	}
	r.dropped = nil
}

func (r *reader) add(w Word) {
	r.words = append(r.words, w)
}

// takeKnown accepts words that occur and, at the end, beginnings of such.
func (r *reader) takeKnown(i int, last bool) bool {
	t := r.tokens[i]
	w := Word{Folded: t.Folded, typed: r.typed(i), shown: r.typed(i)}
	if r.marked {
		w.Exact = t.Exact
	}
	if t.Marked && hasTwin(t.Folded) {
		_, w.Twin = r.vocab.ExactID(t.Exact)
	}
	known := r.vocab.known(t.Folded)
	prefix := last && r.open && (r.typing || !known) && r.vocab.knownPrefix(t.Folded)
	if w.Twin && r.typing && prefix {
		w.Twin = false
	}
	w.Prefix = prefix && !w.Twin
	if !known && !w.Prefix && !w.Twin {
		return false
	}
	r.add(w)
	return true
}

// takeDecoded accepts what was typed with the input method off.
func (r *reader) takeDecoded(i int) bool {
	t, written, ok := decodeKeys(r.tokens[i].Folded)
	if !ok || !r.vocab.known(t.Folded) {
		return false
	}
	w := Word{Folded: t.Folded, typed: r.typed(i), shown: written}
	if _, ok := r.vocab.ExactID(t.Exact); ok && t.Marked {
		w.Exact = t.Exact
	}
	r.add(w)
	return true
}

// takeJoined accepts "st 25" for ST25.
func (r *reader) takeJoined(i int) bool {
	joined := r.tokens[i].Folded + r.tokens[i+1].Folded
	if !r.vocab.known(joined) {
		return false
	}
	r.add(Word{Folded: joined, typed: r.typed(i) + " " + r.typed(i+1), shown: joined})
	return true
}

// takeSplit accepts chamuc for "cha muc"; paired asks that the words are seen in a row.
func (r *reader) takeSplit(i int, paired bool) bool {
	t := r.tokens[i].Folded
	best, score := 0, uint32(0)
	for at := 1; at < len(t); at++ {
		a, b := t[:at], t[at:]
		if !paired && (len(a) < 2 || len(b) < 2) || !r.vocab.known(a) || !r.vocab.known(b) {
			continue
		}
		s := r.vocab.pairCount(a, b)
		if !paired {
			s = min(r.vocab.words[r.vocab.ids[a]].count, r.vocab.words[r.vocab.ids[b]].count)
		}
		if s > score {
			best, score = at, s
		}
	}
	if best == 0 || len(t) < 4 || len(r.words)+2 > maxWords {
		return false
	}
	r.add(Word{Folded: t[:best], typed: r.typed(i), shown: r.show(t[:best]), corrected: true})
	r.add(Word{Folded: t[best:], shown: r.show(t[best:]), corrected: true})
	return true
}

func (r *reader) takeCorrected(i int) bool {
	typed := r.tokens[i].Folded
	prev, next := "", ""
	if n := len(r.words); n > 0 {
		prev = r.words[n-1].Folded
	}
	if i+1 < len(r.tokens) {
		next = r.tokens[i+1].Folded
	}
	best, score := "", -1<<30
	for _, c := range r.vocab.near(typed) {
		s := r.vocab.weigh(typed, c, prev, next)
		if s > score || s == score && c.word < best {
			best, score = c.word, s
		}
	}
	if best == "" {
		return false
	}
	r.add(Word{Folded: best, typed: r.typed(i), shown: r.show(best), corrected: true})
	return true
}

// show writes a known word as the person writes: with marks or without.
func (r *reader) show(folded string) string {
	if r.marked {
		return r.vocab.written(folded)
	}
	return folded
}

// weigh scores a correction: words seen beside the neighbours first, then the likelier
// slip, then the commoner word.
func (v *Vocabulary) weigh(typed string, c correction, prev, next string) int {
	s := bits.Len32(c.count) - 8*(c.slips-1)
	s += 4 * bits.Len32(v.pairCount(prev, c.word)+v.pairCount(c.word, next))
	if sameLetters(typed, c.word) {
		s += 6
	}
	if typed[0] == c.word[0] {
		s += 4
	}
	return s
}

// newAttempt says the text as typed where all of it is searched, else what is.
func newAttempt(text string, words []Word, dropped []string) Attempt {
	a := Attempt{Words: words, Understood: text, Dropped: dropped}
	for _, w := range words {
		a.Corrected = a.Corrected || w.corrected
	}
	if a.Corrected || len(dropped) > 0 {
		a.Understood = shown(words)
	}
	return a
}

func shown(words []Word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.shown
	}
	return strings.Join(parts, " ")
}

// Terms are the folded words that count as hits, for Segments.
func (a Attempt) Terms() []string {
	out := make([]string, 0, len(a.Words))
	for _, w := range a.Words {
		switch {
		case w.Prefix:
			out = append(out, w.Folded+"*")
		case w.Twin:
			out = append(out, w.Folded, otherTwin(w.Folded))
		default:
			out = append(out, w.Folded)
		}
	}
	return out
}

func otherTwin(folded string) string {
	n := len(folded) - 1
	if folded[n] == 'y' {
		return folded[:n] + "i"
	}
	return folded[:n] + "y"
}

// Marked tells that marks count in ranking.
func (a Attempt) Marked() bool {
	for _, w := range a.Words {
		if w.Exact != "" {
			return true
		}
	}
	return false
}

// TwinOf returns the other spelling of a word with Twin set, and nothing for others.
func TwinOf(w Word) []string {
	if !w.Twin {
		return nil
	}
	return []string{otherTwin(w.Folded)}
}

// Twins lists every marked word that Twin can be set for, by both its spellings.
func Twins() []Term {
	var out []Term
	for _, onset := range strings.Split(twinAfter, "") {
		for _, tone := range strings.Split("12345", "") {
			out = append(out, Term{Folded: onset + "i", Exact: onset + "i" + tone}, Term{Folded: onset + "y", Exact: onset + "i" + tone})
		}
	}
	return out
}

// HasTwin tells that a term may be written with i or y alike, and with a mark.
func HasTwin(t Term) bool { return hasTwin(t.Folded) && len(t.Exact) > len(t.Folded) }
