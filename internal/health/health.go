// Package health tells whether this process can serve, part by part. A part
// that is required makes the process unready when it fails; the others degrade
// it. Checks are bounded and remembered for a moment, so that asking is cheap.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"
)

// The states of a part, and of the whole.
const (
	OK       = "ok"
	Degraded = "degraded" // a part that the shop can do without fails
	Down     = "down"
)

// Check asks one part whether it works.
type Check struct {
	Name     string
	Required bool
	Limit    time.Duration // for an answer; default 2 s
	Ask      func(ctx context.Context) error
}

// Part is what is known of a part. It holds no error's text, which may tell
// strangers about the inside; that goes to the function that New takes.
type Part struct {
	Name  string    `json:"name"`
	State string    `json:"state"`
	Since time.Time `json:"since"` // the start of this state, as far as this process saw it
	For   string    `json:"for"`   // how long that is
	Took  string    `json:"took"`  // the last check
	P95   string    `json:"p95"`   // what all but one in twenty of the last checks took at most
}

// Report is the whole.
type Report struct {
	State string `json:"state"`
	Parts []Part `json:"parts"`
}

// Ready reports whether requests should come here.
func (r Report) Ready() bool { return r.State != Down }

// Board keeps the state of all parts.
type Board struct {
	now     func() time.Time
	changed func(name, state string, err error)
	mu      sync.Mutex // held while asking, so that many who ask make one check
	checks  []Check
	parts   []Part
	took    [][]time.Duration // of the last checks of each part
	asked   time.Time
	closing bool
}

// fresh is how long an answer is good for.
const fresh = time.Second

// New returns a board. changed, if not nil, hears of each part's first state and of every change, for the log.
func New(now func() time.Time, changed func(name, state string, err error), checks ...Check) *Board {
	b := &Board{now: now, changed: changed, checks: checks, parts: make([]Part, len(checks)), took: make([][]time.Duration, len(checks))}
	for i := range b.checks {
		if b.checks[i].Limit == 0 {
			b.checks[i].Limit = 2 * time.Second
		}
		b.parts[i].Name = b.checks[i].Name
	}
	return b
}

// Close makes the process unready, so that no new requests come while it shuts down.
func (b *Board) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing = true
}

// Report asks every part, unless that was done within the last second.
func (b *Board) Report() Report {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.now(); b.asked.IsZero() || now.Sub(b.asked) >= fresh {
		b.askAll()
		b.asked = b.now()
	}
	r := Report{State: OK}
	for i, p := range b.parts {
		p.For = b.now().Sub(p.Since).Round(time.Second).String()
		r.Parts = append(r.Parts, p)
		r.State = worse(r.State, p.State, b.checks[i].Required)
	}
	if b.closing {
		r.State = Down
	}
	return r
}

func worse(whole, part string, required bool) string {
	switch {
	case part == OK || whole == Down:
		return whole
	case required:
		return Down
	default:
		return Degraded
	}
}

func (b *Board) askAll() {
	errs := make([]error, len(b.checks))
	var wg sync.WaitGroup
	for i, c := range b.checks {
		wg.Go(func() {
			began := b.now()
			errs[i] = c.answer()
			b.timed(i, b.now().Sub(began))
		})
	}
	wg.Wait()
	for i, err := range errs {
		b.learn(i, err)
	}
}

// remembered is how many checks of a part P95 looks back at.
const remembered = 100

func (b *Board) timed(i int, took time.Duration) {
	b.took[i] = append(b.took[i], took)
	b.took[i] = b.took[i][max(0, len(b.took[i])-remembered):]
	sorted := slices.Sorted(slices.Values(b.took[i]))
	b.parts[i].Took = took.Round(10 * time.Microsecond).String()
	b.parts[i].P95 = sorted[(len(sorted)*95-1)/100].Round(10 * time.Microsecond).String()
}

// answer gives a part its limit. One that ignores it is left behind and counts as failed.
func (c Check) answer() error {
	ctx, cancel := context.WithTimeout(context.Background(), c.Limit)
	defer cancel()
	answer := make(chan error, 1)
	go func() { answer <- c.Ask(ctx) }()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *Board) learn(i int, err error) {
	c, p := b.checks[i], &b.parts[i]
	state := stateOf(err, c.Required)
	if state == p.State {
		return
	}
	p.State, p.Since = state, b.now().UTC()
	if b.changed != nil {
		b.changed(c.Name, state, err)
	}
}

func stateOf(err error, required bool) string {
	switch {
	case err == nil:
		return OK
	case required:
		return Down
	default:
		return Degraded
	}
}

// ServeHTTP answers /readyz: 200 if ready and 503 if not, with every part in the body.
func (b *Board) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	r := b.Report()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	if !r.Ready() {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(r) // the asker may be gone
}
