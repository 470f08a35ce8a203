package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Newcomer is somebody whom an operator, an invitation or the demonstration data brings in.
type Newcomer struct {
	Name, Email string
	Lang        string // "vi" unless it is "en"
	Use         Use
	Password    string // empty for one that is set by a link
	Admin       bool
	Verified    bool // the address is known to be theirs
	Demo        bool
	Secret      string // of an authenticator that is set up already; empty for none
}

// Add makes an account: field.Errors if something is wrong, or the address has one already.
func (s *Service) Add(ctx context.Context, n Newcomer) (*Person, error) {
	if err := checkNewcomer(n); err != nil {
		return nil, err
	}
	p, err := s.newPerson(ctx, n)
	if err != nil {
		return nil, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p.Rev = 0
		if _, err := persons.First(ctx, tx, where("email", p.Email)); err == nil {
			return taken()
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return s.insert(ctx, tx, p)
	})
	if errors.Is(err, store.ErrDuplicate) {
		err = taken()
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

func taken() error {
	return field.Errors{{Field: "e", Code: "taken", VI: "Thư này đã có tài khoản.", EN: "This address has an account already."}}
}

func (s *Service) newPerson(ctx context.Context, n Newcomer) (*Person, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("add a person: %w", err)
	}
	now := s.now()
	p := &Person{Meta: store.Meta{ID: id.String()}, Name: n.Name, Email: Address(n.Email), Lang: cmp.Or(n.Lang, "vi"), Use: cmp.Or(n.Use, UseBuy), Admin: n.Admin, Demo: n.Demo, CreatedAt: now}
	if n.Verified {
		p.VerifiedAt = now
	}
	if n.Secret != "" {
		p.Factor = &Factor{Secret: n.Secret, Since: now}
	}
	if n.Password == "" {
		return p, nil
	}
	p.PasswordAt = now
	p.Password, err = s.hasher.Hash(ctx, n.Password)
	return p, err
}

func (s *Service) insert(ctx context.Context, tx store.Tx, p *Person) error {
	if err := s.insertPerson(ctx, tx, p); err != nil {
		return err
	}
	vi, en := "mở tài khoản", "opened an account"
	if p.Admin {
		vi, en = "mở tài khoản quản trị", "opened an administrator's account"
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "account.add", Object: "person/" + p.ID, Summary: vi, SummaryEN: en})
}
