// Package letters writes what people are told by mail about their own account:
// links that work once, and warnings. It promises that the secret of a link is
// made when the letter is written and stands nowhere but in the letter.
package letters

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Accounts is what letters read of accounts.
type Accounts interface {
	Get(ctx context.Context, id string) (*accounts.Person, error)
	Link(ctx context.Context, person string, o accounts.Occasion) (secret string, err error)
}

// Sender sends a letter once by its key, and knows which went out.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
	Out(ctx context.Context, key string) (bool, error)
}

// MailOut writes and sends the letters.
type MailOut struct {
	accounts Accounts
	sender   Sender
	site     letter.Site
}

// New returns a writer of letters.
func New(a Accounts, sender Sender, site letter.Site) *MailOut {
	return &MailOut{accounts: a, sender: sender, site: site}
}

// Consumer is the reader of the outbox that sends letters.
func (m *MailOut) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "account-letters", Kinds: []string{accounts.EventLetter}, Handle: outbox.Each(m.Handle)}
}

// Handle writes the letter that was asked for, unless it went out or there is nobody to write to.
func (m *MailOut) Handle(ctx context.Context, e outbox.Event) error {
	var asked accounts.Asked
	if err := e.Decode(&asked); err != nil {
		return err
	}
	key := "account-" + string(asked.Occasion) + ":" + e.ID
	if out, err := m.sender.Out(ctx, key); err != nil || out {
		return err
	}
	p, err := m.accounts.Get(ctx, asked.Person)
	if errors.Is(err, store.ErrNotFound) || err == nil && p.Blocked() {
		return nil
	}
	if err != nil {
		return err
	}
	secret, err := m.accounts.Link(ctx, p.ID, asked.Occasion)
	if err != nil {
		return fmt.Errorf("link of a letter: %w", err)
	}
	note, err := m.note(p, asked.Occasion, secret)
	if err != nil {
		return err
	}
	message, err := note.Message(key, p.Email)
	if err != nil {
		return err
	}
	return m.sender.Send(ctx, message)
}
