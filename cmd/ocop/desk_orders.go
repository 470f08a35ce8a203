package main

import (
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/seller"
)

// ordersRoom is where producers pack, sell and prepare renewals.
func (r *running) ordersRoom() desk.Room {
	return seller.Room(seller.Deps{Orders: r.orders, Goods: r.catalog, Papers: dossier.New(r.db, r.clock)})
}
