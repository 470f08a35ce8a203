package main

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/officer/lists"
)

// decisionLists keeps the lists of decisions that offices send.
func (m *market) decisionLists() *decisions.Service {
	return decisions.New(m.db, private.New(m.blobs), m.clock)
}

// listsRoom is where offices take in lists of decisions.
func (r *running) listsRoom() desk.Room {
	return lists.Room(lists.Deps{Lists: r.decisionLists()})
}

// listJobs are what is done with lists of decisions. Whoever sends one asks for the first at once.
func (m *market) listJobs() []jobs.Job {
	service := m.decisionLists()
	return []jobs.Job{
		{Name: decisions.JobName, Every: 15 * time.Second, Retry: 15 * time.Second, Run: service.Run},
		{Name: "prune-decision-lists", Every: 24 * time.Hour, Run: count(service.Prune)},
	}
}
