package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is one Vietnamese or plain Latin letter taken apart. quality and tone are the
// digits by which VNI spells them: 6 â ê ô, 7 ơ ư, 8 ă, 9 đ; 1 sắc … 5 nặng.
type letter struct{ base, quality, tone byte }

// vowelRows holds each vowel without a tone and with the tones 1 to 5.
const vowelRows = "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ"

// letters is indexed by rune; a zero base means "not in the table". It is never written after start.
var letters = letterTable()

func letterTable() []letter {
	t := make([]letter, 'ỹ'+1)
	for r := '0'; r <= '9'; r++ {
		t[r] = letter{base: byte(r)}
	}
	for r := 'a'; r <= 'z'; r++ {
		t[r] = letter{base: byte(r)}
	}
	for _, r := range "đð" {
		t[r] = letter{base: 'd', quality: '9'}
	}
	for _, row := range strings.Fields(vowelRows) {
		addVowel(t, []rune(row))
	}
	for r := range t {
		if l := t[r]; l.base != 0 && unicode.ToUpper(rune(r)) < rune(len(t)) {
			t[unicode.ToUpper(rune(r))] = l
		}
	}
	return t
}

func addVowel(t []letter, row []rune) {
	base, quality := vowelBase(row[0])
	for tone, r := range row {
		t[r] = letter{base: base, quality: quality}
		if tone > 0 {
			t[r].tone = '0' + byte(tone)
		}
	}
}

func vowelBase(r rune) (base, quality byte) {
	switch r {
	case 'ă':
		return 'a', '8'
	case 'â':
		return 'a', '6'
	case 'ê':
		return 'e', '6'
	case 'ô':
		return 'o', '6'
	case 'ơ':
		return 'o', '7'
	case 'ư':
		return 'u', '7'
	}
	return byte(r), 0
}

// letterOf looks r up; ok is false for what is neither Vietnamese nor plain Latin nor a digit.
func letterOf(r rune) (l letter, ok bool) {
	if r < 0 || int(r) >= len(letters) {
		return letter{}, false
	}
	l = letters[r]
	return l, l.base != 0
}

// Clean makes text comparable and showable: NFC, every kind of space a single plain
// one, nothing invisible, no space at the ends.
func Clean(text string) string {
	if plain(text) {
		return text
	}
	text = norm.NFC.String(strings.ToValidUTF8(text, " "))
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range text {
		switch {
		case invisible(r):
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	// What was taken out may have stood between a letter and its mark.
	return norm.NFC.String(b.String())
}

// plain tells that text is clean already, which most ASCII queries are.
func plain(text string) bool {
	space := true
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || text == ""
}

// invisible is what pasted text carries unseen: zero-width marks, joiners, soft hyphens.
func invisible(r rune) bool {
	return r == 0xAD || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

// Fold writes text in small letters without marks, đ and Ð as d: what a keyboard
// without Vietnamese types. Everything that is no letter stays.
func Fold(text string) string {
	text = Clean(text)
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if l, ok := letterOf(r); ok {
			out = append(out, l.base)
		} else {
			out = appendRare(out, r)
		}
	}
	return string(out)
}

// appendRare folds what the table lacks: ü, letters of other scripts, leftover marks.
func appendRare(to []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(to, byte(r))
	}
	var bare []rune
	for _, d := range norm.NFD.String(string(r)) {
		if !unicode.Is(unicode.M, d) {
			bare = append(bare, unicode.ToLower(d))
		}
	}
	for _, d := range norm.NFC.String(string(bare)) {
		if l, ok := letterOf(d); ok {
			to = append(to, l.base)
		} else {
			to = utf8.AppendRune(to, d)
		}
	}
	return to
}
