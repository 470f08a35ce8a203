package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/inbox"
	privacypages "github.com/ocopmarket/ocop/web/privacy"
	shopperpages "github.com/ocopmarket/ocop/web/shopper"
)

// privacy is what people agreed to and ask about their data.
func (m *market) privacy() *privacy.Service {
	return privacy.New(m.db, m.calendar(), m.clock, m.holders()...)
}

// calendar knows the public holidays: those of the file holidays.txt in the data folder, if there is one, else those that came with the program.
func (m *market) calendar() *workdays.Calendar {
	text, err := os.ReadFile(filepath.Join(m.settings.Data, "holidays.txt"))
	if errors.Is(err, os.ErrNotExist) {
		return workdays.Vietnam()
	}
	var c *workdays.Calendar
	if err == nil {
		c, err = workdays.Parse(string(text))
	}
	if err != nil {
		m.log.Warn("public holidays: the list of the program is used instead", "error", err)
		return workdays.Vietnam()
	}
	return c
}

// holders are the rooms that keep data of persons; the account goes last, as others look into it.
func (m *market) holders() []privacy.Holder {
	return []privacy.Holder{
		privacy.Ordered{Service: m.orders}, m.books(), m.inbox(),
		reports.Personal{Service: m.misuse(), EmailIn: m.people.accounts.EmailIn},
		review.Personal{Service: m.people.joining.review},
		members.Personal{Service: m.people.members, EmailIn: m.people.accounts.EmailIn},
		accounts.Personal{Service: m.people.accounts},
	}
}

// eraser carries out the erasures that were granted.
func (m *market) eraser() *privacy.Eraser {
	return privacy.NewEraser(m.privacy(), m.people.accounts, m.post, m.site())
}

// books are people's address books.
func (m *market) books() *addresses.Service { return addresses.New(m.db, m.clock) }

// personalRooms are the pages of somebody's own account beside the security page.
func (m *market) personalRooms() []desk.Room {
	box, own := m.inbox(), m.privacy()
	save := func(ctx context.Context, person string, chosen notices.Choices) error {
		return own.ChooseNotices(ctx, box, person, chosen, inbox.Path)
	}
	return []desk.Room{
		inbox.Room(inbox.Deps{Inbox: box, Save: save}),
		shopperpages.Room(shopperpages.Deps{Books: m.books(), Orders: m.orders, People: m.people.accounts}),
		privacypages.Room(privacypages.Deps{Privacy: own, Inbox: box, Names: m.people.accounts}),
	}
}

// shoppers tells the shop who buys with an account.
type shoppers struct {
	signedIn *account.Sessions
	accounts *accounts.Service
	books    *addresses.Service
}

func (m *market) shoppers() shoppers {
	return shoppers{signedIn: m.browserSessions(), accounts: m.people.accounts, books: m.books()}
}

// Viewer is the id of who is signed in on a browser; empty for a guest.
func (s shoppers) Viewer(r *http.Request) (string, error) {
	a, err := s.signedIn.Viewer(r)
	return a.Person, err
}

// Usual is whom and where somebody has their parcels sent, as far as they wrote it down.
func (s shoppers) Usual(ctx context.Context, person string) (orders.Contact, orders.Address, error) {
	p, err := s.accounts.Get(ctx, person)
	if errors.Is(err, store.ErrNotFound) {
		return orders.Contact{}, orders.Address{}, nil
	}
	if err != nil {
		return orders.Contact{}, orders.Address{}, err
	}
	book, err := s.books.Of(ctx, person)
	if err != nil {
		return orders.Contact{}, orders.Address{}, err
	}
	contact := orders.Contact{Name: p.Name, Phone: book.Phone, Email: p.Email}
	if first, ok := book.First(); ok {
		contact.Name, contact.Phone = first.Name, first.Phone
		return contact, first.Address, nil
	}
	return contact, orders.Address{}, nil
}
