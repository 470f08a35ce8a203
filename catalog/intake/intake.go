// Package intake keeps how far lists are that people send in: tried first, then
// written in the background, stopped half way or undone. It promises that a list
// moves only as its phases allow, that two processes never work on it at once, and
// that work goes on where the last transaction left it.
package intake

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/media/private"
)

// Run is how far a list is and what was found in it. Documents of lists embed it, inlined.
type Run struct {
	By        string       `bson:"by"` // the person
	File      private.File `bson:"file"`
	Phase     Phase        `bson:"phase"`
	Active    bool         `bson:"active"`           // something of it is to be done by the job
	Forgot    bool         `bson:"forgot,omitempty"` // the file is no longer kept
	SentAt    time.Time    `bson:"sent_at"`
	AppliedAt time.Time    `bson:"applied_at,omitempty"` // when the last row was written
	UndoneAt  time.Time    `bson:"undone_at,omitempty"`
	// Fault is why the whole file was refused; empty if it was not.
	Fault Fault `bson:"fault,omitempty"`
	// Rows are those of the file; of them Ready would change something, Same nothing, and Wrong cannot be written.
	Rows  int `bson:"rows"`
	Ready int `bson:"ready"`
	Same  int `bson:"same"`
	New   int `bson:"new"` // of Ready, what was not there
	Wrong int `bson:"wrong"`
	// Problems are the first of them, Kinds count all.
	Problems []Problem `bson:"problems,omitempty"`
	Kinds    []Kind    `bson:"kinds,omitempty"`
	Done     int       `bson:"done"`               // what was worked on in this phase
	Total    int       `bson:"total"`              // what is to be worked on
	BeganAt  time.Time `bson:"began_at,omitempty"` // the phase
	Kept     []string  `bson:"kept,omitempty"`     // products that were left as they are, because they changed since
	KeptMore int       `bson:"kept_more,omitempty"`
}

// run lets the desk reach what a document embeds.
func (r *Run) run() *Run { return r }

// maxKept is how many products a list names that were left as they are.
const maxKept = 50

// Keep notes a product that was left as it is.
func (r *Run) Keep(name string) {
	if len(r.Kept) < maxKept {
		r.Kept = append(r.Kept, name)
	} else {
		r.KeptMore++
	}
}

// KeptAll is how many products were left as they are.
func (r *Run) KeptAll() int { return len(r.Kept) + r.KeptMore }

// Late reports whether it is too late to undo what was written.
func (r *Run) Late(now time.Time) bool { return now.Sub(r.AppliedAt) > UndoFor }

// Done tells what became of a list that came to an end.
type Done struct {
	ID    string `bson:"id"`
	By    string `bson:"by"`
	Name  string `bson:"name"` // of the file
	Phase Phase  `bson:"phase"`
	Rows  int    `bson:"rows"` // that were written
	Wrong int    `bson:"wrong"`
	Kept  int    `bson:"kept"`
}

// End is what to tell of a list of which so many rows were written.
func (r *Run) End(id string, written int) Done {
	return Done{ID: id, By: r.By, Name: r.File.Name, Phase: r.Phase, Rows: written, Wrong: r.Wrong, Kept: r.KeptAll()}
}

// Phase is how far a list is.
type Phase string

// The phases.
const (
	Reading  Phase = "reading"  // being tried
	Checked  Phase = "checked"  // tried; nothing is written
	Refused  Phase = "refused"  // the whole file cannot be read
	Dropped  Phase = "dropped"  // who sent it let it be
	Applying Phase = "applying" // being written
	Applied  Phase = "applied"
	Stopped  Phase = "stopped" // by a person, half way
	Undoing  Phase = "undoing"
	Undone   Phase = "undone"
)

// next lists where each phase may go. A phase without a row is final.
var next = map[Phase][]Phase{
	Reading:  {Checked, Refused, Dropped},
	Checked:  {Applying, Dropped},
	Applying: {Applied, Stopped},
	Applied:  {Undoing},
	Stopped:  {Undoing},
	Undoing:  {Undone},
}

// CanBecome reports whether a list may move from p to q.
func (p Phase) CanBecome(q Phase) bool { return slices.Contains(next[p], q) }

// Working reports whether the job is at it.
func (p Phase) Working() bool { return p == Reading || p == Applying || p == Undoing }

// Wrote reports whether rows of the list were or are being written.
func (p Phase) Wrote() bool { return !slices.Contains([]Phase{Reading, Checked, Refused, Dropped}, p) }

// Fault is why a whole file was refused.
type Fault string

// The faults.
const (
	FaultFormat Fault = "format" // neither XLSX nor CSV in UTF-8 or UTF-16
	FaultLarge  Fault = "large"
	FaultHeads  Fault = "heads" // a column is missing
	FaultEmpty  Fault = "empty"
)

// Unreadable says at once why nothing could read a file; what is wrong in its rows shows when it is tried.
func Unreadable(data []byte, limits sheet.Limits) Fault {
	switch {
	case int64(len(data)) > limits.Bytes:
		return FaultLarge
	case sheet.Known(data) != nil:
		return FaultFormat
	}
	return ""
}

// FaultOf is the fault that reading a file came to; empty for no error.
func FaultOf(err error) Fault {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, sheet.ErrTooLarge):
		return FaultLarge
	case errors.Is(err, sheet.ErrHeading):
		return FaultHeads
	}
	return FaultFormat
}

// UndoFor is how long a list can be undone.
const UndoFor = 30 * 24 * time.Hour

// The ways in which something is refused.
var (
	// ErrPhase: the list is not in a phase that allows it.
	ErrPhase = errors.New("intake: not in this phase")
	// ErrBusy: other lists of the same people are being worked on.
	ErrBusy = errors.New("intake: others are under way")
	// ErrTooLate: it can no longer be undone.
	ErrTooLate = errors.New("intake: too late to undo")
	// ErrGone: a file that should be there is not.
	ErrGone = errors.New("intake: the file is gone")
)

// NewID makes the id of a list.
func NewID() string { return "n-" + strings.ToLower(rand.Text()[:16]) }
