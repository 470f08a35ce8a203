package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Lang is a language of the pages. Vietnamese stands at the root, English under /en.
type Lang string

// The languages.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Langs lists the languages, the first one first.
func Langs() []Lang { return []Lang{VI, EN} }

// langOf tells the language of an address, and the address without it.
func langOf(path string) (Lang, string) {
	if path == "/en" {
		return EN, "/"
	}
	if rest, ok := strings.CutPrefix(path, "/en/"); ok {
		return EN, "/" + rest
	}
	return VI, path
}

// Path puts the language before an address that begins with a slash.
func (l Lang) Path(path string) string {
	if l != EN {
		return path
	}
	if path == "/" {
		return "/en"
	}
	return "/en" + path
}

// Num writes a number in threes: 3.812 in Vietnamese, 3,812 in English.
func (l Lang) Num(n int) string {
	s := money.Amount(n).Group()
	if l == EN {
		return strings.ReplaceAll(s, ".", ",")
	}
	return s
}

// Price writes an amount: 125.000 ₫ in Vietnamese, 125,000 ₫ in English, never broken over lines.
func (l Lang) Price(a money.Amount) string { return l.Num(int(a)) + "\u00a0₫" }

// Decimal writes a number with one decimal, with a comma in Vietnamese.
func (l Lang) Decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	if l == EN {
		return s
	}
	return strings.Replace(s, ".", ",", 1)
}

// Date writes a day as it is in Vietnam: 14/8/2027, or 14 Aug 2027.
func (l Lang) Date(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	if l == EN {
		return t.In(vietnam.Zone).Format("2 Jan 2006")
	}
	return t.In(vietnam.Zone).Format("2/1/2006")
}

// Moment writes a day and time as they are in Vietnam: 22/11/2026, 09:14.
func (l Lang) Moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return l.Date(t) + ", " + t.In(vietnam.Zone).Format("15:04")
}
