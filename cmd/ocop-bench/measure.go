package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// result is what one scenario gave.
type result struct {
	name   string
	took   time.Duration
	times  []time.Duration // of each operation that succeeded
	failed int
	bytes  int64
	cpu    float64 // seconds, of all processes of the server
}

// String writes a line of the table.
func (r result) String() string {
	n := len(r.times)
	perOp := func(x float64) float64 { return x / float64(max(n, 1)) }
	return fmt.Sprintf("%-18s %10.0f %9.2f %9.2f %9.2f %8.3f %9.0f %8d", r.name, float64(n)/r.took.Seconds(),
		r.percentile(50), r.percentile(95), r.percentile(99), perOp(r.cpu*1000), perOp(float64(r.bytes)), r.failed)
}

// percentile returns milliseconds; times are sorted.
func (r result) percentile(p int) float64 {
	if len(r.times) == 0 {
		return 0
	}
	at := min(len(r.times)*p/100, len(r.times)-1)
	return float64(r.times[at].Microseconds()) / 1000
}

func measure(ctx context.Context, opts options, m *market, s scenario) (result, error) {
	if _, err := drive(ctx, opts, m, s, opts.Warmup); err != nil {
		return result{}, err
	}
	before, err := cpuSeconds(ctx, opts.Admin)
	if err != nil {
		return result{}, err
	}
	r, err := drive(ctx, opts, m, s, opts.Duration)
	if err != nil {
		return result{}, err
	}
	after, err := cpuSeconds(ctx, opts.Admin)
	r.cpu = after - before
	return r, err
}

// drive runs the clients for a while: each operation that began in time counts.
func drive(ctx context.Context, opts options, m *market, s scenario, d time.Duration) (result, error) {
	var wg sync.WaitGroup
	parts := make([]result, opts.Clients)
	start := time.Now()
	for i := range parts {
		wg.Go(func() {
			c := m.client(rand.New(rand.NewPCG(opts.Seed, uint64(i)<<32|uint64(start.UnixNano()&0xffffffff))))
			for time.Since(start) < d && ctx.Err() == nil {
				began := time.Now()
				if err := s.do(ctx, c); err != nil {
					parts[i].failed++
					m.note(err)
					continue
				}
				parts[i].times = append(parts[i].times, time.Since(began))
			}
			parts[i].bytes = c.bytes
		})
	}
	wg.Wait()
	total := result{name: s.name, took: time.Since(start)}
	for _, p := range parts {
		total.times = append(total.times, p.times...)
		total.failed += p.failed
		total.bytes += p.bytes
	}
	slices.Sort(total.times)
	return total, ctx.Err()
}

// cpuSeconds sums what the processes say that they used, user and system.
func cpuSeconds(ctx context.Context, admins []string) (float64, error) {
	var total float64
	for _, admin := range admins {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+admin+"/metrics", nil)
		if err != nil {
			return 0, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, fmt.Errorf("ask for the CPU time: %w", err)
		}
		seconds, err := cpuOf(resp.Body)
		resp.Body.Close()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", admin, err)
		}
		total += seconds
	}
	return total, nil
}

func cpuOf(metrics io.Reader) (float64, error) {
	lines := bufio.NewScanner(metrics)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "process_cpu_seconds_total "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("no process_cpu_seconds_total in the metrics")
}
