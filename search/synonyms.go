package search

import (
	_ "embed"
	"strings"
)

// synonymData has a phrase, a tab and the words by which it should be found as well.
//
//go:embed synonyms.tsv
var synonymData string

// synonym adds words to a text that has the phrase, compared with its marks: a pineapple
// (thơm) is no fragrant rice, so each direction is written out.
type synonym struct {
	phrase []Token
	extra  []Token
}

// Synonyms finds the further words by which a text should be found.
type Synonyms struct{ byFirst map[string][]synonym }

// LoadSynonyms reads the synonyms that come with the program.
func LoadSynonyms() *Synonyms { return parseSynonyms(synonymData) }

func parseSynonyms(data string) *Synonyms {
	s := &Synonyms{byFirst: make(map[string][]synonym)}
	for line := range strings.Lines(data) {
		phrase, extra, ok := strings.Cut(Clean(strings.ReplaceAll(line, "\t", "|")), "|")
		from := Tokens(phrase)
		if !ok || strings.HasPrefix(line, "#") || len(from) == 0 {
			continue
		}
		s.byFirst[from[0].Exact] = append(s.byFirst[from[0].Exact], synonym{from, Tokens(extra)})
	}
	return s
}

// Of returns the words to be added to a text of these words.
func (s *Synonyms) Of(text []Token) []Token {
	var out []Token
	for i := range text {
		for _, syn := range s.byFirst[text[i].Exact] {
			if startsWith(text[i:], syn.phrase) {
				out = append(out, syn.extra...)
			}
		}
	}
	return out
}

func startsWith(text, phrase []Token) bool {
	if len(text) < len(phrase) {
		return false
	}
	for i := range phrase {
		if text[i].Exact != phrase[i].Exact {
			return false
		}
	}
	return true
}
