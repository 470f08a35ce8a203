package main

import (
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/account"
	"github.com/ocopmarket/ocop/web/admin"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/inbox"
	"github.com/ocopmarket/ocop/web/membership"
	"github.com/ocopmarket/ocop/web/money"
	"github.com/ocopmarket/ocop/web/officer"
	"github.com/ocopmarket/ocop/web/officer/changes"
	"github.com/ocopmarket/ocop/web/officer/registry"
	privacypages "github.com/ocopmarket/ocop/web/privacy"
	"github.com/ocopmarket/ocop/web/seller"
	"github.com/ocopmarket/ocop/web/seller/stock"
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
	return append(r.personalRooms(),
		account.Room(account.Deps{Accounts: r.people.accounts, Sessions: signedIn, Keys: r.people.keys, Agency: r.agency()}),
		r.membershipRoom(signedIn),
		r.adminRoom(),
		r.officerRoom(),
		r.reportsRoom(),
		r.registryRoom(),
		r.goodsRoom(),
		r.stockRoom(),
		r.ordersRoom(),
		r.moneyRoom(),
		r.changesRoom(),
		r.listsRoom(),
	)
}

// counts are what waits at the entries of the desks' navigation.
func (r *running) counts() map[string]desk.Counter {
	return map[string]desk.Counter{
		"/ban-hang/kho":        stock.Low(r.catalog),
		"/ban-hang/don-hang":   seller.ToPack(r.orders),
		"/quan-tri/tien-ve":    money.Waiting(r.orders),
		"/can-bo":              officer.ToDo(r.officerDeps()),
		"/can-bo/xin-doi":      changes.Waiting(r.changeRequests()),
		inbox.Path:             inbox.Count(r.inbox()),
		privacypages.QueuePath: privacypages.Waiting(r.privacy()),
		"/can-bo/so-quoc-gia":  registry.Waiting(r.db),
		"/quan-tri/hop-gui":    admin.Stuck(r.outbox),
		"/can-bo/to-giac":      r.reportsWaiting(),
		"/can-bo/chu-the":      membership.Waiting(r.people.joining.review),
	}
}
