package main

import (
	"strings"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/keys"
	accountletters "github.com/ocopmarket/ocop/accounts/letters"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/web/account"
)

// people is everything about who has an account, and for whom they act.
type people struct {
	accounts *accounts.Service
	members  *members.Service
	keys     *keys.Service
	sessions *sessions.Store
	joining  *joining
}

// hashesAtOnce is how many passwords are hashed at once. Each takes 19 MiB while it lasts.
const hashesAtOnce = 2

func (m *market) openPeople() *people {
	hasher := accounts.NewHasher(hashesAtOnce)
	p := &people{
		accounts: accounts.New(m.db, hasher, accounts.Options{Issuer: m.settings.SiteName, Demo: m.settings.DemoAllowed(), Keys: m.keys}, m.clock),
		sessions: sessions.New(m.db, m.clock),
	}
	p.members = members.New(m.db, p.accounts, m.clock)
	p.keys = keys.New(m.db, p.members, m.clock)
	p.joining = m.openJoining(p, hasher)
	return p
}

// browserSessions are the sessions of a process that serves pages.
func (m *market) browserSessions() *account.Sessions {
	p := m.people
	return account.NewSessions(p.sessions, p.accounts, p.members, p.keys, strings.HasPrefix(m.publicURL, "https://"), m.clock)
}

// agency is the provider by whose accounts people of agencies sign in; nil if none is configured.
func (m *market) agency() *oidc.Provider {
	if m.settings.OIDCIssuer == "" {
		return nil
	}
	return oidc.New(oidc.Config{Issuer: m.settings.OIDCIssuer, ClientID: m.settings.OIDCClientID, ClientSecret: m.settings.OIDCClientSecret, Redirect: m.publicURL + account.ComeBackPath, Clock: m.clock})
}

// site is who writes letters.
func (m *market) site() letter.Site { return letter.Site{Name: m.settings.SiteName, URL: m.publicURL} }

// accountLetters writes what people are told about their own account.
func (m *market) accountLetters() *accountletters.MailOut {
	return accountletters.New(m.people.accounts, m.post, m.site())
}
