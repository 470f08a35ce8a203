package orders

import (
	"strings"
	"testing"
)

func TestParsePhone(t *testing.T) {
	tests := []struct{ typed, digits, code string }{
		{"0912345678", "0912345678", ""},
		{"0912 345 678", "0912345678", ""},
		{"0912.345.678", "0912345678", ""},
		{"(+84) 912-345-678", "0912345678", ""},
		{"+84 912 345 678", "0912345678", ""},
		{"+84 0912 345 678", "0912345678", ""},
		{"84912345678", "0912345678", ""},
		{"0084912345678", "0912345678", ""},
		{"0842345678", "0842345678", ""},
		{"024 3825 1234", "02438251234", ""},
		{"0203 382 5123", "02033825123", ""},
		{"+84 24 3825 1234", "02438251234", ""},
		{"0912 345 67", "", "too_short"},
		{"0912 345 6789", "", "too_long"},
		{"024 3825 123", "", "too_short"},
		{"912345678", "", "missing_zero"},
		{"0123 456 7890", "", "old_number"},
		{"0612345678", "", "unknown_prefix"},
		{"02300000000", "", "unknown_prefix"},
		{"1900 6035", "", "service_number"},
		{"+1 650 253 0000", "", "foreign"},
		{"09a2345678", "", "not_digits"},
		{"", "", "required"},
		{"   ", "", "required"},
		{"0", "", "too_short"},
	}
	for _, tt := range tests {
		digits, problem := ParsePhone(tt.typed)
		code := ""
		if problem != nil {
			code = problem.Code
		}
		if digits != tt.digits || code != tt.code {
			t.Errorf("ParsePhone(%q) = %q, %q; want %q, %q", tt.typed, digits, code, tt.digits, tt.code)
		}
	}
}

func TestAMissingDigitIsSaidInWords(t *testing.T) {
	_, problem := ParsePhone("0912 345 67")
	if want := "Thiếu một chữ số. Số di động có 10 chữ số, ví dụ 0912 345 678."; problem.VI != want {
		t.Errorf("got %q, want %q", problem.VI, want)
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"0912 345 678", "+84912345678", "024 3825 1234", "+84", "84", "0084", "0", "\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		digits, problem := ParsePhone(text)
		if (problem == nil) != (digits != "") {
			t.Fatalf("ParsePhone(%q) = %q, %v", text, digits, problem)
		}
		if problem != nil {
			if problem.VI == "" || problem.EN == "" || problem.Code == "" {
				t.Errorf("ParsePhone(%q): nothing said", text)
			}
			return
		}
		if digits[0] != '0' || strings.Trim(digits, "0123456789") != "" || len(digits) < 10 || len(digits) > 11 {
			t.Errorf("ParsePhone(%q) = %q", text, digits)
		}
		if again, problem := ParsePhone(FormatPhone(digits)); problem != nil || again != digits {
			t.Errorf("%q is written %q, which reads %q", digits, FormatPhone(digits), again)
		}
	})
}
