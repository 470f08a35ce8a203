// Package registers keeps the books of coordination offices: inspections of
// producers, training classes, and rewards. It promises that an entry is never
// deleted (a wrong one is voided with a reason), that the sums shown are those of
// the entries, and that an import happens whole or not at all.
package registers

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Book is one of the registers.
type Book string

// The registers.
const (
	Inspections Book = "inspection"
	Classes     Book = "class"
	Rewards     Book = "reward"
)

// Books lists the registers in their order.
func Books() []Book { return []Book{Inspections, Classes, Rewards} }

// Result is how an inspection ended.
type Result string

// The results.
const (
	Passed  Result = "passed"
	Mend    Result = "mend" // must be put right by a day
	Offence Result = "offence"
)

// Results lists the results in their order.
func Results() []Result { return []Result{Passed, Mend, Offence} }

// Entry is a line of a register. Which of its fields mean something depends on the register; see Columns.
type Entry struct {
	store.Meta `bson:",inline"`
	Book       Book      `bson:"book"`
	Province   string    `bson:"province,omitempty"` // code; absent for what the central office does for the country
	Year       int       `bson:"year"`               // of Day, in Vietnam
	Day        time.Time `bson:"day"`                // the first moment of that day in Vietnam
	Until      time.Time `bson:"until,omitempty"`    // last day of a class; day by which an inspection wants things put right; day on which a reward was paid
	Number     string    `bson:"number,omitempty"`   // of the minutes, or of the decision
	Title      string    `bson:"title,omitempty"`    // of a class

	Producer     string `bson:"producer,omitempty"` // id
	ProducerName string `bson:"producer_name,omitempty"`
	Product      string `bson:"product,omitempty"` // id, of a reward
	ProductName  string `bson:"product_name,omitempty"`
	Stars        int    `bson:"stars,omitempty"`

	Result   Result       `bson:"result,omitempty"`
	Products int          `bson:"products,omitempty"` // inspected
	People   int          `bson:"people,omitempty"`   // in a class
	Women    int          `bson:"women,omitempty"`    // of them
	Amount   money.Amount `bson:"amount,omitempty"`   // of a reward
	Place    string       `bson:"place,omitempty"`
	Note     string       `bson:"note,omitempty"`

	// Mark is the same for entries that say the same, so that a file that comes twice is known.
	Mark    string    `bson:"mark"`
	Void    bool      `bson:"void"`
	VoidWhy string    `bson:"void_why,omitempty"`
	Import  string    `bson:"import,omitempty"` // id of the import that brought it
	History []Step    `bson:"history"`          // oldest first
	At      time.Time `bson:"at"`               // of the last change
}

// Step is a change of an entry.
type Step struct {
	What   string    `bson:"what"` // "add", "edit", "void"
	By     string    `bson:"by"`   // person
	At     time.Time `bson:"at"`
	Fields []string  `bson:"fields,omitempty"` // that changed
}

var entries = store.Define[Entry]("programme_entries",
	store.Index{Fields: []string{"book", "day"}},
	store.Index{Fields: []string{"book", "year", "day"}},
	store.Index{Fields: []string{"book", "province", "day"}},
	store.Index{Fields: []string{"book", "province", "year", "day"}},
	store.Index{Fields: []string{"book", "producer", "day"}},
	store.Index{Fields: []string{"book", "mark"}},
)

func yearOf(at time.Time) int { return at.In(vietnam.Zone).Year() }
