package web

import (
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
	frames  map[Lang]*frame
	// alphabet ranks provinces by name, by code: sorting by it costs a page nothing.
	alphabet map[string]int
	// provinces are the provinces for a choice, none of them chosen.
	provinces template.HTML
	last      func() time.Time // when the register was last compared with
	said      atomic.Pointer[said]
}

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
