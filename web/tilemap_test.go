package web

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
)

func TestShadesNeverRepeatABound(t *testing.T) {
	for name, count := range map[string]func(i int) int{
		"nothing anywhere": func(int) int { return 0 },
		"all alike":        func(int) int { return 36 },
		"nearly alike":     func(i int) int { return 30 + i/2 },
		"as they are":      func(i int) int { return 20 + i*i },
	} {
		counted := &tally{byProvince: map[string]*provinceTally{}}
		for i, p := range place.Provinces() {
			counted.byProvince[p.Code] = &provinceTally{cards: make([]*catalog.Card, count(i))}
		}
		s := newShades(counted)
		if !s.rise() || s[0] < 1 {
			t.Errorf("%s: bounds %v do not rise from 1 on", name, s)
		}
	}
}
