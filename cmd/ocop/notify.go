package main

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/notices/feeds"
	"github.com/ocopmarket/ocop/accounts/notices/recipients"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
)

// inbox is where people read what they were told.
func (m *market) inbox() *notices.Inbox { return notices.NewInbox(m.db, m.clock) }

// noticeMail tells people by mail what stands in their inbox.
func (m *market) noticeMail() *notices.Mailer {
	return notices.NewMailer(m.inbox(), recipients.New(m.people.accounts, m.people.members), m.post, m.site())
}

// noticeConsumers write notices of what happens and the mail that cannot wait for the evening, and erase whose erasure was granted.
func (m *market) noticeConsumers() []outbox.Consumer {
	write := feeds.New(m.db, m.orders, m.catalog, recipients.New(m.people.accounts, m.people.members))
	return []outbox.Consumer{write.Consumer(), m.noticeMail().Consumer(), m.eraser().Consumer()}
}

// noticeJobs send the letter of the evening, and forget what is older than a year.
func (m *market) noticeJobs() []jobs.Job {
	return []jobs.Job{
		{Name: "notice-digest", Daily: true, At: notices.DigestAt, Run: func(ctx context.Context, _ *lease.Lease) error {
			_, err := m.noticeMail().Digest(ctx)
			return err
		}},
		{Name: "prune-notices", Every: 24 * time.Hour, Run: count(m.inbox().Prune)},
	}
}
