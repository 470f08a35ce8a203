package meili

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodeKeepsValuesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z0-9=._-]{1,12}`)).Draw(t, "value")
		if strings.ContainsRune(value, '\uFFFD') {
			t.Skip("not from valid text")
		}
		coded := code(value)
		if coded != strings.ToLower(coded) || strings.ContainsAny(coded, `"\' `) {
			t.Fatalf("code(%q) = %q", value, coded)
		}
		if got := decode(coded); got != value {
			t.Fatalf("decode(%q) = %q, want %q", coded, got, value)
		}
	})
}

// TestLettersKeepBeginnings: a beginning of a word is coded as a beginning, and nothing else is.
func TestLettersKeepBeginnings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-cj0wuđ日]{1,6}`).Draw(t, "word")
		other := rapid.StringMatching(`[a-cj0wuđ日]{1,3}`).Draw(t, "other")
		if got, want := strings.HasPrefix(letters(word), letters(other)), strings.HasPrefix(word, other); got != want {
			t.Fatalf("%q begins %q: %v, coded %q and %q: %v", other, word, want, letters(other), letters(word), got)
		}
		for i := range letters(word) {
			if c := letters(word)[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				t.Fatalf("letters(%q) = %q", word, letters(word))
			}
		}
	})
}
