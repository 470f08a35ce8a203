package main

import (
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/admin"
	"github.com/ocopmarket/ocop/web/desk"
)

// desks wires the pages of people with an account.
func (r *running) desks() (web.Room, error) {
	signedIn := r.browserSessions()
	return desk.New(desk.Deps{
		Who:    signedIn.Who,
		Around: signedIn.Around,
		Counts: r.counts(),
		Clock:  r.clock,
	}, r.rooms(signedIn)...)
}

// rooms lists the rooms of the desks.
func (r *running) rooms(signedIn *account.Sessions) []desk.Room {
	return []desk.Room{
		account.Room(account.Deps{Accounts: r.people.accounts, Sessions: signedIn}),
		r.adminRoom(),
	}
}

// counts are what waits at the entries of the desks' navigation.
func (r *running) counts() map[string]desk.Counter {
	return map[string]desk.Counter{
		"/quan-tri/hop-gui": admin.Stuck(r.outbox),
	}
}
