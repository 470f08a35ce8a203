// Package markup writes HTML by hand where a list is long and a template would
// cost too much. What is markup can only be a constant of the program; what
// comes from data passes through Text, so nothing unescaped can reach a page.
package markup

import (
	"html/template"
	"strconv"
	"sync"
)

// fixed is markup written in the program. Its name is not exported, so that a
// caller can pass only untyped constants.
type fixed string

// Writer gathers HTML.
type Writer struct{ buf []byte }

var pool = sync.Pool{New: func() any { return &Writer{buf: make([]byte, 0, 32<<10)} }}

// Write lets f write, and returns what it wrote.
func Write(f func(w *Writer)) template.HTML {
	w := pool.Get().(*Writer)
	w.buf = w.buf[:0]
	f(w)
	html := template.HTML(w.buf)
	pool.Put(w)
	return html
}

// Reset empties the writer and keeps its room.
func (w *Writer) Reset() { w.buf = w.buf[:0] }

// Bytes is what was written, good until the next writing.
func (w *Writer) Bytes() []byte { return w.buf }

// Write takes over what a template of package html/template made.
func (w *Writer) Write(html []byte) (int, error) {
	w.buf = append(w.buf, html...)
	return len(html), nil
}

// Raw writes markup that stands in the program.
func (w *Writer) Raw(s fixed) { w.buf = append(w.buf, s...) }

// Text writes data, safe as text of an element and inside a quoted attribute.
func (w *Writer) Text(s string) {
	last := 0
	for i := range len(s) {
		if !special[s[i]] {
			continue
		}
		w.buf = append(w.buf, s[last:i]...)
		w.buf = append(w.buf, escaped(s[i])...)
		last = i + 1
	}
	w.buf = append(w.buf, s[last:]...)
}

// special are the bytes that may not stand as they are.
var special = [256]bool{'<': true, '>': true, '&': true, '"': true, '\'': true, 0: true}

func escaped(c byte) fixed {
	switch c {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	case '"':
		return "&#34;"
	case '\'':
		return "&#39;"
	}
	return "\uFFFD" // of a zero byte
}

// Int writes a number in digits.
func (w *Writer) Int(n int) { w.buf = strconv.AppendInt(w.buf, int64(n), 10) }

// HTML writes what a template, a sanitiser or a Writer has made safe already.
func (w *Writer) HTML(h template.HTML) { w.buf = append(w.buf, h...) }

// Path writes a path or a path with query that the program built: data in it must
// have been percent-encoded. It must begin with one slash, else # is written, so
// that no scheme and no other host can stand there.
func (w *Writer) Path(path string) {
	if path == "" || path[0] != '/' || (len(path) > 1 && (path[1] == '/' || path[1] == '\\')) {
		w.Raw("#")
		return
	}
	w.Text(path)
}
