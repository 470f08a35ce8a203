package main

import (
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/money"
	"github.com/ocopmarket/ocop/web/seller"
)

// ordersRoom is where producers pack, sell and prepare renewals.
func (r *running) ordersRoom() desk.Room {
	return seller.Room(seller.Deps{Orders: r.orders, Goods: r.catalog, Papers: dossier.New(r.db, r.clock)})
}

// moneyRoom is where administrators look after transfers and refunds.
func (r *running) moneyRoom() desk.Room { return money.Room(money.Deps{Orders: r.orders}) }
