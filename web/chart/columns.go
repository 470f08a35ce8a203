package chart

import "html/template"

// The measures of columns.
const (
	columnsWide = 400.0
	columnsUp   = 98.0 // the most above the line
	columnsDown = 58.0 // the most below it
	columnsEdge = 30.0 // room above for a value
)

// Columns draws the series one upon the other, those marked Down below the line, with the legend before and the table after.
func (f Figures) Columns() template.HTML {
	var p pen
	scale, line, foot := f.scale()
	p.open("chart", columnsWide, foot+26, f.Say)
	p.put(`<line x1="0" x2="%v" y1="%v" y2="%v"/>`, columnsWide, line, line)
	for i, label := range f.Labels {
		f.column(&p, i, label, scale, line, foot)
	}
	p.put(`</svg>`)
	return f.legendIfMany() + p.html() + f.Table()
}

// scale is how long one is, where the line lies, and where the drawing ends below.
func (f Figures) scale() (one, line, foot float64) {
	one = columnsUp / f.most(false)
	line = columnsEdge + columnsUp
	down := 0.0
	for i := range f.Labels {
		down = max(down, f.sum(i, true))
	}
	if down == 0 {
		return one, line, line
	}
	one = min(one, columnsDown/down)
	return one, line, line + down*one + 16
}

func (f Figures) column(p *pen, i int, label string, one, line, foot float64) {
	pitch := columnsWide / float64(len(f.Labels))
	wide := min(19, pitch*0.7)
	x := pitch*float64(i) + (pitch-wide)/2
	up, down := line, line+1
	for s, series := range f.Series {
		v := series.at(i)
		if v <= 0 {
			continue
		}
		high := v * one
		if series.Down {
			p.put(`<rect class="%v" x="%v" y="%v" width="%v" height="%v"/>`, f.class(s), x, down, wide, high)
			down += high + 1
			continue
		}
		up -= high
		p.put(`<rect class="%v" x="%v" y="%v" width="%v" height="%v"/>`, f.class(s), x, up, wide, high)
		up--
	}
	f.values(p, i, x+wide/2, up, down)
	if i%every(len(f.Labels)) == 0 {
		p.put(`<text class="mid" x="%v" y="%v">%v</text>`, x+wide/2, foot+20, label)
	}
}

// values writes the sums above and below a column, where there is room for them.
func (f Figures) values(p *pen, i int, x, up, down float64) {
	if len(f.Labels) > 16 {
		return
	}
	if v := f.sum(i, false); v > 0 {
		p.put(`<text class="v mid" x="%v" y="%v">%v</text>`, x, up-4, f.num(v))
	}
	if v := f.sum(i, true); v > 0 {
		p.put(`<text class="v mid" x="%v" y="%v">%v</text>`, x, down+12, f.num(v))
	}
}

// every is which labels stand below a drawing, so that they do not run into each other.
func every(n int) int { return (n + 13) / 14 }
