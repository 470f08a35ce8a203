package main

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices/recipients"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/visits"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/officer/registry"
)

// office is what coordination offices decide with.
type office struct {
	decide *decide.Service
	impact *impact.Service
	visits *visits.Counter
	roll   *roll.Roll // one for the process: it keeps every row in memory
}

// openOffice wires decisions to everything that may hold what they are about. An area that comes joins here.
func (m *market) openOffice() office {
	decisions := decide.New(m.db, m.catalog, private.New(m.blobs), m.clock)
	looks := visits.New(m.db, m.clock, m.log)
	return office{roll: roll.New(m.catalog), decide: decisions, visits: looks, impact: impact.New(m.db, decisions, m.clock,
		impact.Page(looks), impact.Search(), impact.Carts(m.orders), impact.NotSent(m.orders), impact.OnTheWay(m.orders),
		impact.Stock(ledger.New(m.db, m.catalog), m.catalog),
	)}
}

// officeConsumers carry decisions out, and verdicts on what a stopped province would change.
func (m *market) officeConsumers() []outbox.Consumer {
	list := []outbox.Consumer{m.office.impact.Consumer()}
	if m.pull != nil {
		list = append(list, m.pull.Consumer())
	}
	return list
}

// effectEvery is how often decisions are looked for whose minute has come. Stars and sales heed it by themselves.
const effectEvery = 3 * time.Second

// officeJobs are what offices have done from time to time.
func (m *market) officeJobs() []jobs.Job {
	return []jobs.Job{
		{Name: "decisions-in-effect", Every: effectEvery, Run: count(m.office.decide.TakeEffect)},
		{Name: "prune-visits", Every: 24 * time.Hour, Run: count(m.office.visits.Prune)},
		{Name: "prune-pulls", Every: 24 * time.Hour, Run: func(ctx context.Context, _ *lease.Lease) error {
			_, err := pull.Prune(ctx, m.db, m.clock())
			return err
		}},
	}
}

// registryRoom is the officers' part about certificates themselves.
func (r *running) registryRoom() desk.Room {
	return registry.Room(registry.Deps{DB: r.db, Catalog: r.catalog, Decide: r.office.decide, Impact: r.office.impact, Evidence: r.blobs, People: recipients.New(r.people.accounts, r.people.members), Every: r.settings.RegistryEvery, Silence: r.settings.RegistrySilence, MaxChange: r.settings.RegistryMaxChange})
}
