package sheet_test

import (
	"testing"

	"github.com/ocopmarket/ocop/internal/sheet"
)

func TestParseDay(t *testing.T) {
	for cell, want := range map[string]string{
		"5/6/2025": "2025-06-05", "05-06-2025": "2025-06-05", "5.6.2025": "2025-06-05", "2025-06-05": "2025-06-05", "2025-06-05 23:59:59": "2025-06-05",
		"45813": "2025-06-05", "45813.75": "2025-06-05", "31/2/2026": "", "12": "", "": "", "90000": "", "6/13/2025": "",
	} {
		got, ok := sheet.ParseDay(cell)
		if ok != (want != "") || ok && got.Format("2006-01-02") != want {
			t.Errorf("ParseDay(%q) = %v %v, want %q", cell, got, ok, want)
		}
	}
}
