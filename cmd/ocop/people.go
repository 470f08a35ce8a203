package main

import (
	"strings"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/web/account"
)

// people is everything about who has an account, and for whom they act.
type people struct {
	accounts *accounts.Service
	members  *members.Service
	keys     *keys.Service
	sessions *sessions.Store
}

// hashesAtOnce is how many passwords are hashed at once. Each takes 19 MiB while it lasts.
const hashesAtOnce = 2

func (m *market) openPeople() *people {
	p := &people{
		accounts: accounts.New(m.db, accounts.NewHasher(hashesAtOnce), m.settings.SiteName, m.clock),
		sessions: sessions.New(m.db, m.clock),
	}
	p.members = members.New(m.db, p.accounts, m.clock)
	p.keys = keys.New(m.db, p.members, m.clock)
	return p
}

// browserSessions are the sessions of a process that serves pages.
func (m *market) browserSessions() *account.Sessions {
	p := m.people
	return account.NewSessions(p.sessions, p.accounts, p.members, p.keys, strings.HasPrefix(m.publicURL, "https://"), m.clock)
}
