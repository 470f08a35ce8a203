package catalog

import (
	"cmp"
	"strings"
	"unicode"
)

// Parts takes the word for a piece off a unit's name, where a size follows it: "hộp 500 g" is "hộp" and
// "500 g". In English, whose names begin otherwise, and where there is no such word, the measure is a general one.
func (u Unit) Parts(lang string) (measure, size string) {
	if lang == "en" {
		return "pieces", cmp.Or(u.NameEN, u.Name)
	}
	digit := func(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }
	word, rest, found := strings.Cut(u.Name, " ")
	switch {
	case found && digit(rest) && !digit(word):
		return word, rest
	case !found && !digit(word):
		return word, word
	}
	return "cái", u.Name
}

// UnitTitle is what a unit of the card is called among others: the product's name and its size.
func (c *Card) UnitTitle(u Unit, lang string) string {
	name := c.Name
	if lang == "en" {
		name = cmp.Or(c.NameEN, c.Name)
	}
	_, size := u.Parts(lang)
	return name + " " + size
}
