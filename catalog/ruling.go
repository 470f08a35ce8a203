package catalog

import (
	"slices"
	"time"
)

// Word is how the registry last said that a certificate stands.
type Word struct {
	Standing Standing  `bson:"standing"`
	From     time.Time `bson:"from,omitempty"`
	Decision string    `bson:"decision,omitempty"`
}

// Ruling is a decision that an officer entered and that the registry has not answered yet.
type Ruling struct {
	Standing   Standing  `bson:"standing"` // as the certificate stands by it
	From       time.Time `bson:"from"`     // when it takes effect
	Decision   string    `bson:"decision"`
	SignedOn   time.Time `bson:"signed_on"`   // the first moment of that day in Vietnam
	RecordedAt time.Time `bson:"recorded_at"` // when it was entered here
}

// word is how the registry last said that the certificate stands, whatever officers decided since.
func (c *Certificate) word() Word {
	if c.Said != nil {
		return *c.Said
	}
	return Word{Standing: c.Standing, From: c.StandingFrom, Decision: c.StandingDecision}
}

// asSaid is a copy of the certificate as the registry had it.
func (c *Certificate) asSaid() *Certificate {
	if c == nil {
		return nil
	}
	w, said := c.word(), *c
	said.Standing, said.StandingFrom, said.StandingDecision = w.Standing, w.From, w.Decision
	return &said
}

// heed brings the rulings of officers (of the certificate before) and the word of
// the registry, which c holds, together. The rule: an officer's decision stands
// although the registry goes on saying what it said, until the registry answers it
//
//   - by standing the same way, or
//   - by a decision, learned after the officer's was entered, of a later day, or
//   - by a new term issued after it, or
//   - by turning to something worse than the officer's decision.
//
// So a pull never undoes a revocation, and a ruling never hides one.
func (c *Certificate) heed(before *Certificate, now time.Time) {
	if before == nil || len(before.Rulings) == 0 {
		return
	}
	was, w := before.word(), c.word()
	kept := slices.Clone(before.Rulings)
	for i := len(kept) - 1; i >= 0; i-- {
		if c.answers(kept[i], was, w, now) {
			kept = kept[i+1:] // what came before the answered one is answered with it
			break
		}
	}
	c.Rulings, c.Said = kept, &w
	c.settle(now)
}

// answers reports whether the registry's word is an answer to a ruling.
func (c *Certificate) answers(r Ruling, was, w Word, now time.Time) bool {
	inEffect := !now.Before(r.From)
	switch {
	case w.Standing == r.Standing && (inEffect || w.Standing != InForce):
		return true
	case c.IssuedOn.After(r.SignedOn):
		return true
	case w.Standing != was.Standing && severity[w.Standing] > severity[r.Standing]:
		return true
	}
	return slices.ContainsFunc(c.Decisions, func(d Decision) bool {
		_, rules := standingOfKind[d.Kind]
		unsaid := d.Reason == ReasonUnsaid || d.Reason == ReasonMissing // our own note of a change that the registry gave no decision for
		return rules && !unsaid && d.Source != SourceOfficer && d.RecordedAt.After(r.RecordedAt) && d.Date.After(r.SignedOn)
	})
}

// severity orders standings by how much they take away.
var severity = map[Standing]int{InForce: 0, Suspended: 1, Revoked: 2, Withdrawn: 2}

// settle works out how the certificate stands at a moment, and how it will, from the registry's word and the rulings.
func (c *Certificate) settle(now time.Time) {
	w := c.word()
	c.Standing, c.StandingFrom, c.StandingDecision = w.Standing, w.From, w.Decision
	c.Next, c.NextFrom, c.NextDecision = "", time.Time{}, ""
	if len(c.Rulings) == 0 {
		c.Said = nil
		return
	}
	c.Said = &w
	for _, r := range c.Rulings {
		if now.Before(r.From) {
			c.Next, c.NextFrom, c.NextDecision = r.Standing, r.From, r.Decision
			return
		}
		c.Standing, c.StandingFrom, c.StandingDecision = r.Standing, r.From, r.Decision
		if r.Standing == InForce {
			c.StandingFrom, c.StandingDecision = time.Time{}, ""
		}
	}
}

// At is how the certificate stands at a moment, with what takes effect until then in effect.
func (c *Certificate) At(at time.Time) *Certificate {
	if c.Next == "" || at.Before(c.NextFrom) {
		return c
	}
	then := *c
	then.settle(at)
	return &then
}

// Known are the decisions of the history that are in effect at a moment, the oldest first.
func (c *Certificate) Known(at time.Time) []Decision {
	return slices.DeleteFunc(slices.Clone(c.Decisions), func(d Decision) bool { return at.Before(d.From) })
}
