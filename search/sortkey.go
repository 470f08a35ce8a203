package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NameKey is an ASCII key that sorts names in the order of the Vietnamese alphabet
// (a ă â b c d đ …), tones only where everything else is equal.
func NameKey(name string) string {
	var b strings.Builder
	var tones []byte
	for _, r := range Clean(name) {
		l, ok := letterOf(r)
		if !ok {
			writeOther(&b, r)
			continue
		}
		b.WriteByte(l.base)
		b.WriteByte(qualityRank(l))
		if strings.IndexByte("aeiouy", l.base) >= 0 {
			tones = append(tones, toneRank(l.tone))
		}
	}
	return b.String() + " " + string(tones)
}

// writeOther keeps what is no letter of ours in some fixed order before the letters.
func writeOther(b *strings.Builder, r rune) {
	if r < utf8.RuneSelf || !unicode.IsLetter(r) {
		b.WriteByte(' ')
		return
	}
	b.WriteString("zz")
}

func qualityRank(l letter) byte {
	switch l.quality {
	case 0:
		return '0'
	case '8':
		return '1' // ă before â
	}
	if l.base == 'o' && l.quality == '7' || l.base == 'a' {
		return '2' // ô before ơ
	}
	return '1'
}

// toneRank is the dictionaries' order: level, huyền, hỏi, ngã, sắc, nặng.
func toneRank(tone byte) byte {
	switch tone {
	case '2':
		return '1'
	case '3':
		return '2'
	case '4':
		return '3'
	case '1':
		return '4'
	case '5':
		return '5'
	}
	return '0'
}
