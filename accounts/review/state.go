package review

import "slices"

// Kind is what a case asks for.
type Kind string

// The kinds.
const (
	Claim    Kind = "claim"    // to be the organization of a producer of the registry
	Identity Kind = "identity" // to have an organization's identity verified
)

// words says in the audit log what the papers are for.
func (k Kind) words() string {
	if k == Claim {
		return "nhận chủ thể"
	}
	return "xác minh danh tính"
}

// wordsEN is words in English.
func (k Kind) wordsEN() string {
	if k == Claim {
		return "claim a producer"
	}
	return "verify an identity"
}

// State is where a case is.
type State string

// The states.
const (
	Waiting    State = "waiting"    // for an officer
	Incomplete State = "incomplete" // for who sent it: something is missing
	Accepted   State = "accepted"
	Refused    State = "refused"
	Withdrawn  State = "withdrawn" // by who sent it, or overtaken
)

// next lists where each state may go. A state without a row is final.
var next = map[State][]State{
	Waiting:    {Accepted, Refused, Incomplete, Withdrawn},
	Incomplete: {Waiting, Refused, Withdrawn},
}

// CanBecome reports whether a case may go from s to t.
func (s State) CanBecome(t State) bool { return slices.Contains(next[s], t) }

// Open reports whether the case is not decided yet.
func (s State) Open() bool { return len(next[s]) > 0 }

// States lists all states.
func States() []State { return []State{Waiting, Incomplete, Accepted, Refused, Withdrawn} }
