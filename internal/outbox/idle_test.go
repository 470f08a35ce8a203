package outbox_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// BenchmarkIdle reports the CPU time per second of a process with five consumers and nothing to do.
func BenchmarkIdle(b *testing.B) {
	schemas := append(outbox.Schemas(), lease.Schemas()...)
	for _, e := range []storetest.Engine{storetest.SQLite(), storetest.Mongo()} {
		b.Run(e.Name, func(b *testing.B) {
			db := e.Fresh(b, schemas...)
			var s seen
			var all []outbox.Consumer
			for _, name := range []string{"a", "b", "c", "d", "e"} {
				all = append(all, collecting(name, &s))
			}
			startFor(b, db, "x", lease.DefaultTTL, outbox.Options{}, all...)
			time.Sleep(500 * time.Millisecond)
			before := cpu()
			time.Sleep(4 * time.Second)
			b.ReportMetric(float64((cpu()-before).Microseconds())/4000, "cpu-ms/s")
		})
	}
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
