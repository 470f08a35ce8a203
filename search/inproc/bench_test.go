package inproc_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// cpu is the processor time this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measure reports processor milliseconds for each run of f.
func measure(b *testing.B, f func()) {
	b.Helper()
	b.ReportAllocs()
	before := cpu(b)
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

func filled(b *testing.B) *inproc.Index {
	x := inproc.New()
	searchtest.Fill(b, x, searchtest.Corpus(searchtest.Size))
	return x
}

func BenchmarkSearch(b *testing.B) {
	x := filled(b)
	for name, q := range map[string]search.Query{
		"words":   {Text: "cha muc ha long"},
		"marks":   {Text: "chả mực Hạ Long"},
		"slip":    {Text: "nuoc mma"},
		"prefix":  {Text: "ruou b"},
		"broad":   {Text: "dac biet"},
		"broader": {Text: "truyen thong", Filter: search.Filter{Stars: []int{3}}},
		"filters": {Text: "banh", Filter: search.Filter{Groups: []string{"food"}, Stars: []int{4}, InStock: true}},
		"dropped": {Text: "chả mực Nha Trang thơm ngon"},
		"price":   {Text: "banh", Sort: search.PriceUp},
	} {
		q.Limit, q.Now = 24, searchtest.Now
		b.Run(name, func(b *testing.B) {
			measure(b, func() { _, _ = x.Search(context.Background(), q) })
		})
	}
}

func BenchmarkBrowse(b *testing.B) {
	x := filled(b)
	q := search.Query{Limit: 24, Now: searchtest.Now, Filter: search.Filter{Groups: []string{"food"}, Stars: []int{4, 5}}}
	b.Run("seen", func(b *testing.B) {
		measure(b, func() { _, _ = x.Search(context.Background(), q) })
	})
	b.Run("new", func(b *testing.B) {
		lowest := int64(0)
		measure(b, func() {
			lowest++
			q.Filter.MinPrice = lowest
			_, _ = x.Search(context.Background(), q)
		})
	})
	b.Run("new-all", func(b *testing.B) {
		q := search.Query{Limit: 24, Now: searchtest.Now}
		measure(b, func() {
			q.Offset = (q.Offset + 1) % 2000
			_, _ = x.Search(context.Background(), q)
		})
	})
}

func BenchmarkSuggest(b *testing.B) {
	x := filled(b)
	for _, text := range []string{"b", "ruou b", "cha muc", "nuoc mma"} {
		b.Run(text, func(b *testing.B) {
			n := 0
			measure(b, func() {
				n++
				_, _ = x.Suggest(context.Background(), unseen(n)+text, 8, searchtest.Now)
			})
		})
	}
	b.Run("seen", func(b *testing.B) {
		measure(b, func() { _, _ = x.Suggest(context.Background(), "cha muc", 8, searchtest.Now) })
	})
}

// unseen is one of 4096 ways to write nothing, more than an index remembers.
func unseen(n int) string {
	return strings.NewReplacer("0", " ", "1", "-").Replace(fmt.Sprintf("%012b", n%4096))
}

func BenchmarkApply(b *testing.B) {
	x := filled(b)
	docs := searchtest.Corpus(1000)
	i := 0
	measure(b, func() {
		i++
		_ = x.Apply(context.Background(), docs[i%1000:i%1000+1], nil)
	})
}

func BenchmarkBuild(b *testing.B) {
	docs := searchtest.Corpus(searchtest.Size)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := inproc.New()
	measure(b, func() {
		_ = x.Rebuild(context.Background(), slices.Values(docs), nil)
	})
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	runtime.KeepAlive(x)
	runtime.KeepAlive(docs)
}
