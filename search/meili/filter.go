package meili

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/search"
)

// facetNames are the fields counted, those of search.Facets.
var facetNames = []string{"group", "province", "kind", "stars", "stock", "chilled", "traced"}

// filter is a query's filter in the language of the server: what always holds, and the
// choice in each facet.
type filter struct {
	always  []string
	choices map[string]string
}

// validity is the one condition that a text is tried under.
func validity(q search.Query) string {
	valid := fmt.Sprintf("(from <= %d AND until > %d)", q.Now.Unix(), q.Now.Unix())
	if q.Filter.Lapsed {
		return "NOT " + valid
	}
	return valid
}

func newFilter(q search.Query) filter {
	f := filter{always: []string{validity(q)}, choices: make(map[string]string)}
	if q.Filter.ProducerID != "" {
		f.always = append(f.always, in("producerId", []string{q.Filter.ProducerID}))
	}
	if q.Filter.MinPrice > 0 || q.Filter.MaxPrice > 0 {
		f.always = append(f.always, "price >= "+strconv.FormatInt(max(q.Filter.MinPrice, 1), 10))
	}
	if q.Filter.MaxPrice > 0 {
		f.always = append(f.always, "price <= "+strconv.FormatInt(q.Filter.MaxPrice, 10))
	}
	f.choose("group", q.Filter.Groups)
	f.choose("province", q.Filter.Provinces)
	f.choose("kind", q.Filter.Kinds)
	var stars []string
	for _, n := range q.Filter.Stars {
		stars = append(stars, strconv.Itoa(n))
	}
	f.choose("stars", stars)
	f.require("stock", q.Filter.InStock)
	f.require("chilled", q.Filter.Chilled)
	f.require("traced", q.Filter.Traced)
	return f
}

func (f filter) choose(name string, values []string) {
	if len(values) > 0 {
		f.choices[name] = in(name, values)
	}
}

func (f filter) require(name string, set bool) {
	if set {
		f.choices[name] = name + " = true"
	}
}

func in(name string, values []string) string {
	coded := make([]string, len(values))
	for i, v := range values {
		coded[i] = `"` + code(v) + `"`
	}
	return name + " IN [" + strings.Join(coded, ", ") + "]"
}

// chosen lists the facets with a choice, in the order of facetNames.
func (f filter) chosen() []string {
	var out []string
	for _, name := range facetNames {
		if f.choices[name] != "" {
			out = append(out, name)
		}
	}
	return out
}

func (f filter) all() string { return f.without("") }

// without leaves out the choice in one facet.
func (f filter) without(facet string) string {
	parts := append([]string(nil), f.always...)
	for _, name := range facetNames {
		if c := f.choices[name]; c != "" && name != facet {
			parts = append(parts, c)
		}
	}
	return strings.Join(parts, " AND ")
}
