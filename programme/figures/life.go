package figures

import (
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
)

// change is from when on a certificate stands some way.
type change struct {
	at       time.Time
	standing catalog.Standing
}

// life is one certificate: how long it was to live, and how it stood meanwhile.
type life struct {
	stars           int
	renewal         bool // the decision says so
	issued, expires time.Time
	changes         []change // ascending; the first is in force from the beginning
}

// lifeOf reads a term. What it stands as now counts from the moment that the
// catalogue counts it from, so that today's figures are those that the shop shows.
func lifeOf(t *catalog.Term) *life {
	l := &life{stars: int(t.Stars), issued: t.IssuedOn, expires: t.ExpiresAt, changes: []change{{time.Time{}, catalog.InForce}}}
	for _, act := range t.Acts {
		l.renewal = l.renewal || act.Kind == "renew"
		if standing, ok := act.Standing(); ok {
			l.changes = append(l.changes, change{act.At(), standing})
		}
	}
	slices.SortStableFunc(l.changes, func(a, b change) int { return a.at.Compare(b.at) })
	l.settle(t)
	l.changes = slices.CompactFunc(l.changes, func(a, b change) bool { return a.standing == b.standing })
	return l
}

// settle makes the end of the changes agree with how the certificate stands, and with what is to come.
func (l *life) settle(t *catalog.Term) {
	if t.Next != "" { // what waits was written as an act already
		l.changes = slices.DeleteFunc(l.changes, func(c change) bool { return c.at.Equal(t.NextFrom) })
		defer func() { l.changes = append(l.changes, change{t.NextFrom, t.Next}) }()
	}
	if t.Standing == catalog.InForce || t.Standing == "" {
		if last := l.changes[len(l.changes)-1]; last.standing != catalog.InForce {
			l.changes = append(l.changes, change{last.at, catalog.InForce})
		}
		return
	}
	for last := len(l.changes) - 1; last > 0 && l.changes[last].standing == t.Standing; last-- {
		l.changes = l.changes[:last]
	}
	l.changes = slices.DeleteFunc(l.changes, func(c change) bool { return c.at.After(t.StandingFrom) })
	l.changes = append(l.changes, change{t.StandingFrom, t.Standing})
}

// standing is how the certificate stood at a moment.
func (l *life) standing(at time.Time) catalog.Standing {
	now := catalog.InForce
	for _, c := range l.changes {
		if c.at.After(at) {
			break
		}
		now = c.standing
	}
	return now
}

// lives reports whether the certificate was neither over nor taken back at a moment; a suspended one still lives.
func (l *life) lives(at time.Time) bool {
	if at.Before(l.issued) || !at.Before(l.expires) {
		return false
	}
	s := l.standing(at)
	return s == catalog.InForce || s == catalog.Suspended
}

// carries reports whether the certificate let its product carry stars at a moment.
func (l *life) carries(at time.Time) bool {
	return l.stars >= 3 && !at.Before(l.issued) && at.Before(l.expires) && l.standing(at) == catalog.InForce
}

// takenBack lists the moments at which the certificate was revoked or its product left the programme, while it still lived.
func (l *life) takenBack() []time.Time {
	var moments []time.Time
	for i, c := range l.changes {
		ends := c.standing == catalog.Revoked || c.standing == catalog.Withdrawn
		if i == 0 || !ends || !l.lives(c.at.Add(-1)) {
			continue
		}
		moments = append(moments, c.at)
	}
	return moments
}
