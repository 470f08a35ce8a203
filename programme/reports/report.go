// Package reports takes what anyone tells of labels and stars that are used wrongly,
// with photos, and brings it to the office of the province. It promises that what was
// told is never lost or changed, that the one who told stays unknown to the producer,
// and that every step an officer takes stands beside it.
package reports

import (
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// Wrong is what is reported.
type Wrong string

// What can be wrong.
const (
	Expired     Wrong = "expired"     // stars on goods whose certificate ran out or was taken away
	Uncertified Wrong = "uncertified" // stars on goods that never had them
	MoreStars   Wrong = "more_stars"  // more stars than the certificate gives
	FalseNumber Wrong = "number"      // a certificate number that is nobody's, or another's
	TraceStamp  Wrong = "trace"       // a trace stamp that leads nowhere or elsewhere
	Other       Wrong = "other"
)

// Wrongs lists what can be wrong, in the order in which people are asked.
func Wrongs() []Wrong {
	return []Wrong{Expired, Uncertified, MoreStars, FalseNumber, TraceStamp, Other}
}

// Name says it in words.
func (w Wrong) Name(lang string) string {
	names := map[Wrong][2]string{
		Expired:     {"Còn in sao khi chứng nhận đã hết hạn hoặc bị thu hồi", "Stars shown although the certificate lapsed or was revoked"},
		Uncertified: {"In sao trên hàng chưa từng được chứng nhận", "Stars on goods that were never certified"},
		MoreStars:   {"In nhiều sao hơn chứng nhận", "More stars than the certificate gives"},
		FalseNumber: {"Số chứng nhận không có hoặc của người khác", "A certificate number that does not exist or is another's"},
		TraceStamp:  {"Tem truy xuất không mở được hoặc dẫn đi chỗ khác", "A trace stamp that opens nothing or leads elsewhere"},
		Other:       {"Chuyện khác", "Something else"},
	}
	if lang == "en" {
		return names[w][1]
	}
	return names[w][0]
}

// State is how far a report has come.
type State string

// The states.
const (
	Open      State = "open"
	Taken     State = "taken"     // an officer looks into it
	Confirmed State = "confirmed" // it was so; what was done stands in the steps
	Dismissed State = "dismissed" // it was not so
)

// next lists where each state may go. A state without a row is final.
var next = map[State][]State{
	Open:  {Taken, Confirmed, Dismissed},
	Taken: {Open, Taken, Confirmed, Dismissed},
}

// Waits reports whether somebody must still act.
func (s State) Waits() bool { return len(next[s]) > 0 }

// CanBecome reports whether a report may move from s to t.
func (s State) CanBecome(t State) bool {
	for _, to := range next[s] {
		if to == t {
			return true
		}
	}
	return false
}

// Step is what an officer did.
type Step struct {
	State  State     `bson:"state"`
	Person string    `bson:"person"`
	Say    string    `bson:"say,omitempty"`
	At     time.Time `bson:"at"`
}

// Report is what somebody told.
type Report struct {
	store.Meta  `bson:",inline"` // ID is the code that the one who told was given: "TG-7KM4XQ"
	Wrong       Wrong            `bson:"wrong"`
	Number      string           `bson:"number,omitempty"`      // as typed
	Certificate string           `bson:"certificate,omitempty"` // the one that the number means, if any
	Product     string           `bson:"product,omitempty"`     // its product's id
	Province    string           `bson:"province"`              // whose office looks into it: of the certificate, or of where it was seen
	Where       string           `bson:"where"`
	Say         string           `bson:"say"`
	Photos      []private.File   `bson:"photos,omitempty"`
	// Contact is how to answer the one who told; empty if they would rather not say. It is personal data.
	Contact  string    `bson:"contact,omitempty"`
	Email    string    `bson:"email,omitempty"`    // the contact if it is an address, in small letters, to find it by
	Language string    `bson:"language,omitempty"` // "en" if it was told in English
	State    State     `bson:"state"`
	Waiting  bool      `bson:"waiting"` // somebody must still act
	Holder   string    `bson:"holder,omitempty"`
	At       time.Time `bson:"at"`
	Steps    []Step    `bson:"steps,omitempty"`
}

// concluded is what the officer who decided it said.
func (r *Report) concluded() string {
	if n := len(r.Steps); n > 0 && !r.State.Waits() {
		return r.Steps[n-1].Say
	}
	return ""
}

var collection = store.Define[Report]("misuse_reports",
	store.Index{Fields: []string{"waiting", "at"}}, store.Index{Fields: []string{"waiting", "province", "at"}},
	store.Index{Fields: []string{"email"}})

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{collection.Schema()} }
