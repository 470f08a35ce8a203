package members

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// InvitationState is where an invitation is.
type InvitationState string

// The states of an invitation.
const (
	Open      InvitationState = "open"
	Accepted  InvitationState = "accepted"
	Declined  InvitationState = "declined"
	Withdrawn InvitationState = "withdrawn"
)

// nextInvitation lists where each state may go. A state without a row is final.
var nextInvitation = map[InvitationState][]InvitationState{
	Open: {Accepted, Declined, Withdrawn},
}

// CanBecome reports whether an invitation may go from s to t.
func (s InvitationState) CanBecome(t InvitationState) bool {
	return slices.Contains(nextInvitation[s], t)
}

// InvitationLives is how long an invitation can be accepted.
const InvitationLives = 14 * 24 * time.Hour

// Invitation asks somebody, by their address, into an organization. Its id opens nothing:
// only who signed in with that address, which signing up showed to be theirs, may answer.
type Invitation struct {
	store.Meta `bson:",inline"`
	Org        string            `bson:"org"`
	Email      string            `bson:"email"`
	Role       policy.MemberRole `bson:"role"`
	By         string            `bson:"by"`
	State      InvitationState   `bson:"state"`
	At         time.Time         `bson:"at"`
	ExpiresAt  time.Time         `bson:"expires_at"`
	AnsweredAt time.Time         `bson:"answered_at,omitempty"`
}

// OpenAt reports whether the invitation can be answered at a moment.
func (i *Invitation) OpenAt(at time.Time) bool { return i.State == Open && at.Before(i.ExpiresAt) }

// EventInvited is the outbox entry by which the letter of an invitation is sent; it carries an Invited.
const EventInvited = "members.invited"

// Invited tells which invitation a letter is wanted for.
type Invited struct {
	Invitation string `bson:"invitation"`
}

// Address writes a mail address as addresses are compared.
func Address(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// Invite writes to somebody that they may come in. An open invitation of the same address is taken back for it.
func (s *Service) Invite(ctx context.Context, by policy.Actor, org, email string, role policy.MemberRole) (*Invitation, error) {
	if err := checkInvitation(email, role); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	now := s.now()
	i := &Invitation{Meta: store.Meta{ID: id.String()}, Org: org, Email: Address(email), Role: role, By: by.Person, State: Open, At: now, ExpiresAt: now.Add(InvitationLives)}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		i.Rev = 0
		if _, err := organizations.Get(ctx, tx, org); err != nil {
			return err
		}
		if err := s.replaceOpen(ctx, tx, i); err != nil {
			return err
		}
		if err := invitations.Insert(ctx, tx, i); err != nil {
			return err
		}
		if err := outbox.Append(ctx, tx, EventInvited, Invited{Invitation: i.ID}); err != nil {
			return err
		}
		return s.note(ctx, tx, org, "mời một người vào tổ chức", "invited somebody into the organization", audit.Change{Field: "role", To: string(role)})
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

func checkInvitation(email string, role policy.MemberRole) error {
	var wrong field.Errors
	if a, err := netmail.ParseAddress(Address(email)); err != nil || a.Address != Address(email) || a.Name != "" {
		wrong.Add("email", "address", "Ghi một địa chỉ thư, như hang@vidu.vn.", "Write a mail address, such as hang@example.vn.")
	}
	if role != policy.Owner && role != policy.Staff {
		wrong = append(wrong, wrongRole()...)
	}
	return wrong.Err()
}

func wrongRole() field.Errors {
	return field.Errors{{Field: "vai", Code: "role", VI: "Chọn chủ sở hữu hoặc nhân viên.", EN: "Choose owner or staff."}}
}

func (s *Service) note(ctx context.Context, tx store.Tx, org, vi, en string, changes ...audit.Change) error {
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgMembers), Object: "organization/" + org, Summary: vi, SummaryEN: en, Changes: changes})
}

// replaceOpen takes back open invitations of the same address to the same organization.
func (s *Service) replaceOpen(ctx context.Context, tx store.Tx, by *Invitation) error {
	q := store.Query{Where: []store.Cond{{Field: "org", Op: store.Eq, Value: by.Org}, {Field: "email", Op: store.Eq, Value: by.Email}, {Field: "state", Op: store.Eq, Value: string(Open)}}, Limit: 10}
	old, err := invitations.Find(ctx, tx, q)
	if err != nil {
		return err
	}
	for _, i := range old {
		i.State, i.AnsweredAt = Withdrawn, s.now()
		if err := invitations.Replace(ctx, tx, i); err != nil {
			return err
		}
	}
	return nil
}

// Invitation returns an invitation by id, or store.ErrNotFound.
func (s *Service) Invitation(ctx context.Context, id string) (*Invitation, error) {
	return invitations.Get(ctx, s.db, id)
}

// Invitations lists an organization's invitations that wait for an answer, the newest first.
func (s *Service) Invitations(ctx context.Context, org string) ([]*Invitation, error) {
	list, err := invitations.Find(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "org", Op: store.Eq, Value: org}, {Field: "state", Op: store.Eq, Value: string(Open)}}, Limit: maxMembers,
	})
	now := s.clock()
	list = slices.DeleteFunc(list, func(i *Invitation) bool { return !i.OpenAt(now) })
	slices.SortFunc(list, func(a, b *Invitation) int { return b.At.Compare(a.At) })
	return list, err
}

// Accept makes the person a member, if the invitation was written to their address: ErrNotInvited if not, ErrOver if it can be answered no more.
func (s *Service) Accept(ctx context.Context, id string, who policy.Actor) (*Invitation, error) {
	return s.answer(ctx, id, who, Accepted)
}

// Decline says no to an invitation.
func (s *Service) Decline(ctx context.Context, id string, who policy.Actor) (*Invitation, error) {
	return s.answer(ctx, id, who, Declined)
}

func (s *Service) answer(ctx context.Context, id string, who policy.Actor, to InvitationState) (*Invitation, error) {
	var i *Invitation
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if i, err = invitations.Get(ctx, tx, id); err != nil {
			return err
		}
		if Address(who.Email) != i.Email {
			return ErrNotInvited
		}
		if err := s.end(ctx, tx, i, to); err != nil {
			return err
		}
		if to == Declined {
			return s.note(ctx, tx, i.Org, "lời mời bị từ chối", "an invitation was declined")
		}
		if err = s.Join(ctx, tx, i.Org, who.Person, i.Role); errors.Is(err, ErrMember) {
			return nil // they came in by another one
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return i, nil
}

func (s *Service) end(ctx context.Context, tx store.Tx, i *Invitation, to InvitationState) error {
	if !i.OpenAt(s.clock()) || !i.State.CanBecome(to) {
		return ErrOver
	}
	i.State, i.AnsweredAt = to, s.now()
	return invitations.Replace(ctx, tx, i)
}

// Withdraw takes back an invitation of an organization; one of another is store.ErrNotFound.
func (s *Service) Withdraw(ctx context.Context, org, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		i, err := invitations.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if i.Org != org {
			return store.ErrNotFound
		}
		if err := s.end(ctx, tx, i, Withdrawn); err != nil {
			return err
		}
		return s.note(ctx, tx, org, "rút lại lời mời", "took back an invitation")
	})
}
