package web

import (
	"encoding/json"
	"html/template"
	"strconv"
	"sync"
	"unicode/utf8"
)

// ld writes objects of schema.org. It is written by hand, as every product's page has some.
type ld struct{ b []byte }

var lds = sync.Pool{New: func() any { return &ld{b: make([]byte, 0, 4<<10)} }}

// script writes objects as one block of JSON-LD. It holds no character that could end its script element.
func script(objects ...func(o *ld)) template.JS {
	o := lds.Get().(*ld)
	defer lds.Put(o)
	o.b = o.b[:0]
	if len(objects) > 1 {
		o.b = append(o.b, '[')
	}
	for _, write := range objects {
		o.next()
		o.b = append(o.b, `{"@context":"https://schema.org"`...)
		write(o)
		o.b = append(o.b, '}')
	}
	if len(objects) > 1 {
		o.b = append(o.b, ']')
	}
	return template.JS(o.b)
}

// next begins a name or an item: with a comma, unless it is the first.
func (o *ld) next() {
	if n := len(o.b); n > 0 && o.b[n-1] != '{' && o.b[n-1] != '[' {
		o.b = append(o.b, ',')
	}
}

// name begins a value. Names stand in the program and need no escaping.
func (o *ld) name(name string) {
	o.next()
	o.b = append(o.b, '"')
	o.b = append(o.b, name...)
	o.b = append(o.b, '"', ':')
}

func (o *ld) text(name, value string) {
	o.name(name)
	o.string(value)
}

func (o *ld) int(name string, n int) {
	o.name(name)
	o.b = strconv.AppendInt(o.b, int64(n), 10)
}

// object writes an inner object of a type; write writes what else it has.
func (o *ld) object(name, kind string, write func()) {
	o.name(name)
	o.inner(kind, write)
}

// list writes a list; write writes its items.
func (o *ld) list(name string, write func()) {
	o.name(name)
	o.b = append(o.b, '[')
	write()
	o.b = append(o.b, ']')
}

// item writes an object of a list.
func (o *ld) item(kind string, write func()) {
	o.next()
	o.inner(kind, write)
}

func (o *ld) inner(kind string, write func()) {
	o.b = append(o.b, '{')
	o.text("@type", kind)
	write()
	o.b = append(o.b, '}')
}

// string writes a string; nearly all are plain and stand as they are.
func (o *ld) string(s string) {
	if !plainJSON(s) {
		text, err := json.Marshal(s)
		if err != nil {
			text = []byte(`""`) // a string can always be written
		}
		o.b = append(o.b, text...)
		return
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, s...)
	o.b = append(o.b, '"')
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
