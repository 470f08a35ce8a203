package accounts

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Forgot writes to whoever has that address how to set a new password. The one who asks is told
// the same, after the same work, where nobody has it. ErrTooOften if one network asks too much.
func (s *Service) Forgot(ctx context.Context, email, network string) error {
	var wrong field.Errors
	checkEmail(&wrong, email)
	if err := wrong.Err(); err != nil {
		return err
	}
	p, err := s.writtenTo(ctx, email, network)
	if err != nil {
		return err
	}
	return s.askLetter(ctx, email, p, LetterReset)
}

// ResetFor returns whose password a letter's link sets, or ErrLink.
func (s *Service) ResetFor(ctx context.Context, secret string) (*Person, error) {
	_, p, err := s.read(ctx, s.db, forPassword, secret)
	return p, err
}

// Reset sets the password of whom the link was written to, confirms their address with it, and
// signs every device out: ErrLink for the link, field.Errors for the password.
func (s *Service) Reset(ctx context.Context, secret, password string) (*Person, error) {
	p, err := s.ResetFor(ctx, secret)
	if err != nil {
		return nil, err
	}
	var wrong field.Errors
	checkPassword(&wrong, "m", password, p.Email)
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	hashed, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, p, err = s.read(ctx, tx, forPassword, secret); err != nil {
			return err
		}
		if err := s.setPassword(ctx, tx, p, hashed, ""); err != nil {
			return err
		}
		if err := s.spend(ctx, tx, p.ID, forVerify); err != nil {
			return err
		}
		return s.confirm(ctx, tx, p, forPassword)
	})
	if err != nil {
		return nil, err
	}
	return p, s.forgive(ctx, boundAccount, p.Email)
}

// setPassword sets a password, signs every device out but one, tells the person and writes it down. The caller saves the person.
func (s *Service) setPassword(ctx context.Context, tx store.Tx, p *Person, hashed, device string) error {
	if p.Password != "" {
		if err := outbox.Append(ctx, tx, EventLetter, Asked{Occasion: LetterChanged, Person: p.ID}); err != nil {
			return err
		}
	}
	p.Password, p.PasswordAt = hashed, s.now()
	if _, err := s.leaveAll(ctx, tx, p.ID, device); err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "account.password", Object: "person/" + p.ID, Summary: "đặt mật khẩu mới, các thiết bị khác bị đăng xuất", SummaryEN: "set a new password, which signed other devices out"})
}

// ChangePassword sets a new password for somebody who gives the old one, and signs every device
// out but one: field.Errors if either is wrong.
func (s *Service) ChangePassword(ctx context.Context, person, old, password, device string) error {
	p, err := persons.Get(ctx, s.db, person)
	if err != nil {
		return err
	}
	var wrong field.Errors
	checkPassword(&wrong, "moi", password, p.Email)
	if err := wrong.Err(); err != nil {
		return err
	}
	right, err := s.CheckPassword(ctx, person, old)
	if err != nil {
		return err
	}
	if !right {
		return WrongPassword("cu")
	}
	hashed, err := s.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := persons.Get(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := s.setPassword(ctx, tx, p, hashed, device); err != nil {
			return err
		}
		if err := s.spend(ctx, tx, person, forPassword); err != nil {
			return err
		}
		return s.replacePerson(ctx, tx, p)
	})
}

// WrongPassword says that the password that was asked for again is not theirs.
func WrongPassword(name string) error {
	return field.Errors{{Field: name, Code: "wrong", VI: "Mật khẩu đang dùng không đúng. Sai nhiều lần thì phải chờ 15 phút.", EN: "That is not your password. After many wrong tries, wait 15 minutes."}}
}

// firstLinkLives is how long the link works that an operator hands to somebody.
const firstLinkLives = 48 * time.Hour

// FirstLink makes the secret of a link by which somebody whom an operator brought in sets their password.
func (s *Service) FirstLink(ctx context.Context, person string) (secret string, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.spend(ctx, tx, person, forPassword); err != nil {
			return err
		}
		secret, err = s.issue(ctx, tx, person, forPassword, firstLinkLives)
		return err
	})
	return secret, err
}
