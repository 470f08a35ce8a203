package chart

import "html/template"

// Table writes the figures as a table that waits folded below the drawing.
func (f Figures) Table() template.HTML {
	var p pen
	p.put(`<details class="data"><summary>%v</summary><table class="table"><caption class="vh">%v</caption><thead><tr><th scope="col">%v</th>`, f.Open, f.Open, f.By)
	for _, s := range f.Series {
		p.put(`<th scope="col" class="r">%v</th>`, s.Name)
	}
	if f.Sum != "" {
		p.put(`<th scope="col" class="r">%v</th>`, f.Sum)
	}
	p.put(`</tr></thead><tbody>`)
	for i := range f.Labels {
		f.tableRow(&p, f.long(i), func(s Series) float64 { return s.at(i) })
	}
	if f.Total != "" {
		f.tableRow(&p, f.Total, Series.total)
	}
	p.put(`</tbody></table></details>`)
	return p.html()
}

func (f Figures) tableRow(p *pen, label string, value func(Series) float64) {
	p.put(`<tr><th scope="row">%v</th>`, label)
	sum := 0.0
	for _, s := range f.Series {
		p.put(`<td class="r">%v</td>`, f.full(value(s)))
		sum += value(s)
	}
	if f.Sum != "" {
		p.put(`<td class="r">%v</td>`, f.full(sum))
	}
	p.put(`</tr>`)
}

// total is what a series adds up to.
func (s Series) total() float64 {
	sum := 0.0
	for _, v := range s.Values {
		sum += v
	}
	return sum
}
