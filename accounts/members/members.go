// Package members owns organizations and who works in them: producers, retail
// partners, organizers and coordination offices, their owners and staff, and the
// invitations by which people come in. It promises that an organization that has
// an owner keeps one, that a producer is one organization only, and that an
// invitation is taken by whom it was written to and nobody else.
package members

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// People is what this package must know of persons.
type People interface {
	// Person returns whom an id names, or store.ErrNotFound.
	Person(ctx context.Context, id string) (name, email string, admin bool, err error)
}

// Service keeps organizations and their members.
type Service struct {
	db     store.DB
	people People
	clock  func() time.Time
}

// New makes a service on a store.
func New(db store.DB, people People, clock func() time.Time) *Service {
	return &Service{db: db, people: people, clock: clock}
}

// The ways in which something is refused. Input is refused with field.Errors.
var (
	// ErrLastOwner: an organization that has an owner keeps one.
	ErrLastOwner = errors.New("members: the last owner cannot go")
	// ErrTaken: another organization is that producer or office already.
	ErrTaken = errors.New("members: another organization is that already")
	// ErrMember: they belong to the organization already.
	ErrMember = errors.New("members: a member already")
	// ErrOver: the invitation was answered, taken back or has run out.
	ErrOver = errors.New("members: the invitation is over")
	// ErrNotInvited: the invitation is for another address.
	ErrNotInvited = errors.New("members: invited is somebody else")
)

// now is the time as the store keeps it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Actor returns who a person is when they act for an organization; for themselves
// where org is empty or they do not belong to it. The second factor is the session's to tell.
func (s *Service) Actor(ctx context.Context, person, org string) (policy.Actor, error) {
	name, email, admin, err := s.people.Person(ctx, person)
	if err != nil {
		return policy.Actor{}, fmt.Errorf("actor: %w", err)
	}
	a := policy.Actor{Person: person, Name: name, Email: email, Admin: admin}
	if org == "" {
		return a, nil
	}
	role, err := s.role(ctx, org, person)
	if errors.Is(err, store.ErrNotFound) {
		return a, nil // removed since they chose it
	}
	if err != nil {
		return policy.Actor{}, fmt.Errorf("actor: %w", err)
	}
	of, err := organizations.Get(ctx, s.db, org)
	if errors.Is(err, store.ErrNotFound) {
		return a, nil
	}
	if err != nil {
		return policy.Actor{}, fmt.Errorf("actor: %w", err)
	}
	return s.actingFor(a, of, role), nil
}

func (s *Service) role(ctx context.Context, org, person string) (policy.MemberRole, error) {
	m, err := memberships.Get(ctx, s.db, membershipID(org, person))
	if err != nil {
		return "", err
	}
	return m.Role, nil
}

func (s *Service) actingFor(a policy.Actor, of *Organization, role policy.MemberRole) policy.Actor {
	a.Org, a.OrgName, a.OrgKind, a.Member = of.ID, of.Name, of.Kind, role
	a.Producer, a.Verified = of.Producer, of.VerifiedAt(s.clock())
	if of.Kind == policy.KindOffice {
		a.Province = of.Province
	}
	return a
}
