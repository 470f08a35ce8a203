package web

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"strings"
)

// constant finds what of a template is the same on every page of a language: words,
// symbols, addresses of assets, and links without data.
var constant = regexp.MustCompile(`\{\{\$?\.T\.(\w+)\.(\w+)\}\}|\{\{\$?\.(Link) "([^"]*)"\}\}|\{\{(icon|iconS|symbol|asset) "([^"]*)"\}\}`)

// expand puts the constants of a language into a template's text before it is parsed,
// so that pages spend no time on them. They stand in text and quoted attributes only, and are escaped for both.
func (s *site) expand(source string, lang Lang) (string, error) {
	var failed error
	out := constant.ReplaceAllStringFunc(source, func(found string) string {
		m := constant.FindStringSubmatch(found)
		text, err := s.constant(m, lang)
		if err != nil {
			failed = err
		}
		return text
	})
	return out, failed
}

func (s *site) constant(m []string, lang Lang) (string, error) {
	switch {
	case m[1] != "":
		words, err := lang.messages().lookup(m[1], m[2])
		return html.EscapeString(words), err
	case m[3] != "":
		return html.EscapeString(lang.Path(m[4])), nil
	case m[5] == "asset":
		return html.EscapeString(s.assets.url(m[6])), nil
	}
	class := map[string]string{"icon": "icon", "iconS": "icon icon--s", "symbol": ""}[m[5]]
	svg, err := s.icon(m[6], class)
	return string(svg), err
}

// lookup finds a text by the names of its part and field.
func (m *Messages) lookup(part, field string) (string, error) {
	v := reflect.ValueOf(m).Elem().FieldByName(part)
	if v.IsValid() && v.Kind() == reflect.Struct {
		v = v.FieldByName(field)
	}
	if !v.IsValid() || v.Kind() != reflect.String {
		return "", fmt.Errorf("web: no message %s.%s", part, field)
	}
	text := v.String()
	if strings.Contains(text, "{{") {
		return "", fmt.Errorf("web: message %s.%s holds a template", part, field)
	}
	return text, nil
}
