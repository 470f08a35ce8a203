package main

import (
	"github.com/ocopmarket/ocop/accounts/notices/recipients"
	"github.com/ocopmarket/ocop/accounts/notices/stockfeed"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/seller/stock"
)

// stockRoom is where producers keep account of their goods.
func (r *running) stockRoom() desk.Room {
	book := ledger.New(r.db, r.catalog)
	return stock.Room(stock.Deps{DB: r.db, Goods: r.catalog, Book: book, Lots: lots.New(r.db, r.catalog, book), People: r.people.accounts})
}

// stockConsumer tells producers of what runs low.
func (m *market) stockConsumer() outbox.Consumer {
	return stockfeed.New(m.db, m.catalog, ledger.New(m.db, m.catalog), recipients.New(m.people.accounts, m.people.members)).Consumer()
}
