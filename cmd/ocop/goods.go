package main

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
	officerchanges "github.com/ocopmarket/ocop/web/officer/changes"
	"github.com/ocopmarket/ocop/web/seller/goods"
)

// goodsRoom is where producers keep their products.
func (r *running) goodsRoom() desk.Room {
	return goods.Room(goods.Deps{Goods: r.catalog, Library: media.NewLibrary(r.blobs), Files: private.New(r.blobs), Changes: r.changeRequests(), Imports: r.lists(), Looks: r.office.visits})
}

// changesRoom is where officers decide what producers ask to change.
func (r *running) changesRoom() desk.Room {
	return officerchanges.Room(officerchanges.Deps{Goods: r.catalog, Changes: r.changeRequests(), Files: private.New(r.blobs), Officers: r.staff()})
}

func (m *market) changeRequests() *changes.Service { return changes.New(m.db, m.catalog, m.clock) }

func (m *market) lists() *imports.Service {
	return imports.New(m.db, m.catalog, private.New(m.blobs), m.clock)
}

// goodsJobs are what is done with lists that producers send. Whoever sends one asks for the first at once.
func (m *market) goodsJobs() []jobs.Job {
	lists := m.lists()
	return []jobs.Job{
		{Name: imports.JobName, Every: 15 * time.Second, Retry: 15 * time.Second, Run: lists.Run},
		{Name: "prune-imports", Every: 24 * time.Hour, Run: count(lists.Prune)},
	}
}
