package chart

import "html/template"

// The measures of upright bars.
const (
	barPitch = 44.0
	barWidth = 28.0
	barFoot  = 110.0 // where bars stand
	barHigh  = 92.0  // the tallest
)

// Bars draws the first series as upright bars, each with its value above, and its table.
func (f Figures) Bars() template.HTML {
	if len(f.Series) == 0 {
		return f.Table()
	}
	var p pen
	top := f.most(false)
	p.open("bars", barPitch*float64(len(f.Labels))+4, 132, f.Say)
	for i, label := range f.Labels {
		f.bar(&p, i, label, top)
	}
	p.put(`</svg>`)
	return p.html() + f.Table()
}

func (f Figures) bar(p *pen, i int, label string, top float64) {
	v := f.Series[0].at(i)
	x := 8 + barPitch*float64(i)
	high := max(0, barHigh*v/top)
	class := ""
	if label == f.Now {
		class = ` class="now"`
	}
	p.put(`<g><rect`+class+` x="%v" y="%v" width="%v" height="%v" rx="2"/>`, x, barFoot-high, barWidth, high)
	p.put(`<text x="%v" y="126">%v</text><text class="v" x="%v" y="%v">%v</text></g>`, x+barWidth/2, label, x+barWidth/2, barFoot-high-6, f.num(v))
}
