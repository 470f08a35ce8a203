// Package decisions reads the lists of certified products that provinces
// publish with their decisions, as XLSX or CSV with Vietnamese headings in any
// order. It names everything that is wrong with a list, with the place and the
// mend, before it applies any of it; applying a list twice changes nothing.
package decisions

import (
	"errors"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/internal/sheet"
)

// Limits on what is read: a list of a whole country fits, a bomb does not.
const (
	MaxBytes = 16 << 20
	maxRows  = 20_000
)

// ErrFormat: the file is neither XLSX nor CSV, or too large.
var ErrFormat = errors.New("decisions: not a list that can be read")

// Row is one certified product of a list.
type Row struct {
	Line        int // in the file, from 1
	Product     string
	Producer    string
	Address     string
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

// Problem is something of a list that a person should mend.
type Problem struct {
	Row     int    // in the file, from 1; 0 concerns the whole file
	Column  string // its heading as the file has it, or its name where the file has none
	What    Text
	Mend    Text
	Warning bool // the list can be applied all the same
}

// String is the problem in English, for logs and terminals.
func (p Problem) String() string {
	where := "file"
	if p.Row > 0 {
		where = fmt.Sprintf("row %d", p.Row)
	}
	if p.Column != "" {
		where += fmt.Sprintf(", column %q", p.Column)
	}
	return fmt.Sprintf("%s: %s (%s)", where, p.What.EN, p.Mend.EN)
}

// Vietnamese is the problem in Vietnamese.
func (p Problem) Vietnamese() string {
	where := "tệp"
	if p.Row > 0 {
		where = fmt.Sprintf("dòng %d", p.Row)
	}
	if p.Column != "" {
		where += fmt.Sprintf(", cột %q", p.Column)
	}
	return fmt.Sprintf("%s: %s (%s)", where, p.What.VI, p.Mend.VI)
}

// Fatal reports whether any of the problems stands in the way of applying.
func Fatal(problems []Problem) bool {
	for _, p := range problems {
		if !p.Warning {
			return true
		}
	}
	return false
}

// Read reads a list. Rows with problems are left out. The error is ErrFormat where there is no list in the file at all.
func Read(r io.Reader, filename string) (Rows, []Problem, error) {
	sheets, err := sheet.Lines(r, sheet.Limits{Bytes: MaxBytes, Rows: maxRows})
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %s: save it as .xlsx or as CSV UTF-8: %w", ErrFormat, filename, err)
	}
	rows, problems := readLines(choose(sheets))
	return rows, problems, nil
}

// choose takes the first sheet that has the headings of a list, or else the first.
func choose(sheets [][]sheet.Line) []sheet.Line {
	for _, lines := range sheets {
		if _, at := findHeadings(lines); at >= 0 {
			return lines
		}
	}
	if len(sheets) == 0 {
		return nil
	}
	return sheets[0]
}
