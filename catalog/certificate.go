package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
)

// Certificate is what the registry said of a product, with its whole history.
type Certificate struct {
	store.Meta      `bson:",inline"` // ID is the number as the registry writes it
	Key             string           `bson:"key"` // the number as people may type it, see NumberKey
	ProductID       string           `bson:"product_id"`
	Province        string           `bson:"province"` // code, era 2025; empty while unmapped
	Stars           stars.Stars      `bson:"stars"`
	Score           float64          `bson:"score,omitempty"`
	CriteriaVersion string           `bson:"criteria_version,omitempty"`
	Decision        string           `bson:"decision"`
	Issuer          string           `bson:"issuer"`
	IssuedOn        time.Time        `bson:"issued_on"`  // the first moment of that day in Vietnam
	ExpiresAt       time.Time        `bson:"expires_at"` // the first moment at which it is no longer valid
	Standing        Standing         `bson:"standing"`
	// StandingFrom is when Standing takes effect, and StandingDecision what ordered it.
	StandingFrom     time.Time `bson:"standing_from,omitempty"`
	StandingDecision string    `bson:"standing_decision,omitempty"`
	// Next is what it will stand as, from NextFrom on; empty while nothing is to come.
	Next         Standing  `bson:"next,omitempty"`
	NextFrom     time.Time `bson:"next_from,omitempty"`
	NextDecision string    `bson:"next_decision,omitempty"`
	// Rulings are officers' decisions that the registry has not answered, in the order of their effect; Said is its own word meanwhile.
	Rulings   []Ruling   `bson:"rulings,omitempty"`
	Said      *Word      `bson:"said,omitempty"`
	Decisions []Decision `bson:"decisions,omitempty"` // oldest first
	Current   bool       `bson:"current"`             // the product's certificate now, or its last one
	UpdatedAt time.Time  `bson:"updated_at"`
}

// Standing is what the registry holds of a certificate apart from its dates.
type Standing string

// The standings.
const (
	InForce   Standing = "in_force"
	Suspended Standing = "suspended"
	Revoked   Standing = "revoked"
	Withdrawn Standing = "withdrawn"
)

// Lapsed tells in a CertificateChange that a certificate ran out; no certificate stands so, as its dates say it.
const Lapsed Standing = "expired"

// Decision is one act in a certificate's history, append-only.
type Decision struct {
	Kind       string      `bson:"kind"` // issue, renew, suspend, reinstate, revoke, withdraw
	Number     string      `bson:"number"`
	Date       time.Time   `bson:"date"`
	Reason     string      `bson:"reason,omitempty"`
	By         string      `bson:"by,omitempty"`
	Stars      stars.Stars `bson:"stars,omitempty"`
	RecordedAt time.Time   `bson:"recorded_at"`     // when we learned of it
	Source     string      `bson:"source"`          // "registry", SourceList or SourceOfficer
	From       time.Time   `bson:"from,omitempty"`  // when it takes effect, where that was stated to the minute
	Paper      string      `bson:"paper,omitempty"` // id under which its scan can be read; empty without one
}

// SourceOfficer is the source of a decision that an officer entered here.
const SourceOfficer = "officer"

// State is what a certificate is worth at a moment.
type State string

// The states. Only Valid and Expiring carry stars and allow a sale.
const (
	StateValid     State = "valid"
	StateExpiring  State = "expiring"
	StateExpired   State = "expired"
	StateSuspended State = "suspended"
	StateRevoked   State = "revoked"
	StateWithdrawn State = "withdrawn"
	StateUnknown   State = "unknown"
)

// ShowsStars reports whether the product may carry its stars and be bought.
func (s State) ShowsStars() bool { return s == StateValid || s == StateExpiring }

// renewalMonths is how long before its end a certificate should be renewed, and counts as expiring.
const renewalMonths = 6

// Validity is what decides a certificate's state; small enough to be kept for every product.
type Validity struct {
	Stars        stars.Stars `bson:"stars"`
	Standing     Standing    `bson:"standing"`
	StandingFrom time.Time   `bson:"standing_from"`
	IssuedOn     time.Time   `bson:"issued_on"`
	ExpiresAt    time.Time   `bson:"expires_at"`
	Next         Standing    `bson:"next"` // what it stands as from NextFrom on; empty while nothing is to come
	NextFrom     time.Time   `bson:"next_from"`
}

// Validity returns what decides the certificate's state.
func (c *Certificate) Validity() Validity {
	return Validity{Stars: c.Stars, Standing: c.Standing, StandingFrom: c.StandingFrom, IssuedOn: c.IssuedOn, ExpiresAt: c.ExpiresAt, Next: c.Next, NextFrom: c.NextFrom}
}

// At is the validity as it is at a moment: what takes effect until then is in effect.
func (v Validity) At(at time.Time) Validity {
	if v.Next == "" || at.Before(v.NextFrom) {
		return v
	}
	v.Standing, v.StandingFrom, v.Next, v.NextFrom = v.Next, v.NextFrom, "", time.Time{}
	return v
}

// State computes the state at a moment. confirmed is when the registry last
// confirmed the certificate's province, silence the time after which its word no longer counts.
func (v Validity) State(at, confirmed time.Time, silence time.Duration) State {
	v = v.At(at)
	switch {
	case v.Standing == "":
		return StateUnknown
	case v.Standing != InForce && !at.Before(v.StandingFrom):
		return stateOfStanding[v.Standing]
	case !at.Before(v.ExpiresAt):
		return StateExpired
	case at.Before(v.IssuedOn), at.Sub(confirmed) > silence, !v.Stars.Shown():
		return StateUnknown
	case !at.Before(v.ExpiresAt.AddDate(0, -renewalMonths, 0)):
		return StateExpiring
	}
	return StateValid
}

var stateOfStanding = map[Standing]State{Suspended: StateSuspended, Revoked: StateRevoked, Withdrawn: StateWithdrawn}

// Span returns the time in which the certificate carries stars as far as its dates and decisions tell; both zero if there is none.
func (v Validity) Span() (from, until time.Time) {
	from, until = v.IssuedOn, v.ExpiresAt
	switch {
	case v.Standing != InForce && v.Next == InForce: // taken back for a time that ends: the stars of before are not asked for any more
		from = later(from, v.NextFrom)
	case v.Standing != InForce:
		until = earlier(until, v.StandingFrom)
	case v.Next != "" && v.Next != InForce:
		until = earlier(until, v.NextFrom)
	}
	if v.Standing == "" || !v.Stars.Shown() || !from.Before(until) {
		return time.Time{}, time.Time{}
	}
	return from, until
}
