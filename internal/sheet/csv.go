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
func readCSV(data []byte, add func(number int, cells []string) error) error {
	data, err := utf8Of(data)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separatorOf(data)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.ReuseRecord = true
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		line, _ := r.FieldPos(0)
		if err := add(line, cells); err != nil {
			return err
		}
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

// separatorOf takes the separator that the first line with any has most of.
func separatorOf(data []byte) rune {
	for line := range bytes.Lines(data) {
		best, most := ',', 0
		for _, s := range []rune{',', ';', '\t'} {
			if n := bytes.Count(line, []byte(string(s))); n > most {
				best, most = s, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}
