package main

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/filters"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/programme/sales"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/officer"
)

// programmeSchemas are the collections of what offices keep of the programme.
func programmeSchemas() []store.Schema {
	var all []store.Schema
	for _, of := range []func() []store.Schema{filters.Schemas, targets.Schemas, registers.Schemas, sales.Schemas} {
		all = append(all, of()...)
	}
	return all
}

// sales adds up what was sold of each product by month.
func (m *market) sales() *sales.Book { return sales.New(m.db, m.orders, m.catalog, m.clock) }

// renewals keeps how far renewals have come.
func (m *market) renewals() *renewals.Service { return renewals.New(m.db, m.people.members, m.clock) }

// programmeConsumers write to producers who have no account, and to those who told of misused labels.
func (m *market) programmeConsumers() []outbox.Consumer {
	return []outbox.Consumer{
		renewals.Post{Records: m.catalog, Sender: m.post, Site: m.site()}.Consumer(),
		reports.Post{Reports: m.misuse(), Sender: m.post, Site: m.site()}.Consumer(),
	}
}

// programmeJobs are what the programme's figures need from time to time.
func (m *market) programmeJobs() []jobs.Job {
	return []jobs.Job{{Name: "add-up-sales", Every: time.Hour, Run: count(m.sales().Count)}}
}

// officerRoom is the first screen of offices, the roll of certificates, the programme's figures and registers.
func (r *running) officerRoom() desk.Room { return officer.Room(r.officerDeps()) }

func (r *running) officerDeps() officer.Deps {
	return officer.Deps{
		Store: r.db, Catalog: r.catalog, Roll: r.office.roll, Figures: figures.New(r.catalog), Renewals: r.renewals(), Filters: filters.New(r.db, r.clock),
		Targets: targets.New(r.db, r.clock), Registers: registers.New(r.db, r.catalog, r.clock), Sales: r.sales(), Queues: r.queues(), Calendar: r.calendar(), Colleagues: r.colleagues,
	}
}

// colleagues lists the members of an office.
func (m *market) colleagues(ctx context.Context, org string) ([]officer.Colleague, error) {
	found, err := m.people.members.Members(ctx, org)
	var list []officer.Colleague
	for _, of := range found {
		list = append(list, officer.Colleague{ID: of.Person, Name: m.nameOf(ctx, of.Person)})
	}
	return list, err
}

// nameOf is what somebody is called; nothing for nobody and for who is gone.
func (m *market) nameOf(ctx context.Context, person string) string {
	if person == "" {
		return ""
	}
	name, _, _, err := m.people.accounts.Person(ctx, person)
	if err != nil {
		return ""
	}
	return name
}

// queueSize bounds how many things of one queue are read.
const queueSize = 500

// queues are what waits for an office in all parts of the programme.
func (m *market) queues() []queues.Queue {
	return []queues.Queue{
		{VI: "Xác minh chủ thể", EN: "Producers to verify", Path: "/can-bo/chu-the", Icon: "i-people", Waiting: m.waitingCases, Count: m.countCases},
		{VI: "Chủ thể xin đổi dữ kiện", EN: "Changes that producers ask for", Path: "/can-bo/xin-doi", Icon: "i-edit", Waiting: m.waitingChanges, Count: m.changeRequests().Count},
		{VI: "Tố giác nhãn dùng sai", EN: "Reports of misused labels", Path: "/can-bo/to-giac", Icon: "i-camera", Waiting: m.waitingReports, Count: m.countReports},
		{VI: "Bản ghi sổ bị giữ lại", EN: "Records of the registry held back", Path: "/can-bo/so-quoc-gia", Icon: "i-undo", Waiting: m.waitingRecords},
		{VI: "Yêu cầu dữ liệu cá nhân", EN: "Requests about personal data", Icon: "i-user", Watched: true, Waiting: m.waitingPrivacy, Count: m.countPrivacy},
	}
}

func (m *market) countCases(ctx context.Context, province string) (int, error) {
	return m.people.joining.review.Count(ctx, officerOf(province), review.Waiting)
}

func (m *market) countReports(ctx context.Context, province string) (int, error) {
	return m.misuse().Waiting(ctx, officerOf(province))
}

func (m *market) countPrivacy(ctx context.Context, _ string) (int, error) {
	return m.privacy().Count(ctx)
}

// officerOf is an officer of a province, of the central office for none, as queues are asked.
func officerOf(province string) policy.Actor {
	return policy.Actor{OrgKind: policy.KindOffice, Province: province}
}

func (m *market) waitingCases(ctx context.Context, province string) ([]queues.Item, error) {
	page, err := m.people.joining.review.Queue(ctx, officerOf(province), review.Waiting, "", queueSize)
	var items []queues.Item
	for _, c := range page.Items {
		items = append(items, queues.Item{Title: c.Name, Since: c.SubmittedAt, Holder: m.nameOf(ctx, c.Holder)})
	}
	return items, err
}

func (m *market) waitingChanges(ctx context.Context, province string) ([]queues.Item, error) {
	open, err := changes.New(m.db, m.catalog, m.clock).Waiting(ctx, province)
	var items []queues.Item
	for _, c := range open {
		items = append(items, queues.Item{Title: c.Product, Since: c.SentAt, Holder: c.OwnerName})
	}
	return items, err
}

func (m *market) waitingReports(ctx context.Context, province string) ([]queues.Item, error) {
	page, err := m.misuse().Queue(ctx, officerOf(province), true, "", queueSize)
	var items []queues.Item
	for _, c := range page.Items {
		items = append(items, queues.Item{Title: c.Where, Since: c.At, Holder: m.nameOf(ctx, c.Holder)})
	}
	return items, err
}

func (m *market) waitingRecords(ctx context.Context, province string) ([]queues.Item, error) {
	stops, err := pull.Stops(ctx, m.db)
	var items []queues.Item
	for _, s := range stops {
		if province != "" && s.ID != province {
			continue
		}
		held, err := pull.HeldBacks(ctx, m.db, s.Province)
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			if !h.Recorded && !h.Settled() {
				items = append(items, queues.Item{Since: h.Since})
			}
		}
	}
	return items, err
}

// waitingPrivacy lists what people of the whole market ask about their data. Administrators answer;
// offices see that the term of the law is kept, but not who asks for what.
func (m *market) waitingPrivacy(ctx context.Context, _ string) ([]queues.Item, error) {
	page, err := m.privacy().Waiting(ctx, queueSize, "")
	var items []queues.Item
	for _, q := range page.Items {
		items = append(items, queues.Item{Since: q.At, Due: q.DueAt, Holder: m.nameOf(ctx, q.Owner)})
	}
	return items, err
}
