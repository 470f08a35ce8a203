package catalog

import (
	"errors"
	"strings"
	"unicode"

	"github.com/ocopmarket/ocop/catalog/place"
)

// NumberKey folds a certificate's number to what people type of it: letters
// without marks and digits, nothing else. "QN 0412/2024" and "qn0412-2024" agree.
func NumberKey(number string) string {
	return strings.ReplaceAll(place.Slug(number), "-", "")
}

// compact removes white space and joins that printers put into codes, and raises letters.
func compact(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// ErrGTIN: not a trade item number of 8, 12, 13 or 14 digits with a right check digit.
var ErrGTIN = errors.New("catalog: not a valid GTIN")

// NormalGTIN returns the number as the 13 digits that documents keep (14 where the
// first is not 0), or ErrGTIN. GS1 General Specifications 7.9: the check digit.
func NormalGTIN(gtin string) (string, error) {
	switch len(gtin) {
	case 8, 12, 13, 14:
	default:
		return "", ErrGTIN
	}
	if !checkDigitRight(gtin) {
		return "", ErrGTIN
	}
	padded := strings.Repeat("0", 14-len(gtin)) + gtin
	if padded[0] == '0' {
		return padded[1:], nil
	}
	return padded, nil
}

func checkDigitRight(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := digits[len(digits)-1-i]
		if d < '0' || d > '9' {
			return false
		}
		weight := 1
		if i%2 == 1 {
			weight = 3
		}
		sum += weight * int(d-'0')
	}
	return sum%10 == 0
}
