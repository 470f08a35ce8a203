package web

import (
	"cmp"
	"html/template"
	"slices"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/markup"
)

// tile is where a province stands on the map of squares, from 1. The stylesheet knows the same places.
type tile struct {
	code     string
	col, row int
}

// tileMap places the 34 provinces about as the country lies, from north to south.
func tileMap() []tile {
	return []tile{
		{"12", 1, 1}, {"15", 2, 1}, {"08", 3, 1}, {"04", 4, 1},
		{"11", 1, 2}, {"14", 2, 2}, {"25", 3, 2}, {"19", 4, 2}, {"20", 5, 2},
		{"01", 3, 3}, {"24", 4, 3}, {"22", 5, 3},
		{"37", 3, 4}, {"33", 4, 4}, {"31", 5, 4}, {"38", 2, 4},
		{"40", 2, 5}, {"42", 3, 6}, {"44", 3, 7}, {"46", 4, 8},
		{"48", 4, 9}, {"51", 4, 10}, {"52", 4, 11}, {"66", 4, 12},
		{"80", 2, 13}, {"75", 3, 13}, {"68", 4, 13}, {"56", 5, 13},
		{"91", 1, 14}, {"82", 2, 14}, {"79", 3, 14}, {"92", 2, 15}, {"86", 3, 15}, {"96", 1, 16},
	}
}

// The provinces to which the two archipelagos belong.
const (
	daNang   = "48" // Hoàng Sa
	khanhHoa = "56" // Trường Sa
)

// regions lists the provinces by the six socio-economic regions, in the order of the map.
func regions() [][]string {
	return [][]string{
		{"12", "15", "08", "04", "11", "14", "25", "19", "20"},
		{"01", "24", "22", "37", "33", "31"},
		{"38", "40", "42", "44", "46"},
		{"48", "51", "52", "66", "56", "68"},
		{"80", "75", "79"},
		{"91", "82", "92", "86", "96"},
	}
}

// shades parts counts into five tints of even thickness, rounded to people's numbers.
type shades [4]int

func newShades(t *tally) shades {
	var counts []int
	for _, p := range place.Provinces() {
		counts = append(counts, t.at(p.Code))
	}
	slices.Sort(counts)
	s := bounds(counts, roundUp)
	if !s.rise() { // places so alike that rounding makes two bounds one
		s = bounds(counts, func(n int) int { return n })
	}
	least := 1
	for i := range s {
		s[i] = max(s[i], least)
		least = s[i] + 1
	}
	return s
}

// bounds are where each fifth of sorted counts but the first begins.
func bounds(counts []int, round func(int) int) shades {
	var s shades
	for i := range s {
		s[i] = round(counts[len(counts)*(i+1)/5])
	}
	return s
}

func (s shades) rise() bool { return s[0] < s[1] && s[1] < s[2] && s[2] < s[3] }

// roundUp goes to the next 1, 2 or 5 times a power of ten, in tenths of it.
func roundUp(n int) int {
	step := 1
	for step*20 <= n {
		step *= 5
		if step*20 <= n {
			step *= 2
		}
	}
	return (n + step - 1) / step * step
}

// of is the tint of a count, 1 to 5.
func (s shades) of(n int) int {
	tint := 1
	for _, bound := range s {
		if n >= bound && bound > 0 {
			tint++
		}
	}
	return tint
}

func (t *tally) at(province string) int {
	if p, ok := t.byProvince[province]; ok {
		return len(p.cards)
	}
	return 0
}

// minimap draws the map as a picture; the links stand beside it.
func (v *view) minimap(t *tally) template.HTML {
	s := newShades(t)
	return markup.Write(func(w *markup.Writer) {
		w.Raw(`<svg class="minimap" viewBox="0 0 232 416" aria-hidden="true">`)
		for _, at := range tileMap() {
			x, y := 26*(at.col-1), 26*(at.row-1)
			w.Raw(`<rect class="m`)
			w.Int(s.of(t.at(at.code)))
			w.Raw(`" x="`)
			w.Int(x)
			w.Raw(`" y="`)
			w.Int(y)
			w.Raw(`" width="23" height="23" rx="3"/>`)
			if name := v.archipelago(at.code); name != "" {
				islands(w, x+30, y)
				w.Raw(`<text x="`)
				w.Int(x + 46)
				w.Raw(`" y="`)
				w.Int(y + 14)
				w.Raw(`">`)
				w.Text(name)
				w.Raw(`</text>`)
			}
		}
		w.Raw(`</svg>`)
	})
}

func islands(w *markup.Writer, x, y int) {
	w.Raw(`<g class="isl">`)
	for _, dot := range [][2]int{{0, 9}, {5, 6}, {9, 11}, {4, 14}, {11, 5}} {
		w.Raw(`<circle cx="`)
		w.Int(x + dot[0])
		w.Raw(`" cy="`)
		w.Int(y + dot[1])
		w.Raw(`" r="1.7"/>`)
	}
	w.Raw(`</g>`)
}

func (v *view) archipelago(code string) string {
	switch code {
	case daNang:
		return v.t.Place.IslandHoangSa
	case khanhHoa:
		return v.t.Place.IslandTruongSa
	}
	return ""
}

// tiles writes the map whose squares are links.
func (v *view) tiles(t *tally, s shades) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		for _, at := range tileMap() {
			islands := v.archipelago(at.code)
			w.Raw(`<li class="t`)
			w.Int(s.of(t.at(at.code)))
			w.Raw(` at-`)
			w.Text(at.code)
			if islands != "" {
				w.Raw(` wide`)
			}
			w.Raw(`"><a href="`)
			w.Path(v.provincePath(at.code))
			w.Raw(`"><span class="tilemap__own"><b>`)
			w.Text(provinceName(at.code))
			w.Raw(`</b> <span class="num">`)
			w.Text(v.lang.Num(t.at(at.code)))
			w.Raw(`</span></span>`)
			if islands != "" {
				v.tileIslands(w, islands)
			}
			w.Raw(`</a></li>`)
		}
	})
}

func (v *view) tileIslands(w *markup.Writer, name string) {
	w.Raw(`<span class="tilemap__isl"><span class="vh">`)
	w.Text(v.t.Place.Including)
	w.Raw(`</span>`)
	w.Text(name)
	w.Raw(`<svg viewBox="0 0 40 16" aria-hidden="true"><circle cx="4" cy="9" r="2"/><circle cx="12" cy="4" r="1.6"/><circle cx="19" cy="10" r="2.2"/><circle cx="27" cy="6" r="1.5"/><circle cx="33" cy="12" r="1.8"/></svg></span>`)
}

func (v *view) provincePath(code string) string {
	p, _ := place.ProvinceByCode(code)
	return v.lang.Path("/tinh/" + p.Slug())
}

// fullestProvinces lists the provinces with most products.
func (v *view) fullestProvinces(t *tally, n int) []ledgerLine {
	all := slices.Clone(place.Provinces())
	slices.SortStableFunc(all, func(a, b place.Province) int { return cmp.Compare(t.at(b.Code), t.at(a.Code)) })
	var lines []ledgerLine
	for _, p := range first(all, n) {
		lines = append(lines, ledgerLine{Path: v.provincePath(p.Code), Name: p.Name, Figure: v.lang.Num(t.at(p.Code))})
	}
	return lines
}
