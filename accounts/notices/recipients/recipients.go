// Package recipients tells whom an audience of notices is made of, from accounts
// and memberships as they are now.
package recipients

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/store"
)

// Directory finds persons.
type Directory struct {
	accounts *accounts.Service
	members  *members.Service
}

// New makes a directory.
func New(a *accounts.Service, m *members.Service) *Directory {
	return &Directory{accounts: a, members: m}
}

// Recipients lists the persons of an audience whose accounts are open and whose addresses were shown to be theirs.
func (d *Directory) Recipients(ctx context.Context, to notices.Audience) ([]notices.Recipient, error) {
	people, err := d.people(ctx, to)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // such as a producer that nobody claimed
	}
	if err != nil {
		return nil, err
	}
	list := make([]notices.Recipient, len(people))
	for i, p := range people {
		list[i] = notices.Recipient{Person: p.ID, Email: p.Email, Lang: p.Lang}
	}
	return list, nil
}

func (d *Directory) people(ctx context.Context, to notices.Audience) ([]*accounts.Person, error) {
	switch sort, of := to.Split(); sort {
	case "person":
		return d.accounts.Reachable(ctx, []string{of})
	case "org":
		return d.membersOf(ctx, of)
	case "producer":
		o, err := d.members.OfProducer(ctx, of)
		if err != nil {
			return nil, err
		}
		return d.membersOf(ctx, o.ID)
	case "office":
		if to == notices.ToCentral() {
			of = ""
		}
		o, err := d.members.OfOffice(ctx, of)
		if err != nil {
			return nil, err
		}
		return d.membersOf(ctx, o.ID)
	}
	return d.accounts.Admins(ctx)
}

func (d *Directory) membersOf(ctx context.Context, org string) ([]*accounts.Person, error) {
	all, err := d.members.Members(ctx, org)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.Person
	}
	return d.accounts.Reachable(ctx, ids)
}

// Claimed reports whether an organization is that producer, so that somebody reads what it is told.
func (d *Directory) Claimed(ctx context.Context, producer string) (bool, error) {
	_, err := d.members.OfProducer(ctx, producer)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
