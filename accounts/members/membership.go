package members

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Membership is one person's place in one organization.
type Membership struct {
	store.Meta `bson:",inline"`  // ID is made of organization and person
	Org        string            `bson:"org"`
	Person     string            `bson:"person"`
	Role       policy.MemberRole `bson:"role"`
	Since      time.Time         `bson:"since"`
}

// Belonging is an organization that somebody belongs to, and as what.
type Belonging struct {
	*Organization
	Role policy.MemberRole
}

// maxMembers is more than an organization has people.
const maxMembers = 500

func membershipID(org, person string) string { return org + "." + person }

func (s *Service) membership(org, person string, role policy.MemberRole) *Membership {
	return &Membership{Meta: store.Meta{ID: membershipID(org, person)}, Org: org, Person: person, Role: role, Since: s.now()}
}

// Members lists who belongs to an organization, in the order in which they came.
func (s *Service) Members(ctx context.Context, org string) ([]*Membership, error) {
	q := where("org", org)
	q.Limit = maxMembers
	list, err := memberships.Find(ctx, s.db, q)
	slices.SortStableFunc(list, func(a, b *Membership) int { return a.Since.Compare(b.Since) })
	return list, err
}

// Of lists the organizations that somebody belongs to, by name.
func (s *Service) Of(ctx context.Context, person string) ([]Belonging, error) {
	q := where("person", person)
	q.Limit = maxMembers
	list, err := memberships.Find(ctx, s.db, q)
	if err != nil {
		return nil, err
	}
	roles := map[string]policy.MemberRole{}
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i], roles[m.Org] = m.Org, m.Role
	}
	found, err := organizations.GetMany(ctx, s.db, ids)
	belongings := make([]Belonging, len(found))
	for i, o := range found {
		belongings[i] = Belonging{Organization: o, Role: roles[o.ID]}
	}
	slices.SortFunc(belongings, func(a, b Belonging) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return belongings, err
}

// SetRole makes a member an owner or staff: ErrLastOwner if no owner would be left.
func (s *Service) SetRole(ctx context.Context, org, person string, role policy.MemberRole) error {
	if role != policy.Owner && role != policy.Staff {
		return wrongRole()
	}
	return s.change(ctx, org, person, func(ctx context.Context, tx store.Tx, o *Organization, m *Membership) error {
		if m.Role == role {
			return nil
		}
		before := m.Role
		m.Role = role
		if err := memberships.Replace(ctx, tx, m); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgMembers), Object: "organization/" + org, Summary: "đổi vai trò của một thành viên", SummaryEN: "changed the role of a member",
			Changes: []audit.Change{{Field: "member/" + person, From: string(before), To: string(role)}}})
	})
}

// Remove takes somebody out of an organization, or lets them leave: ErrLastOwner if no owner would be left.
func (s *Service) Remove(ctx context.Context, org, person string) error {
	return s.change(ctx, org, person, func(ctx context.Context, tx store.Tx, o *Organization, m *Membership) error {
		if err := memberships.Delete(ctx, tx, m); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgMembers), Object: "organization/" + org, Summary: "đưa một thành viên ra", SummaryEN: "removed a member",
			Changes: []audit.Change{{Field: "member/" + person, From: string(m.Role)}}})
	})
}

// change changes one membership and counts the owners anew, in one transaction.
func (s *Service) change(ctx context.Context, org, person string, do func(context.Context, store.Tx, *Organization, *Membership) error) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		o, err := organizations.Get(ctx, tx, org)
		if err != nil {
			return err
		}
		m, err := memberships.Get(ctx, tx, membershipID(org, person))
		if err != nil {
			return err
		}
		if err := do(ctx, tx, o, m); err != nil {
			return err
		}
		return s.recount(ctx, tx, o)
	})
}

// recount counts owners, refuses to lose the last one, and marks the organization as changed.
func (s *Service) recount(ctx context.Context, tx store.Tx, o *Organization) error {
	before := o.Owners
	owners, err := memberships.Count(ctx, tx, store.Cond{Field: "org", Op: store.Eq, Value: o.ID}, store.Cond{Field: "role", Op: store.Eq, Value: string(policy.Owner)})
	if err != nil {
		return err
	}
	if owners == 0 && before > 0 {
		return ErrLastOwner
	}
	o.Owners = owners
	return organizations.Replace(ctx, tx, o)
}

// Join makes somebody a member, in the caller's transaction: ErrMember if they are one.
func (s *Service) Join(ctx context.Context, tx store.Tx, org, person string, role policy.MemberRole) error {
	o, err := organizations.Get(ctx, tx, org)
	if err != nil {
		return err
	}
	if _, err := memberships.Get(ctx, tx, membershipID(org, person)); err == nil {
		return ErrMember
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := memberships.Insert(ctx, tx, s.membership(org, person, role)); err != nil {
		return fmt.Errorf("join: %w", err)
	}
	if err := s.recount(ctx, tx, o); err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgMembers), Object: "organization/" + org, Summary: "thêm một thành viên", SummaryEN: "added a member",
		Changes: []audit.Change{{Field: "member/" + person, To: string(role)}}})
}

// Member returns a membership by its id, or store.ErrNotFound.
func (s *Service) Member(ctx context.Context, id string) (*Membership, error) {
	return memberships.Get(ctx, s.db, id)
}
