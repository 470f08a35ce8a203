// Package renewals keeps how far the renewal of each certificate has come: whether a
// new dossier is made or filed, who of the office looks after it, and when its
// producer was reminded. It promises that nobody is reminded of the same certificate
// twice in a week.
package renewals

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// State is how far the new dossier has come.
type State string

// The states.
const (
	None   State = "none"   // nobody has begun
	Making State = "making" // the producer works on it
	Filed  State = "filed"  // the office has it
)

// States lists the states in their order.
func States() []State { return []State{None, Making, Filed} }

// Dossier is the renewal of one certificate.
type Dossier struct {
	store.Meta `bson:",inline"` // ID is the certificate's number
	Producer   string           `bson:"producer"`
	State      State            `bson:"state"`
	Owner      string           `bson:"owner,omitempty"` // person of the office; empty while nobody
	OwnerName  string           `bson:"owner_name,omitempty"`
	RemindedAt time.Time        `bson:"reminded_at,omitempty"`
	History    []Step           `bson:"history,omitempty"` // oldest first
	UpdatedAt  time.Time        `bson:"updated_at"`
}

// Step is a change of a dossier.
type Step struct {
	State State     `bson:"state,omitempty"`
	Owner string    `bson:"owner,omitempty"` // name
	By    string    `bson:"by"`              // person
	At    time.Time `bson:"at"`
}

// Subject is a certificate whose renewal is spoken of.
type Subject struct {
	Number, Producer string // ids
	Name, Maker      string // of product and producer, for people
	ExpiresAt        time.Time
}

var dossiers = store.Define[Dossier]("programme_renewals",
	store.Index{Fields: []string{"state"}},
	store.Index{Fields: []string{"owner"}},
)

// Schemas lists the collections.
func Schemas() []store.Schema { return []store.Schema{dossiers.Schema()} }

// Claims tells which organization a producer is.
type Claims interface {
	// OfProducer returns the organization that claimed a producer, or store.ErrNotFound.
	OfProducer(ctx context.Context, producer string) (*members.Organization, error)
}

// Service keeps dossiers.
type Service struct {
	db     store.DB
	claims Claims
	clock  func() time.Time
}

// New makes a service on a store.
func New(db store.DB, claims Claims, clock func() time.Time) *Service {
	return &Service{db: db, claims: claims, clock: clock}
}

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Of returns the dossiers of certificates, by number; none where nothing was noted.
func (s *Service) Of(ctx context.Context, numbers []string) (map[string]*Dossier, error) {
	found, err := dossiers.GetMany(ctx, s.db, numbers)
	byNumber := make(map[string]*Dossier, len(found))
	for _, d := range found {
		byNumber[d.ID] = d
	}
	return byNumber, err
}

// InState returns the numbers of the certificates whose dossier is in one of the states.
func (s *Service) InState(ctx context.Context, states ...State) (map[string]bool, error) {
	names := make([]string, len(states))
	for i, state := range states {
		names[i] = string(state)
	}
	return s.numbers(ctx, []store.Cond{{Field: "state", Op: store.In, Value: names}})
}

// OwnedBy returns the numbers of the certificates that somebody looks after.
func (s *Service) OwnedBy(ctx context.Context, person string) (map[string]bool, error) {
	return s.numbers(ctx, []store.Cond{{Field: "owner", Op: store.Eq, Value: person}})
}

func (s *Service) numbers(ctx context.Context, where []store.Cond) (map[string]bool, error) {
	numbers := map[string]bool{}
	for d, err := range dossiers.Each(ctx, s.db, store.Query{Where: where}) {
		if err != nil {
			return nil, err
		}
		numbers[d.ID] = true
	}
	return numbers, nil
}

