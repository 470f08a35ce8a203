package claims

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// State is where a claim by code is.
type State string

// The states.
const (
	Asked   State = "asked"   // the letter is wanted and not written yet
	Sent    State = "sent"    // the letter holds the code
	Spent   State = "spent"   // the code was tried too often
	Claimed State = "claimed" // it was right
)

// next lists where each state may go. A state without a row is final.
var next = map[State][]State{
	Asked: {Asked, Sent},
	Sent:  {Asked, Sent, Spent, Claimed},
	Spent: {Asked},
}

// CanBecome reports whether a claim may go from s to t.
func (s State) CanBecome(t State) bool { return slices.Contains(next[s], t) }

// The bounds of a code.
const (
	CodeLength = 8
	CodeLives  = 30 * time.Minute
	CodeTries  = 5
	// CodePause is how long it takes until the next code may be asked for.
	CodePause = time.Minute
	// codesADay is how many codes one person may ask for of one producer in a day, and othersADay of how many producers, and how many persons of one producer.
	codesADay, othersADay = 5, 5
)

const day = 24 * time.Hour

// Attempt is one person's claim of one producer by code.
type Attempt struct {
	store.Meta `bson:",inline"` // ID is made of producer and person
	Producer   string           `bson:"producer"`
	Person     string           `bson:"person"`
	State      State            `bson:"state"`
	Code       string           `bson:"code,omitempty"` // hash
	Tries      int              `bson:"tries"`          // of this code
	Round      int              `bson:"round"`          // how many codes were asked for
	Today      []time.Time      `bson:"today"`          // when, of the last day
	AskedAt    time.Time        `bson:"asked_at"`
	Until      time.Time        `bson:"until,omitempty"` // the code works before it
}

var attempts = store.Define[Attempt]("claim_codes",
	store.Index{Fields: []string{"producer", "asked_at"}},
	store.Index{Fields: []string{"person", "asked_at"}},
)

// Schemas lists the collections of claims.
func Schemas() []store.Schema { return []store.Schema{attempts.Schema()} }

func attemptID(producer, person string) string { return producer + "/" + person }

// Left is how many tries are left.
func (a *Attempt) Left() int { return max(CodeTries-a.Tries, 0) }

// SentAt is when the code was sent; zero before.
func (a *Attempt) SentAt() time.Time {
	if a.Until.IsZero() {
		return a.Until
	}
	return a.Until.Add(-CodeLives)
}

// EventCode is the outbox entry by which the letter with a code is sent; it carries a Wanted.
const EventCode = "claims.code"

// Wanted tells for which claim a code is wanted. The code is made when its letter is written, so that it never stands in the outbox.
type Wanted struct {
	Attempt string `bson:"attempt"`
	Round   int    `bson:"round"`
}

// AskCode has a code sent to the registry's contact: ErrClaimed, ErrNoContact or ErrTooOften if that cannot be.
func (s *Service) AskCode(ctx context.Context, who policy.Actor, producer string) (*Attempt, error) {
	found, err := s.Producer(ctx, producer)
	switch {
	case err != nil:
		return nil, err
	case found.Claimed:
		return nil, ErrClaimed
	case found.Mail == "":
		return nil, ErrNoContact
	}
	var a *Attempt
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if a, err = s.attempt(ctx, tx, producer, who.Person); err != nil {
			return err
		}
		if err := s.bounded(ctx, tx, a); err != nil {
			return err
		}
		return s.ask(ctx, tx, a)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// attempt reads somebody's claim, or begins one.
func (s *Service) attempt(ctx context.Context, r store.Reader, producer, person string) (*Attempt, error) {
	a, err := attempts.Get(ctx, r, attemptID(producer, person))
	if errors.Is(err, store.ErrNotFound) {
		return &Attempt{Meta: store.Meta{ID: attemptID(producer, person)}, Producer: producer, Person: person, State: Asked}, nil
	}
	return a, err
}

// bounded refuses codes that are asked for too often: of one producer, by one person, or both.
func (s *Service) bounded(ctx context.Context, r store.Reader, a *Attempt) error {
	now := s.now()
	a.Today = slices.DeleteFunc(a.Today, func(at time.Time) bool { return !at.After(now.Add(-day)) })
	if len(a.Today) >= codesADay || len(a.Today) > 0 && now.Sub(a.Today[len(a.Today)-1]) < CodePause {
		return ErrTooOften
	}
	if len(a.Today) > 0 {
		return nil // counted among the others already
	}
	for name, value := range map[string]string{"producer": a.Producer, "person": a.Person} {
		n, err := attempts.Count(ctx, r, store.Cond{Field: name, Op: store.Eq, Value: value}, store.Cond{Field: "asked_at", Op: store.Gt, Value: now.Add(-day)})
		if err != nil {
			return err
		}
		if n >= othersADay {
			return ErrTooOften
		}
	}
	return nil
}

func (s *Service) ask(ctx context.Context, tx store.Tx, a *Attempt) error {
	if !a.State.CanBecome(Asked) {
		return ErrClaimed
	}
	a.State, a.Code, a.Tries, a.Until = Asked, "", 0, time.Time{}
	a.Round++
	a.AskedAt = s.now()
	a.Today = append(a.Today, a.AskedAt)
	if err := attempts.Save(ctx, tx, a); err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, EventCode, Wanted{Attempt: a.ID, Round: a.Round}); err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgFound), Object: "producer/" + a.Producer, Summary: "xin mã để nhận chủ thể", SummaryEN: "asked for a code to claim a producer"})
}

