package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// readCSV reads UTF-8 (with or without a byte order mark) or UTF-16 with one, parted by comma, semicolon or tab.
func readCSV(data []byte, limits Limits) ([]Line, error) {
	data, err := utf8Of(data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separatorOf(data)
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	var lines []Line
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if len(lines) > limits.Rows {
			return nil, fmt.Errorf("%w: more than %d rows", ErrTooLarge, limits.Rows)
		}
		number, _ := r.FieldPos(0)
		lines = append(lines, Line{Number: number, Cells: cleaned(cells)})
	}
}

func utf8Of(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		return decoded, nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, fmt.Errorf("%w: the text is not UTF-8", ErrFormat)
	}
	return data, nil
}

// separatorOf takes the separator that the first lines have most of.
func separatorOf(data []byte) rune {
	head := data
	if lines := bytes.SplitAfterN(data, []byte("\n"), headingWithin+1); len(lines) > headingWithin {
		head = data[:len(data)-len(lines[headingWithin])]
	}
	best, most := ',', 0
	for _, s := range []rune{',', ';', '\t'} {
		if n := bytes.Count(head, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}
