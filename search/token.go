package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord bounds a word in letters; the rest of a longer one is not looked at.
const maxWord = 40

// Token is one word of a text.
type Token struct {
	Folded string // small letters without marks
	// Exact spells the marks in ASCII as VNI does, tone last: mực is mu7c5. So hoà and
	// hòa are equal; so are kĩ and kỹ.
	Exact      string
	Marked     bool // as written it carries a mark
	Start, End int  // bytes in the text given to Tokens
}

// Tokens cuts text, which must be clean, into its words.
func Tokens(text string) []Token {
	out := make([]Token, 0, 1+len(text)/5)
	start := -1
	for i, r := range text {
		switch {
		case wordRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			out = append(out, newToken(text, start, i))
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, newToken(text, start, len(text)))
	}
	return dropEmpty(out)
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return letters[r].base != 0
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// dropEmpty removes words made of marks alone.
func dropEmpty(list []Token) []Token {
	for i := range list {
		if list[i].Folded == "" {
			return dropEmptyFrom(list, i)
		}
	}
	return list
}

func dropEmptyFrom(list []Token, i int) []Token {
	kept := list[:i]
	for _, t := range list[i:] {
		if t.Folded != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

func newToken(text string, start, end int) Token {
	t := Token{Start: start, End: end}
	var folded, exact strings.Builder
	var tones []byte
	n := 0
	for _, r := range text[start:end] {
		if n++; n > maxWord {
			break
		}
		l, ok := letterOf(r)
		if !ok {
			foldRare(&folded, r)
			foldRare(&exact, r)
			continue
		}
		folded.WriteByte(l.base)
		exact.WriteByte(l.base)
		if l.quality != 0 {
			exact.WriteByte(l.quality)
			t.Marked = true
		}
		if l.tone != 0 {
			tones = append(tones, l.tone)
		}
	}
	t.Folded = folded.String()
	t.Marked = t.Marked || len(tones) > 0
	t.Exact = neutralI(exact.String()) + string(tones)
	return t
}

// twinAfter are the consonants after which i and y, alone, are one sound: kĩ, kỹ.
const twinAfter = "hklmstv"

// neutralI writes the y of such a word as i.
func neutralI(letters string) string {
	if hasTwin(letters) {
		return letters[:1] + "i"
	}
	return letters
}

// hasTwin tells that the word may be written with i or y alike.
func hasTwin(folded string) bool {
	return len(folded) == 2 && (folded[1] == 'y' || folded[1] == 'i') && strings.IndexByte(twinAfter, folded[0]) >= 0
}
