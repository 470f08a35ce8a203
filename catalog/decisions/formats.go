package decisions

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// readCSV reads UTF-8 with or without a mark, separated by comma, semicolon or tab.
func readCSV(data []byte) (grid, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, fmt.Errorf("%w: not UTF-8 text; save it as CSV UTF-8", ErrFormat)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separator(data)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	var g grid
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		number, _ := r.FieldPos(0)
		if len(g) > maxRows {
			return nil, fmt.Errorf("%w: more than %d rows", ErrFormat, maxRows)
		}
		g = append(g, line{number: number, cells: tidy(cells)})
	}
}

// separator is the candidate that the first lines hold most of.
func separator(data []byte) rune {
	head := data
	for i, n := 0, 0; i < len(data); i++ {
		if data[i] == '\n' {
			if n++; n == 20 {
				head = data[:i]
				break
			}
		}
	}
	best, most := ',', 0
	for _, candidate := range []rune{',', ';', '\t'} {
		if n := strings.Count(string(head), string(candidate)); n > most {
			best, most = candidate, n
		}
	}
	return best
}

// readXLSX reads the first sheet of a workbook that has the headings of a list.
func readXLSX(data []byte) (grid, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip, RawCellValue: true,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer book.Close()
	var first grid
	for _, sheet := range book.GetSheetList() {
		g, err := readSheet(book, sheet)
		if err != nil {
			return nil, err
		}
		if _, at := findHeadings(g); at >= 0 {
			return g, nil
		}
		if first == nil {
			first = g
		}
	}
	return first, nil
}

func readSheet(book *excelize.File, sheet string) (grid, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("%w: sheet %s: %w", ErrFormat, sheet, err)
	}
	defer rows.Close()
	var g grid
	for number := 1; rows.Next(); number++ {
		if number > maxRows {
			return nil, fmt.Errorf("%w: sheet %s has more than %d rows", ErrFormat, sheet, maxRows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: sheet %s, row %d: %w", ErrFormat, sheet, number, err)
		}
		g = append(g, line{number: number, cells: tidy(cells)})
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("%w: sheet %s: %w", ErrFormat, sheet, err)
	}
	return g, spreadMerged(book, sheet, g)
}

// maxMerged bounds how many cells joined ranges are spread over.
const maxMerged = 100_000

// spreadMerged writes the value of cells that are joined downwards into all of
// them: lists name a producer or a decision once for several products.
func spreadMerged(book *excelize.File, sheet string, g grid) error {
	merged, err := book.GetMergeCells(sheet)
	if err != nil {
		return fmt.Errorf("%w: sheet %s: %w", ErrFormat, sheet, err)
	}
	spread := 0
	for _, m := range merged {
		column, top, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		_, bottom, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || column > maxColumns {
			continue
		}
		for row := top + 1; row <= min(bottom, len(g)); row++ {
			if spread++; spread > maxMerged {
				return fmt.Errorf("%w: sheet %s has too many joined cells", ErrFormat, sheet)
			}
			g[row-1].fill(column-1, top-1, g)
		}
	}
	return nil
}

func (l *line) fill(column, top int, g grid) {
	if column >= len(g[top].cells) {
		return
	}
	for len(l.cells) <= column {
		l.cells = append(l.cells, "")
	}
	if l.cells[column] == "" {
		l.cells[column] = g[top].cells[column]
	}
}

// tidy copies the cells that count, each on one line, of bounded length and without odd spaces.
func tidy(cells []string) []string {
	out := make([]string, min(len(cells), maxColumns))
	for i := range out {
		cell := strings.ToValidUTF8(cells[i], "")
		if len(cell) > maxCell {
			cell = strings.ToValidUTF8(cell[:maxCell], "")
		}
		out[i] = strings.Join(strings.Fields(cell), " ")
	}
	return out
}
