package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/api"
)

// shutdownTime is how long a stop may take: requests in flight finish, jobs stop at a safe point.
const shutdownTime = 10 * time.Second

// running is a market that serves.
type running struct {
	*market
	role     config.Role
	out      io.Writer
	terminal bool
	demoSize int // products of demonstration data; 0 for none
	ready    func(config.Addresses)

	site, admin *http.Server
	gate        gate
	opened      atomic.Bool
	board       *health.Board
	background  sync.WaitGroup
	stop        context.CancelFunc
	failed      chan error
}

// serve runs the market until ctx ends, and stops it gracefully.
func serve(ctx context.Context, r *running) (err error) {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop, r.failed = stop, make(chan error, 8)
	defer func() { err = errors.Join(err, r.shutdown()) }()
	addresses, err := r.listen(ctx)
	if err != nil {
		return err
	}
	if err := r.open(ctx, work); err != nil {
		return err
	}
	if err := config.WriteAddresses(r.settings.Data, addresses); err != nil {
		return err
	}
	r.announce(ctx, addresses)
	select {
	case <-ctx.Done():
		r.log.Info("stopping")
		return nil
	case err := <-r.failed:
		return err
	}
}

// listen opens the addresses, so that whoever asks early is told that the market is opening.
func (r *running) listen(ctx context.Context) (config.Addresses, error) {
	a := config.Addresses{PID: os.Getpid()}
	var listeners net.ListenConfig
	admin, err := listeners.Listen(ctx, "tcp", r.settings.AdminAddr)
	if err != nil {
		return a, fmt.Errorf("admin address: %w; set OCOP_ADMIN_ADDR to a free one", err)
	}
	token, err := adminToken(r.settings.Data)
	if err != nil {
		admin.Close()
		return a, err
	}
	a.Admin = admin.Addr().String()
	r.board = r.health()
	r.admin = &http.Server{Handler: adminHandler(r.market, r.readiness(), token), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute}
	r.spawn(r.admin, admin)
	if r.role != config.Worker {
		site, err := listeners.Listen(ctx, "tcp", r.settings.Addr)
		if err != nil {
			return a, fmt.Errorf("site address: %w; set OCOP_ADDR to a free one", err)
		}
		a.Site = site.Addr().String()
		r.site = &http.Server{Handler: &r.gate}
		web.Timeouts(r.site)
		r.spawn(r.site, web.Connections(site))
	}
	r.publicURL = siteURL(r.settings.PublicURL, a.Site)
	if err := r.openRegistry(ctx); err != nil {
		return a, err
	}
	if r.registry != nil {
		a.Registry = r.registry.addr
	}
	return a, nil
}

// openRegistry starts the reference registry where it stands in for a real one, and connects to either.
func (r *running) openRegistry(ctx context.Context) (err error) {
	works := r.role != config.Web
	if works && r.settings.Reference() && r.demoSize > 0 {
		r.registry, err = startRegistry(ctx, registryDir(&r.settings), r.settings.RegistryAddr, r.demoSize, r.log)
		if err != nil {
			return err
		}
	}
	if works && (r.registry != nil || !r.settings.Reference()) {
		return r.connectRegistry()
	}
	return nil
}

func (r *running) spawn(server *http.Server, l net.Listener) {
	server.ErrorLog = slog.NewLogLogger(r.log.Handler(), slog.LevelDebug)
	r.background.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.failed <- err
		}
	})
}

// open fills and loads the market, starts its work and lets visitors in.
func (r *running) open(ctx, work context.Context) error {
	works := r.role != config.Web
	if err := r.takeOver(ctx); err != nil {
		return err
	}
	if err := r.wireOutbox(works); err != nil {
		return err
	}
	boundMemory()
	if works {
		if err := r.fill(ctx, r.out, r.terminal); err != nil {
			return fmt.Errorf("first filling: %w", err)
		}
	}
	seq, err := r.load(ctx)
	if err != nil {
		return err
	}
	if err := r.book.Load(ctx); err != nil {
		return err
	}
	r.tellKeys(ctx)
	if works && r.registry != nil {
		if err := r.demonstrate(ctx); err != nil {
			return err
		}
		if p := r.demoProducer(); p != nil && r.settings.DemoAllowed() {
			if err := r.demonstrateOrders(ctx, p.Producer); err != nil {
				return err
			}
		}
	}
	boundMemory()
	r.background.Go(func() { r.report("outbox", r.outbox.Run(work)) })
	r.background.Go(func() { r.report("follower", r.follow(work, seq)) })
	r.background.Go(func() { r.report("presence", r.tellPresence(work)) })
	if works || r.local {
		r.background.Go(func() { r.watchSilence(work) })
	}
	if works {
		r.wireJobs()
		r.background.Go(func() { r.report("jobs", r.jobs.Run(work)) })
		if !r.local {
			r.background.Go(func() { r.report("index", r.indexIfEmpty(work)) })
		}
	}
	if r.site == nil {
		r.opened.Store(true)
		return nil
	}
	site, err := r.handler()
	if err != nil {
		return err
	}
	r.background.Go(func() { r.report("visits", r.office.visits.Run(work)) })
	r.gate.open(site)
	r.opened.Store(true)
	return nil
}

