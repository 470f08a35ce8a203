package sheet

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads the first sheet that has the heading. Formulas count as the values saved with them.
func readXLSX(data []byte, columns []Column, limits Limits) (rows []Row, err error) {
	unpacked := 8 * limits.Bytes
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: min(unpacked, 16<<20), RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	missing := &MissingError{}
	for _, name := range book.GetSheetList() {
		t := table{columns: columns, limits: limits}
		if err := readSheet(book, name, t.add); err != nil && !errors.As(err, &missing) {
			return nil, err
		}
		rows, err := t.finish()
		if err == nil {
			return rows, nil
		}
		errors.As(err, &missing)
	}
	return nil, missing
}

func readSheet(book *excelize.File, name string, add func(number int, cells []string) error) (err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if err := add(number, cells); err != nil {
			return err
		}
	}
	return rows.Error()
}
