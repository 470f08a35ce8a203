package search

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// decodeKeys reads a word typed as Telex or VNI keys while the input method was off:
// muwcj and mu7c5 are both mực. ok is false when no key of either was in it.
func decodeKeys(word string) (t Token, written string, ok bool) {
	for _, decode := range []func(string) (string, bool){telex, vni} {
		if s, changed := decode(word); changed {
			if toks := Tokens(s); len(toks) == 1 {
				return toks[0], s, true
			}
		}
	}
	return Token{}, "", false
}

// combining holds the marks by their VNI digit.
var combining = map[byte]string{
	'1': "\u0301", '2': "\u0300", '3': "\u0309", '4': "\u0303", '5': "\u0323",
	'6': "\u0302", '7': "\u031b", '8': "\u0306",
}

var telexTones = map[byte]byte{'s': '1', 'f': '2', 'r': '3', 'x': '4', 'j': '5'}

// telex decodes doubled letters, w, and the last tone key after a vowel.
func telex(word string) (string, bool) {
	var b strings.Builder
	var tone byte
	changed := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		next := byte(0)
		if i+1 < len(word) {
			next = word[i+1]
		}
		vni, used := telexPair(c, next)
		switch {
		case used:
			if c == 'o' && vni == '7' && i+2 < len(word) && telexTones[word[i+2]] == 0 {
				hornBefore(&b)
			}
			writeLetter(&b, c, vni)
			changed, i = true, i+1
		case telexTones[c] != 0 && tone == 0 && i > 0 && seenVowel(word[:i]):
			tone, changed = telexTones[c], true
		default:
			b.WriteByte(c)
		}
	}
	return finishTone(b.String(), tone), changed
}

// hornBefore makes the u of "uow" ư, as input methods do where more letters follow.
func hornBefore(b *strings.Builder) {
	if s, ok := strings.CutSuffix(b.String(), "u"); ok {
		b.Reset()
		b.WriteString(s + "ư")
	}
}

// telexPair reads two keys that make one letter.
func telexPair(c, next byte) (vni byte, used bool) {
	switch {
	case c == 'd' && next == 'd':
		return '9', true
	case c == next && (c == 'a' || c == 'e' || c == 'o'):
		return '6', true
	case next == 'w' && c == 'a':
		return '8', true
	case next == 'w' && (c == 'o' || c == 'u'):
		return '7', true
	}
	return 0, false
}

// vni decodes digits after letters.
func vni(word string) (string, bool) {
	var b strings.Builder
	var tone byte
	changed := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= '1' && c <= '5' && tone == 0 && seenVowel(word[:i]):
			tone, changed = c, true
		case c >= '6' && c <= '9' && i > 0 && vniTakes(word[i-1], c):
			s := b.String()
			b.Reset()
			b.WriteString(s[:len(s)-1])
			writeLetter(&b, word[i-1], c)
			changed = true
		default:
			b.WriteByte(c)
		}
	}
	return finishTone(b.String(), tone), changed
}

func vniTakes(letter, digit byte) bool {
	switch digit {
	case '6':
		return letter == 'a' || letter == 'e' || letter == 'o'
	case '7':
		return letter == 'o' || letter == 'u'
	case '8':
		return letter == 'a'
	}
	return letter == 'd'
}

func seenVowel(s string) bool { return strings.ContainsAny(s, "aeiouy") }

func writeLetter(b *strings.Builder, c, vni byte) {
	if vni == '9' {
		b.WriteString("đ")
		return
	}
	b.WriteByte(c)
	b.WriteString(combining[vni])
}

// finishTone puts the tone on a vowel that has a quality, else on the last vowel but one
// of an open syllable, else on the last; where it stands makes no difference to matching.
func finishTone(s string, tone byte) string {
	s = norm.NFC.String(s)
	if tone == 0 {
		return s
	}
	runes := []rune(s)
	at := -1
	for i, r := range runes {
		l, ok := letterOf(r)
		if !ok || !strings.ContainsRune("aeiouy", rune(l.base)) {
			continue
		}
		if at < 0 || l.quality != 0 || i+1 < len(runes) {
			at = i
		}
	}
	if at < 0 {
		return s
	}
	return norm.NFC.String(string(runes[:at+1]) + combining[tone] + string(runes[at+1:]))
}
