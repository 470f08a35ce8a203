package decisions_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ocopmarket/ocop/catalog/decisions"
)

var mam = decisions.Row{
	Line: 2, Product: "Mắm tép Gia Viễn", Producer: "HTX Mắm Gia Viễn", Address: "xã Gia Viễn, tỉnh Ninh Bình",
	Stars: 4, Decision: "812/QĐ-UBND", Date: "2025-08-05", Certificate: "NB 0412/2025",
}

func TestReadCSV(t *testing.T) {
	cases := map[string]string{
		"comma": "Tên sản phẩm,Chủ thể,Địa chỉ,Hạng sao,Số quyết định,Ngày quyết định,Số giấy chứng nhận\n" +
			`Mắm tép Gia Viễn,HTX Mắm Gia Viễn,"xã Gia Viễn, tỉnh Ninh Bình",4,812/QĐ-UBND,05/08/2025,NB 0412/2025`,
		"semicolon, mark, other order and words": "\ufeffSố GCN;SAO;Tên SP;Chủ thể sản xuất;Địa chỉ (thôn, xã);Số QĐ;Ngày ký\r\n" +
			"NB 0412/2025;4 sao;Mắm tép Gia Viễn;HTX Mắm Gia Viễn;xã Gia Viễn, tỉnh Ninh Bình;812/QĐ-UBND;5/8/2025\r\n",
		"tab, date with the decision": "STT\tSản phẩm\tCơ sở sản xuất\tĐịa chỉ\tPhân hạng\tQuyết định\tGiấy chứng nhận\n" +
			"1\tMắm tép Gia Viễn\tHTX Mắm Gia Viễn\txã Gia Viễn, tỉnh Ninh Bình\t★★★★\t812/QĐ-UBND ngày 05/8/2025\tNB 0412/2025\n",
		"province in its own column": "Tên sản phẩm,Chủ thể,Địa chỉ,Tỉnh,Hạng sao,Số quyết định,Ngày,Số giấy chứng nhận\n" +
			`Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,tỉnh Ninh Bình,4.0,812/QĐ-UBND,2025-08-05,NB 0412/2025`,
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			list, err := decisions.Read(strings.NewReader(text), "list.csv")
			if err != nil || len(list.Problems) != 0 {
				t.Fatalf("%+v, error %v", list, err)
			}
			if diff := cmp.Diff(decisions.Rows{mam}, list.Rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// workbook is a list as provinces make them: titles above, chapters between, and cells joined for one producer and decision.
func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	cells := map[string]any{
		"A1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A2": "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN",
		"A4": "TT", "B4": "Tên sản phẩm", "C4": "Tên chủ thể", "D4": "Địa chỉ", "E4": "Hạng sao", "F4": "Số quyết định", "G4": "Ngày quyết định", "H4": "Số giấy chứng nhận",
		"A5": "1", "B5": "2", "C5": "3", "D5": "4", "E5": "5", "F5": "6", "G5": "7", "H5": "8",
		"A6": "I", "B6": "NHÓM THỰC PHẨM",
		"A7": 1, "B7": "Mắm tép", "C7": "HTX Mắm", "D7": "xã Gia Viễn, tỉnh Ninh Bình", "E7": 4, "F7": "812/QĐ-UBND", "G7": time.Date(2025, 8, 5, 0, 0, 0, 0, time.UTC), "H7": "NB 01",
		"A8": 2, "B8": "Mắm tôm", "E8": "3 sao", "H8": "NB 02",
		"A9": "Tổng cộng", "B9": "02 sản phẩm",
	}
	for at, v := range cells {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, column := range []string{"C", "D", "F", "G"} {
		if err := f.MergeCell("Sheet1", column+"7", column+"8"); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadXLSX(t *testing.T) {
	list, err := decisions.Read(bytes.NewReader(workbook(t)), "danh sách.xlsx")
	if err != nil || len(list.Problems) != 0 || list.Sheet != "Sheet1" || list.Products() != 2 {
		t.Fatalf("%+v, error %v", list, err)
	}
	first := decisions.Row{Line: 7, Product: "Mắm tép", Producer: "HTX Mắm", Address: "xã Gia Viễn, tỉnh Ninh Bình", Stars: 4, Decision: "812/QĐ-UBND", Date: "2025-08-05", Certificate: "NB 01"}
	second := first
	second.Line, second.Product, second.Stars, second.Certificate = 8, "Mắm tôm", 3, "NB 02"
	if diff := cmp.Diff(decisions.Rows{first, second}, list.Rows); diff != "" {
		t.Error(diff)
	}
}

const head = "Tên sản phẩm,Chủ thể,Địa chỉ,Sao,Số quyết định,Ngày,Số giấy chứng nhận\n"

func TestProblemsNameThePlaceAndTheMend(t *testing.T) {
	cases := map[string]struct {
		text         string
		row          int
		column, kind string
	}{
		"no headings":        {"a,b,c\n1,2,3\n", 0, "", ""},
		"missing column":     {"Tên sản phẩm,Chủ thể,Địa chỉ,Số quyết định,Ngày,Số giấy chứng nhận\n", 1, "Hạng sao", ""},
		"stars":              {head + "A,B,xã C,9,1/QĐ,1/2/2025,X1\n", 2, "Sao", decisions.KindStars},
		"two stars":          {head + "A,B,xã C,2 sao,1/QĐ,1/2/2025,X1\n", 2, "Sao", decisions.KindStars},
		"stars in words":     {head + "A,B,xã C,bốn sao,1/QĐ,1/2/2025,X1\n", 2, "Sao", decisions.KindStars},
		"date":               {head + "A,B,xã C,4,1/QĐ,31/02/2025,X1\n", 2, "Ngày", decisions.KindDate},
		"year":               {head + "A,B,xã C,4,1/QĐ,1/2/1925,X1\n", 2, "Ngày", decisions.KindDate},
		"empty producer":     {head + "A,,xã C,4,1/QĐ,1/2/2025,X1\n", 2, "Chủ thể", decisions.KindEmpty},
		"formula":            {head + "=HYPERLINK(1),B,xã C,4,1/QĐ,1/2/2025,X1\n", 2, "Tên sản phẩm", decisions.KindFormula},
		"bare decision":      {head + "A,B,xã C,4,1254,1/2/2025,X1\n", 2, "Số quyết định", decisions.KindDecision},
		"number twice":       {head + "A,B,xã C,4,1/QĐ,1/2/2025,X1\nD,B,xã C,4,1/QĐ,1/2/2025,x-1\n", 3, "Số giấy chứng nhận", decisions.KindTwice},
		"number of no sense": {head + "A,B,xã C,4,1/QĐ,1/2/2025,---\n", 2, "Số giấy chứng nhận", decisions.KindNumber},
		"score":              {"Điểm," + head + "\"68,5\",A,B,xã C,4,1/QĐ,1/2/2025,X1\n", 2, "Sao", decisions.KindScore},
		"nothing in it":      {head, 0, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			list, err := decisions.Read(strings.NewReader(c.text), "x.csv")
			if err != nil || len(list.Problems) != 1 {
				t.Fatalf("%+v, error %v", list, err)
			}
			p := list.Problems[0]
			if p.Row != c.row || p.Column != c.column || p.Kind != c.kind || p.Warning {
				t.Errorf("got row %d column %q kind %q, want row %d column %q kind %q", p.Row, p.Column, p.Kind, c.row, c.column, c.kind)
			}
			for _, s := range []string{p.VI, p.EN, p.FixVI, p.FixEN, p.String()} {
				if s == "" {
					t.Errorf("says nothing: %+v", p)
				}
			}
			if p.Kind != "" && (decisions.KindName(p.Kind, "vi") == "" || decisions.KindName(p.Kind, "en") == "" || p.Letter == "") {
				t.Errorf("%+v is of no kind or column", p)
			}
		})
	}
}

// A council may hold stars back, but its score bounds what it can give.
func TestFewerStarsThanTheScoreAreRight(t *testing.T) {
	list, err := decisions.Read(strings.NewReader("Điểm,"+head+"92,A,B,xã C,4,1/QĐ,1/2/2025,X1\n"), "x.csv")
	if err != nil || len(list.Problems) != 0 || len(list.Rows) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

// The template is a list that can be read.
func TestTheTemplateHasTheColumns(t *testing.T) {
	list, err := decisions.Read(strings.NewReader(strings.Join(decisions.TemplateHeadings(), ",")+"\nMắm,HTX,xã Gia Viễn,Ninh Bình,,Thực phẩm,82,4,1/QĐ-UBND,5/8/2025,NB 1,UBND tỉnh,5/8/2028\n"), "x.csv")
	want := decisions.Row{Line: 2, Product: "Mắm", Producer: "HTX", Address: "xã Gia Viễn, Ninh Bình", Group: "Thực phẩm", Stars: 4, Score: 82, Decision: "1/QĐ-UBND", Date: "2025-08-05", Certificate: "NB 1", Issuer: "UBND tỉnh", Expires: "2028-08-05"}
	if err != nil || len(list.Problems) != 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	if diff := cmp.Diff(decisions.Rows{want}, list.Rows); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"picture.xlsx": "\x89PNG\r\n", "old.xls": "\xd0\xcf\x11\xe0", "latin.csv": "T\xean,s\n", "broken.xlsx": "PK\x03\x04 nothing more", "big.csv": strings.Repeat("x", int(decisions.Limits().Bytes)+1),
	} {
		if _, err := decisions.Read(strings.NewReader(data), name); !errors.Is(err, decisions.ErrFormat) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Tên sản phẩm,Chủ thể,Địa chỉ,Sao,Số quyết định,Ngày,Số giấy chứng nhận\nA,B,C,4,1/QĐ,45123,X\n"))
	f.Add([]byte("\ufeffSản phẩm;Chủ thể;Địa chỉ;Sao;Quyết định;GCN\na;b;c;3 sao;12/QĐ ngày 1-2-2024;9\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := decisions.Read(bytes.NewReader(data), "x.csv")
		if err != nil {
			return
		}
		if len(list.Rows) == 0 && len(list.Problems) == 0 {
			t.Fatal("neither rows nor problems")
		}
		for _, r := range list.Rows {
			if r.Product == "" || r.Producer == "" || r.Certificate == "" || r.Decision == "" || r.Stars < 3 || r.Stars > 5 || r.Line < 1 {
				t.Fatalf("bad row %+v", r)
			}
			if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
				t.Fatalf("bad date %q", r.Date)
			}
		}
	})
}
