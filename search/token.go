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
	for start, end := nextWord(text, 0); start < len(text); start, end = nextWord(text, end) {
		out = append(out, newToken(text, start, end))
	}
	return dropEmpty(out)
}

// nextWord finds the first word at or after from; there is none if it starts at the end.
func nextWord(text string, from int) (start, end int) {
	start = len(text)
	for i, r := range text[from:] {
		switch in := wordRune(r); {
		case in && start == len(text):
			start = from + i
		case !in && start < len(text):
			return start, from + i
		}
	}
	return start, len(text)
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
	var foldedBuf, exactBuf [2 * maxWord]byte
	folded := foldWord(foldedBuf[:0], text[start:end])
	exact, tones := exactBuf[:0], [maxWord]byte{}
	n, marked := 0, 0
	for _, r := range text[start:end] {
		if n++; n > maxWord {
			break
		}
		l, ok := letterOf(r)
		if !ok {
			exact = appendRare(exact, r)
			continue
		}
		exact = append(exact, l.base)
		if l.quality != 0 {
			exact = append(exact, l.quality)
			t.Marked = true
		}
		if l.tone != 0 {
			tones[marked] = l.tone
			marked++
		}
	}
	t.Folded = string(folded)
	t.Marked = t.Marked || marked > 0
	exact = append(neutralI(exact), tones[:marked]...)
	if t.Exact = t.Folded; string(exact) != t.Folded {
		t.Exact = string(exact)
	}
	return t
}

// foldWord appends the folded letters of a word, up to maxWord of them.
func foldWord(to []byte, word string) []byte {
	n := 0
	for _, r := range word {
		if n++; n > maxWord {
			break
		}
		if l, ok := letterOf(r); ok {
			to = append(to, l.base)
		} else {
			to = appendRare(to, r)
		}
	}
	return to
}

// twinAfter are the consonants after which i and y, alone, are one sound: kĩ, kỹ.
const twinAfter = "hklmstv"

// neutralI writes the y of such a word as i.
func neutralI(letters []byte) []byte {
	if len(letters) == 2 && hasTwin(string(letters)) {
		letters[1] = 'i'
	}
	return letters
}

// hasTwin tells that the word may be written with i or y alike.
func hasTwin(folded string) bool {
	return len(folded) == 2 && (folded[1] == 'y' || folded[1] == 'i') && strings.IndexByte(twinAfter, folded[0]) >= 0
}
