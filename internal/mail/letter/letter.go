// Package letter lays letters out: the one frame of all mail that the site sends,
// in both languages, as HTML that mail programs show and as plain text. It
// promises that what is put into a letter stands there as text.
package letter

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"sync"
	texttemplate "text/template"
)

// Site is who writes.
type Site struct {
	Name string
	URL  string // without a slash at its end
}

// Frame is what every letter has around what it says.
type Frame struct {
	Lang    string // "vi", also when empty, or "en"
	Site    Site
	Subject string
	Title   string
	Preview string // what mailboxes show beside the subject
	Foot    string // why it came; empty says that nobody is asked for a password
}

// words are the short texts of the frame.
type words struct{ foot, motto string }

func (f Frame) words() words {
	if f.Lang == "en" {
		return words{"An automatic letter. None of us will ever ask for a password or an OTP.", "the market of OCOP products"}
	}
	return words{"Thư tự động. Không ai của chúng tôi hỏi mật khẩu hay mã OTP.", "chợ của sản phẩm OCOP"}
}

// framed is a frame with what it holds.
type framed struct {
	Frame
	Lang, Foot, Motto string
	Body              htmltemplate.HTML
}

// HTML puts the frame around the body.
func (f Frame) HTML(body htmltemplate.HTML) (string, error) {
	w := f.words()
	all := framed{Frame: f, Lang: cmp.Or(f.Lang, "vi"), Foot: cmp.Or(f.Foot, w.foot), Motto: w.motto, Body: body}
	var b bytes.Buffer
	if err := load().html.ExecuteTemplate(&b, "frame.html", all); err != nil {
		return "", fmt.Errorf("lay out a letter: %w", err)
	}
	return b.String(), nil
}

// Text puts the frame around a body of plain text.
func (f Frame) Text(body string) string {
	foot := cmp.Or(f.Foot, f.words().foot)
	return strings.ToUpper(f.Site.Name) + "\n\n" + Wrap(0, f.Title) + "\n\n" + strings.Trim(body, "\n") + "\n\n-- \n" + Wrap(0, foot) + "\n"
}

// Path is the address of a page of the site in the letter's language.
func (f Frame) Path(path string) string {
	if f.Lang == "en" {
		return f.Site.URL + "/en" + path
	}
	return f.Site.URL + path
}

//go:embed templates
var templates embed.FS

type layouts struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

var load = sync.OnceValue(func() layouts {
	text := texttemplate.New("").Funcs(texttemplate.FuncMap{"wrap": Wrap, "upper": strings.ToUpper})
	return layouts{
		text: texttemplate.Must(text.ParseFS(templates, "templates/*.txt")),
		html: htmltemplate.Must(htmltemplate.ParseFS(templates, "templates/*.html")),
	}
})

// Width is that of a plain letter, in characters.
const Width = 70

// Wrap breaks text into lines, each begun with an indent.
func Wrap(indent int, text string) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		n := len([]rune(word))
		if column > 0 && column+1+n > Width {
			b.WriteByte('\n')
			column = 0
		}
		if column == 0 {
			b.WriteString(strings.Repeat(" ", indent))
			column = indent
		} else {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
