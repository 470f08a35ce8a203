package accounts

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// EventLetter is the outbox entry by which a letter about an account is asked for; it carries an Asked.
const EventLetter = "account.letter"

// Occasion is what a letter is about.
type Occasion string

// The occasions.
const (
	LetterVerify  Occasion = "verify"  // show that the address is yours
	LetterExists  Occasion = "exists"  // somebody signed up with an address that has an account
	LetterReset   Occasion = "reset"   // set a new password
	LetterChanged Occasion = "changed" // the password was changed
)

// Asked tells which letter is wanted. Its secret is made when the letter is written, so that it never stands in the outbox.
type Asked struct {
	Occasion Occasion `bson:"occasion"`
	Person   string   `bson:"person"` // empty for an address that has no account: nothing is sent, and nobody can tell
}

// askLetter asks for a letter to an address, unless too many went there; p is who has it, with no id where nobody does.
func (s *Service) askLetter(ctx context.Context, email string, p *Person, o Occasion) error {
	allowed, err := s.try(ctx, boundLetter, Address(email))
	if err != nil || !allowed {
		return err
	}
	return outbox.Append(ctx, s.db, EventLetter, Asked{Occasion: o, Person: p.ID})
}

// Link makes the secret of a letter's link: empty for a letter without one.
func (s *Service) Link(ctx context.Context, person string, o Occasion) (secret string, err error) {
	p := forVerify
	switch o {
	case LetterVerify:
	case LetterReset:
		p = forPassword
	default:
		return "", nil
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		secret, err = s.issue(ctx, tx, person, p, p.lives())
		return err
	})
	return secret, err
}

// tellNewDevice tells somebody that they signed in on a browser that is new to them.
func (s *Service) tellNewDevice(ctx context.Context, tx store.Tx, p *Person, d *Device) error {
	return notices.Post(ctx, tx, notices.Notice{
		To: notices.ToPerson(p.ID), Kind: notices.KindSecurity,
		VI: fmt.Sprintf("Tài khoản vừa được mở trên máy mới: %s", d.Agent.In("vi")), EN: fmt.Sprintf("Your account was opened on a new device: %s", d.Agent.In("en")),
		SayVI: "Nếu không phải bạn, đăng xuất máy đó và đổi mật khẩu.", SayEN: "If this was not you, sign that device out and change your password.",
		Path: "/tai-khoan/bao-mat", Key: "device:" + d.ID, At: d.Since,
	})
}
