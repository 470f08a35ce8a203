package targets

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
