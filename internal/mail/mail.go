// Package mail sends letters: into a folder by default, by SMTP when configured.
// Each message has a key, and the same key gives the same Message-ID, so that
// sending again after a doubt doubles nothing in a folder and can be recognised
// by receivers.
package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// ErrPermanent: this message will never be accepted, so trying again is useless.
// Every other error of a sender is passing.
var ErrPermanent = errors.New("mail: refused for good")

// Message is one letter to one person.
type Message struct {
	Key     string // what the letter is about, as "order-placed:OC-7K3M"; names it forever
	To      string // an address, with or without a name
	Subject string
	Text    string
	HTML    string // may be empty
}

// Sender sends a message, or returns an error that is ErrPermanent or passing.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// From is who sends.
type From struct {
	address *netmail.Address
	domain  string
}

// ParseFrom reads a sender, as "Chợ Sao <noreply@example.vn>".
func ParseFrom(s string) (From, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil {
		return From{}, fmt.Errorf("mail: sender %q: %w", s, err)
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	return From{address: a, domain: domain}, nil
}

// hash names a message in file names and in its Message-ID.
func (m Message) hash() string {
	sum := sha256.Sum256([]byte(m.Key))
	return hex.EncodeToString(sum[:16])
}

// compose makes the MIME message. What cannot be composed now never can.
func (f From) compose(m Message, now time.Time) (*gomail.Msg, error) {
	if m.Key == "" {
		return nil, fmt.Errorf("%w: no key", ErrPermanent)
	}
	to, err := netmail.ParseAddress(m.To)
	if err != nil {
		return nil, fmt.Errorf("%w: the recipient is no address", ErrPermanent) // without the address, which is personal
	}
	if strings.ContainsAny(m.Subject, "\r\n") {
		return nil, fmt.Errorf("%w: the subject has several lines", ErrPermanent)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(f.address)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDateWithValue(now)
	msg.SetMessageIDWithValue(m.hash() + "@" + f.domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func render(msg *gomail.Msg) ([]byte, error) {
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("compose mail: %w", err)
	}
	return b.Bytes(), nil
}
