package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ocopmarket/ocop/internal/sheet"
)

func columns() []sheet.Column {
	return []sheet.Column{
		{Key: "name", Names: []string{"Tên sản phẩm", "Product"}, Required: true},
		{Key: "stars", Names: []string{"Hạng sao", "Số sao"}, Required: true},
		{Key: "note", Names: []string{"Ghi chú"}},
	}
}

// texts flattens rows to what tests compare.
func texts(rows []sheet.Row) [][]string {
	var out [][]string
	for _, r := range rows {
		out = append(out, []string{r.Text("name"), r.Text("stars"), r.Text("note")})
	}
	return out
}

func TestReadCSV(t *testing.T) {
	want := [][]string{{"Chả mực", "4", ""}, {"Mật ong, bạc hà", "5", "ngon"}}
	files := map[string]string{
		"comma":          "Tên sản phẩm,Hạng sao,Ghi chú\nChả mực,4,\n\"Mật ong, bạc hà\",5,ngon\n",
		"semicolon, BOM": "\ufeffHẠNG SAO;ghi chu;TEN SAN PHAM\r\n4;;Chả mực\r\n5;ngon;Mật ong, bạc hà\r\n",
		"tab, title":     "Phụ lục\n\nSTT\tTên sản phẩm\tSố sao\tGhi chú\n1\tChả mực\t4\t\n2\t  Mật\u00a0ong, bạc hà \t5\tngon\n\t\t\t\n",
		"decomposed":     "Tên sản phẩm,Hạng sao,Ghi chú\nCha\u0309 mư\u0323c,4,\n\"Mật ong, bạc hà\",5,ngon\n",
	}
	for name, text := range files {
		rows, err := sheet.Read(strings.NewReader(text), columns(), sheet.DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, texts(rows)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func book(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, sheetName, cell string, value any) {
	t.Helper()
	if err := f.SetCellValue(sheetName, cell, value); err != nil {
		t.Fatal(err)
	}
}

func TestReadXLSXTakesTheSheetWithTheHeading(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "Ghi nhớ")
		if _, err := f.NewSheet("Danh sách"); err != nil {
			t.Fatal(err)
		}
		for cell, value := range map[string]any{"A3": "Số sao", "B3": "Tên sản phẩm", "A4": 4, "B4": "Chả mực"} {
			set(t, f, "Danh sách", cell, value)
		}
	})
	rows, err := sheet.Read(bytes.NewReader(data), columns(), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Chả mực", "4", ""}}, texts(rows)); diff != "" || rows[0].Number != 4 {
		t.Errorf("row %d: %s", rows[0].Number, diff)
	}
}

func TestMissingColumnsAreNamed(t *testing.T) {
	_, err := sheet.Read(strings.NewReader("Tên sản phẩm,Giá\nx,1\n"), columns(), sheet.DefaultLimits())
	var missing *sheet.MissingError
	if !errors.As(err, &missing) || !errors.Is(err, sheet.ErrHeading) || len(missing.Names) != 1 || missing.Names[0] != "Hạng sao" {
		t.Errorf("%v", err)
	}
	data := book(t, func(f *excelize.File) { set(t, f, "Sheet1", "A1", "Tên sản phẩm") })
	if _, err := sheet.Read(bytes.NewReader(data), columns(), sheet.DefaultLimits()); !errors.Is(err, sheet.ErrHeading) {
		t.Errorf("xlsx: %v", err)
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := bytes.Repeat([]byte("0"), 1<<20)
	for range 64 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	small := sheet.Limits{Bytes: 1 << 20, Rows: 2}
	tests := map[string]struct {
		data []byte
		want error
	}{
		"bomb":          {bomb.Bytes(), sheet.ErrFormat},
		"not a zip":     {[]byte("PK nothing"), sheet.ErrFormat},
		"binary":        {[]byte{0xff, 0, 1, 2, 0x80}, sheet.ErrFormat},
		"windows-1258":  {[]byte("T\xean s\xe1n ph\xe2m,H\xa1ng sao\n"), sheet.ErrFormat},
		"too many rows": {[]byte("Product,Số sao\na,1\nb,2\nc,3\n"), sheet.ErrTooLarge},
		"too large":     {bytes.Repeat([]byte("a"), 1<<20+1), sheet.ErrTooLarge},
		"empty":         {nil, sheet.ErrHeading},
	}
	for name, tt := range tests {
		if _, err := sheet.Read(bytes.NewReader(tt.data), columns(), small); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Tên sản phẩm,Hạng sao\na,4\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := sheet.Read(bytes.NewReader(data), columns(), sheet.Limits{Bytes: 1 << 16, Rows: 100})
		if err == nil && len(rows) > 100 {
			t.Fatalf("%d rows", len(rows))
		}
	})
}
