package meili_test

import (
	"context"
	"testing"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// BenchmarkSearch measures whole answers of a real server, its work included.
func BenchmarkSearch(b *testing.B) {
	x := open(b, unique(b))
	searchtest.Fill(b, x, searchtest.Corpus(searchtest.Size))
	for name, q := range map[string]search.Query{
		"words": {Text: "cha muc ha long"}, "marks": {Text: "chả mực Hạ Long"}, "slip": {Text: "nuoc mma"},
		"broad": {Text: "dac biet"}, "browse": {}, "dropped": {Text: "chả mực Nha Trang thơm ngon"},
	} {
		q.Limit, q.Now = 24, searchtest.Now
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "wall-ms/op")
		})
	}
	b.Run("suggest", func(b *testing.B) {
		for b.Loop() {
			if _, err := x.Suggest(context.Background(), "ruou b", 8, searchtest.Now); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "wall-ms/op")
	})
}
