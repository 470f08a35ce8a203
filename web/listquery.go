package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
)

// listQuery is what an address of the catalogue asks for. Unknown values are left out, so that every address is answered.
type listQuery struct {
	Text   string
	Filter search.Filter
	Sort   search.Sort
	Page   int    // from 1
	Bad    string // a price that could not be read
}

const (
	perPage  = 24
	maxPage  = 1000
	maxQuery = 200 // bytes of what a person may type
)

// sorts lists the orders that a person may choose.
func sorts() []search.Sort {
	return []search.Sort{search.Relevance, search.Newest, search.PriceUp, search.PriceDown, search.StarsDown, search.NameUp}
}

// parseList reads the query of an address.
func parseList(values url.Values) listQuery {
	q := listQuery{Text: cut(strings.TrimSpace(values.Get("q")), maxQuery), Page: 1}
	f := &q.Filter
	for _, g := range each(values["group"]) {
		if group := catalog.Group(g); slices.Contains(catalog.Groups(), group) && !slices.Contains(f.Groups, g) {
			f.Groups = append(f.Groups, g)
		}
	}
	for _, p := range each(values["province"]) {
		if code := provinceCode(p); code != "" && !slices.Contains(f.Provinces, code) {
			f.Provinces = append(f.Provinces, code)
		}
	}
	for _, st := range each(values["stars"]) {
		if n, err := strconv.Atoi(st); err == nil && n >= 3 && n <= 5 && !slices.Contains(f.Stars, n) {
			f.Stars = append(f.Stars, n)
		}
	}
	f.MinPrice, f.MaxPrice = q.price(values.Get("min_price")), q.price(values.Get("max_price"))
	f.InStock, f.Traced, f.Chilled = on(values.Get("in_stock")), on(values.Get("traced")), on(values.Get("chilled"))
	if sort := search.Sort(values.Get("sort")); slices.Contains(sorts(), sort) {
		q.Sort = sort
	}
	if n, err := strconv.Atoi(values.Get("page")); err == nil {
		q.Page = min(max(n, 1), maxPage)
	}
	q.normalise()
	return q
}

// normalise puts values in one order, so that one question has one address.
func (q *listQuery) normalise() {
	slices.Sort(q.Filter.Groups)
	slices.Sort(q.Filter.Provinces)
	slices.SortFunc(q.Filter.Stars, func(a, b int) int { return b - a })
}

// price reads one bound; what cannot be read is remembered and does not bound.
func (q *listQuery) price(typed string) int64 {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	amount, err := money.Parse(typed)
	if err != nil {
		q.Bad = cut(typed, 40)
		return 0
	}
	return int64(amount)
}

// each splits values that are repeated or joined by commas.
func each(values []string) []string {
	var out []string
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			if part != "" && len(out) < 64 {
				out = append(out, part)
			}
		}
	}
	return out
}

func on(v string) bool { return v == "1" || v == "true" || v == "on" }

// cut shortens a text to at most n bytes, between characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return strings.ToValidUTF8(s, "")
	}
	return strings.ToValidUTF8(s[:n], "")
}

func provinceCode(codeOrSlug string) string {
	if p, ok := place.ProvinceByCode(codeOrSlug); ok {
		return p.Code
	}
	if p, ok := place.ProvinceBySlug(codeOrSlug); ok {
		return p.Code
	}
	return ""
}

// path is the address that asks for the same.
func (q listQuery) path() string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() == 0 {
			b.WriteByte('?')
		} else {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	for _, c := range q.hidden() {
		add(c.Name, c.Value)
	}
	add("sort", string(q.Sort))
	if q.Page > 1 {
		add("page", strconv.Itoa(q.Page))
	}
	return "/san-pham" + b.String()
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func flag(set bool) string {
	if set {
		return "1"
	}
	return ""
}

// at is the same question on another page.
func (q listQuery) at(page int) listQuery { q.Page = page; return q }

// Bare is the address of the same words without any condition.
func (q listQuery) Bare() string { return listQuery{Text: q.Text, Sort: q.Sort, Page: 1}.path() }

// chosen counts the conditions.
func (q listQuery) chosen() int {
	n := len(q.Filter.Groups) + len(q.Filter.Provinces) + len(q.Filter.Stars)
	for _, set := range []bool{q.Filter.MinPrice > 0 || q.Filter.MaxPrice > 0, q.Filter.InStock, q.Filter.Traced, q.Filter.Chilled} {
		if set {
			n++
		}
	}
	return n
}

// indexable reports whether others' search engines should keep this page: the
// catalogue itself, one group, one province and their pages, and nothing combined.
func (q listQuery) indexable() bool {
	single := len(q.Filter.Groups)+len(q.Filter.Provinces) <= 1
	return q.Text == "" && q.Sort == "" && single && q.chosen() <= 1 &&
		len(q.Filter.Stars) == 0 && q.Filter.MinPrice == 0 && q.Filter.MaxPrice == 0 && !q.Filter.InStock && !q.Filter.Traced && !q.Filter.Chilled
}

// chip is a chosen condition and the address without it.
type chip struct{ Words, Path string }

// chips lists the chosen conditions in words.
func (q listQuery) chips(l Lang) []chip {
	var out []chip
	add := func(words string, without func(f *search.Filter)) {
		other := q.at(1)
		other.Filter.Groups = slices.Clone(q.Filter.Groups)
		other.Filter.Provinces = slices.Clone(q.Filter.Provinces)
		other.Filter.Stars = slices.Clone(q.Filter.Stars)
		without(&other.Filter)
		out = append(out, chip{Words: words, Path: l.Path(other.path())})
	}
	m := l.messages()
	for _, n := range q.Filter.Stars {
		add(l.starsWord(n), func(f *search.Filter) { f.Stars = remove(f.Stars, n) })
	}
	for _, g := range q.Filter.Groups {
		add(l.GroupName(catalog.Group(g)), func(f *search.Filter) { f.Groups = remove(f.Groups, g) })
	}
	for _, p := range q.Filter.Provinces {
		add(provinceName(p), func(f *search.Filter) { f.Provinces = remove(f.Provinces, p) })
	}
	if words := q.priceWords(l); words != "" {
		add(words, func(f *search.Filter) { f.MinPrice, f.MaxPrice = 0, 0 })
	}
	if q.Filter.InStock {
		add(m.List.InStock, func(f *search.Filter) { f.InStock = false })
	}
	if q.Filter.Chilled {
		add(m.List.Chilled, func(f *search.Filter) { f.Chilled = false })
	}
	if q.Filter.Traced {
		add(m.List.Traced, func(f *search.Filter) { f.Traced = false })
	}
	return out
}

func remove[T comparable](from []T, v T) []T {
	return slices.DeleteFunc(from, func(x T) bool { return x == v })
}
