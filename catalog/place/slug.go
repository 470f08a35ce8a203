package place

import "strings"

// letters maps every Vietnamese lower-case letter with marks to its bare one.
var letters = func() map[rune]rune {
	m := map[rune]rune{}
	for bare, marked := range map[rune]string{
		'a': "àáảãạăằắẳẵặâầấẩẫậ", 'e': "èéẻẽẹêềếểễệ", 'i': "ìíỉĩị", 'o': "òóỏõọôồốổỗộơờớởỡợ",
		'u': "ùúủũụưừứửữự", 'y': "ỳýỷỹỵ", 'd': "đð",
	} {
		for _, r := range marked {
			m[r] = bare
		}
	}
	return m
}()

// Slug writes NFC text for an address: lower case, without marks, words joined by '-'.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		if bare, ok := letters[r]; ok {
			r = bare
		}
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
