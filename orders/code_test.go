package orders

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	tests := []struct {
		typed, code string
		number      int
		ok          bool
	}{
		{"OC-7KM4-XQ2P", "OC-7KM4-XQ2P", 0, true},
		{"oc7km4xq2p", "OC-7KM4-XQ2P", 0, true},
		{" oc 7km4 xqzp ", "OC-7KM4-XQ2P", 0, true},
		{"OC-7KM4-XQ2P-1", "OC-7KM4-XQ2P", 1, true},
		{"OC-7KM4-XQ2P-12", "OC-7KM4-XQ2P", 12, true},
		{"OC-7KM4-XQ2P-0", "", 0, false},
		{"OC-7KM4-XQ2P-01", "", 0, false},
		{"OC-7KM4-XQ2P-A", "", 0, false},
		{"OC-7KM4-XQ2", "", 0, false},
		{"OC-7KM4-XQ2O", "", 0, false},
		{"OC-7KM4-XQ2ệ", "", 0, false},
		{"7KM4-XQ2P", "", 0, false},
		{"", "", 0, false},
	}
	for _, tt := range tests {
		code, number, ok := ParseCode(tt.typed)
		if code != tt.code || number != tt.number || ok != tt.ok {
			t.Errorf("ParseCode(%q) = %q, %d, %v", tt.typed, code, number, ok)
		}
	}
}

func TestCodesAreManyAndPlain(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 20_000 {
		code := newCode()
		if seen[code] {
			t.Fatalf("%s twice", code)
		}
		seen[code] = true
		if back, _, ok := ParseCode(code); !ok || back != code {
			t.Fatalf("%s reads as %q", code, back)
		}
		for _, r := range strings.ReplaceAll(code[3:], "-", "") {
			letters[r]++
		}
	}
	for _, r := range "01OILSZBU" {
		if letters[r] > 0 {
			t.Errorf("look-alike %c", r)
		}
	}
	mean := 20_000 * codeLetters / len(alphabet)
	for r, n := range letters {
		if n < mean*8/10 || n > mean*12/10 {
			t.Errorf("%c comes %d times, %d would be fair", r, n, mean)
		}
	}
}

func TestCodesAreFoundInWhatBanksMakeOfThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := newCode()
		noise := rapid.StringMatching(`[A-Z0-9 .\-]{0,20}`)
		purpose := purposeOf(code)
		at := rapid.IntRange(1, len(purpose)-1).Draw(t, "at")
		text := noise.Draw(t, "before") + purpose[:at] + rapid.SampledFrom([]string{"", " ", "-"}).Draw(t, "split") + purpose[at:] + noise.Draw(t, "after")
		found := false
		for _, c := range codesIn(strings.ToLower(text)) {
			found = found || c == code
		}
		if !found {
			t.Fatalf("%s not found in %q", code, text)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	f.Add("OC-7KM4-XQ2P-1")
	f.Fuzz(func(t *testing.T, text string) {
		code, number, ok := ParseCode(text)
		if ok != (code != "") || number < 0 {
			t.Errorf("ParseCode(%q) = %q, %d, %v", text, code, number, ok)
		}
		if ok {
			if again, _, _ := ParseCode(code); again != code {
				t.Errorf("%q reads as %q", code, again)
			}
		}
	})
}
