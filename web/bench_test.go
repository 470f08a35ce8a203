package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"syscall"
	"testing"
	"time"
)

// benchSize is the true scale of the programme.
const benchSize = 16_000

// BenchmarkPages reports the CPU time of one answer through the whole handler, with
// compression: uncached, each address is asked for once.
func BenchmarkPages(b *testing.B) {
	m := newMarket(b, benchSize, nil)
	slug := slugs()
	product := func(i int) string { return fmt.Sprintf("/san-pham/%s-%d", slug[i%len(slug)], i) }
	words := []string{"chả mực", "mat ong", "chè tân cương", "gao st25", "nuoc mam", "ca phe", "gom bat trang", "cam"}
	for name, path := range map[string]func(i int) string{
		"list": func(i int) string { return fmt.Sprintf("/san-pham?page=%d&x=%d", 1+i%20, i) },
		"list-facets": func(i int) string {
			return fmt.Sprintf("/san-pham?stars=4&stars=5&in_stock=1&page=%d&x=%d", 1+i%20, i)
		},
		"product":        func(i int) string { return fmt.Sprintf("%s?x=%d", product(i*7919%benchSize), i) },
		"search":         func(i int) string { return fmt.Sprintf("/san-pham?q=%s&x=%d", url.QueryEscape(words[i%len(words)]), i) },
		"home":           func(i int) string { return fmt.Sprintf("/?x=%d", i) },
		"list-cached":    func(int) string { return "/san-pham" },
		"product-cached": func(int) string { return product(0) },
	} {
		b.Run(name, func(b *testing.B) { benchmarkPath(b, m, path) })
	}
}

func benchmarkPath(b *testing.B, m *market, path func(i int) string) {
	h := m.Handler()
	var bytes int
	i := 0
	before := cpuTime()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, path(i), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("%s: status %d", path(i), w.Code)
		}
		bytes = w.Body.Len()
		i++
	}
	b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(bytes), "bytes")
}

// cpuTime is what the process has used, which other processes on the machine disturb less than the clock.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
