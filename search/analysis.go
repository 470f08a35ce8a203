package search

import "strings"

// Field is the part of a document that a word stands in; a smaller one weighs more.
type Field uint8

// The parts of a document in order of weight. Alias holds the synonyms of the name.
const (
	InName Field = iota
	InAlias
	InKeywords
	InProducer
	InPlace
)

// phraseGap keeps words of different phrases from looking like neighbours.
const phraseGap = 8

// Term is one word of a document as both engines index it.
type Term struct {
	Folded, Exact string
	Written       string // small letters with marks, to be shown in corrections
	Field         Field
	Pos           uint16
}

// Analyse takes the words of a document: the fields in order, the synonyms of its name
// as aliases, those of its keywords among the keywords.
func (s *Synonyms) Analyse(d *Document) []Term {
	a := analysis{terms: make([]Term, 0, 48)}
	name := a.add(InName, d.Name)
	a.tokens(InAlias, "", s.Of(name))
	for _, k := range d.Keywords {
		a.tokens(InKeywords, "", s.Of(a.add(InKeywords, k)))
	}
	a.add(InProducer, d.Producer)
	a.add(InPlace, d.Place)
	return a.terms
}

type analysis struct {
	terms []Term
	pos   uint16
}

func (a *analysis) add(f Field, text string) []Token {
	text = Clean(text)
	toks := Tokens(text)
	a.tokens(f, text, toks)
	return toks
}

func (a *analysis) tokens(f Field, text string, toks []Token) {
	for _, t := range toks {
		term := Term{Folded: t.Folded, Exact: t.Exact, Field: f, Pos: a.pos}
		if text != "" && t.Marked {
			term.Written = strings.ToLower(text[t.Start:t.End])
		}
		a.terms = append(a.terms, term)
		a.pos++
	}
	if len(toks) > 0 {
		a.pos += phraseGap
	}
}
