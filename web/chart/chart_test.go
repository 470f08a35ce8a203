package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the drawings of testdata anew")

func week() Figures {
	return Figures{
		Say: "Doanh thu bảy ngày, triệu đồng: 2,1; 1,6; 2,8; 2,4; 3,9; 4,6; hôm nay đến giờ 3,1", Open: "Xem bảng số theo ngày", By: "Ngày",
		Labels: []string{"T2", "T3", "T4", "T5", "T6", "T7", "CN"}, Now: "CN", Total: "Cả tuần",
		Series: []Series{{Name: "Triệu đồng", Values: []float64{2.1, 1.6, 2.8, 2.4, 3.9, 4.6, 3.1}}},
		Num:    func(v float64) string { return strings.Replace(fmt.Sprintf("%.1f", v), ".", ",", 1) },
	}
}

func groups() Figures {
	return Figures{
		Say: "Thực phẩm giữ 268 trong 342 sản phẩm", Open: "Xem bảng số theo nhóm", By: "Nhóm", Sum: "Cộng", Total: "Cả tỉnh",
		Labels: []string{"Thực phẩm", "Đồ uống"},
		Series: []Series{{Name: "3 sao", Values: []float64{189, 50}}, {Name: "4 sao", Values: []float64{74, 22}}, {Name: "5 sao", Values: []float64{5, 2}}},
	}
}

func months() Figures {
	return Figures{
		Say: "Mới và mất theo tháng", Open: "Xem bảng số theo tháng", By: "Tháng",
		Labels: []string{"T1", "T2", "T3"}, Long: []string{"Tháng 1", "Tháng 2", "Tháng 3"},
		Series: []Series{
			{Name: "Mới", Values: []float64{3, 0, 6}, Class: "k3"}, {Name: "Lại", Values: []float64{1, 0, 2}, Class: "k2"},
			{Name: "Hết hạn", Values: []float64{2, 1, 3}, Class: "k4", Down: true}, {Name: "Thu hồi", Values: []float64{0, 0, 1}, Class: "k5", Down: true},
		},
	}
}

// TestDrawings holds each drawing against the one that was looked at.
func TestDrawings(t *testing.T) {
	for name, got := range map[string]template.HTML{
		"bars": week().Bars(), "stacks": groups().Stacks(), "columns": months().Columns(), "lines": months().Lines(),
	} {
		file := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestSaysWhatItShows: a drawing has a role and words, and every value stands in its table.
func TestSaysWhatItShows(t *testing.T) {
	for name, got := range map[string]string{"bars": string(week().Bars()), "stacks": string(groups().Stacks()), "columns": string(months().Columns()), "lines": string(months().Lines())} {
		if !strings.Contains(got, `role="img" aria-label="`) {
			t.Errorf("%s says nothing: %s", name, got)
		}
		if !strings.Contains(got, "<caption") {
			t.Errorf("%s has no table", name)
		}
	}
	if table := string(groups().Table()); !strings.Contains(table, `<th scope="row">Cả tỉnh</th><td class="r">239</td><td class="r">96</td><td class="r">7</td><td class="r">342</td>`) {
		t.Errorf("sums are missing in %s", table)
	}
}

// TestAnyFigures: whatever is drawn is well-formed, stays within its picture and runs nothing.
func TestAnyFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "labels")
		text := rapid.StringN(0, 12, -1).Filter(utf8.ValidString)
		f := Figures{Say: text.Draw(t, "say"), Open: "x", By: "y", Sum: "z", Total: "w"}
		for range n {
			f.Labels = append(f.Labels, printable(text.Draw(t, "label")))
		}
		f.Say = printable(f.Say)
		for range rapid.IntRange(0, 6).Draw(t, "series") {
			f.Series = append(f.Series, Series{
				Name: printable(text.Draw(t, "name")), Down: rapid.Bool().Draw(t, "down"),
				Values: rapid.SliceOfN(rapid.Float64Range(0, 1e12), 0, n).Draw(t, "values"),
			})
		}
		for _, got := range []template.HTML{f.Bars(), f.Stacks(), f.Columns(), f.Lines()} {
			wellFormed(t, string(got))
		}
	})
}

// printable drops what XML cannot hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

func wellFormed(t *rapid.T, html string) {
	d := xml.NewDecoder(strings.NewReader("<x>" + html + "</x>"))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, html)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "script" || start.Name.Local == "style" {
			t.Fatalf("%s in %s", start.Name.Local, html)
		}
		for _, a := range start.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Value == "NaN" || strings.HasPrefix(a.Value, "-") && a.Name.Local == "height" {
				t.Fatalf("%s=%q in %s", a.Name.Local, a.Value, html)
			}
		}
	}
}
