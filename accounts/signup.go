package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// SigningUp is what somebody writes who wants an account.
type SigningUp struct {
	Name, Email, Password string
	Lang                  string
	Use                   Use
	Terms                 bool   // they agree that what they write is kept and used for the account (91/2025/QH15)
	Network               string // from where, as the limits of the site name it
}

// check says what is wrong, whether or not the address has an account.
func (in SigningUp) check() error {
	var wrong field.Errors
	if !slices.Contains(Uses(), in.Use) {
		wrong.Add("dung", "use", "Chọn bạn dùng chợ để làm gì.", "Choose what you want an account for.")
	}
	checkName(&wrong, in.Name)
	checkEmail(&wrong, in.Email)
	checkPassword(&wrong, "m", in.Password, in.Email)
	if !in.Terms {
		wrong.Add("dk", "terms", "Cần bạn đồng ý thì chúng tôi mới được giữ tên và thư của bạn.", "We may keep your name and address only if you agree.")
	}
	return wrong.Err()
}

// SignUp makes an account whose address is yet to be confirmed, or writes to whoever has
// the address already: the one who asks is told the same, after the same work.
// field.Errors if something is wrong with what was written, ErrTooOften if one network asks too much.
func (s *Service) SignUp(ctx context.Context, in SigningUp) error {
	if err := in.check(); err != nil {
		return err
	}
	if allowed, err := s.try(ctx, boundSignUp, in.Network); err != nil || !allowed {
		return errors.Join(err, tooOften(allowed))
	}
	writes, err := s.try(ctx, boundLetter, Address(in.Email))
	if err != nil {
		return err
	}
	fresh, err := s.newPerson(ctx, Newcomer{Name: strings.TrimSpace(in.Name), Email: in.Email, Lang: in.Lang, Use: in.Use, Password: in.Password})
	if err != nil {
		return err
	}
	fresh.TermsAt = fresh.CreatedAt
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		asked, err := s.register(ctx, tx, fresh)
		if err != nil || !writes {
			return err
		}
		return outbox.Append(ctx, tx, EventLetter, asked)
	})
	if errors.Is(err, store.ErrDuplicate) {
		return nil // the same address at the same moment: the other one writes to it
	}
	return err
}

// Resend writes again to an address that somebody signed up with: how to confirm it, or that it has an account
// already. The one who asks is told the same where nobody has it. ErrTooOften if one network asks too much.
func (s *Service) Resend(ctx context.Context, email, network string) error {
	p, err := s.writtenTo(ctx, email, network)
	if err != nil {
		return err
	}
	if p.Verified() || p.Blocked() {
		return s.askLetter(ctx, email, p, LetterExists)
	}
	return s.askLetter(ctx, email, p, LetterVerify)
}

// writtenTo is who is to be written to at an address; nobody's is a person without anything, for whom the same work is done.
func (s *Service) writtenTo(ctx context.Context, email, network string) (*Person, error) {
	if allowed, err := s.try(ctx, boundSignUp, network); err != nil || !allowed {
		return nil, errors.Join(err, tooOften(allowed))
	}
	p, err := s.ByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		return &Person{}, nil
	}
	return p, err
}

func tooOften(allowed bool) error {
	if allowed {
		return nil
	}
	return ErrTooOften
}

// register puts a newcomer into the store and tells which letter is due. Whoever signed up
// before with the same address and never confirmed it gives way: it may not have been theirs.
func (s *Service) register(ctx context.Context, tx store.Tx, fresh *Person) (Asked, error) {
	fresh.Rev = 0
	old, err := persons.First(ctx, tx, where("email", fresh.Email))
	if errors.Is(err, store.ErrNotFound) {
		return Asked{Occasion: LetterVerify, Person: fresh.ID}, s.insert(ctx, tx, fresh)
	}
	if err != nil {
		return Asked{}, err
	}
	if old.Verified() || old.Blocked() {
		return Asked{Occasion: LetterExists, Person: old.ID}, nil
	}
	old.Name, old.Lang, old.Use, old.Password, old.PasswordAt, old.TermsAt = fresh.Name, fresh.Lang, fresh.Use, fresh.Password, fresh.PasswordAt, fresh.TermsAt
	if err := s.spend(ctx, tx, old.ID, forVerify); err != nil {
		return Asked{}, err
	}
	return Asked{Occasion: LetterVerify, Person: old.ID}, s.replacePerson(ctx, tx, old)
}

// Unconfirmed returns whose address a letter's link would confirm, or ErrLink.
func (s *Service) Unconfirmed(ctx context.Context, secret string) (*Person, error) {
	_, p, err := s.read(ctx, s.db, forVerify, secret)
	return p, err
}

// Confirm shows that an address belongs to who signed up with it. It takes the password too, since
// somebody else may have signed up with it: ErrLink for the link, ErrRefused for the password.
func (s *Service) Confirm(ctx context.Context, secret string, a Attempt) (*Person, error) {
	p, err := s.Unconfirmed(ctx, secret)
	if err != nil {
		return nil, err
	}
	allowed, err := s.mayTry(ctx, p.Email, a.Network)
	if err != nil {
		return nil, err
	}
	right, err := s.hasher.Verify(ctx, p.Password, a.Password)
	if err != nil {
		return nil, err
	}
	if !right || !allowed {
		return nil, ErrRefused
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		var t *token
		if t, p, err = s.read(ctx, tx, forVerify, secret); err != nil {
			return err
		}
		return s.confirm(ctx, tx, p, t.Purpose)
	})
	if err != nil {
		return nil, err
	}
	return p, s.forgive(ctx, boundAccount, p.Email)
}

// confirm notes that the address is the person's, and spends the links of a purpose.
func (s *Service) confirm(ctx context.Context, tx store.Tx, p *Person, of purpose) error {
	if err := s.spend(ctx, tx, p.ID, of); err != nil {
		return err
	}
	if !p.Verified() {
		p.VerifiedAt = s.now()
	}
	return s.replacePerson(ctx, tx, p)
}
