package chart

import "html/template"

// The measures of lying rows.
const (
	rowPitch = 34.0
	rowHigh  = 21.0
	rowLeft  = 112.0 // where rows begin, right of their labels
	rowLong  = 220.0 // the longest
)

// Stacks draws a lying row for each label, its series one behind the other, with the legend before and the table after.
func (f Figures) Stacks() template.HTML {
	var p pen
	p.open("chart", 360, rowPitch*float64(len(f.Labels))+4, f.Say)
	top := f.most(false)
	for i := range f.Labels {
		f.row(&p, i, top)
	}
	p.put(`</svg>`)
	return f.legendIfMany() + p.html() + f.Table()
}

func (f Figures) row(p *pen, i int, top float64) {
	y := 4 + rowPitch*float64(i)
	p.put(`<text x="0" y="%v">%v</text>`, y+14.5, f.Labels[i])
	x := rowLeft
	for s, series := range f.Series {
		v := series.at(i)
		if v <= 0 {
			continue
		}
		long := max(2, rowLong*v/top)
		p.put(`<rect class="%v" x="%v" y="%v" width="%v" height="%v"/>`, f.class(s), x, y, long, rowHigh)
		x += long + 1
	}
	p.put(`<text class="v" x="%v" y="%v">%v</text>`, x+4, y+14.5, f.num(f.sum(i, false)))
}

// legendIfMany is the legend, where there is more than one colour to tell apart.
func (f Figures) legendIfMany() template.HTML {
	if len(f.Series) < 2 {
		return ""
	}
	return f.Legend()
}
