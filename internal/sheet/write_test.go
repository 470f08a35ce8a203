package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ocopmarket/ocop/internal/sheet"
)

func sample() ([]string, sheet.Rows) {
	rows := [][]any{
		{"Chả mực", 4, "=HYPERLINK(\"http://x\")"},
		{"Mật ong, “bạc hà”", int64(5), "+84"},
		{"@SUM(A1)", -3, "-1+1|cmd"},
		{"bình thường", 2.5, "'đã có nháy"},
	}
	return []string{"Tên sản phẩm", "Hạng sao", "Ghi chú"}, sheet.Lists(rows, func(r []any) []any { return r })
}

func TestWriteCSVEscapesFormulas(t *testing.T) {
	var b bytes.Buffer
	headings, rows := sample()
	if err := sheet.WriteCSV(&b, headings, rows); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffTên sản phẩm,Hạng sao,Ghi chú\r\n" +
		"Chả mực,4,\"'=HYPERLINK(\"\"http://x\"\")\"\r\n" +
		"\"Mật ong, “bạc hà”\",5,'+84\r\n" +
		"'@SUM(A1),-3,'-1+1|cmd\r\n" +
		"bình thường,2.5,'đã có nháy\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a": "a", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra", "\na": "'\na", "＝1": "'＝1", "1=2": "1=2",
	} {
		if got := sheet.Escape(text); got != want {
			t.Errorf("Escape(%q) = %q, want %q", text, got, want)
		}
	}
}

// What is written comes back as it was, by either way.
func TestWrittenTablesAreReadAgain(t *testing.T) {
	want := [][]string{
		{"Chả mực", "4", "=HYPERLINK(\"http://x\")"}, {"Mật ong, “bạc hà”", "5", "+84"},
		{"@SUM(A1)", "-3", "-1+1|cmd"}, {"bình thường", "2.5", "'đã có nháy"},
	}
	writers := map[string]func(io.Writer, []string, sheet.Rows) error{
		"csv": sheet.WriteCSV,
		"xlsx": func(w io.Writer, h []string, r sheet.Rows) error {
			return sheet.WriteXLSX(w, "Sản phẩm: [1/2]?", h, r)
		},
	}
	for name, write := range writers {
		var b bytes.Buffer
		headings, rows := sample()
		if err := write(&b, headings, rows); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := sheet.Read(&b, columns(), sheet.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, texts(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWriteXLSXHasNoFormulasAndRealDays(t *testing.T) {
	var b bytes.Buffer
	day := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC) // 22 November in Vietnam
	rows := sheet.Lists([]time.Time{day}, func(at time.Time) []any { return []any{"=1+1", at, time.Time{}, true} })
	if err := sheet.WriteXLSX(&b, "", []string{"=A", "Ngày", "Trống", "Có"}, rows); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{"A1": "'=A", "A2": "'=1+1", "B2": "22/11/2026", "C2": "", "D2": "có"} {
		got, err := book.GetCellValue("Sheet1", cell)
		if err != nil || got != want {
			t.Errorf("%s = %q (%v), want %q", cell, got, err, want)
		}
		if formula, err := book.GetCellFormula("Sheet1", cell); err != nil || formula != "" {
			t.Errorf("%s has the formula %q (%v)", cell, formula, err)
		}
	}
}

func TestAFailingRowFailsTheTable(t *testing.T) {
	broken := errors.New("store away")
	rows := func(yield func([]any, error) bool) { yield(nil, broken) }
	if err := sheet.WriteCSV(io.Discard, []string{"a"}, rows); !errors.Is(err, broken) {
		t.Errorf("CSV: %v", err)
	}
	if err := sheet.WriteXLSX(io.Discard, "a", []string{"a"}, rows); !errors.Is(err, broken) {
		t.Errorf("XLSX: %v", err)
	}
}

// A table of any length is written in the memory of a short one.
func TestLongTablesTakeBoundedMemory(t *testing.T) {
	const lines, bound = 200_000, 96 << 20
	long := func(yield func([]any, error) bool) {
		text := strings.Repeat("x", 400)
		for i := range lines {
			if !yield([]any{text, i, text}, nil) {
				return
			}
		}
	}
	for name, write := range map[string]func() error{
		"csv":  func() error { return sheet.WriteCSV(io.Discard, []string{"a", "b", "c"}, long) },
		"xlsx": func() error { return sheet.WriteXLSX(io.Discard, "a", []string{"a", "b", "c"}, long) },
	} {
		peak := peakOf(t, write)
		if peak > bound {
			t.Errorf("%s: %d MB for %d lines, want at most %d", name, peak>>20, lines, bound>>20)
		}
	}
}

// peakOf is how much the heap grew at most while f ran, seen every few milliseconds.
func peakOf(t *testing.T, f func() error) uint64 {
	t.Helper()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before, peak := stats.HeapAlloc, uint64(0)
	done := make(chan error)
	go func() { done <- f() }()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return peak
		case <-time.After(5 * time.Millisecond):
			runtime.ReadMemStats(&stats)
			if stats.HeapAlloc > before {
				peak = max(peak, stats.HeapAlloc-before)
			}
		}
	}
}
