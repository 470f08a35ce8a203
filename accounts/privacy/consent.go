package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Purpose is what a consent is for.
type Purpose string

// The purposes for which consent is asked. What a contract or the law needs is done without.
const (
	ForNews Purpose = "news" // the market's own news by mail or here
)

// Purposes lists the purposes.
func Purposes() []Purpose { return []Purpose{ForNews} }

// Text is what is agreed to, and its version, which changes whenever a word of it does.
type Text struct{ Version, VI, EN string }

// Text returns the text in force for a purpose.
func (p Purpose) Text() Text {
	return map[Purpose]Text{
		ForNews: {"2026-11-01",
			"Gửi cho tôi tin của chợ: sản phẩm mới, hội chợ, mùa vụ. Chỉ dùng tên và địa chỉ thư, không đưa cho ai khác, rút lại lúc nào cũng được.",
			"Send me the market's news: new products, fairs, seasons. Only my name and mail address are used, nobody else gets them, and I can take this back at any time."},
	}[p]
}

// Consent is one act of giving or taking back. Nothing of it is ever altered.
type Consent struct {
	store.Meta `bson:",inline"`
	Person     string    `bson:"person"`
	Purpose    Purpose   `bson:"purpose"`
	Version    string    `bson:"version"` // of the text
	Given      bool      `bson:"given"`   // false: taken back
	At         time.Time `bson:"at"`
	From       string    `bson:"from"` // the page on which it was done
}

// Stand is how a purpose stands for somebody; without any act it was never given.
type Stand struct {
	Purpose Purpose
	Given   bool
	Last    *Consent // nil if they were never asked or never answered
}

// Consents tells how every purpose stands for somebody.
func (s *Service) Consents(ctx context.Context, person string) ([]Stand, error) {
	var list []Stand
	for _, p := range Purposes() {
		last, err := s.last(ctx, s.db, person, p)
		if err != nil {
			return nil, err
		}
		list = append(list, Stand{Purpose: p, Given: last != nil && last.Given, Last: last})
	}
	return list, nil
}

// last is the last act of somebody about a purpose; nil for none.
func (s *Service) last(ctx context.Context, r store.Reader, person string, p Purpose) (*Consent, error) {
	c, err := consents.First(ctx, r, store.Query{Where: []store.Cond{eq("person", person), eq("purpose", string(p))}, Sort: []store.Order{{Field: "at", Desc: true}}})
	switch {
	case errors.Is(err, store.ErrNotFound):
		c = nil
	case err != nil:
		return nil, fmt.Errorf("consent: %w", err)
	}
	return c, nil
}

// SetConsent writes down that somebody gives or takes back a consent, on a page, in
// the caller's transaction; nothing if that is how it stands.
func (s *Service) SetConsent(ctx context.Context, tx store.Tx, person string, p Purpose, given bool, from string) error {
	last, err := s.last(ctx, tx, person, p)
	if err != nil {
		return err
	}
	if given == (last != nil && last.Given) {
		return nil
	}
	return s.write(ctx, tx, person, p, given, from)
}

func (s *Service) write(ctx context.Context, tx store.Tx, person string, p Purpose, given bool, from string) error {
	id, err := newID()
	if err != nil {
		return err
	}
	c := &Consent{Meta: store.Meta{ID: id}, Person: person, Purpose: p, Version: p.Text().Version, Given: given, At: s.now(), From: from}
	if err := consents.Insert(ctx, tx, c); err != nil {
		return fmt.Errorf("consent: %w", err)
	}
	vi, en := "rút đồng ý", "took back consent"
	if given {
		vi, en = "đồng ý", "gave consent"
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OwnAccount), Object: "consent/" + id, Summary: vi, SummaryEN: en, Changes: []audit.Change{{Field: string(p), To: c.Version}}})
}

// Chooser keeps how people are told.
type Chooser interface {
	Choose(ctx context.Context, tx store.Tx, person string, chosen notices.Choices) error
}

// ChooseNotices keeps how somebody wants to be told. That they want news at all is their consent to them, so both are written together.
func (s *Service) ChooseNotices(ctx context.Context, inbox Chooser, person string, chosen notices.Choices, from string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if news, named := chosen[notices.KindNews]; named {
			if err := s.SetConsent(ctx, tx, person, ForNews, news.Here || news.Mail, from); err != nil {
				return err
			}
		}
		return inbox.Choose(ctx, tx, person, chosen)
	})
}

// Agree gives or takes back a consent, and with that for news their ways.
func (s *Service) Agree(ctx context.Context, inbox Chooser, person string, p Purpose, given bool, from string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.SetConsent(ctx, tx, person, p, given, from); err != nil {
			return err
		}
		if p != ForNews {
			return nil
		}
		return inbox.Choose(ctx, tx, person, notices.Choices{notices.KindNews: {Here: given, Mail: given}})
	})
}
