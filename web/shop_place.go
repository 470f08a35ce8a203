package web

import (
	"slices"
	"strings"
	"sync"

	"github.com/ocopmarket/ocop/catalog/place"
)

// gazetteer finds communes by how people write their names: with or without
// marks and kinds, by code, and by the name that a place had before 1 July 2025.
type gazetteer struct {
	now map[string][]place.Commune // by province and slug
	old map[string][]place.Commune // by province of the successor and slug
}

// newGazetteer returns a gazetteer that is made when it is first asked.
func newGazetteer() func() *gazetteer {
	return sync.OnceValue(func() *gazetteer {
		g := &gazetteer{now: map[string][]place.Commune{}, old: map[string][]place.Commune{}}
		for _, p := range place.Provinces() {
			for _, c := range place.Communes(p.Code) {
				add(g.now, c, c.Name)
				put(g.now, p.Code+" "+place.Slug(c.Title()), c)
			}
		}
		for _, o := range place.OldCommunes() {
			if c, ok := place.CommuneByCode(o.Successor); ok {
				add(g.old, c, o.Name) // "Phường Bạch Đằng"
			}
		}
		return g
	})
}

func add(to map[string][]place.Commune, c place.Commune, name string) {
	put(to, c.Province+" "+withoutKind(place.Slug(name)), c)
}

func put(to map[string][]place.Commune, key string, c place.Commune) {
	if !slices.Contains(to[key], c) {
		to[key] = append(to[key], c)
	}
}

// maxChoices is among how many communes a person is asked to choose.
const maxChoices = 6

// find returns the commune of a province that a text names for certain, or else
// those that it may mean.
func (g *gazetteer) find(province, text string) (sure place.Commune, maybe []place.Commune) {
	text = strings.TrimSpace(text)
	if c, ok := place.CommuneByCode(text); ok && c.Province == province {
		return c, nil
	}
	words := place.Slug(text)
	if words == "" {
		return sure, nil
	}
	for _, try := range []string{words, withoutKind(words)} {
		found := g.now[province+" "+try]
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return sure, found
		}
	}
	return sure, g.guess(province, withoutKind(words))
}

// guess lists what a text may mean: the place that an older name went into, then names that hold its words.
func (g *gazetteer) guess(province, words string) []place.Commune {
	maybe := slices.Clone(g.old[province+" "+words])
	for _, c := range place.Communes(province) {
		if len(words) >= 2 && strings.Contains(place.Slug(c.Name), words) && !slices.Contains(maybe, c) {
			maybe = append(maybe, c)
		}
	}
	return maybe[:min(len(maybe), maxChoices)]
}

// withoutKind drops the kind of place from the front of a slug, as people write it.
func withoutKind(words string) string {
	for _, kind := range []string{"phuong-", "xa-", "dac-khu-", "thi-tran-", "p-", "x-", "tt-", "ward-", "commune-"} {
		if rest, ok := strings.CutPrefix(words, kind); ok {
			return rest
		}
	}
	return words
}

// communeTitle writes a commune as it begins a line: "Phường Hồng Gai".
func communeTitle(c place.Commune) string {
	title := []rune(c.Title())
	return strings.ToUpper(string(title[:1])) + string(title[1:])
}
