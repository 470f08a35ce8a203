package targets

import "fmt"

// Pace is how a target comes along.
type Pace string

// The paces.
const (
	NoGoal  Pace = ""         // no target was entered, or nothing is known of what was reached
	Slow    Pace = "slow"     // behind the year
	OnTrack Pace = "on_track" // with the year
	Reached Pace = "reached"  //
	Missed  Pace = "missed"   // the year is over
)

// Reading is a target beside what was reached.
type Reading struct {
	Key  Key
	Goal int64 // 0 for none
	// Number is what was reached; where Of is not 0, it is out of so many.
	Number, Of int64
	Known      bool // somebody counted it
	Entered    *Count
	// Toward is the share of the target that was reached, 1 being all.
	Toward float64
	Pace   Pace
}

// Read compares what was reached with a goal, when that share of the year has passed.
func Read(k Key, goal, reached, of int64, known bool, passed float64) Reading {
	r := Reading{Key: k, Goal: goal, Number: reached, Of: of, Known: known}
	if goal <= 0 || !known || k.Share() && of <= 0 {
		return r
	}
	r.Toward = float64(reached) / float64(goal)
	if k.Share() {
		r.Toward = float64(reached) / float64(of) * 100 / float64(goal)
	}
	r.Pace = paceOf(r.Toward, passed)
	return r
}

func paceOf(toward, passed float64) Pace {
	switch {
	case toward >= 1:
		return Reached
	case passed >= 1:
		return Missed
	case toward >= passed:
		return OnTrack
	}
	return Slow
}

// WithCountsOf returns the plan with the counts of provinces added up, for each number that the plan itself does not hold. Its day is that of the oldest one.
func (p *Plan) WithCountsOf(provinces []*Plan) *Plan {
	whole := *p
	whole.Counts = map[Key]Count{}
	for _, k := range Keys() {
		if own, ok := p.Counts[k]; ok {
			whole.Counts[k] = own
		} else if sum, n := sumOf(k, provinces); n > 0 {
			sum.Source = fmt.Sprintf("%d/34", n)
			whole.Counts[k] = sum
		}
	}
	return &whole
}

func sumOf(k Key, provinces []*Plan) (Count, int) {
	var sum Count
	n := 0
	for _, p := range provinces {
		c, ok := p.Counts[k]
		if !ok {
			continue
		}
		if n == 0 || c.Day.Before(sum.Day) {
			sum.Day = c.Day
		}
		sum.Number, sum.Of, n = sum.Number+c.Number, sum.Of+c.Of, n+1
	}
	return sum, n
}
