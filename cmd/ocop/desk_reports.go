package main

import (
	"context"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/web/desk"
	pages "github.com/ocopmarket/ocop/web/officer/reports"
)

// staff tells who works at an office, and what people are called.
type staff struct {
	*accounts.Service
	review *review.Service
}

// Officers lists who may be given work of a province.
func (c staff) Officers(ctx context.Context, province string) ([]string, error) {
	return c.review.Officers(ctx, province)
}

// staff are the people to whom work may be given.
func (m *market) staff() staff {
	return staff{m.people.accounts, m.people.joining.review}
}

func (m *market) misuse() *reports.Service {
	return reports.New(m.db, m.catalog, private.New(m.blobs), m.clock)
}

// reportsRoom is where anyone tells of misused labels, and officers look into it.
func (r *running) reportsRoom() desk.Room {
	return pages.Room(pages.Deps{Reports: r.misuse(), Files: private.New(r.blobs), Officers: r.staff()})
}

// reportsWaiting counts the reports that wait for an office.
func (r *running) reportsWaiting() desk.Counter {
	misuse := r.misuse()
	return func(ctx context.Context, a policy.Actor) (int, error) { return misuse.Waiting(ctx, a) }
}
