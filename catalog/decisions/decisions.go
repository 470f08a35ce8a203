// Package decisions reads the lists of certified products that provinces
// publish with their decisions, as XLSX or CSV with Vietnamese headings in any
// order. It names everything that is wrong with a list, with the place and the
// mend, before it applies any of it; applying a list twice changes nothing, and
// what an office wrote can be taken back while nobody changed it since.
package decisions

import (
	"errors"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// Limits bound what is read: a list of a whole country fits, a bomb does not.
func Limits() sheet.Limits { return sheet.Limits{Bytes: 16 << 20, Rows: 20_000} }

// ErrFormat: the file is neither XLSX nor CSV, or too large.
var ErrFormat = errors.New("decisions: not a list that can be read")

// Row is one certified product of a list.
type Row struct {
	Line        int // in the file, from 1
	Product     string
	Producer    string
	Address     string
	Commune     string // its code; empty where the list has no such column
	Group       string
	Stars       int
	Score       float64
	Decision    string
	Date        string // 2006-01-02
	Certificate string
	Issuer      string
	Expires     string // 2006-01-02; empty where the list has no such column
}

// Rows are the products of a list, in its order.
type Rows []Row

// Text is a sentence in both languages.
type Text struct{ VI, EN string }

// Table is a list as it was read.
type Table struct {
	Sheet    string // its name in the workbook; empty for CSV
	Rows     Rows   // without those that have problems
	Problems []intake.Problem
	headings
	top   []string     // the heading as it stands
	lines []sheet.Line // of products, with the wrong ones
}

// Products counts the rows of the list that are of a product, wrong ones too.
func (t *Table) Products() int { return len(t.lines) }

// Fatal reports whether any of the problems stands in the way of applying the whole list.
func Fatal(problems []intake.Problem) bool {
	for _, p := range problems {
		if !p.Warning {
			return true
		}
	}
	return false
}

// Read reads a list. The error is ErrFormat where there is no list in the file at all.
func Read(r io.Reader, filename string) (*Table, error) {
	sheets, err := sheet.Sheets(r, Limits())
	if err != nil {
		return nil, fmt.Errorf("%w: %s: save it as .xlsx or as CSV UTF-8: %w", ErrFormat, filename, err)
	}
	return readLines(choose(sheets)), nil
}

// choose takes the first sheet that has the headings of a list, or else the first.
func choose(sheets []sheet.Sheet) sheet.Sheet {
	for _, s := range sheets {
		if _, at := findHeadings(s.Lines); at >= 0 {
			return s
		}
	}
	if len(sheets) == 0 {
		return sheet.Sheet{}
	}
	return sheets[0]
}

// Wrong writes the rows that cannot be written as they stand in the list, with what is wrong and how to mend it.
// Mended, they can be sent again.
func (t *Table) Wrong(problems []intake.Problem, lang string) (headings []string, rows sheet.Rows) {
	width := len(t.top)
	for width > 0 && intake.Added(t.top[width-1]) { // of a list that came back once before
		width--
	}
	cells := func(l sheet.Line) (int, []any) {
		typed := make([]any, width)
		for i := range min(width, len(l.Cells)) {
			typed[i] = l.Cells[i]
		}
		return l.Number, typed
	}
	return intake.WrongHeadings(t.top[:width], lang), intake.WrongRows(t.lines, cells, problems, lang)
}
