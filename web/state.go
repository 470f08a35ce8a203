package web

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/catalog"
)

// left says how long a certificate still counts, in whole months.
func (v *view) left(until time.Time) string {
	months := monthsUntil(v.now, until)
	switch months {
	case 0:
		return v.t.State.DaysLeft
	case 1:
		return fmt.Sprintf(v.t.State.MonthsOne, "1")
	}
	return fmt.Sprintf(v.t.State.Months, strconv.Itoa(months))
}

// monthsUntil counts the whole months from now to then.
func monthsUntil(now, then time.Time) int {
	n := 0
	for n < 12 && !now.AddDate(0, n+1, 0).After(then) {
		n++
	}
	return n
}

// stateWord names a state in a word or two.
func (m *Messages) stateWord(s catalog.State) string {
	switch s {
	case catalog.StateValid:
		return m.State.Valid
	case catalog.StateExpiring:
		return m.State.Expiring
	case catalog.StateExpired:
		return m.State.Expired
	case catalog.StateSuspended:
		return m.State.Suspended
	case catalog.StateRevoked:
		return m.State.Revoked
	case catalog.StateWithdrawn:
		return m.State.Withdrawn
	}
	return m.State.Unknown
}

// shortLine says on a card why there are no stars.
func (v *view) shortLine(s catalog.State, val catalog.Validity) string {
	switch s {
	case catalog.StateExpired:
		return fmt.Sprintf(v.t.State.ShortExpired, v.lang.Date(lastDay(val.ExpiresAt)))
	case catalog.StateSuspended:
		return v.t.State.ShortSuspended
	case catalog.StateRevoked:
		return v.t.State.ShortRevoked
	case catalog.StateWithdrawn:
		return v.t.State.ShortWithdrawn
	}
	return v.t.State.ShortUnknown
}

// honestLine says in one sentence why there are no stars, with the decision if there is one.
func (v *view) honestLine(s catalog.State, val catalog.Validity, decision string) string {
	m := &v.t.State
	val = val.At(v.now)
	from := v.lang.Date(val.StandingFrom)
	line := ""
	switch s {
	case catalog.StateExpired:
		return fmt.Sprintf(m.LineExpired, v.lang.Date(lastDay(val.ExpiresAt)))
	case catalog.StateSuspended:
		line = fmt.Sprintf(m.LineSuspended, from)
	case catalog.StateRevoked:
		line = fmt.Sprintf(m.LineRevoked, from)
	case catalog.StateWithdrawn:
		line = fmt.Sprintf(m.LineWithdrawn, from)
	default:
		return m.LineUnknown
	}
	if decision != "" {
		line = fmt.Sprintf(m.LineBy, line, decision)
	}
	return line
}

// sayState says what losing the certificate means for a buyer.
func (m *Messages) sayState(s catalog.State) string {
	switch s {
	case catalog.StateExpired:
		return m.State.SayExpired
	case catalog.StateSuspended:
		return m.State.SaySuspended
	case catalog.StateRevoked:
		return m.State.SayRevoked
	case catalog.StateWithdrawn:
		return m.State.SayWithdrawn
	}
	return m.State.SayUnknown
}

// badgeLine says what stands beside the badge: "OCOP 4 sao, còn hiệu lực".
func (v *view) badgeLine(s catalog.State, val catalog.Validity) string {
	stars := strconv.Itoa(int(val.Stars))
	if s == catalog.StateExpiring {
		return fmt.Sprintf(v.t.State.BadgeExpiring, stars, v.left(val.ExpiresAt))
	}
	return fmt.Sprintf(v.t.State.BadgeValid, stars)
}

// lastDay is the last day on which a certificate that ends at a moment counts.
func lastDay(ends time.Time) time.Time {
	if ends.IsZero() {
		return ends
	}
	return ends.Add(-time.Nanosecond)
}

// stateTag is the look of a state: its tint and its symbol, so that it is never told by colour alone.
type stateTag struct{ Class, Icon, Word string }

func (m *Messages) tag(s catalog.State) stateTag {
	t := stateTag{Word: m.stateWord(s)}
	switch s {
	case catalog.StateValid:
		t.Class, t.Icon = "tag--ok", "i-check"
	case catalog.StateExpiring:
		t.Class, t.Icon = "tag--warn", "i-clock"
	case catalog.StateExpired:
		t.Icon = "i-calendar"
	case catalog.StateRevoked, catalog.StateWithdrawn:
		t.Class, t.Icon = "tag--danger", "i-ban"
	case catalog.StateSuspended:
		t.Class, t.Icon = "tag--warn", "i-warning"
	default:
		t.Class, t.Icon = "tag--info", "i-info"
	}
	return t
}
