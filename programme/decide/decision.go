// Package decide keeps the decisions that officers enter by hand: to suspend,
// revoke or reinstate a certificate, with the signed paper. It promises that a
// decision takes effect once, at the minute that was stated, with the record of
// who entered and who signed it, and that nobody decides what is another office's.
package decide

import (
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
)

// Kind is what is decided.
type Kind string

// The kinds.
const (
	Suspend   Kind = "suspend"
	Revoke    Kind = "revoke"
	Reinstate Kind = "reinstate"
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k == Suspend || k == Revoke || k == Reinstate }

// Status is how far a decision has come.
type Status string

// The statuses.
const (
	Draft    Status = "draft"
	Signed   Status = "signed"    // waits for its time
	InEffect Status = "in_effect" // and is carried out
)

// Decision is a decision on one certificate.
type Decision struct {
	store.Meta  `bson:",inline"`
	Kind        Kind        `bson:"kind"`
	Certificate string      `bson:"certificate"` // number
	Key         string      `bson:"key"`         // the number as people may type it
	ProductID   string      `bson:"product_id"`
	Product     string      `bson:"product"` // its name when it was entered
	ProducerID  string      `bson:"producer_id"`
	Producer    string      `bson:"producer"`
	Province    string      `bson:"province"` // code
	Stars       stars.Stars `bson:"stars"`

	Number   string    `bson:"number"`
	SignedOn time.Time `bson:"signed_on,omitempty"` // the first moment of that day in Vietnam
	Issuer   string    `bson:"issuer"`
	Paper    *Paper    `bson:"paper,omitempty"`
	AtOnce   bool      `bson:"at_once"`            // takes effect when it is signed here
	From     time.Time `bson:"from,omitempty"`     // when it takes effect otherwise; once signed, in any case
	Public   string    `bson:"public"`             // what everybody reads
	Internal string    `bson:"internal,omitempty"` // what officers alone read
	Status   Status    `bson:"status"`
	Touched  []Touched `bson:"touched,omitempty"` // what it touched when it was signed, and what was chosen

	EnteredBy  By        `bson:"entered_by"`
	EnteredAt  time.Time `bson:"entered_at"`
	UpdatedAt  time.Time `bson:"updated_at"`
	SignedBy   *By       `bson:"signed_by,omitempty"`
	SignedAt   time.Time `bson:"signed_at,omitempty"`
	InEffectAt time.Time `bson:"in_effect_at,omitempty"` // when everybody was told
}

// By is the officer who acted, as they were called then.
type By struct {
	Person string `bson:"person"`
	Name   string `bson:"name"`
	Office string `bson:"office,omitempty"`
}

// Touched is what one area held of the product when the decision was signed, and what was chosen to be done about it.
type Touched struct {
	Area   string       `bson:"area"`
	Choice string       `bson:"choice,omitempty"` // empty where nothing is to be chosen
	Things int          `bson:"things"`
	Pieces int          `bson:"pieces"`
	Money  money.Amount `bson:"money"`
	Paid   money.Amount `bson:"paid"` // what would go back to those who had paid
	IDs    []string     `bson:"ids,omitempty"`
	Failed string       `bson:"failed,omitempty"` // why the area could not answer
}

// Of is what an area held.
func (d *Decision) Of(area string) (Touched, bool) {
	for _, t := range d.Touched {
		if t.Area == area {
			return t, true
		}
	}
	return Touched{}, false
}

// Public reports whether everybody may read the decision at a moment.
func (d *Decision) PublicAt(at time.Time) bool { return d.Status != Draft && !at.Before(d.From) }

// Standing is how the certificate stands by it.
func (k Kind) Standing() catalog.Standing {
	return map[Kind]catalog.Standing{Suspend: catalog.Suspended, Revoke: catalog.Revoked, Reinstate: catalog.InForce}[k]
}

var decisions = store.Define[Decision]("decisions",
	store.Index{Fields: []string{"updated_at"}},
	store.Index{Fields: []string{"status", "updated_at"}},
	store.Index{Fields: []string{"province", "updated_at"}},
	store.Index{Fields: []string{"province", "status", "updated_at"}},
	store.Index{Fields: []string{"status", "from"}},
	store.Index{Fields: []string{"key", "updated_at"}},
	store.Index{Fields: []string{"province", "key", "updated_at"}},
)

// Schemas lists the collections of decisions.
func Schemas() []store.Schema { return []store.Schema{decisions.Schema()} }

// ScanPath begins the address at which everybody reads the scan of a decision in effect; its id follows.
const ScanPath = "/quyet-dinh/ban-quet"

// EventInEffect is the outbox entry of a decision that has come into effect; it carries a Took.
const EventInEffect = "decision.in_effect"

// Took tells that a decision took effect.
type Took struct {
	Decision string `bson:"decision"`
}
