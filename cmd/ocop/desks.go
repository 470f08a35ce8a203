package main

import (
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/admin"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/membership"
	"github.com/ocopmarket/ocop/web/seller/goods"
)

// desks wires the pages of people with an account.
func (r *running) desks() (web.Room, error) {
	signedIn := r.browserSessions()
	return desk.New(desk.Deps{
		Who:    signedIn.Who,
		Around: signedIn.Around,
		Counts: r.counts(),
		Menu:   membership.Menu(r.people.members),
		Clock:  r.clock,
	}, r.rooms(signedIn)...)
}

// rooms lists the rooms of the desks.
func (r *running) rooms(signedIn *account.Sessions) []desk.Room {
	return []desk.Room{
		account.Room(account.Deps{Accounts: r.people.accounts, Sessions: signedIn, Keys: r.people.keys}),
		r.membershipRoom(signedIn),
		r.adminRoom(),
		r.goodsRoom(),
	}
}

// counts are what waits at the entries of the desks' navigation.
func (r *running) counts() map[string]desk.Counter {
	return map[string]desk.Counter{
		"/quan-tri/hop-gui": admin.Stuck(r.outbox),
		"/can-bo/chu-the":   membership.Waiting(r.people.joining.review),
	}
}

// goodsRoom is where producers keep their products.
func (r *running) goodsRoom() desk.Room {
	return goods.Room(goods.Deps{Goods: r.catalog, Library: media.NewLibrary(r.blobs), Files: private.New(r.blobs)})
}
