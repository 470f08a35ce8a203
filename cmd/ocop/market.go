package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/catalog/pictures"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/visits"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/fetch"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/s3"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/letters"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/programme/impact"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/search/meili"
)

// market is everything that one process has open, wired together.
type market struct {
	settings  config.Settings
	publicURL string // where the world finds the site
	log       *slog.Logger
	meters    *meters
	clock     func() time.Time

	db       store.DB
	describe func(ctx context.Context) (mongo.Description, error) // of a store that processes share; nil for one of our own
	blobs    media.Blobs
	index    search.Index
	local    bool // the index lives in this process and is nobody else's
	leases   *lease.Leases
	notifier *outbox.Notifier
	catalog  *catalog.Catalog
	orders   *orders.Service
	book     *settings.Book
	people   *people
	keys     *seal.Ring // of secrets in the store
	outbox   *outbox.Outbox
	post     *sent.Sender     // sends each letter once; nil in a process that only serves pages
	letters  *letters.MailOut // nil in a process that only serves pages
	jobs     *jobs.Runner
	registry *referenceRegistry // nil when a real one is configured
	pull     *pull.Puller       // nil without any registry
	pictures *pictures.Gatherer
	office   office
}

// schemas are the collections of all rooms.
func schemas() []store.Schema {
	all := append(store.MigrationSchemas(), milestones.Schema())
	for _, of := range []func() []store.Schema{
		catalog.Schemas,
		changes.Schemas,
		imports.Schemas,
		decisions.Schemas,
		ledger.Schemas,
		lots.Schemas,
		decide.Schemas,
		impact.Schemas,
		pull.Schemas,
		pictures.Schemas,
		visits.Schemas,
		orders.Schemas,
		letters.Schemas,
		outbox.Schemas,
		lease.Schemas,
		jobs.Schemas,
		backup.Schemas,
		audit.Schemas,
		accounts.Schemas,
		keys.Schemas,
		members.Schemas,
		dossier.Schemas,
		papers.Schemas,
		review.Schemas,
		claims.Schemas,
		notices.Schemas,
		privacy.Schemas,
		addresses.Schemas,
		sessions.Schemas,
		settings.Schemas,
		presence.Schemas,
		reports.Schemas,
		programmeSchemas,
	} {
		all = append(all, of()...)
	}
	return all
}

// openMarket opens the engines that are configured and wires the domains to them. close releases them.
func openMarket(ctx context.Context, settings config.Settings, log *slog.Logger) (m *market, err error) {
	if m, err = openStores(ctx, settings, log); err != nil {
		return m, err
	}
	if m.keys, err = secretKeys(settings); err != nil {
		return m, errors.Join(err, m.close())
	}
	if err := m.openIndex(ctx); err != nil {
		return m, errors.Join(err, m.close())
	}
	host, _ := os.Hostname() // a name for people; the process id tells holders apart
	m.leases = lease.New(m.db, fmt.Sprintf("%s-%d", host, os.Getpid()), lease.DefaultTTL, m.clock)
	m.catalog = catalog.New(m.db, m.clock, catalog.Rules{Silence: settings.RegistrySilence})
	m.orders = orders.New(m.db, m.catalog, orderRules(settings), m.clock)
	m.book = m.settingsBook()
	m.people = m.openPeople()
	m.office = m.openOffice()
	return m, nil
}

// openStores opens where documents and photos are kept, and nothing else.
func openStores(ctx context.Context, settings config.Settings, log *slog.Logger) (m *market, err error) {
	m = &market{settings: settings, log: log, meters: newMeters(), clock: time.Now, notifier: new(outbox.Notifier)}
	if err := os.MkdirAll(settings.Data, 0o755); err != nil {
		return m, fmt.Errorf("data folder (OCOP_DATA): %w", err)
	}
	if err := m.openStore(ctx); err != nil {
		return m, err
	}
	if m.blobs, err = openBlobs(ctx, settings); err != nil {
		return m, errors.Join(err, m.close())
	}
	return m, nil
}

