package desk_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

func TestWholeNumbersAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]int{
		"0": 0, "7": 7, " 12 ": 12, "007": 7, "1200": 1200, "1.200": 1200, "1,200": 1200, "1 200": 1200, "1\u00a0200": 1200, "1\u202f200": 1200,
		"12.345.678": 12_345_678, "1,234,567": 1_234_567, "-3": -3, "\u22121.000": -1000, "+4": 4,
	} {
		if got, ok := desk.Whole(typed); !ok || got != want {
			t.Errorf("%q: %d, %v; want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{
		"", " ", "-", "+", "bảy", "1.5", "1,5", "12.50", "1.2.500", "1.200,500", "1,200.500", "1 200.500", "1234.567", ".200", "1.", "1..200", "1e3", "0x10", "--3", "- 3", "3-", "5%", "٣", "99999999999999999999",
	} {
		if got, ok := desk.Whole(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
}

// FuzzWhole holds that what is read is what the digits say, and that what pages write is read back.
func FuzzWhole(f *testing.F) {
	for _, typed := range []string{"1.200", "1,200", "−3", "1.5", "1 200", "12.345.678", "+0", "9223372036854775807"} {
		f.Add(typed, 1200)
	}
	f.Fuzz(func(t *testing.T, typed string, n int) {
		if got, ok := desk.Whole(typed); ok {
			digits := strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, typed)
			want, err := strconv.Atoi(digits)
			if err != nil || got != want && got != -want {
				t.Errorf("%q is read as %d", typed, got)
			}
			if got < 0 != strings.ContainsAny(typed, "-\u2212") && got != 0 {
				t.Errorf("%q has another sign than %d", typed, got)
			}
		}
		for _, lang := range web.Langs() {
			if got, ok := desk.Whole(lang.Num(n)); !ok || got != n {
				t.Errorf("%s writes %d as %q, which is read as %d, %v", lang, n, lang.Num(n), got, ok)
			}
		}
	})
}
