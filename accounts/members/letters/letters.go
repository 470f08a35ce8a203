// Package letters writes the mail by which people become organizations: invitations,
// and the codes that claim a producer. It promises that a code is made when its
// letter is written and stands nowhere but in the letter.
package letters

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Members is what letters read of invitations.
type Members interface {
	Invitation(ctx context.Context, id string) (*members.Invitation, error)
	Organization(ctx context.Context, id string) (*members.Organization, error)
}

// Claims makes the codes.
type Claims interface {
	WriteCode(ctx context.Context, w claims.Wanted) (*claims.Letter, error)
}

// Sender sends a letter once by its key, and knows which went out.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
	Out(ctx context.Context, key string) (bool, error)
}

// MailOut writes and sends the letters.
type MailOut struct {
	members Members
	people  members.People
	claims  Claims
	sender  Sender
	site    letter.Site
	clock   func() time.Time
}

// New returns a writer of letters.
func New(m Members, p members.People, c Claims, sender Sender, site letter.Site, clock func() time.Time) *MailOut {
	return &MailOut{members: m, people: p, claims: c, sender: sender, site: site, clock: clock}
}

// Consumer is the reader of the outbox that sends letters.
func (m *MailOut) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "member-letters", Kinds: []string{members.EventInvited, claims.EventCode}, Handle: outbox.Each(m.Handle)}
}

// Handle writes the letter that an event calls for, unless it went out or is wanted no more.
func (m *MailOut) Handle(ctx context.Context, e outbox.Event) error {
	key := e.Kind + ":" + e.ID
	if out, err := m.sender.Out(ctx, key); err != nil || out {
		return err
	}
	var (
		note letter.Note
		to   string
		err  error
	)
	if e.Kind == members.EventInvited {
		note, to, err = m.invitation(ctx, e)
	} else {
		note, to, err = m.code(ctx, e)
	}
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, members.ErrOver) || errors.Is(err, claims.ErrCodeOver) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("letter of %s: %w", e.Kind, err)
	}
	message, err := note.Message(key, to)
	if err != nil {
		return err
	}
	return m.sender.Send(ctx, message)
}

// invitation is written in both languages, since nobody knows which one is read there.
func (m *MailOut) invitation(ctx context.Context, e outbox.Event) (letter.Note, string, error) {
	var told members.Invited
	if err := e.Decode(&told); err != nil {
		return letter.Note{}, "", err
	}
	i, err := m.members.Invitation(ctx, told.Invitation)
	if err != nil {
		return letter.Note{}, "", err
	}
	if !i.OpenAt(m.clock()) {
		return letter.Note{}, "", members.ErrOver
	}
	org, err := m.members.Organization(ctx, i.Org)
	if err != nil {
		return letter.Note{}, "", err
	}
	by, _, _, err := m.people.Person(ctx, i.By)
	if err != nil {
		return letter.Note{}, "", err
	}
	return m.invite(i, org, by), i.Email, nil
}

func (m *MailOut) invite(i *members.Invitation, org *members.Organization, by string) letter.Note {
	vi, en := "nhân viên", "staff"
	if i.Role == policy.Owner {
		vi, en = "chủ sở hữu", "an owner"
	}
	n := letter.Note{Frame: letter.Frame{Site: m.site, Subject: "Lời mời vào " + org.Name, Title: "Lời mời vào " + org.Name}}
	n.Say = []string{
		fmt.Sprintf("%s mời bạn làm %s của %s trên %s. Mở đường dẫn rồi đăng nhập, hoặc đăng ký, bằng chính địa chỉ này. Lời mời dùng được đến %s.", by, vi, org.Name, m.site.Name, day(i.ExpiresAt)),
		fmt.Sprintf("%s invites you as %s of %s at %s. Open the link and sign in, or sign up, with this very address, by %s.", by, en, org.Name, m.site.Name, day(i.ExpiresAt)),
	}
	n.Button = letter.Link{Label: "Xem lời mời", URL: n.Path("/loi-moi/" + url.PathEscape(i.ID))}
	n.Last = []string{"Không biết người mời thì không cần làm gì. If you do not know who invites you, there is nothing to do."}
	return n
}

// code is the letter to the contact that the registry holds, who may be somebody else than who asked for it.
func (m *MailOut) code(ctx context.Context, e outbox.Event) (letter.Note, string, error) {
	var wanted claims.Wanted
	if err := e.Decode(&wanted); err != nil {
		return letter.Note{}, "", err
	}
	l, err := m.claims.WriteCode(ctx, wanted)
	if err != nil {
		return letter.Note{}, "", err
	}
	n := letter.Note{Frame: letter.Frame{Site: m.site, Subject: "Mã nhận cơ sở " + l.Producer, Title: "Mã nhận cơ sở " + l.Producer, Preview: "Dùng được 30 phút"}, Code: l.Code}
	n.Say = []string{fmt.Sprintf("Có người xin nhận gian hàng của %s trên %s. Nếu là bạn hoặc người bạn giao việc, gõ mã này vào trang đăng ký trước %s.", l.Producer, m.site.Name, clock(l.Until))}
	n.Last = []string{"Ai có mã này thành chủ sở hữu gian hàng. Không đưa mã cho người bạn không giao việc.", "Không phải bạn thì không cần làm gì: mã tự hết hạn sau 30 phút."}
	return n, l.To, nil
}

func day(t time.Time) string { return t.In(vietnam.Zone).Format("2/1/2006") }

func clock(t time.Time) string { return t.In(vietnam.Zone).Format("15:04, 2/1/2006") }
