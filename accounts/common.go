package accounts

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed common.txt
var commonText string

// commonWords are the passwords, and pieces of passwords, that are used and guessed most, in Vietnam and elsewhere.
var commonWords = sync.OnceValues(func() (words map[string]bool, longest int) {
	words = map[string]bool{}
	for word := range strings.FieldsSeq(commonText) {
		words[word] = true
		longest = max(longest, len(word))
	}
	return words, longest
})

// most pieces that a password of common words is made of: beyond it, it is a sentence.
const commonPieces = 3

// common reports whether a password in small letters is one of the most common ones, a few of
// them in a row, such as "matkhau123456", or the same few letters again and again.
func common(plain string) bool {
	plain = strings.ReplaceAll(plain, " ", "")
	if repeats(plain) {
		return true
	}
	words, longest := commonWords()
	const never = commonPieces + 1
	fewest := make([]int, len(plain)+1) // words that the first i bytes are made of
	for end := 1; end <= len(plain); end++ {
		fewest[end] = never
		for from := max(0, end-longest); from < end; from++ {
			if words[plain[from:end]] {
				fewest[end] = min(fewest[end], fewest[from]+1)
			}
		}
	}
	return fewest[len(plain)] <= commonPieces
}

// repeats reports whether a text is one piece of at most six bytes again and again.
func repeats(text string) bool {
	for size := 1; size <= 6 && size*2 <= len(text); size++ {
		if strings.Repeat(text[:size], len(text)/size+1)[:len(text)] == text {
			return true
		}
	}
	return false
}
