package chart

import (
	"html/template"
	"strings"
)

// The measures of lines.
const (
	linesWide = 400.0
	linesHigh = 130.0
	linesTop  = 14.0
	linesLeft = 6.0
)

// Lines draws each series as a line from label to label, with the legend before and the table after.
func (f Figures) Lines() template.HTML {
	var p pen
	top := f.highest()
	p.open("chart chart--lines", linesWide, linesTop+linesHigh+26, f.Say)
	for _, share := range []float64{0, 0.5, 1} {
		y := linesTop + linesHigh*(1-share)
		p.put(`<line x1="0" x2="%v" y1="%v" y2="%v"/><text class="end" x="%v" y="%v">%v</text>`, linesWide, y, y, linesWide, y-3, f.num(top*share))
	}
	for s, series := range f.Series {
		p.put(`<polyline class="%v" points="%v"/>`, f.class(s), f.points(series, top))
	}
	step := every(len(f.Labels))
	for i := 0; i < len(f.Labels); i += step {
		p.put(`<text class="mid" x="%v" y="%v">%v</text>`, f.x(i), linesTop+linesHigh+20, f.Labels[i])
	}
	p.put(`</svg>`)
	return f.legendIfMany() + p.html() + f.Table()
}

// highest is the largest single value; never 0.
func (f Figures) highest() float64 {
	top := 0.0
	for _, s := range f.Series {
		for _, v := range s.Values {
			top = max(top, v)
		}
	}
	if top <= 0 {
		return 1
	}
	return top
}

func (f Figures) x(i int) float64 {
	if len(f.Labels) < 2 {
		return linesWide / 2
	}
	return linesLeft + (linesWide-6*linesLeft)*float64(i)/float64(len(f.Labels)-1)
}

func (f Figures) points(s Series, top float64) string {
	var b strings.Builder
	for i, v := range s.Values {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(short(f.x(i)) + "," + short(linesTop+linesHigh*(1-max(0, v)/top)))
	}
	return b.String()
}
