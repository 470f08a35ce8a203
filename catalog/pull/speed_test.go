package pull_test

import (
	"context"
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
		began := time.Now()
		result, err := w.puller(feed, "worker").Run(context.Background(), "bench", func(done, total int) { last = done })
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/pull")
		b.Logf("%v for %d records, %d new, %d refused, mismatched %v, bar %d, evidence %v", time.Since(began), result.Records, result.Counts.New, result.Counts.Refused, result.Mismatched, last, result.Evidence)
	}
}
