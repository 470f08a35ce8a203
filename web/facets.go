package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/markup"
)

// shownProvinces is how many provinces stand before the fold.
const shownProvinces = 6

// facets writes the form that narrows a list. Each count is what there would be if that
// value stood alone in its facet; while search is down there are no counts.
func (v *view) facets(q listQuery, r search.Result) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		w.Raw(`<div class="facets__body">`)
		v.starFacet(w, q, r.Facets)
		v.groupFacet(w, q, r.Facets)
		v.provinceFacet(w, q, r.Facets)
		v.priceFacet(w, q)
		v.otherFacet(w, q, r.Facets)
		w.Raw(`</div><div class="facets__foot"><button class="btn btn--wide">`)
		if r.Total > 0 {
			w.Text(fmt.Sprintf(v.t.List.Show, v.lang.Products(r.Total)))
		} else {
			w.Text(v.t.List.ShowNone)
		}
		w.Raw(`</button></div>`)
	})
}

func (v *view) openFacet(w *markup.Writer, legend string) {
	w.Raw(`<fieldset><legend>`)
	w.Text(legend)
	w.Raw(`</legend>`)
}

// option is one value of a facet.
type option struct {
	name, value, words string
	count              int
	chosen             bool
	stars              int // drawn before the words; 0: none
}

func (v *view) option(w *markup.Writer, o option) {
	w.Raw(`<label class="check"><input type="checkbox" name="`)
	w.Text(o.name)
	w.Raw(`" value="`)
	w.Text(o.value)
	if o.chosen {
		w.Raw(`" checked><span>`)
	} else {
		w.Raw(`"><span>`)
	}
	if o.stars > 0 {
		v.stars(w, o.stars)
	}
	w.Text(o.words)
	w.Raw(`</span>`)
	if o.count >= 0 {
		w.Raw(`<span class="n">`)
		w.Text(v.lang.Num(o.count))
		w.Raw(`</span>`)
	}
	w.Raw(`</label>`)
}

// stars draws that many stars; words stand beside them.
func (v *view) stars(w *markup.Writer, n int) {
	w.Raw(`<svg class="stars" viewBox="0 0 `)
	w.Int(15*n + 1)
	w.Raw(` 16" aria-hidden="true"><use href="`)
	w.Text(v.sprite)
	w.Raw(`#stars-`)
	w.Int(n)
	w.Raw(`"/></svg> `)
}

func (v *view) starFacet(w *markup.Writer, q listQuery, f search.Facets) {
	var options []option
	for n := 5; n >= 3; n-- {
		options = append(options, option{
			name: "stars", value: strconv.Itoa(n), words: v.lang.starsWord(n), count: counted(f.Stars, n), chosen: slices.Contains(q.Filter.Stars, n), stars: n,
		})
	}
	v.options(w, v.t.List.Stars, options)
}

// options writes a facet of those values that would find something, and of those that are chosen.
func (v *view) options(w *markup.Writer, legend string, options []option) {
	options = slices.DeleteFunc(options, func(o option) bool { return o.count == 0 && !o.chosen })
	if len(options) == 0 {
		return
	}
	v.openFacet(w, legend)
	for _, o := range options {
		v.option(w, o)
	}
	w.Raw(`</fieldset>`)
}

func (v *view) groupFacet(w *markup.Writer, q listQuery, f search.Facets) {
	var options []option
	for _, g := range catalog.Groups() {
		code := string(g)
		options = append(options, option{
			name: "group", value: code, words: v.lang.GroupName(g), count: counted(f.Group, code), chosen: slices.Contains(q.Filter.Groups, code),
		})
	}
	v.options(w, v.t.List.Group, options)
}

// provinceFacet shows what is chosen and the fullest provinces, and the rest behind a fold.
func (v *view) provinceFacet(w *markup.Writer, q listQuery, f search.Facets) {
	options := provinceOptions(q, f)
	if len(options) == 0 {
		return
	}
	v.openFacet(w, v.t.List.Province)
	shown := 0
	for shown < len(options) && (shown < shownProvinces || options[shown].chosen) {
		v.option(w, options[shown])
		shown++
	}
	if rest := options[shown:]; len(rest) > 0 {
		w.Raw(`<details data-keep="provinces"><summary>`)
		w.Text(v.t.List.AllProvinces)
		w.Raw(`</summary>`)
		slices.SortFunc(rest, func(a, b option) int { return cmp.Compare(v.alphabet[a.value], v.alphabet[b.value]) })
		for _, o := range rest {
			v.option(w, o)
		}
		w.Raw(`</details>`)
	}
	w.Raw(`</fieldset>`)
}

