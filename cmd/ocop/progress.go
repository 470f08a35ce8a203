package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress tells how far long work is: as a bar on a terminal, in a line every few seconds elsewhere.
type progress struct {
	out      io.Writer
	what     string
	terminal bool
	bar      *progressbar.ProgressBar
	last     time.Time
	done     int
	total    int
}

func newProgress(out io.Writer, terminal bool, what string) *progress {
	return &progress{out: out, what: what, terminal: terminal, last: time.Now()}
}

// lineEvery is how often a line is written where no bar can move.
const lineEvery = 2 * time.Second

// report is called with how much is done; total 0 means that nobody knows.
func (p *progress) report(done, total int) {
	p.done, p.total = done, total
	if p.terminal {
		p.move()
		return
	}
	if time.Since(p.last) >= lineEvery {
		p.last = time.Now()
		p.line()
	}
}

func (p *progress) move() {
	if p.bar == nil {
		p.bar = progressbar.NewOptions(max(p.total, 1), progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	if p.bar.GetMax() < p.total {
		p.bar.ChangeMax(p.total)
	}
	_ = p.bar.Set(p.done) // drawing must not fail the work
}

func (p *progress) line() {
	if p.total > 0 {
		fmt.Fprintf(p.out, "%s: %d of %d\n", p.what, p.done, p.total)
	} else {
		fmt.Fprintf(p.out, "%s: %d\n", p.what, p.done)
	}
}

// end closes the bar or writes the last line.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish() // drawing must not fail the work
		return
	}
	if p.total > 0 {
		p.line()
	}
}