// SetState notes how far the dossiers of certificates have come, and returns how many changed.
func (s *Service) SetState(ctx context.Context, subjects []Subject, state State) (int, error) {
	if !slices.Contains(States(), state) {
		return 0, fmt.Errorf("renewals: no state %q", state)
	}
	return s.each(ctx, subjects, func(d *Dossier) *audit.Change {
		if d.State == state {
			return nil
		}
		change := &audit.Change{Field: "state", From: string(d.State), To: string(state)}
		d.State = state
		d.note(Step{State: state, By: audit.ActorOf(ctx).Person, At: s.now()})
		return change
	})
}

// Begin notes, in the caller's transaction, that a producer works on the new dossier of a certificate, unless it has come further.
func Begin(ctx context.Context, tx store.Tx, at time.Time, producer, number string) error {
	d, err := dossiers.Get(ctx, tx, number)
	if errors.Is(err, store.ErrNotFound) {
		d, err = &Dossier{Meta: store.Meta{ID: number}, State: None}, nil
	}
	if err != nil || d.State != None {
		return err
	}
	at = at.UTC().Truncate(time.Millisecond)
	d.Producer, d.State, d.UpdatedAt = producer, Making, at
	d.note(Step{State: Making, By: audit.ActorOf(ctx).Person, At: at})
	return dossiers.Save(ctx, tx, d)
}

// Assign gives the renewals of certificates to somebody of the office, and returns how many changed.
func (s *Service) Assign(ctx context.Context, subjects []Subject, person, name string) (int, error) {
	return s.each(ctx, subjects, func(d *Dossier) *audit.Change {
		if d.Owner == person {
			return nil
		}
		change := &audit.Change{Field: "owner", From: d.Owner, To: person}
		d.Owner, d.OwnerName = person, name
		d.note(Step{Owner: name, By: audit.ActorOf(ctx).Person, At: s.now()})
		return change
	})
}

// maxHistory is how many steps are kept; the audit log has all.
const maxHistory = 30

func (d *Dossier) note(step Step) {
	d.History = append(d.History, step)
	d.History = d.History[max(0, len(d.History)-maxHistory):]
}

// each changes the dossiers of certificates in one transaction, each with its audit entry.
func (s *Service) each(ctx context.Context, subjects []Subject, change func(*Dossier) *audit.Change) (changed int, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		changed = 0
		kept, err := s.kept(ctx, tx, subjects)
		if err != nil {
			return err
		}
		for _, d := range kept {
			what := change(d)
			if what == nil {
				continue
			}
			changed++
			if err := s.save(ctx, tx, d, audit.Entry{Action: string(policy.RenewalKeep), Summary: "ghi tiến độ đánh giá lại", SummaryEN: "noted how far a renewal is", Changes: []audit.Change{*what}}); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, err
}

// kept reads the dossiers of certificates, new ones where there were none.
func (s *Service) kept(ctx context.Context, r store.Reader, subjects []Subject) ([]*Dossier, error) {
	numbers := make([]string, len(subjects))
	for i, of := range subjects {
		numbers[i] = of.Number
	}
	found, err := dossiers.GetMany(ctx, r, numbers)
	if err != nil {
		return nil, err
	}
	byNumber := map[string]*Dossier{}
	for _, d := range found {
		byNumber[d.ID] = d
	}
	kept := make([]*Dossier, 0, len(subjects))
	for _, of := range subjects {
		d := byNumber[of.Number]
		if d == nil {
			d = &Dossier{Meta: store.Meta{ID: of.Number}, State: None}
			byNumber[of.Number] = d
		} else if slices.Contains(kept, d) {
			continue
		}
		d.Producer = of.Producer
		kept = append(kept, d)
	}
	return kept, nil
}

func (s *Service) save(ctx context.Context, tx store.Tx, d *Dossier, e audit.Entry) error {
	d.UpdatedAt = s.now()
	if err := dossiers.Save(ctx, tx, d); err != nil {
		return err
	}
	e.Object = "certificate/" + d.ID
	return audit.Append(ctx, tx, s.now(), e)
}
