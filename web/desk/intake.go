package desk

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/web"
)

// Intake tells on a page how far a list is that somebody sent in.
type Intake struct {
	Run  *intake.Run // nil where none is shown
	lang web.Lang
	now  time.Time
}

// NewIntake tells of a run; of none for nil.
func (a *Ask) NewIntake(run *intake.Run) Intake {
	return Intake{Run: run, lang: a.Lang, now: a.desks.deps.Clock()}
}

// Step is how far the list is: 1 send, 2 look at the trial, 3 write.
func (i Intake) Step() int {
	switch {
	case i.Run == nil || i.Run.Phase == intake.Refused || i.Run.Phase == intake.Dropped:
		return 1
	case i.Run.Phase == intake.Reading || i.Run.Phase == intake.Checked:
		return 2
	}
	return 3
}

// Thousandth is the part of all rows, for drawing.
func (i Intake) Thousandth(n int) int {
	if i.Run.Rows == 0 {
		return 0
	}
	return n * 1000 / i.Run.Rows
}

// Share is the part of all rows, in percent with one decimal.
func (i Intake) Share(n int) float64 { return float64(i.Thousandth(n)) / 10 }

// Changed counts the rows that change what is there.
func (i Intake) Changed() int { return i.Run.Ready - i.Run.New }

// Left guesses how long the work still takes; empty while nobody can know.
func (i Intake) Left() string {
	r := i.Run
	if r.Done == 0 || r.Total <= r.Done {
		return ""
	}
	left := time.Duration(float64(i.now.Sub(r.BeganAt)) / float64(r.Done) * float64(r.Total-r.Done))
	return say(i.lang, "còn chừng %d giây", "about %d seconds left", int(left.Seconds())+1)
}

// Size writes how large the file is.
func (i Intake) Size() string { return Size(i.lang, i.Run.File.Size) }

// Size writes how large a file is.
func Size(lang web.Lang, bytes int64) string {
	if bytes < 1<<20 {
		return lang.Decimal(float64(bytes*10>>10)/10) + " kB"
	}
	return lang.Decimal(float64(bytes*10>>20)/10) + " MB"
}
