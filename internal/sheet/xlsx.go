package sheet

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// maxXML bounds one part of a workbook when unpacked, bytes.
const maxXML = 64 << 20

// readXLSX reads all sheets of a workbook. Formulas count as the values saved with them.
func readXLSX(data []byte, limits Limits) (sheets []Sheet, err error) {
	unpacked := 8 * limits.Bytes
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: min(unpacked, maxXML), RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	for _, name := range book.GetSheetList() {
		lines, err := readSheet(book, name, limits)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, Sheet{Name: name, Lines: lines})
	}
	return sheets, nil
}

func readSheet(book *excelize.File, name string, limits Limits) (lines []Line, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		if number > limits.Rows+headingWithin {
			return nil, fmt.Errorf("%w: more than %d rows", ErrTooLarge, limits.Rows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: row %d: %w", ErrFormat, number, err)
		}
		lines = append(lines, Line{Number: number, Cells: cleaned(cells)})
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return lines, spreadJoined(book, name, lines)
}

// maxJoined bounds how many cells joined ranges are spread over.
const maxJoined = 100_000

// spreadJoined writes the value of cells that are joined downwards into each of them.
func spreadJoined(book *excelize.File, name string, lines []Line) error {
	joined, err := book.GetMergeCells(name)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	spread := 0
	for _, j := range joined {
		column, top, err1 := excelize.CellNameToCoordinates(j.GetStartAxis())
		_, bottom, err2 := excelize.CellNameToCoordinates(j.GetEndAxis())
		if err1 != nil || err2 != nil || column > maxColumns || top > len(lines) {
			continue
		}
		for row := top + 1; row <= min(bottom, len(lines)); row++ {
			if spread++; spread > maxJoined {
				return fmt.Errorf("%w: too many joined cells", ErrTooLarge)
			}
			lines[row-1].fill(column-1, lines[top-1])
		}
	}
	return nil
}

// fill takes a cell over from the line where the join begins, unless it has its own.
func (l *Line) fill(column int, from Line) {
	if column >= len(from.Cells) {
		return
	}
	for len(l.Cells) <= column {
		l.Cells = append(l.Cells, "")
	}
	if l.Cells[column] == "" {
		l.Cells[column] = from.Cells[column]
	}
}