// report ends the process when a part of it fails for good: one that runs on half alive would serve what is no longer so.
func (r *running) report(part string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.failed <- fmt.Errorf("%s: %w", part, err)
	}
}

// handler wires the site.
func (r *running) handler() (http.Handler, error) {
	limiter, err := r.limiter()
	if err != nil {
		return nil, err
	}
	programs, _ := api.New(api.Deps{
		Catalog: r.catalog, Orders: r.orders, Search: r.index, Limits: limiter, ClientAddr: limiter.Client,
		PublicURL: r.publicURL, SiteName: r.settings.SiteName, Who: r.programOf, Lots: lots.New(r.db, r.catalog, ledger.New(r.db, r.catalog)),
	})
	desks, err := r.desks()
	if err != nil {
		return nil, err
	}
	site, err := web.New(web.Deps{
		Rooms: []web.Room{desks}, Shoppers: r.shoppers(), Visits: r.office.visits,
		Shelf: r.catalog, Records: r.catalog, Search: r.index, Shipping: r.orders.Rules().Shipping, Orders: r.orders,
		Media: media.Handler(r.blobs), API: programs,
		SiteName: r.settings.SiteName, PublicURL: r.publicURL, Limiter: limiter, Log: r.log, Clock: r.clock,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", r.meters.measured(site.Handler()))
	mux.HandleFunc("GET /livez", alive)
	mux.Handle("GET /readyz", r.board)
	return mux, nil
}

// limiter bounds how often one address may ask; switched off it allows all, and the log says so.
func (r *running) limiter() (*web.Limiter, error) {
	var proxies []netip.Prefix
	for _, cidr := range r.settings.TrustedProxies {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return nil, err
		}
		proxies = append(proxies, prefix)
	}
	limits := web.DefaultLimits()
	if r.settings.Limits == "off" {
		r.log.Warn("RATE LIMITS ARE OFF (OCOP_LIMITS): anyone may ask anything as often as they like")
		limits = nil
	}
	return web.NewLimiter(limits, proxies, r.clock), nil
}

func alive(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

// health lists the parts that readiness names.
func (r *running) health() *health.Board {
	checks := []health.Check{
		{Name: "store", Required: true, Ask: func(ctx context.Context) error { return r.db.Ping(ctx) }},
		{Name: "search", Ask: func(ctx context.Context) error { return r.index.Ping(ctx) }},
		{Name: "photos", Ask: r.blobs.Ping},
		{Name: "registry", Ask: func(context.Context) error {
			if last := r.catalog.LastConfirmed(); r.clock().Sub(last) > r.settings.RegistrySilence {
				return fmt.Errorf("last confirmed at %s", last)
			}
			return nil
		}},
	}
	return health.New(r.clock, func(name, state string, err error) {
		r.log.Info("health", "part", name, "state", state, "error", err)
	}, checks...)
}

func (r *running) announce(ctx context.Context, a config.Addresses) {
	if a.Site != "" {
		fmt.Fprintf(r.out, "%s is open at http://%s\n", r.settings.SiteName, a.Site)
	}
	if a.Registry != "" {
		fmt.Fprintf(r.out, "Reference registry at http://%s (key %s)\n", a.Registry, r.registry.key)
		r.tellDemo(ctx, r.out)
	}
	fmt.Fprintf(r.out, "Metrics and commands at http://%s\nData in %s\n", a.Admin, r.settings.Data)
	if r.ready != nil {
		r.ready(a)
	}
}

// shutdown lets requests finish and jobs stop, releases everything, and takes no longer than shutdownTime.
func (r *running) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime-2*time.Second)
	defer cancel()
	if r.board != nil {
		r.board.Close()
	}
	var errs []error
	for _, server := range []*http.Server{r.site, r.admin} {
		if server != nil && server.Shutdown(ctx) != nil {
			errs = append(errs, server.Close())
		}
	}
	r.stop()
	stopped := make(chan struct{})
	go func() { r.background.Wait(); close(stopped) }()
	select {
	case <-stopped:
	case <-ctx.Done():
		errs = append(errs, errors.New("work in the background did not stop in time; it goes on at the next start"))
	}
	errs = append(errs, r.leases.ReleaseAll(ctx), config.ForgetAddresses(r.settings.Data), r.close())
	return errors.Join(errs...)
}
