// Package review is the one queue in which officers look at what people sent in to
// prove who they are: claims of producers by papers, and identities of sellers. It
// promises that a case is decided once, by an officer of its province who is not
// the one that sent it, with a reason where it is refused, and in the same
// transaction as what the decision brings about.
package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Case is what somebody sent in, and what became of it.
type Case struct {
	store.Meta `bson:",inline"`
	Kind       Kind   `bson:"kind"`
	State      State  `bson:"state"`
	Subject    string `bson:"subject,omitempty"` // what may have one open case: "identity/ORG"; absent once decided
	Name       string `bson:"name"`              // of the producer or the organization
	Person     string `bson:"person"`            // who sent it
	Org        string `bson:"org,omitempty"`
	Producer   string `bson:"producer,omitempty"`
	// Province is whose office decides; the central one alone if empty.
	Province string `bson:"province,omitempty"`
	Facts    Facts  `bson:"facts"`
	// Holder is the officer who looks at it; empty for nobody yet.
	Holder      string    `bson:"holder,omitempty"`
	SubmittedAt time.Time `bson:"submitted_at"` // of what waits now: again when more was sent
	DecidedAt   time.Time `bson:"decided_at,omitempty"`
	// PapersDue is when its papers are destroyed; zero while they are kept.
	PapersDue time.Time `bson:"papers_due,omitempty"`
	Steps     []Step    `bson:"steps"` // oldest first
}

// Facts are what the form says.
type Facts struct {
	Representative string         `bson:"representative,omitempty"`
	TaxCode        string         `bson:"tax_code,omitempty"`
	OrgKind        policy.OrgKind `bson:"org_kind,omitempty"`
	Note           string         `bson:"note,omitempty"`
	ShowContact    bool           `bson:"show_contact,omitempty"` // consent that name and phone stand on the producer's page
}

// Step is one change of a case.
type Step struct {
	At     time.Time `bson:"at"`
	By     string    `bson:"by"`
	State  State     `bson:"state"`
	Reason string    `bson:"reason,omitempty"`
}

var cases = store.Define[Case]("review_cases",
	store.Index{Fields: []string{"subject"}, Unique: true},
	store.Index{Fields: []string{"state", "submitted_at"}},
	store.Index{Fields: []string{"province", "state", "submitted_at"}},
	store.Index{Fields: []string{"org", "submitted_at"}},
	store.Index{Fields: []string{"person", "submitted_at"}},
	store.Index{Fields: []string{"producer", "state"}},
	store.Index{Fields: []string{"papers_due"}},
)

// Schemas lists the collections of the queue.
func Schemas() []store.Schema { return []store.Schema{cases.Schema()} }

// The ways in which something is refused. Input is refused with field.Errors.
var (
	// ErrOpen: there is a case of that already which waits to be decided.
	ErrOpen = errors.New("review: a case waits already")
	// ErrOver: the case was decided, or cannot go there.
	ErrOver = errors.New("review: the case moved on")
	// ErrOwnCase: nobody decides what they sent in.
	ErrOwnCase = errors.New("review: one's own case")
	// ErrNoOfficer: a case is given to an officer who may decide it, and nobody else.
	ErrNoOfficer = errors.New("review: no officer of that province")
)

// Service keeps the queue.
type Service struct {
	db      store.DB
	members *members.Service
	papers  *papers.Service
	clock   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, m *members.Service, p *papers.Service, clock func() time.Time) *Service {
	return &Service{db: db, members: m, papers: p, clock: clock}
}

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Submit puts a case with its papers into the queue, in the caller's transaction: ErrOpen if its subject has one that waits.
func (s *Service) Submit(ctx context.Context, tx store.Tx, c *Case, files []*papers.Paper) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("submit a case: %w", err)
	}
	now := s.now()
	c.Meta = store.Meta{ID: id.String()}
	c.State, c.SubmittedAt, c.Steps = Waiting, now, []Step{{At: now, By: c.Person, State: Waiting}}
	if _, err := s.ofSubject(ctx, tx, c.Subject); err == nil {
		return ErrOpen
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := cases.Insert(ctx, tx, c); errors.Is(err, store.ErrDuplicate) {
		return ErrOpen
	} else if err != nil {
		return err
	}
	return s.announce(ctx, tx, c, files, "gửi hồ sơ "+c.Kind.words(), "sent papers to "+c.Kind.wordsEN())
}

// announce attaches papers and tells the office that something waits.
func (s *Service) announce(ctx context.Context, tx store.Tx, c *Case, files []*papers.Paper, vi, en string) error {
	if err := s.papers.Attach(ctx, tx, files, c.ID, c.Province); err != nil {
		return err
	}
	if err := s.note(ctx, tx, c, vi, en, ""); err != nil {
		return err
	}
	return notices.Post(ctx, tx, notices.Notice{
		To: notices.ToOffice(c.Province), Kind: notices.KindOffice,
		VI: "Hồ sơ chờ xác minh: " + c.Name, EN: "To be verified: " + c.Name, Path: "/can-bo/chu-the/" + c.ID,
		Key: fmt.Sprintf("review:%s:%d", c.ID, len(c.Steps)), At: c.SubmittedAt,
	})
}

func (s *Service) note(ctx context.Context, tx store.Tx, c *Case, vi, en, reason string) error {
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.VerifyCase), Object: "case/" + c.ID, Summary: vi, SummaryEN: en, Reason: reason,
		Changes: []audit.Change{{Field: "state", To: string(c.State)}, {Field: "holder", To: c.Holder}}})
}

// Complete sends more papers to a case that was found incomplete; it waits again.
func (s *Service) Complete(ctx context.Context, id, person, note string, files []*papers.Paper) error {
	if len(files) == 0 {
		return field.Errors{{Field: "giay-to", Code: "missing", VI: "Gửi kèm ít nhất một giấy tờ.", EN: "Send at least one paper."}}
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := cases.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.Person != person {
			return store.ErrNotFound
		}
		c.SubmittedAt = s.now()
		if err := s.move(ctx, tx, c, Waiting, person, note); err != nil {
			return err
		}
		return s.announce(ctx, tx, c, files, "bổ sung hồ sơ "+c.Kind.words(), "sent more papers to "+c.Kind.wordsEN())
	})
}

// Withdraw takes back a case, in the name of who sent it.
func (s *Service) Withdraw(ctx context.Context, id, person string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := cases.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.Person != person {
			return store.ErrNotFound
		}
		if err := s.move(ctx, tx, c, Withdrawn, person, ""); err != nil {
			return err
		}
		return s.note(ctx, tx, c, "rút lại hồ sơ "+c.Kind.words(), "took back the papers to "+c.Kind.wordsEN(), "")
	})
}

// move changes the state of a case and writes the step down.
func (s *Service) move(ctx context.Context, tx store.Tx, c *Case, to State, by, reason string) error {
	if !c.State.CanBecome(to) {
		return ErrOver
	}
	c.State = to
	c.Steps = append(c.Steps, Step{At: s.now(), By: by, State: to, Reason: reason})
	if !to.Open() {
		c.Subject, c.DecidedAt = "", s.now()
		if to != Accepted {
			c.PapersDue = s.now().Add(keepPapers)
		}
	}
	return cases.Replace(ctx, tx, c)
}
