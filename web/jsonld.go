package web

import (
	"encoding/json"
	"html/template"
	"strconv"
	"unicode/utf8"
)

// ld is one object of schema.org: names and values by turns. It is written by hand, as
// every product's page has one; values are strings, numbers, objects and lists of them.
type ld []any

// script writes objects as one block of JSON-LD. It holds no character that could end its script element.
func script(objects ...ld) template.JS {
	for i, o := range objects {
		objects[i] = append(ld{"@context", "https://schema.org"}, o...)
	}
	b := make([]byte, 0, 3<<10)
	if len(objects) == 1 {
		b = appendLD(b, objects[0])
	} else {
		b = appendLD(b, objects)
	}
	return template.JS(b)
}

func appendLD(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendJSON(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case []string:
		return appendList(b, v)
	case []ld:
		return appendList(b, v)
	case ld:
		b = append(b, '{')
		for i := 0; i+1 < len(v); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendLD(b, v[i]), ':')
			b = appendLD(b, v[i+1])
		}
		return append(b, '}')
	}
	return appendMarshalled(b, value)
}

func appendMarshalled(b []byte, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, text...)
}

func appendList[T any](b []byte, list []T) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendLD(b, v)
	}
	return append(b, ']')
}

// appendJSON writes a string; nearly all are plain and stand as they are.
func appendJSON(b []byte, s string) []byte {
	if !plainJSON(s) {
		return appendMarshalled(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// plainJSON reports whether nothing in s must be escaped in JSON within a script element.
// It says no to what begins like the line separators U+2028 and U+2029 too.
func plainJSON(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c == 0xE2:
			return false
		}
	}
	return utf8.ValidString(s)
}
