package registers_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/programme/registers"
)

// file writes a table as people would send it.
func file(t testing.TB, b registers.Book, rows [][]any) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, "Sổ", b.Headings("vi"), sheet.Lists(rows, func(r []any) []any { return r })); err != nil {
		t.Fatal(err)
	}
	return &out
}

func TestImportTriesThenWritesWhole(t *testing.T) {
	w := open(t)
	day := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	row := func(card *catalog.Card, day any, products any, result string) []any {
		return []any{day, card.Certificate, products, result, nil, "12/BB", "ghi chú"}
	}
	w.add(t, registers.Inspections, w.inspection(w.cards[3], "5/3/2026"))
	sent := file(t, registers.Inspections, [][]any{
		row(w.cards[0], day, 1, "Đạt"), row(w.cards[1], "5/3/2026", 1, "Vi phạm"), row(w.cards[2], "31/2/2026", 1, "Đạt"), row(w.cards[0], day, 1, "Đạt"), row(w.cards[3], day, 1, "Đạt"),
	})
	d, err := w.Try(t.Context(), registers.Inspections, province, "kiem-tra.xlsx", sent)
	if err != nil {
		t.Fatal(err)
	}
	if d.Rows != 5 || d.Ready != 2 || d.Same != 1 || d.Wrong != 2 {
		t.Fatalf("rows %d ready %d same %d wrong %d, want 5 2 1 2: %+v", d.Rows, d.Ready, d.Same, d.Wrong, d.Problems)
	}
	if before := w.recount(t, registers.Inspections, 2026); before.Entries != 1 {
		t.Errorf("trying wrote %d entries", before.Entries-1)
	}
	n, err := w.Apply(t.Context(), d.ID)
	if err != nil || n != 2 {
		t.Fatalf("%d %v", n, err)
	}
	if _, err := w.Apply(t.Context(), d.ID); !errors.Is(err, registers.ErrApplied) {
		t.Errorf("a second time: %v", err)
	}
	if after := w.recount(t, registers.Inspections, 2026); after.Entries != 3 {
		t.Errorf("%d entries", after.Entries)
	}
	var lines [][]any
	for line, err := range w.WrongLines(t.Context(), d, "vi") {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if len(lines) != 2 || !strings.Contains(fmt.Sprint(lines[0]), "Không phải ngày") || !strings.Contains(fmt.Sprint(lines[1]), "Trùng với dòng 2") {
		t.Errorf("%v", lines)
	}
}

// What a register exports, it reads again, and knows each line.
func TestExportsAreReadAgain(t *testing.T) {
	w := open(t)
	card := w.cards[0]
	w.add(t, registers.Inspections, w.inspection(card, "5/1/2026"))
	w.add(t, registers.Classes, registers.Typed{"ten": "=Lớp", "ngay": "5/1/2026", "noi": "Hạ Long", "nguoi": "40", "nu": "3"})
	w.add(t, registers.Rewards, registers.Typed{"so": "7/QĐ", "ngay": "5/1/2026", "chu-the": card.Certificate, "san-pham": card.Certificate, "sao": "4", "tien": "30.000.000", "han": "6/1/2026"})
	for _, b := range registers.Books() {
		for _, lang := range []string{"vi", "en"} {
			for _, write := range []func(*bytes.Buffer) error{
				func(out *bytes.Buffer) error {
					return sheet.WriteCSV(out, b.Headings(lang), w.Lines(t.Context(), b, registers.Filter{Province: province}, lang))
				},
				func(out *bytes.Buffer) error {
					return sheet.WriteXLSX(out, "x", b.Headings(lang), w.Lines(t.Context(), b, registers.Filter{Province: province}, lang))
				},
			} {
				var out bytes.Buffer
				if err := write(&out); err != nil {
					t.Fatal(err)
				}
				d, err := w.Try(t.Context(), b, province, "x", &out)
				if err != nil || d.Same != 1 || d.Rows != 1 {
					t.Errorf("%s %s: %+v %v", b, lang, d, err)
				}
			}
		}
	}
}

func TestHostileFilesWriteNothing(t *testing.T) {
	w := open(t)
	long := "Ngày kiểm tra,Chủ thể,Số sản phẩm kiểm tra,Kết quả\n" + strings.Repeat("1/1/2026,x,1,Đạt\n", 5001)
	for name, data := range map[string]string{"too long": long, "no heading": "a,b\n1,2\n", "binary": "\xff\x00\x01", "broken zip": "PK\x03\x04nothing", "empty": ""} {
		if _, err := w.Try(t.Context(), registers.Inspections, province, "x", strings.NewReader(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	formula := "Ngày kiểm tra,Chủ thể,Số sản phẩm kiểm tra,Kết quả\n=1+1,=HYPERLINK(\"x\"),@SUM,+1\n"
	d, err := w.Try(t.Context(), registers.Inspections, province, "x", strings.NewReader(formula))
	if err != nil || d.Ready != 0 || d.Wrong != 1 {
		t.Errorf("formulas: %+v %v", d, err)
	}
	if got := w.recount(t, registers.Inspections, 2026); got.Entries != 0 {
		t.Errorf("%d entries", got.Entries)
	}
}

func FuzzTry(f *testing.F) {
	f.Add([]byte("Ngày kiểm tra,Chủ thể,Số sản phẩm kiểm tra,Kết quả\n1/1/2026,x,1,Đạt\n"))
	w := open(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := w.Try(t.Context(), registers.Inspections, province, "x", bytes.NewReader(data))
		if err == nil && d.Ready+d.Same+d.Wrong != d.Rows {
			t.Fatalf("%+v", d)
		}
	})
}
