package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/money"
)

func TestString(t *testing.T) {
	for amount, want := range map[money.Amount]string{0: "0 ₫", 999: "999 ₫", 1000: "1.000 ₫", 125000: "125.000 ₫", -1234567: "-1.234.567 ₫"} {
		if got := amount.String(); got != want {
			t.Errorf("%d = %q, want %q", int64(amount), got, want)
		}
	}
}

func TestParse(t *testing.T) {
	good := map[string]money.Amount{
		"125000": 125000, "125.000": 125000, "125,000 đ": 125000, "1 250 000 ₫": 1250000, "50.000 VNĐ": 50000, "0": 0, " 7đồng ": 7,
	}
	for text, want := range good {
		if got, err := money.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "đ", "12.50", "1.2345", "-5", "1e3", "12,34,567", "99999999999999999999", "năm nghìn"} {
		if got, err := money.Parse(text); !errors.Is(err, money.ErrFormat) {
			t.Errorf("Parse(%q) = %d, %v; want ErrFormat", text, got, err)
		}
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := money.Amount(rapid.Int64Range(0, math.MaxInt64).Draw(t, "amount"))
		if got, err := money.Parse(amount.String()); err != nil || got != amount {
			t.Fatalf("Parse(%q) = %d, %v", amount.String(), got, err)
		}
	})
}

func TestSumsNeverWrapAround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64().Draw(t, "a"))
		q := rapid.IntRange(-1000, 1000).Draw(t, "quantity")
		got, err := a.Times(q)
		exact := float64(a) * float64(q)
		if err == nil && math.Abs(exact-float64(got)) > math.Abs(exact)*1e-9+1 {
			t.Fatalf("%d × %d = %d", a, q, got)
		}
		b := money.Amount(rapid.Int64().Draw(t, "b"))
		sum, err := money.Sum(a, b)
		if err == nil && (sum-b != a || (b > 0) != (sum > a) && b != 0) {
			t.Fatalf("%d + %d = %d", a, b, sum)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("125.000 ₫")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := money.Parse(text); err == nil && got < 0 {
			t.Fatalf("Parse(%q) = %d", text, got)
		}
	})
}
