package accounts

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// identity ties who somebody is to a provider of identities to their account.
type identity struct {
	store.Meta `bson:",inline"` // ID is a hash of the issuer and its name for the person
	Person     string           `bson:"person"`
	Issuer     string           `bson:"issuer"`
	At         time.Time        `bson:"at"`
}

// Foreign is who somebody is to a provider of identities, whose word is believed.
type Foreign struct {
	Issuer, Subject string
	Email, Name     string // the provider verified the address
	Lang            string
}

// ByIdentity returns whose account an identity opens: the one that it opened before, the one with
// its address, or a new one. ErrRefused if that account is closed.
func (s *Service) ByIdentity(ctx context.Context, f Foreign) (p *Person, err error) {
	id := digest("identity", f.Issuer+"\n"+f.Subject)
	fresh, err := s.newPerson(ctx, Newcomer{Name: cmp.Or(f.Name, local(f.Email)), Email: f.Email, Lang: f.Lang, Verified: true})
	if err != nil {
		return nil, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		known, err := identities.Get(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) {
			p, err = s.adopt(ctx, tx, fresh)
			if err != nil {
				return err
			}
			return identities.Insert(ctx, tx, &identity{Meta: store.Meta{ID: id}, Person: p.ID, Issuer: f.Issuer, At: s.now()})
		}
		if err == nil {
			p, err = persons.Get(ctx, tx, known.Person)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.shut(p) {
		return nil, ErrRefused
	}
	return p, nil
}

// adopt returns the account with a newcomer's address, or makes one. A password that was set before
// anybody showed the address to be theirs goes: whoever set it may be somebody else.
func (s *Service) adopt(ctx context.Context, tx store.Tx, fresh *Person) (*Person, error) {
	old, err := persons.First(ctx, tx, where("email", fresh.Email))
	if errors.Is(err, store.ErrNotFound) {
		fresh.Rev = 0
		return fresh, s.insert(ctx, tx, fresh)
	}
	if err != nil {
		return nil, err
	}
	if !old.Verified() {
		old.Password, old.PasswordAt, old.VerifiedAt = "", time.Time{}, s.now()
		if err := errors.Join(s.spend(ctx, tx, old.ID, forVerify), s.spend(ctx, tx, old.ID, forPassword)); err != nil {
			return nil, err
		}
		if err := s.replacePerson(ctx, tx, old); err != nil {
			return nil, err
		}
	}
	return old, audit.Append(ctx, tx, s.now(), audit.Entry{Action: "account.identity", Object: "person/" + old.ID, Summary: "gắn với tài khoản của cơ quan", SummaryEN: "tied to an agency's account"})
}
