package main

import (
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/money"
	"github.com/ocopmarket/ocop/web/seller"
)

// ordersRoom is where producers pack, sell and prepare renewals.
func (r *running) ordersRoom() desk.Room {
	book := ledger.New(r.db, r.catalog)
	return seller.Room(seller.Deps{
		DB: r.db, Orders: r.orders, Goods: r.catalog, Papers: dossier.New(r.db, r.clock), Lots: lots.New(r.db, r.catalog, book), Lines: book,
	})
}

// moneyRoom is where administrators look after transfers and refunds.
func (r *running) moneyRoom() desk.Room { return money.Room(money.Deps{Orders: r.orders}) }

// programOf tells whose key a program sends to the API; anything that is no key of ours is nobody's.
func (r *running) programOf(req *http.Request) (policy.Actor, error) {
	scheme, key, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	key = strings.TrimSpace(key)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(key, keys.Prefix) {
		return policy.Actor{}, nil
	}
	return r.people.keys.Actor(req.Context(), key)
}
