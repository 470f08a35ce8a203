// Package privacy owns what people agreed to and what they ask about their own data:
// consents that are given and taken back, and requests for a copy or for erasure,
// each with the term that the law sets (91/2025/QH15, decree 356/2025: two working days).
// It promises that no consent is ever given by itself, that nothing of the record of
// consents is altered, and that a copy holds the data of the one who asked and of nobody else.
package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/workdays"
)

// Holder is a room that keeps data of persons. It hands over its part, and erases it.
type Holder interface {
	// Name names its part of a copy: "orders".
	Name() string
	// Export returns everything that the room keeps about the person, to be written as JSON.
	Export(ctx context.Context, person string) (any, error)
	// Erase takes the person out of what the room keeps, in the caller's transaction: a Standing error if something must be done first.
	Erase(ctx context.Context, tx store.Tx, person string) error
}

// Standing is why a person's data cannot be erased yet, in both languages.
type Standing struct{ VI, EN string }

// Error says it in English.
func (s Standing) Error() string { return "privacy: " + s.EN }

// Service keeps consents and requests.
type Service struct {
	db       store.DB
	calendar *workdays.Calendar
	holders  []Holder
	clock    func() time.Time
}

// New makes a service that asks those holders for their parts. It is a holder itself.
func New(db store.DB, calendar *workdays.Calendar, clock func() time.Time, holders ...Holder) *Service {
	s := &Service{db: db, calendar: calendar, clock: clock}
	s.holders = append(append(s.holders, holders...), own{s})
	return s
}

// Calendar is by which terms are counted.
func (s *Service) Calendar() *workdays.Calendar { return s.calendar }

// The ways in which something is refused. Input is refused with field.Errors.
var (
	// ErrOpen: a request of that kind waits already.
	ErrOpen = errors.New("privacy: such a request waits already")
	// ErrOver: the request was answered or taken back.
	ErrOver = errors.New("privacy: the request is over")
	// ErrLink: the link was used, has run out or never was.
	ErrLink = errors.New("privacy: link is over")
)

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

func newID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("privacy: %w", err)
	}
	return id.String(), nil
}

var (
	consents = store.Define[Consent]("consents",
		store.Index{Fields: []string{"person", "at"}},
		store.Index{Fields: []string{"person", "purpose", "at"}},
	)
	requests = store.Define[Request]("data_requests",
		store.Index{Fields: []string{"person", "at"}},
		store.Index{Fields: []string{"state", "due_at"}},
		store.Index{Fields: []string{"state", "at"}},
		store.Index{Fields: []string{"open"}, Unique: true},
	)
)

// Schemas lists the collections of privacy.
func Schemas() []store.Schema { return []store.Schema{consents.Schema(), requests.Schema()} }

func eq(name string, value any) store.Cond {
	return store.Cond{Field: name, Op: store.Eq, Value: value}
}
