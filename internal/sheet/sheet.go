// Package sheet reads tables that people send, as XLSX or CSV, in bounded
// memory: it finds the heading by the names of its columns, in any order and
// spelling of marks, and gives the rows below as text. It writes tables too, row
// by row, and promises that no text in them runs as a formula.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/catalog/place"
)

// Column is a column that a table may have, known by any of its names.
type Column struct {
	Key      string   // what the program calls it
	Names    []string // what people call it; the first is used in messages
	Required bool
}

// Row is a line of the table below its heading.
type Row struct {
	Number int // as the person's program shows it, from 1
	cells  map[string]string
	keys   []string // of the table's columns, by position
}

// Has reports whether the table has that column at all.
func (r Row) Has(key string) bool { return slices.Contains(r.keys, key) }

// Letter is the letter by which a spreadsheet calls the column; empty if the table has none.
func (r Row) Letter(key string) string { return Letter(slices.Index(r.keys, key)) }

// Letter is the letter by which a spreadsheet calls a column, the first being 0; empty below that.
func Letter(column int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

// Text returns a cell, trimmed and in NFC; empty if there is none.
func (r Row) Text(key string) string { return r.cells[key] }

// Limits bound what a file may hold.
type Limits struct {
	Bytes int64 // of the file, and 8 times as many when unpacked
	Rows  int
}

// DefaultLimits suit lists of a province.
func DefaultLimits() Limits { return Limits{Bytes: 20 << 20, Rows: 100_000} }

// The ways in which a file is refused whole.
var (
	ErrTooLarge = errors.New("sheet: the file is too large")
	ErrFormat   = errors.New("sheet: the file cannot be read as XLSX or CSV")
	ErrHeading  = errors.New("sheet: a column is missing")
)

// MissingError: the heading lacks columns, or no heading was found.
type MissingError struct{ Names []string }

func (e *MissingError) Error() string { return "sheet: no column " + strings.Join(e.Names, ", ") }

// Unwrap makes it an ErrHeading.
func (e *MissingError) Unwrap() error { return ErrHeading }

// headingWithin is how many lines may stand above the heading.
const headingWithin = 20

// Line is one row of cells, cleaned, and where it stands in the file.
type Line struct {
	Number int // as the person's program shows it, from 1
	Cells  []string
}

// Sheet is one table of a file.
type Sheet struct {
	Name  string // empty where the file has but one without a name
	Lines []Line
}

// Sheets reads a file into its sheets: one that begins with PK as XLSX, any other as
// a single one of CSV. A cell joined over several rows counts in each of them, because
// lists name a producer or a decision once for several products.
func Sheets(r io.Reader, limits Limits) ([]Sheet, error) {
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read table: %w", err)
	}
	if int64(len(data)) > limits.Bytes {
		return nil, fmt.Errorf("%w: more than %d MB", ErrTooLarge, limits.Bytes>>20)
	}
	if isWorkbook(data) {
		return readXLSX(data, limits)
	}
	lines, err := readCSV(data, limits)
	return []Sheet{{Lines: lines}}, err
}

func isWorkbook(data []byte) bool { return bytes.HasPrefix(data, []byte("PK")) }

// Known looks at a file's form alone, before Sheets reads it: ErrFormat for one that is neither a workbook nor text.
func Known(data []byte) error {
	if isWorkbook(data) {
		return nil
	}
	_, err := utf8Of(data)
	return err
}

// Read reads the first sheet that has the heading.
func Read(r io.Reader, columns []Column, limits Limits) ([]Row, error) {
	sheets, err := Sheets(r, limits)
	if err != nil {
		return nil, err
	}
	var first error
	for _, s := range sheets {
		rows, err := rowsOf(s.Lines, columns)
		if err == nil {
			return rows, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

func rowsOf(lines []Line, columns []Column) ([]Row, error) {
	t := table{columns: columns}
	for _, line := range lines {
		if t.keys == nil && t.lines >= headingWithin {
			break
		}
		t.add(line)
	}
	return t.finish()
}

// table gathers rows once it has seen the heading.
type table struct {
	columns []Column
	keys    []string // by position; nil before the heading
	best    []string // names missing from the line that looked most like a heading
	lines   int
	rows    []Row
}

func (t *table) add(line Line) {
	t.lines++
	if t.keys == nil {
		t.tryHeading(line.Cells)
		return
	}
	row := Row{Number: line.Number, cells: map[string]string{}, keys: t.keys}
	for i, cell := range line.Cells {
		if i < len(t.keys) && t.keys[i] != "" && cell != "" {
			row.cells[t.keys[i]] = cell
		}
	}
	if len(row.cells) > 0 {
		t.rows = append(t.rows, row)
	}
}

func (t *table) tryHeading(cells []string) {
	keys := make([]string, len(cells))
	taken := map[string]bool{}
	for i, cell := range cells {
		if key := t.keyOf(cell); key != "" && !taken[key] {
			keys[i], taken[key] = key, true
		}
	}
	var missing []string
	for _, c := range t.columns {
		if c.Required && !taken[c.Key] {
			missing = append(missing, c.Names[0])
		}
	}
	if len(missing) == 0 && len(taken) > 0 {
		t.keys = keys
	} else if len(taken) > 0 && (t.best == nil || len(missing) < len(t.best)) {
		t.best = missing
	}
}

func (t *table) keyOf(heading string) string {
	folded := place.Slug(heading)
	for _, c := range t.columns {
		for _, name := range c.Names {
			if place.Slug(name) == folded {
				return c.Key
			}
		}
	}
	return ""
}

func (t *table) finish() ([]Row, error) {
	if t.keys != nil {
		return t.rows, nil
	}
	missing := t.best
	if missing == nil {
		for _, c := range t.columns {
			if c.Required {
				missing = append(missing, c.Names[0])
			}
		}
	}
	return nil, &MissingError{Names: missing}
}

const (
	maxColumns = 200
	maxCell    = 8 << 10 // bytes; what stands beyond is cut off
)

// cleaned copies the cells that count, each on one line, in NFC, of bounded length and without odd spaces.
func cleaned(cells []string) []string {
	out := make([]string, min(len(cells), maxColumns))
	for i := range out {
		cell := cells[i]
		if len(cell) > maxCell {
			cell = cell[:maxCell]
		}
		cell = hidden.Replace(strings.ToValidUTF8(cell, ""))
		out[i] = unescape(norm.NFC.String(strings.Join(strings.Fields(cell), " ")))
	}
	return out
}

// hidden are characters of no width, which copying from documents leaves behind.
var hidden = strings.NewReplacer("\u200b", "", "\ufeff", "")
