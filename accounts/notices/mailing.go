package notices

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Recipient is a person of an audience.
type Recipient struct {
	Person, Email string
	Lang          string // "vi" or "en"
}

// People tells who an audience is.
type People interface {
	// Recipients lists the persons of an audience whose accounts are open and whose addresses were shown to be theirs.
	Recipients(ctx context.Context, to Audience) ([]Recipient, error)
}

// Sender sends a letter once by its key.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Mailer tells people by mail what they were told here.
type Mailer struct {
	inbox  *Inbox
	people People
	sender Sender
	site   letter.Site
}

// NewMailer makes a mailer.
func NewMailer(inbox *Inbox, people People, sender Sender, site letter.Site) *Mailer {
	return &Mailer{inbox: inbox, people: people, sender: sender, site: site}
}

// Consumer is the reader of the outbox that sends at once what cannot wait for the evening.
func (m *Mailer) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "notice-mail", Kinds: []string{EventPosted}, Handle: outbox.Each(m.Handle)}
}

// Handle sends the letters of a notice that was posted, if its kind is sent at once.
func (m *Mailer) Handle(ctx context.Context, e outbox.Event) error {
	var p Posted
	if err := e.Decode(&p); err != nil {
		return err
	}
	item, err := items.Get(ctx, m.inbox.db, p.Notice)
	if errors.Is(err, store.ErrNotFound) {
		return nil // taken back, or of a store that was restored to an earlier day
	}
	if err != nil || !item.Kind.AtOnce() {
		return err
	}
	people, err := m.people.Recipients(ctx, item.To)
	if err != nil {
		return fmt.Errorf("who is told: %w", err)
	}
	for _, r := range people {
		if err := m.send(ctx, r, item); err != nil {
			return err
		}
	}
	return nil
}

// send writes to one person about one notice, if they want mail about it.
func (m *Mailer) send(ctx context.Context, r Recipient, item *Item) error {
	wants, err := m.inbox.Choices(ctx, r.Person)
	if err != nil || !m.wanted(wants, r, item) {
		return err
	}
	note := letter.Note{Frame: m.frame(r), Button: letter.Link{Label: pick(r.Lang, "Mở", "Open"), URL: m.link(r, item)}, Last: m.last(r, item.Kind)}
	note.Subject, note.Title = item.Text(r.Lang), item.Text(r.Lang)
	if say := item.Say(r.Lang); say != "" {
		note.Say = []string{say}
	}
	message, err := note.Message("notice:"+item.ID+":"+r.Person, r.Email)
	if err != nil {
		return err
	}
	return m.sender.Send(ctx, message)
}

// wanted reports whether somebody wants mail about a notice, and no other letter tells them the same.
func (m *Mailer) wanted(wants Choices, r Recipient, item *Item) bool {
	return wants.Of(item.Kind).Mail && (item.Elsewhere == "" || !strings.EqualFold(item.Elsewhere, r.Email))
}

func (m *Mailer) frame(r Recipient) letter.Frame { return letter.Frame{Lang: r.Lang, Site: m.site} }

// link is the address of what a notice is about; empty if it is about no page.
func (m *Mailer) link(r Recipient, item *Item) string {
	if item.Path == "" {
		return ""
	}
	return m.frame(r).Path(item.Path)
}

// last says where mail is switched off, where that can be.
func (m *Mailer) last(r Recipient, k Kind) []string {
	if k.Locked() {
		return []string{pick(r.Lang, "Thư này không tắt được: luật hoặc an toàn của tài khoản cần nó.", "This letter cannot be switched off: the law or the safety of your account needs it.")}
	}
	page := m.frame(r).Path("/tai-khoan/thong-bao")
	return []string{pick(r.Lang, "Chọn loại thư muốn nhận: ", "Choose which letters you want: ") + page}
}
