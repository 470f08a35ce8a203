//go:build unix

package pull_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// BenchmarkFirstPull pulls the demonstration data at true scale into an empty store, from a registry in the same process.
func BenchmarkFirstPull(b *testing.B) {
	for b.Loop() {
		w := newWorld(b, 16_000)
		feed := w.feed(registry.Options{PageSize: 500})
		last := 0
		began, used := time.Now(), cpu(b)
		result, err := w.puller(feed, "worker").Run(context.Background(), "bench", func(done, total int) { last = done })
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/pull")
		b.ReportMetric(cpu(b)-used, "cpu-s/pull")
		b.Logf("%v for %d records, %d new, %d refused, mismatched %v, bar %d, evidence %v", time.Since(began), result.Records, result.Counts.New, result.Counts.Refused, result.Mismatched, last, result.Evidence)
	}
}

// BenchmarkQuietPull pulls when nothing has changed, at true scale.
func BenchmarkQuietPull(b *testing.B) {
	w := newWorld(b, 16_000)
	feed := w.feed(registry.Options{PageSize: 500})
	w.pull(feed)
	b.ResetTimer()
	used := cpu(b)
	for b.Loop() {
		w.pass(time.Minute)
		w.pull(feed)
	}
	b.ReportMetric((cpu(b)-used)/float64(b.N), "cpu-s/pull")
}

// cpu is the processor time that this process has used, in seconds; the registry's share included.
func cpu(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
