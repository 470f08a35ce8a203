package stock

import (
	"testing"

	"pgregory.net/rapid"
)

func TestLabelsFillTheirSheets(t *testing.T) {
	for _, tt := range []struct {
		paper         string
		labels, start int
		want          [][2]int // cells left out and labels, by sheet
	}{
		{"24", 48, 1, [][2]int{{0, 24}, {0, 24}}},
		{"24", 24, 1, [][2]int{{0, 24}}},
		{"24", 24, 2, [][2]int{{1, 23}, {0, 1}}},
		{"24", 1, 24, [][2]int{{23, 1}}},
		{"40", 45, 3, [][2]int{{2, 38}, {0, 7}}},
		{"cuon", 2, 1, [][2]int{{0, 1}, {0, 1}}},
	} {
		sheets := labelSheets(paperOf(tt.paper), tt.labels, tt.start)
		if len(sheets) != len(tt.want) {
			t.Errorf("%d on %s from %d: got %d sheets, want %d", tt.labels, tt.paper, tt.start, len(sheets), len(tt.want))
			continue
		}
		for i, s := range sheets {
			if got := [2]int{len(s.Skip), len(s.Labels)}; got != tt.want[i] {
				t.Errorf("%d on %s from %d, sheet %d: got %v, want %v", tt.labels, tt.paper, tt.start, i+1, got, tt.want[i])
			}
		}
	}
}

func TestEveryLabelHasACell(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := rapid.SampledFrom(papers()).Draw(r, "paper")
		labels, start := rapid.IntRange(1, maxLabels).Draw(r, "labels"), rapid.IntRange(1, p.Cells).Draw(r, "start")
		printed := 0
		for i, s := range labelSheets(p, labels, start) {
			if n := len(s.Skip) + len(s.Labels); n > p.Cells || len(s.Labels) == 0 {
				r.Fatalf("sheet %d has %d cells of %d, %d labels", i+1, n, p.Cells, len(s.Labels))
			}
			if i > 0 && len(s.Skip) > 0 {
				r.Fatalf("sheet %d leaves cells out", i+1)
			}
			printed += len(s.Labels)
		}
		if printed != labels {
			r.Fatalf("got %d labels, want %d", printed, labels)
		}
	})
}