func provinceOptions(q listQuery, f search.Facets) []option {
	var options []option
	for _, p := range place.Provinces() {
		chosen := slices.Contains(q.Filter.Provinces, p.Code)
		if count := counted(f.Province, p.Code); count != 0 || chosen {
			options = append(options, option{name: "province", value: p.Code, words: p.Name, count: count, chosen: chosen})
		}
	}
	slices.SortStableFunc(options, func(a, b option) int {
		if a.chosen != b.chosen {
			if a.chosen {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.count, a.count)
	})
	return options
}

func (v *view) priceFacet(w *markup.Writer, q listQuery) {
	v.openFacet(w, v.t.List.Price)
	w.Raw(`<div class="range">`)
	v.bound(w, "min_price", v.t.List.FromLabel, v.t.List.From, q.Filter.MinPrice)
	w.Raw(`<span aria-hidden="true">–</span>`)
	v.bound(w, "max_price", v.t.List.ToLabel, v.t.List.To, q.Filter.MaxPrice)
	w.Raw(`</div></fieldset>`)
}

func (v *view) bound(w *markup.Writer, name, label, hint string, value int64) {
	w.Raw(`<label class="vh" for="`)
	w.Text(name)
	w.Raw(`">`)
	w.Text(label)
	w.Raw(`</label><input class="input input--s" id="`)
	w.Text(name)
	w.Raw(`" name="`)
	w.Text(name)
	w.Raw(`" inputmode="numeric" autocomplete="off" placeholder="`)
	w.Text(hint)
	w.Raw(`" value="`)
	w.Text(number(value))
	w.Raw(`">`)
}

func (v *view) otherFacet(w *markup.Writer, q listQuery, f search.Facets) {
	down := f.Group == nil && f.Stars == nil
	options := []option{
		{name: "in_stock", value: "1", words: v.t.List.InStock, count: f.InStock, chosen: q.Filter.InStock},
		{name: "chilled", value: "1", words: v.t.List.Chilled, count: f.Chilled, chosen: q.Filter.Chilled},
		{name: "traced", value: "1", words: v.t.List.Traced, count: f.Traced, chosen: q.Filter.Traced},
	}
	for i := range options {
		if down {
			options[i].count = -1
		}
	}
	v.options(w, v.t.List.Other, options)
}

// counted is a facet's count of a value, or -1 when nothing was counted at all.
func counted[K comparable](counts map[K]int, value K) int {
	if counts == nil {
		return -1
	}
	return counts[value]
}

// pager writes the links to the pages around this one.
func (v *view) pager(q listQuery, total int) template.HTML {
	last := min((total+perPage-1)/perPage, maxPage)
	if last < 2 {
		return ""
	}
	return markup.Write(func(w *markup.Writer) {
		w.Raw(`<nav class="pager" aria-label="`)
		w.Text(v.t.Common.Pages)
		w.Raw(`">`)
		if q.Page > 1 {
			v.pageLink(w, q.at(min(q.Page-1, last)), v.t.Common.Previous, "prev")
		}
		before := 0
		for _, n := range pagesAround(q.Page, last) {
			if n != before+1 {
				w.Raw(`<span aria-hidden="true">…</span>`)
			}
			v.pageNumber(w, q, n)
			before = n
		}
		if q.Page < last {
			v.pageLink(w, q.at(q.Page+1), v.t.Common.Next, "next")
		}
		w.Raw(`</nav>`)
	})
}

// pagesAround lists the first, the last and the pages next to the current one.
func pagesAround(current, last int) []int {
	var pages []int
	for _, n := range []int{1, 2, 3, current - 1, current, current + 1, last} {
		if n >= 1 && n <= last && (n <= 1 || n == last || (n >= current-1 && n <= current+1) || (current <= 2 && n <= 3)) {
			pages = append(pages, n)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

func (v *view) pageNumber(w *markup.Writer, q listQuery, n int) {
	if n == q.Page {
		w.Raw(`<span aria-current="page"><span class="vh">`)
		w.Text(v.t.Common.PageWord)
		w.Raw(` </span>`)
		w.Text(v.lang.Num(n))
		w.Raw(`</span>`)
		return
	}
	w.Raw(`<a href="`)
	w.Path(v.lang.Path(q.at(n).path()))
	w.Raw(`"><span class="vh">`)
	w.Text(v.t.Common.PageWord)
	w.Raw(` </span>`)
	w.Text(v.lang.Num(n))
	w.Raw(`</a>`)
}

func (v *view) pageLink(w *markup.Writer, q listQuery, words, rel string) {
	w.Raw(`<a rel="`)
	w.Text(rel)
	w.Raw(`" href="`)
	w.Path(v.lang.Path(q.path()))
	w.Raw(`">`)
	w.Text(words)
	if rel == "next" {
		w.Raw(` <svg class="icon icon--s" aria-hidden="true"><use href="`)
		w.Text(v.sprite)
		w.Raw(`#i-right"/></svg>`)
	}
	w.Raw(`</a>`)
}
