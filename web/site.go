package web

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"sync/atomic"
	"time"
)

// site is what all pages share.
type site struct {
	Name   string
	url    string // public address, without a slash at the end
	assets *assets
	chrome map[Lang]*chrome
	last   func() time.Time // when the register was last compared with
	said   atomic.Pointer[said]
}

// chrome is what stands around every page of a language: made once, because it is half of each page's markup.
type chrome struct {
	groups, foot, links template.HTML
	tabs                map[string]template.HTML // by the entry that is marked
}

// tabs lists the entries of the phone's bar.
var tabs = []string{"", "home", "browse", "map", "basket", "verify"}

// said keeps the last confirmation in words, as it changes only with a pull.
type said struct {
	at    time.Time
	words map[Lang]string
}

func (s *site) confirmed(l Lang) string {
	at := s.last()
	if known := s.said.Load(); known != nil && known.at.Equal(at) {
		return known.words[l]
	}
	words := map[Lang]string{}
	for _, lang := range Langs() {
		m := lang.messages().Common
		words[lang] = m.NeverConfirmed
		if !at.IsZero() {
			words[lang] = fmt.Sprintf(m.Confirmed, lang.Moment(at))
		}
	}
	s.said.Store(&said{at: at, words: words})
	return words[l]
}

// makeChrome renders the parts around pages from templates/chrome.html.
func (s *site) makeChrome(t *template.Template) error {
	s.chrome = map[Lang]*chrome{}
	for _, lang := range Langs() {
		ch := &chrome{tabs: map[string]template.HTML{}}
		p := &Page{Site: s, Lang: lang, T: lang.messages()}
		for name, into := range map[string]*template.HTML{"groups": &ch.groups, "foot": &ch.foot, "links": &ch.links} {
			html, err := execute(t, name, p)
			if err != nil {
				return err
			}
			*into = html
		}
		for _, tab := range tabs {
			p.Tab = tab
			html, err := execute(t, "tabs", p)
			if err != nil {
				return err
			}
			ch.tabs[tab] = html
		}
		s.chrome[lang] = ch
	}
	return nil
}

func execute(t *template.Template, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("web: render %s: %w", name, err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}
