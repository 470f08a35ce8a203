package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// headroom is how much more than it must keep a process may use before it collects
// garbage more eagerly. Making photos allocates tens of megabytes for a moment; without
// a bound the collector would let twice the memory of the busiest moment stay resident.
const headroom = 88 << 20

// boundMemory sets the bound from what is alive now: called when the catalogue is
// loaded, so that it grows with it. GOMEMLIMIT, where an operator sets it, counts instead.
func boundMemory() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	debug.SetMemoryLimit(int64(m.HeapAlloc) + headroom)
}
