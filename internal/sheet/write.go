package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Rows are the lines of a table that is written, one by one, so that a long table
// is never held whole. A cell is a string, an integer, a float64, a bool, a time.Time
// (written as a day in Vietnam), a fmt.Stringer or nil.
type Rows = iter.Seq2[[]any, error]

// Headings are the names by which columns are written, so that what is written can be read again.
func Headings(columns []Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Names[0]
	}
	return names
}

// Lists makes rows of a slice, each by a function.
func Lists[T any](items []T, row func(T) []any) Rows {
	return func(yield func([]any, error) bool) {
		for _, item := range items {
			if !yield(row(item), nil) {
				return
			}
		}
	}
}

// WriteCSV writes a table in UTF-8 with a byte order mark, by which Excel knows it. Text that a program could take for a formula is escaped.
func WriteCSV(w io.Writer, headings []string, rows Rows) error {
	buffered := bufio.NewWriter(w)
	if _, err := buffered.WriteString("\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(buffered)
	out.UseCRLF = true
	if err := out.Write(escapedAll(headings)); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
		if err := out.Write(texts(row)); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	return errors.Join(out.Error(), buffered.Flush())
}

func escapedAll(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = Escape(c)
	}
	return out
}

func texts(row []any) []string {
	cells := make([]string, len(row))
	for i, v := range row {
		cells[i] = textOf(v)
	}
	return cells
}

// textOf writes a cell for CSV. Numbers and days of ours begin no formula; all else is escaped.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return yesNo(v)
	case int, int64, float64:
		return fmt.Sprint(v)
	case time.Time:
		return dayOf(v)
	}
	return Escape(fmt.Sprint(v))
}

func yesNo(v bool) string {
	if v {
		return "có"
	}
	return "không"
}

func dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	y, m, d := at.In(vietnam.Zone).Date()
	return strconv.Itoa(d) + "/" + strconv.Itoa(int(m)) + "/" + strconv.Itoa(y)
}

// Escape puts an apostrophe before text that a spreadsheet could take for a formula.
func Escape(text string) string {
	if beginsFormula(text) {
		return "'" + text
	}
	return text
}

// unescape takes the apostrophe of Escape off again.
func unescape(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && beginsFormula(rest) {
		return rest
	}
	return text
}

// beginsFormula knows the wide forms too, which spreadsheets set to East Asian languages read alike.
func beginsFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// maxSheetName is how long Excel lets the name of a sheet be, in characters.
const maxSheetName = 31

// WriteXLSX writes a table as the only sheet of a workbook, its heading bold and fixed. Text is written as text, never as a formula, and escaped besides.
func WriteXLSX(w io.Writer, name string, headings []string, rows Rows) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if name = sheetName(name); name != "" {
		if err := book.SetSheetName("Sheet1", name); err != nil {
			return fmt.Errorf("write XLSX: %w", err)
		}
	}
	if err := fillBook(book, headings, rows); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

// sheetName leaves out what Excel does not let stand in a name.
func sheetName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, name)
	if runes := []rune(clean); len(runes) > maxSheetName {
		clean = string(runes[:maxSheetName])
	}
	return strings.TrimSpace(clean)
}

// styles are those of a workbook of ours.
type styles struct{ bold, day int }

func fillBook(book *excelize.File, headings []string, rows Rows) error {
	format := "d/m/yyyy"
	day, err1 := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	bold, err2 := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	stream, err3 := book.NewStreamWriter(book.GetSheetName(0))
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if err := begin(stream, headings); err != nil {
		return err
	}
	return writeRows(stream, styles{bold, day}, headings, rows)
}

// begin sets the widths and fixes the first row.
func begin(stream *excelize.StreamWriter, headings []string) error {
	for i, h := range headings {
		width := float64(min(max(utf8.RuneCountInString(h)+4, 12), 40))
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func writeRows(stream *excelize.StreamWriter, s styles, headings []string, rows Rows) error {
	first := make([]any, len(headings))
	for i, h := range headings {
		first[i] = excelize.Cell{StyleID: s.bold, Value: Escape(h)}
	}
	if err := stream.SetRow("A1", first); err != nil {
		return err
	}
	number := 1
	for row, err := range rows {
		if err != nil {
			return err
		}
		number++
		if err := stream.SetRow("A"+strconv.Itoa(number), s.cells(row)); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func (s styles) cells(row []any) []any {
	cells := make([]any, len(row))
	for i, v := range row {
		switch v := v.(type) {
		case nil, int, int64, float64:
			cells[i] = v
		case time.Time:
			if !v.IsZero() {
				y, m, d := v.In(vietnam.Zone).Date()
				cells[i] = excelize.Cell{StyleID: s.day, Value: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
			}
		default:
			cells[i] = textOf(v)
		}
	}
	return cells
}