func (m *market) openStore(ctx context.Context) (err error) {
	var db store.DB
	if m.settings.MongoDBURI != "" {
		var shared *mongo.DB
		if shared, err = mongo.Open(ctx, m.settings.MongoDBURI, schemas()...); err == nil {
			db, m.describe = shared, shared.Describe
		}
	} else {
		db, err = sqlite.Open(ctx, filepath.Join(m.settings.Data, "ocop.db"), schemas()...)
	}
	if err != nil {
		return err
	}
	m.db = m.notifier.Watch(db)
	return nil
}

func openBlobs(ctx context.Context, s config.Settings) (media.Blobs, error) {
	if s.S3Endpoint == "" {
		return folder.New(filepath.Join(s.Data, "media"))
	}
	return s3.New(ctx, s3.Config{Endpoint: s.S3Endpoint, Bucket: s.S3Bucket, AccessKey: s.S3AccessKey, SecretKey: s.S3SecretKey})
}

func (m *market) openIndex(ctx context.Context) (err error) {
	if m.settings.MeiliURL == "" {
		m.index, m.local = inproc.New(), true
		return nil
	}
	m.index, err = meili.New(ctx, m.settings.MeiliURL, m.settings.MeiliKey, m.settings.MeiliIndex)
	return err
}

func orderRules(s config.Settings) orders.Rules {
	rules := orders.DefaultRules()
	rules.Hold = s.Hold
	switch {
	case s.BankAccount != "":
		rules.Account.BIN, rules.Account.Number, rules.Account.Holder = s.BankBIN, s.BankAccount, s.BankHolder
	case !s.Reference():
		rules.Account.Number = "" // the account for demonstration must never be shown to real buyers
	}
	return rules
}

// source is the registry in the dialect that is configured.
func (m *market) source() (pull.Source, string, error) {
	address, key := m.settings.RegistryURL, m.settings.RegistryKey
	if m.registry != nil {
		address = m.registry.URL()
		if key == "" {
			key = m.registry.key
		}
	}
	source, err := pull.Open(m.settings.RegistryKind, address, key, registry.Options{})
	return source, m.settings.RegistryKind, err
}

// connectRegistry makes the puller and the worker that fetches pictures.
func (m *market) connectRegistry() error {
	source, name, err := m.source()
	if err != nil {
		return err
	}
	if m.settings.RegistryURL != "" {
		name += " " + m.settings.RegistryURL
	}
	m.pull = pull.New(pull.Parts{
		DB: m.db, Leases: m.leases, Source: source, Name: name, Evidence: m.blobs, Clock: m.clock, Log: m.log,
		Rules: pull.Rules{MaxChange: m.settings.RegistryMaxChange, MinChange: m.settings.RegistryMinChange},
	})
	trusted := m.settings.RegistryURL
	if m.registry != nil {
		trusted = m.registry.URL()
	}
	m.pictures = pictures.New(pictures.Parts{
		DB: m.db, Leases: m.leases, Fetch: fetch.New(fetch.Config{TrustedHost: fetch.HostPort(trusted)}),
		Library: media.NewLibrary(m.blobs), Clock: m.clock, Log: m.log,
	})
	return nil
}

// close releases what was opened, in the order that loses nothing.
func (m *market) close() error {
	var errs []error
	if m.registry != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		errs = append(errs, m.registry.close(ctx))
	}
	if m.index != nil {
		errs = append(errs, m.index.Close())
	}
	if m.db != nil {
		errs = append(errs, m.db.Close())
	}
	return errors.Join(errs...)
}

// reachRegistry connects a market that does not serve to the registry: the configured one, or
// the reference registry with this data, which is started for the moment unless it runs.
func (m *market) reachRegistry(ctx context.Context) error {
	if !m.settings.Reference() {
		return m.connectRegistry()
	}
	if _, err := os.Stat(registryDir(&m.settings)); err != nil {
		return nil // started without demonstration data: there is no registry
	}
	var err error
	m.registry, err = startRegistry(ctx, registryDir(&m.settings), "127.0.0.1:0", 0, m.log)
	if err != nil {
		return err
	}
	return m.connectRegistry()
}
