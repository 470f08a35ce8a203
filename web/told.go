package web

import (
	"time"

	"github.com/ocopmarket/ocop/catalog"
)

// Told is how public pages will tell of a decision.
type Told struct {
	Class, Icon, Word string // the tag of the certificate
	Line, Say         string // why it carries no stars, and what follows; empty where it does carry them
	Act, Note         string // in its history: what happened, and by which decision
}

// Tell says in the words of public pages how they will tell of a decision by which a
// certificate stands so, once it is in effect, at d.From.
func (l Lang) Tell(standing catalog.Standing, d catalog.Decision, cert *catalog.Certificate) Told {
	v := &view{lang: l, t: l.messages(), now: d.From}
	val := cert.Validity()
	val.Standing, val.StandingFrom, val.Next, val.NextFrom = standing, d.From, "", time.Time{}
	state := val.State(d.From, d.From, time.Hour)
	tag, line := v.t.tag(state), v.historyLine(d, cert)
	told := Told{Class: tag.Class, Icon: tag.Icon, Word: tag.Word, Act: line.What, Note: line.Note}
	if !state.ShowsStars() {
		told.Line, told.Say = v.honestLine(state, val, d.Number), v.t.sayState(state)
	}
	return told
}
