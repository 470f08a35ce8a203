// Package peak tells tests and benchmarks how much memory a piece of work takes,
// so that they can hold it to a bound.
package peak

import (
	"runtime"
	"time"
)

// every is how often the heap is looked at.
const every = 3 * time.Millisecond

// Of is by how many bytes the heap grew at most while f ran. Other work of the process counts too.
func Of(f func()) uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before, peak := stats.HeapAlloc, uint64(0)
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	for {
		select {
		case <-done:
			return peak
		case <-time.After(every):
			runtime.ReadMemStats(&stats)
			if stats.HeapAlloc > before {
				peak = max(peak, stats.HeapAlloc-before)
			}
		}
	}
}
