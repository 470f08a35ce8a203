package catalog

import (
	"html"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/unicode/norm"
)

// cleaner makes a registry's texts safe to show. One is enough for any number of goroutines.
type cleaner struct{ policy, strict *bluemonday.Policy }

// newCleaner allows paragraphs, emphasis, lists and small headings: no links, pictures, styles or attributes of any kind.
func newCleaner() cleaner {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "h3", "h4", "blockquote")
	p.SkipElementsContent("script", "style", "iframe", "object", "noscript", "template", "svg", "math")
	return cleaner{policy: p, strict: bluemonday.StrictPolicy()}
}

// html returns the safe part of a text, empty if nothing of it can be seen.
func (c cleaner) html(text string) string {
	text = plain(text)
	if !strings.ContainsAny(text, "<>&\"'") {
		return text
	}
	// What entities hid comes to light in sanitizing. Making that plain may join a mark to the > of a tag,
	// which then runs on into the text, so the tags are looked at once more.
	safe := c.policy.Sanitize(plain(c.policy.Sanitize(text)))
	if !visible(safe) {
		return ""
	}
	return safe
}

// visible reports whether anything stands between the tags.
func visible(safe string) bool {
	inTag := false
	for _, r := range safe {
		switch {
		case r == '<':
			inTag = true
		case r == '>':
			inTag = false
		case !inTag && !unicode.IsSpace(r):
			return true
		}
	}
	return false
}

// line returns one line of plain text in NFC. Marked-up names lose their marks; the page escapes what is left.
func (c cleaner) line(text string) string {
	if strings.ContainsAny(text, "<&") {
		text = html.UnescapeString(c.strict.Sanitize(text))
	}
	return strings.Join(strings.Fields(plain(text)), " ")
}

// plain is text in NFC without control and zero-width characters.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0', r == '\u202f', r == '\t':
			return ' '
		case r == '\n', r == '\u200d':
			return r
		case unicode.IsControl(r), r == '\u200b', r == '\u200c', r == '\u2060', r == '\ufeff', r == unicode.ReplacementChar, bidi(r):
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(norm.NFC.String(text))
}

// bidi reports characters that turn the direction of writing and can make a text read as another.
func bidi(r rune) bool { return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' }
