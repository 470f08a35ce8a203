package web

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
)

// site is what all pages share.
type site struct {
	Name  string
	Sells bool // there are baskets and orders
	// SignsIn: there are accounts. Pages link to them in the same words for everybody, so that all may share them.
	SignsIn bool
	url     string // public address, without a slash at the end
	assets  *assets
	// symbols are the ids in the sprite.
	symbols map[string]bool
	chrome  map[Lang]*chrome
	// alphabet ranks provinces by name, by code: sorting by it costs a page nothing.
	alphabet map[string]int
	// provinces are the provinces for a choice, none of them chosen.
	provinces template.HTML
	last      func() time.Time // when the register was last compared with
	said      atomic.Pointer[said]
}

// chrome is what stands around every page of a language: made once, because it is half of each page's markup.
type chrome struct {
	groups, foot, links template.HTML
	tabs                map[string]template.HTML // by the entry that is marked
}

// tabs lists the entries of the phone's bar.
var tabs = []string{"", "home", "browse", "map", "basket", "verify", "me"}

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

// makeChrome renders what stands around the pages of a language. The templates stay
// unexecuted, for an executed one could not be cloned.
func (s *site) makeChrome(shared *template.Template, lang Lang) (*chrome, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	ch := &chrome{tabs: map[string]template.HTML{}}
	p := &Page{Site: s, Lang: lang, T: lang.messages()}
	for name, into := range map[string]*template.HTML{"groups": &ch.groups, "foot": &ch.foot, "links": &ch.links} {
		if *into, err = execute(t, name, p); err != nil {
			return nil, err
		}
	}
	for _, tab := range tabs {
		p.Tab = tab
		if ch.tabs[tab], err = execute(t, "tabs", p); err != nil {
			return nil, err
		}
	}
	return ch, nil
}

func execute(t *template.Template, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("web: render %s: %w", name, err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}

// rankProvinces ranks the provinces by name, marks set aside.
func rankProvinces() map[string]int {
	all := slices.Clone(place.Provinces())
	slices.SortFunc(all, func(a, b place.Province) int { return strings.Compare(a.Slug(), b.Slug()) })
	rank := map[string]int{}
	for i, p := range all {
		rank[p.Code] = i
	}
	return rank
}
