package desk

import (
	"regexp"
	"strconv"
	"strings"
)

// wholeShape is a whole number as people type it. What parts the thousands is the same throughout and stands
// before three digits each, so that neither 1.5 nor 12,50 is taken for one.
var wholeShape = regexp.MustCompile(`^[+\x{2212}-]?(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+|\d{1,3}([ \x{a0}\x{202f}]\d{3})+)$`)

// separators are what may part thousands, and the minus that people type as on a page.
var separators = strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "", "\u202f", "", "\u2212", "-")

// Whole reads a whole number as people type it and as pages of either language write it: 1200, 1.200, 1,200, 1 200, −3. false is none.
func Whole(text string) (n int, ok bool) {
	text = strings.TrimSpace(text)
	if !wholeShape.MatchString(text) {
		return 0, false
	}
	n, err := strconv.Atoi(separators.Replace(text))
	return n, err == nil
}
