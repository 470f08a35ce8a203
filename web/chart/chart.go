// Package chart draws figures as SVG on the server: bars, stacked rows, columns
// that go up and down, and lines. It promises that every drawing says in words what it shows
// (role="img" with a label) and stands before a table of the same figures, so that
// nobody needs to see colours, or run a script, to read them.
package chart

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// Figures are what is drawn: one value of each series for each label.
type Figures struct {
	Say    string   // what the picture shows, in words, for who does not see it
	Open   string   // what opens the table: "Xem bảng số theo nhóm"
	By     string   // what the labels are: "Nhóm"
	Labels []string // short, as they stand in the picture
	Long   []string // as they stand in the table; nil if they are the same
	Series []Series
	Sum    string               // heading of a column with the sum of a row; empty for none
	Total  string               // heading of a row with the sums of the columns; empty for none
	Num    func(float64) string // writes a value in the picture; nil writes whole numbers
	Full   func(float64) string // writes a value in the table; nil writes as Num
	Now    string               // the label that is still going on, such as today
}

// Series is a name with one value for each label.
type Series struct {
	Name   string
	Values []float64
	// Class is its colour: "k1" (pale) to "k3" (dark), "k4" (grey), "k5" (lost). Empty takes the next one.
	Class string
	// Down draws it below the line, in columns.
	Down bool
}

// class is the colour of the series at a place.
func (f Figures) class(i int) string {
	if c := f.Series[i].Class; c != "" {
		return c
	}
	return "k" + strconv.Itoa(i%5+1)
}

// at is a value; 0 where the series ends early.
func (s Series) at(i int) float64 {
	if i >= len(s.Values) {
		return 0
	}
	return s.Values[i]
}

func (f Figures) num(v float64) string {
	if f.Num == nil {
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	}
	return f.Num(v)
}

func (f Figures) full(v float64) string {
	if f.Full == nil {
		return f.num(v)
	}
	return f.Full(v)
}

func (f Figures) long(i int) string {
	if i < len(f.Long) {
		return f.Long[i]
	}
	return f.Labels[i]
}

// sum adds the values of a label over the series that are, or are not, drawn downwards.
func (f Figures) sum(i int, down bool) float64 {
	total := 0.0
	for _, s := range f.Series {
		if s.Down == down {
			total += s.at(i)
		}
	}
	return total
}

// most is the largest of the sums; never 0, so that it can be divided by.
func (f Figures) most(down bool) float64 {
	top := 0.0
	for i := range f.Labels {
		top = math.Max(top, f.sum(i, down))
	}
	if top <= 0 {
		return 1
	}
	return top
}

// Legend names the colours, each with what its series adds up to.
func (f Figures) Legend() template.HTML {
	var p pen
	p.put(`<ul class="legend" role="list">`)
	for i, s := range f.Series {
		p.put(`<li class="%v">%v, %v</li>`, f.class(i), s.Name, f.full(s.total()))
	}
	p.put(`</ul>`)
	return p.html()
}

// pen writes markup; every text that is put in is escaped.
type pen struct{ strings.Builder }

func (p *pen) put(format string, values ...any) {
	for i, v := range values {
		switch v := v.(type) {
		case string:
			values[i] = template.HTMLEscapeString(v)
		case float64:
			values[i] = short(v)
		}
	}
	fmt.Fprintf(p, format, values...)
}

func (p *pen) html() template.HTML { return template.HTML(p.String()) }

// open begins a drawing of that size.
func (p *pen) open(class string, width, height float64, say string) {
	p.put(`<svg class="%v" viewBox="0 0 %v %v" role="img" aria-label="%v">`, class, width, height, say)
}

// short writes a length with at most one decimal.
func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
