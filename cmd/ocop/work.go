package main

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices/goodsfeed"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/orders/letters"
)

// wireOutbox makes the outbox of this process; only workers have consumers.
func (m *market) wireOutbox(works bool) (err error) {
	var consumers []outbox.Consumer
	if works {
		if err := m.wireLetters(); err != nil {
			return err
		}
		consumers = m.consumers()
	}
	m.outbox, err = outbox.New(m.db, m.leases, outbox.Options{Notifier: m.notifier, Now: m.clock, Log: m.log, Hooks: m.meters.hooks()}, consumers...)
	return err
}

// consumers are all that is done about events, once letters are wired.
func (m *market) consumers() []outbox.Consumer {
	list := []outbox.Consumer{m.letters.Consumer(), audit.Consumer(m.db), m.accountLetters().Consumer(), m.memberLetters().Consumer()}
	list = append(list, m.officeConsumers()...)
	list = append(list, m.programmeConsumers()...)
	list = append(list, m.noticeConsumers()...)
	list = append(list, goodsfeed.Consumer(m.db), m.stockConsumer())
	if !m.local {
		list = append(list, m.searchConsumer())
	}
	return list
}

func (m *market) wireLetters() error {
	sender, err := m.sender()
	if err != nil {
		return err
	}
	m.post = sent.New(m.db, sender, m.clock, m.log)
	site := letters.Site{Name: m.settings.SiteName, URL: m.publicURL, Operator: m.settings.OperatorMail, Account: m.orders.Rules().Account}
	m.letters = letters.New(m.db, site, m.orders, m.catalog, sender, m.clock, m.log)
	return nil
}

func (m *market) sender() (mail.Sender, error) {
	from, err := mail.ParseFrom(m.settings.MailFrom)
	if err != nil {
		return nil, err
	}
	if m.settings.SMTPURL == "" {
		return mail.NewFolder(filepath.Join(m.settings.Data, "mail"), from, m.clock)
	}
	server, err := mail.ParseServer(m.settings.SMTPURL)
	if err != nil {
		return nil, err
	}
	return mail.NewSMTP(server, from, m.clock), nil
}

// picturesAtOnce is how many pictures one run of the job fetches, so that it can stop soon.
const picturesAtOnce = 50

// wireJobs makes the runner of what must be done from time to time.
func (m *market) wireJobs() {
	all := m.allJobs()
	for i := range all {
		all[i].Run = m.metered(all[i])
	}
	m.jobs = jobs.New(m.db, m.leases, m.clock, m.log, all...)
}

// allJobs are what must be done from time to time, once letters and the outbox are wired.
func (m *market) allJobs() []jobs.Job {
	all := []jobs.Job{
		{Name: "release-unpaid", Every: 30 * time.Second, Run: count(m.orders.ReleaseUnpaid)},
		{Name: "tell-expiry", Every: time.Minute, Run: count(m.catalog.SweepExpired)},
		{Name: "popularity", Every: time.Hour, Run: m.popularityJob},
		{Name: "prune-carts", Every: 24 * time.Hour, Run: count(m.orders.PruneCarts)},
		{Name: "destroy-papers", Every: 24 * time.Hour, Run: count(m.people.joining.review.Prune)},
		{Name: "identity-expiry", Every: 5 * time.Minute, Run: count(m.people.joining.identity.Sweep)},
		{Name: "prune-letters", Every: 24 * time.Hour, Run: count(m.letters.Prune)},
		{Name: "prune-accounts", Every: time.Hour, Run: count(m.people.accounts.Prune)},
		{Name: "prune-sessions", Every: time.Hour, Run: count(m.people.sessions.Prune)},
		{Name: sealJob, Every: 24 * time.Hour, Run: count(m.people.accounts.Reseal)},
		{Name: "forget-replies", Every: time.Hour, Run: count(m.orders.ForgetReplies)},
		{Name: "audit-anchor", Every: 24 * time.Hour, Run: m.anchorJob},
		{Name: "prune-outbox", Every: time.Hour, Run: func(ctx context.Context, _ *lease.Lease) error {
			_, err := m.outbox.Prune(ctx)
			return err
		}},
	}
	all = append(all, m.officeJobs()...)
	all = append(all, m.programmeJobs()...)
	all = append(all, m.goodsJobs()...)
	all = append(all, m.listJobs()...)
	all = append(all, m.noticeJobs()...)
	if m.settings.Backups > 0 {
		all = append(all, m.backupJob())
	}
	if m.pull != nil {
		all = append(all,
			jobs.Job{Name: "registry-pull", Every: m.settings.RegistryEvery, Run: m.pullJob},
			jobs.Job{Name: "pictures", Every: 5 * time.Second, Run: m.picturesJob})
	}
	return all
}

func (m *market) metered(j jobs.Job) func(context.Context, *lease.Lease) error {
	return func(ctx context.Context, l *lease.Lease) error {
		err := j.Run(ctx, l)
		m.meters.jobs.WithLabelValues(j.Name, outcome(err)).Inc()
		return err
	}
}

// count makes a job of work that tells how much it did.
func count(work func(context.Context) (int, error)) func(context.Context, *lease.Lease) error {
	return func(ctx context.Context, _ *lease.Lease) error {
		_, err := work(ctx)
		return err
	}
}

func (m *market) pullJob(ctx context.Context, _ *lease.Lease) error {
	pulled, err := m.pull.RunAsked(ctx)
	if errors.Is(err, lease.ErrHeld) {
		return nil // an operator pulls at this moment
	}
	if err == nil && pulled.Counts.New+pulled.Counts.Changed+pulled.Counts.Gone+pulled.Counts.Held > 0 {
		m.log.InfoContext(ctx, "registry pulled", "new", pulled.Counts.New, "changed", pulled.Counts.Changed, "gone", pulled.Counts.Gone, "held", pulled.Counts.Held)
	}
	return err
}

// popularFor is how far back sales count for the order of lists.
const popularFor = 90 * 24 * time.Hour

// popularityJob counts anew what people buy.
func (m *market) popularityJob(ctx context.Context, _ *lease.Lease) error {
	sold, err := m.orders.SoldSince(ctx, m.clock().Add(-popularFor))
	if err != nil {
		return err
	}
	return m.catalog.SetPopularity(ctx, sold)
}

// picturesJob fetches what is due, and goes on as long as there is more.
func (m *market) picturesJob(ctx context.Context, _ *lease.Lease) error {
	for ctx.Err() == nil {
		done, err := m.pictures.Run(ctx, picturesAtOnce)
		if errors.Is(err, lease.ErrHeld) {
			return nil
		}
		if err != nil || done.Fetched+done.Failed < picturesAtOnce {
			return err
		}
	}
	return ctx.Err()
}

// siteURL is where the world finds the site: as configured, or where it listens.
func siteURL(configured, listening string) string {
	if configured != "" {
		return configured
	}
	return (&url.URL{Scheme: "http", Host: listening}).String()
}
