package letter

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"strings"

	"github.com/ocopmarket/ocop/internal/mail"
)

// Note is a letter of a few sentences, with what to do and a list of things.
type Note struct {
	Frame
	Say    []string // paragraphs
	Code   string   // to be typed in somewhere; empty for none
	Button Link     // what to do; without an address for nothing
	Parts  []Part
	Last   []string // what is said below all that
}

// Link leads to a page.
type Link struct{ Label, URL string }

// Part is a list with a heading, which may be empty.
type Part struct {
	Heading string
	Items   []Item
}

// Item is one line of a list; all but its text may be empty.
type Item struct{ Text, Say, When, URL string }

// Message lays the note out, under a key that names it forever.
func (n Note) Message(key, to string) (mail.Message, error) {
	if n.Preview == "" && len(n.Say) > 0 {
		n.Preview = n.Say[0]
	}
	var text, body bytes.Buffer
	if err := load().text.ExecuteTemplate(&text, "note.txt", n); err != nil {
		return mail.Message{}, fmt.Errorf("lay out %s: %w", key, err)
	}
	if err := load().html.ExecuteTemplate(&body, "note.html", n); err != nil {
		return mail.Message{}, fmt.Errorf("lay out %s: %w", key, err)
	}
	html, err := n.HTML(htmltemplate.HTML(body.String())) //nolint:gosec // a template of ours wrote it
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{Key: key, To: to, Subject: strings.Join(strings.Fields(n.Subject), " "), Text: n.Text(text.String()), HTML: html}, nil
}