// alphabet has no letters and digits that look like others.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode draws a code; bytes that would make some letters likelier are drawn again.
func newCode() string {
	code := make([]byte, 0, CodeLength)
	var b [1]byte
	for len(code) < CodeLength {
		rand.Read(b[:]) //nolint:errcheck // never fails
		if n := int(b[0]); n < 256-256%len(alphabet) {
			code = append(code, alphabet[n%len(alphabet)])
		}
	}
	return string(code)
}

// Letter is what the letter with a code says.
type Letter struct {
	To, Producer, Code string
	Until              time.Time
}

// WriteCode makes the code that a letter is wanted for, each time anew: ErrCodeOver if it is wanted no more.
func (s *Service) WriteCode(ctx context.Context, w Wanted) (*Letter, error) {
	a, err := attempts.Get(ctx, s.db, w.Attempt)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrCodeOver
	}
	if err != nil {
		return nil, err
	}
	p, err := s.catalog.Producer(ctx, a.Producer)
	if err != nil {
		return nil, fmt.Errorf("write a code: %w", err)
	}
	code := newCode()
	hashed, err := s.hasher.Hash(ctx, code)
	if err != nil {
		return nil, fmt.Errorf("write a code: %w", err)
	}
	a, err = attempts.Modify(ctx, s.db, w.Attempt, func(a *Attempt) error {
		if a.Round != w.Round || !a.State.CanBecome(Sent) || s.now().Sub(a.AskedAt) >= CodeLives {
			return ErrCodeOver
		}
		a.State, a.Code, a.Until = Sent, hashed, s.now().Add(CodeLives)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &Letter{To: p.Contact.Email, Producer: p.Name, Code: code, Until: a.Until}, nil
}

// Attempt returns somebody's claim of a producer by code, or store.ErrNotFound.
func (s *Service) Attempt(ctx context.Context, person, producer string) (*Attempt, error) {
	return attempts.Get(ctx, s.db, attemptID(producer, person))
}

// Entry is a code that somebody types, with what they agree to.
type Entry struct {
	Producer string
	Code     string
	Declares bool // is the representative, or was told to by them
	Show     bool // lets name and phone be shown
}

// Enter makes the organization of whoever knows the code. A wrong one is field.Errors that tells how many tries are left, or ErrCodeOver.
func (s *Service) Enter(ctx context.Context, who policy.Actor, e Entry) (*members.Organization, error) {
	code := normalCode(e.Code)
	if err := checkEntry(e, code); err != nil {
		return nil, err
	}
	a, err := s.count(ctx, who.Person, e.Producer)
	if err != nil {
		return nil, err
	}
	right, err := s.hasher.Verify(ctx, a.Code, code)
	if err != nil {
		return nil, fmt.Errorf("verify a code: %w", err)
	}
	if !right {
		return nil, s.wrong(ctx, a)
	}
	p, err := s.catalog.Producer(ctx, e.Producer)
	if err != nil {
		return nil, err
	}
	return s.finish(ctx, a, p, e.Show)
}

func normalCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
}

func checkEntry(e Entry, code string) error {
	var wrong field.Errors
	if n := len([]rune(code)); n != CodeLength {
		wrong.Add("ma", "length", fmt.Sprintf("Mã có %d chữ, bạn mới gõ %d.", CodeLength, n), fmt.Sprintf("The code has %d letters, you typed %d.", CodeLength, n))
	}
	declares(&wrong, e.Declares)
	return wrong.Err()
}

func declares(wrong *field.Errors, yes bool) {
	if !yes {
		wrong.Add("dai-dien", "required", "Xác nhận bạn là người đại diện, hoặc được họ giao việc này.", "Confirm that you represent them, or that they told you to do this.")
	}
}

// count counts a try before it is known whether it is right, so that many at once are bounded too.
func (s *Service) count(ctx context.Context, person, producer string) (*Attempt, error) {
	a, err := attempts.Modify(ctx, s.db, attemptID(producer, person), func(a *Attempt) error {
		if a.State != Sent || a.Tries >= CodeTries || !s.now().Before(a.Until) {
			return ErrCodeOver
		}
		a.Tries++
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrCodeOver
	}
	return a, err
}

// wrong tells how many tries are left; the last one ends the code.
func (s *Service) wrong(ctx context.Context, tried *Attempt) error {
	if tried.Left() > 0 {
		return field.Errors{{Field: "ma", Code: "wrong", VI: fmt.Sprintf("Mã chưa đúng. Còn %d lần thử.", tried.Left()), EN: fmt.Sprintf("That is not the code. %d tries left.", tried.Left())}}
	}
	_, err := attempts.Modify(ctx, s.db, tried.ID, func(a *Attempt) error {
		if a.Round == tried.Round && a.State.CanBecome(Spent) {
			a.State, a.Code = Spent, ""
		}
		return nil
	})
	return errors.Join(ErrCodeOver, err)
}

// finish founds the organization, unless the code was replaced meanwhile.
func (s *Service) finish(ctx context.Context, tried *Attempt, p *catalog.Producer, show bool) (*members.Organization, error) {
	var org *members.Organization
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		a, err := attempts.Get(ctx, tx, tried.ID)
		if err != nil {
			return err
		}
		if a.Code != tried.Code || !a.State.CanBecome(Claimed) {
			return ErrCodeOver
		}
		if org, err = s.grant(ctx, tx, p, a.Person, show, audit.Said{VI: "mã", EN: "a code"}); err != nil {
			return err
		}
		a.State, a.Code = Claimed, ""
		if err := attempts.Replace(ctx, tx, a); err != nil {
			return err
		}
		return s.review.Overtake(ctx, tx, p.ID, "")
	})
	if err != nil {
		return nil, err
	}
	return org, nil
}
