// Command ocop-bench drives a running market with so many clients at once, each
// asking again as soon as it was answered, and prints how often, how fast and at
// what cost in CPU time of the server's processes it answered.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

type options struct {
	URL       string        `help:"Where the market serves its pages." default:"http://127.0.0.1:8080"`
	Admin     []string      `help:"Admin addresses of all its processes, for their CPU time." default:"127.0.0.1:9090"`
	Clients   int           `help:"Clients at once." default:"16"`
	Warmup    time.Duration `help:"How long to run before measuring." default:"2s"`
	Duration  time.Duration `help:"How long to measure each scenario." default:"10s"`
	Seed      uint64        `help:"Seed of the choices." default:"1"`
	Scenarios []string      `arg:"" optional:"" help:"Which to run: ${scenarios}. All if none is named."`
}

func main() {
	var opts options
	kong.Parse(&opts,
		kong.Description("Measures a running market. Start it with OCOP_LIMITS=off, or its limits will answer instead of it.\n\nExample: OCOP_LIMITS=off ocop & ocop-bench --duration 10s list search"),
		kong.Vars{"scenarios": strings.Join(names(), ", ")})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, opts); err != nil {
		fmt.Fprintln(os.Stderr, "ocop-bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) error {
	chosen, err := choose(opts.Scenarios)
	if err != nil {
		return err
	}
	market, err := explore(ctx, opts)
	if err != nil {
		return err
	}
	fmt.Printf("%d clients, %s each after %s of warm-up, %d products known\n\n", opts.Clients, opts.Duration, opts.Warmup, len(market.products))
	fmt.Printf("%-18s %10s %9s %9s %9s %8s %9s %8s\n", "scenario", "per second", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "bytes", "failed")
	failed := 0
	for _, s := range chosen {
		r, err := measure(ctx, opts, market, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Println(r)
		failed += r.failed
	}
	if failed > 0 {
		return fmt.Errorf("%d operations failed; the first: %w", failed, market.firstError())
	}
	return nil
}
