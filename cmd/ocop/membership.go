package main

import (
	"context"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/identity"
	memberletters "github.com/ocopmarket/ocop/accounts/members/letters"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/membership"
)

// joining is everything by which people become organizations.
type joining struct {
	papers   *papers.Service
	review   *review.Service
	claims   *claims.Service
	identity *identity.Service
}

func (m *market) openJoining(p *people, hasher *accounts.Hasher) *joining {
	j := &joining{papers: papers.New(m.db, private.New(m.blobs), m.clock)}
	j.review = review.New(m.db, p.members, j.papers, m.clock)
	j.claims = claims.New(m.db, m.catalog, p.members, j.review, hasher, m.clock)
	j.identity = identity.New(m.db, p.members, j.review, m.catalog, m.clock)
	return j
}

// acquaintances tells who people are, by id and by address.
type acquaintances struct{ *accounts.Service }

// IDByEmail tells whose address it is, or store.ErrNotFound.
func (c acquaintances) IDByEmail(ctx context.Context, email string) (string, error) {
	p, err := c.ByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// membershipRoom is where people become organizations, and officers verify them.
func (r *running) membershipRoom(signedIn *account.Sessions) desk.Room {
	p, j := r.people, r.people.joining
	return membership.Room(membership.Deps{
		People: acquaintances{p.accounts}, Session: signedIn, Members: p.members,
		Claims: j.claims, Identity: j.identity, Review: j.review, Papers: j.papers,
	})
}

// memberLetters writes invitations and codes.
func (m *market) memberLetters() *memberletters.MailOut {
	return memberletters.New(m.people.members, m.people.accounts, m.people.joining.claims, m.post, m.site(), m.clock)
}
