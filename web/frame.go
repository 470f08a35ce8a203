package web

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/ocopmarket/ocop/web/markup"
)

// piece is markup that stands on many pages. It is made and compressed at start: a page that has it need do neither.
type piece struct {
	html   template.HTML
	packed []byte // a stretch of a deflate stream that can stand anywhere in one
}

func newPiece(html template.HTML) (*piece, error) {
	packed, err := deflated([]byte(html))
	if err != nil {
		return nil, fmt.Errorf("web: compress a piece of pages: %w", err)
	}
	return &piece{html: html, packed: packed}, nil
}

// sheet is a page while it is written.
type sheet struct {
	markup.Writer
	pieces []placed // in their order
}

// placed is where a piece begins.
type placed struct {
	at int
	*piece
}

func (s *sheet) reset() {
	s.Writer.Reset()
	s.pieces = s.pieces[:0]
}

// put writes a piece.
func (s *sheet) put(p *piece) {
	s.pieces = append(s.pieces, placed{len(s.Bytes()), p})
	s.HTML(p.html)
}

// frame is what stands around every page of a language: half of a page's markup.
type frame struct {
	opening, top, bottom *piece
	// beforeQuery and afterQuery are the top of a page that tells what was searched for.
	beforeQuery, afterQuery template.HTML
	endings                 map[string]*piece // by the entry of the phone's bar that is marked; withBuyBar has none
}

// tabs lists the entries of the phone's bar.
var tabs = []string{"", "home", "browse", "map", "basket", "verify", "me"}

// withBuyBar names the ending of a page that brings its own bar.
const withBuyBar = "buy"

// makeFrame renders what stands around the pages of a language. The templates stay
// unexecuted, for an executed one could not be cloned.
func (s *site) makeFrame(shared *template.Template, lang Lang) (*frame, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	f := &frame{endings: map[string]*piece{}}
	p := Page{Site: s, Lang: lang, T: lang.messages()}
	for name, into := range map[string]**piece{"opening": &f.opening, "top": &f.top, "bottom": &f.bottom} {
		if *into, err = executed(t, name, &p); err != nil {
			return nil, err
		}
	}
	for _, tab := range tabs {
		p.Tab = tab
		if f.endings[tab], err = executed(t, "ending", &p); err != nil {
			return nil, err
		}
	}
	p.HasBuyBar = true
	if f.endings[withBuyBar], err = executed(t, "ending", &p); err != nil {
		return nil, err
	}
	p.Query = "\uE000" // stands nowhere else
	searched, err := executed(t, "top", &p)
	if err != nil {
		return nil, err
	}
	before, after, _ := strings.Cut(string(searched.html), p.Query)
	f.beforeQuery, f.afterQuery = template.HTML(before), template.HTML(after)
	return f, nil
}

func executed(t *template.Template, name string, data any) (*piece, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("web: render %s: %w", name, err)
	}
	return newPiece(template.HTML(b.String()))
}

// frame is what stands around the page.
func (p *Page) frame() *frame { return p.Site.frames[p.Lang] }

// open writes what stands before a page's main part; more writes what else belongs into its head.
func (p *Page) open(s *sheet, more func() error) error {
	f := p.frame()
	s.put(f.opening)
	p.head(&s.Writer)
	if err := more(); err != nil {
		return err
	}
	if p.Query == "" {
		s.put(f.top)
		return nil
	}
	s.HTML(f.beforeQuery)
	s.Text(p.Query)
	s.HTML(f.afterQuery)
	return nil
}

// shut writes what stands after it.
func (p *Page) shut(s *sheet) {
	s.put(p.frame().bottom)
	p.footLine(&s.Writer)
	s.put(p.ending())
}

func (p *Page) ending() *piece {
	if p.HasBuyBar {
		return p.frame().endings[withBuyBar]
	}
	return p.frame().endings[p.Tab]
}

// footLine says when the register was last compared with, and leads to the other language.
func (p *Page) footLine(w *markup.Writer) {
	other := string(p.Other())
	w.Raw(`<div class="foot__end row row--apart"><p>`)
	w.Text(p.Site.confirmed(p.Lang))
	w.Raw(`</p><p><a href="`)
	w.Path(p.OtherPath())
	w.Raw(`" lang="`)
	w.Text(other)
	w.Raw(`" hreflang="`)
	w.Text(other)
	w.Raw(`">`)
	w.Text(p.T.Common.OtherLanguage)
	w.Raw(`</a></p></div>`)
}

// Opening is the beginning of a page, for rooms, whose pages are templates as a whole.
func (p *Page) Opening() template.HTML { return p.frame().opening.html }

// Top is what stands between the head of a page and its main part.
func (p *Page) Top() template.HTML { return p.frame().top.html }

// Bottom is what stands after the main part of a page.
func (p *Page) Bottom() template.HTML {
	return p.frame().bottom.html + markup.Write(p.footLine) + p.ending().html
}
