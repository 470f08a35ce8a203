package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/search"
)

// Shelf answers from memory what products are and whether they may show stars.
type Shelf interface {
	Now() time.Time
	Generation() uint64
	LastConfirmed() time.Time
	Confirmed(province string) time.Time
	State(card *catalog.Card) catalog.State
	Card(id string) (*catalog.Card, bool)
	Cards(ids []string) []*catalog.Card
	Found(ids []string, lapsed bool) []*catalog.Card
	Browse(q search.Query) search.Result
	AllCards() []*catalog.Card
	CardBySlug(slug string) (*catalog.Card, bool)
	CardsOfProducer(producerID string) []*catalog.Card
}

// Records reads whole documents of the catalogue.
type Records interface {
	Shown(ctx context.Context, productID string) (*catalog.Shown, error)
	ShownCertificates(ctx context.Context, productID string) ([]*catalog.ShownCertificate, error)
	ProductByGTIN(ctx context.Context, gtin string) (*catalog.Product, error)
	ProducerBySlug(ctx context.Context, slug string) (*catalog.Producer, error)
	FindCertificate(ctx context.Context, typed string) (*catalog.Certificate, error)
	CertificateState(cert *catalog.Certificate) catalog.State
}

// Finder answers queries; its failure leaves plain browsing.
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
}

// Shipping tells what delivering a parcel between two provinces costs and how long it takes.
type Shipping interface {
	Quote(from, to string, weightG int, chilled bool) orders.Quote
}

// Deps are what the pages need of the rest of the market.
type Deps struct {
	Shelf    Shelf
	Records  Records
	Search   Finder
	Shipping Shipping     // nil: no fee is shown
	Orders   Orders       // nil: nothing is sold
	Rooms    []Room       // desks and accounts, laid beside the shop
	Shoppers Shoppers     // nil: everybody buys as a guest
	Visits   Visits       // nil: nobody counts looks at products
	Media    http.Handler // serves photos under media.Base
	API      http.Handler // serves everything under /api/; nil: nothing there

	SiteName  string   // "Chợ Sao" when empty
	PublicURL string   // where the world finds the site, such as https://cho.example
	Limiter   *Limiter // nil: no limits, which the log says aloud
	Log       *slog.Logger
	Clock     func() time.Time
}

// Server serves the site.
type Server struct {
	shelf    Shelf
	records  Records
	search   Finder
	shipping Shipping
	orders   Orders // nil when nothing is sold
	shoppers Shoppers
	visits   Visits // nil when nobody counts

	site     *site
	renderer *renderer
	zipper   *zipper
	cache    *pageCache
	tally    *tallies
	kinds    *kinds
	assets   *assets
	limiter  *Limiter // nil when switched off
	headers  http.Header
	busy     chan struct{} // requests being worked on
	sending  chan struct{} // photos being sent
	// uploading are files being taken in.
	uploading chan struct{}
	// gazetteer finds communes by name.
	gazetteer func() *gazetteer

	log   *slog.Logger
	clock func() time.Time

	// uploads are the routes that take files, with how many bytes each; laid is every route. Both are made at start.
	uploads map[string]int64
	public  map[string]policy.Action // what everyone may, by "METHOD /path"
	laid    []string

	media, api http.Handler
	inner      http.Handler // the routes, behind the protection against foreign forms
}

const (
	pageCacheAge   = 60 * time.Second
	pageCacheBytes = 24 << 20 // some 3,000 pages
	// maxAtOnce bounds the requests that are being worked on, cached ones aside: beyond it waiting only makes everyone late.
	maxAtOnce = 256
	// maxWork is how long one request may take before it is given up.
	maxWork = 10 * time.Second
	// maxSending and maxSend bound the sending of photos. It is as slow as the phones that
	// they go to, so it has places of its own and takes none from pages.
	maxSending = 2048
	maxSend    = 60 * time.Second
	// maxUploading and maxUpload bound the taking in of files, which is as slow as the phones that they come from.
	maxUploading = 64
	maxUpload    = 5 * time.Minute
	// maxFile is more than any file that is taken in; its route tells how much less.
	maxFile = 64 << 20
)

// New makes the site's server: templates are parsed, assets hashed and routes laid once, here.
func New(d Deps) (*Server, error) {
	d = withDefaults(d)
	files, err := loadAssets()
	if err != nil {
		return nil, err
	}
	s := &Server{
		shelf: d.Shelf, records: d.Records, search: d.Search, shipping: d.Shipping, orders: d.Orders, shoppers: d.Shoppers, visits: d.Visits, gazetteer: newGazetteer(),
		site:   &site{Name: d.SiteName, Sells: d.Orders != nil, SignsIn: len(d.Rooms) > 0, url: strings.TrimSuffix(d.PublicURL, "/"), assets: files, last: d.Shelf.LastConfirmed, alphabet: rankProvinces(), provinces: provinceOptionsHTML(""), symbols: symbolsOf(files.content("sprite.svg"))},
		zipper: newZipper(), tally: newTallies(d.Shelf), kinds: newKinds(d.Search, d.Shelf.Now), assets: files,
		cache:   newPageCache(d.Shelf.Generation, d.Clock, pageCacheAge, pageCacheBytes),
		headers: securityHeaders(d.PublicURL, ""),
		busy:    make(chan struct{}, maxAtOnce), sending: make(chan struct{}, maxSending), uploading: make(chan struct{}, maxUploading), uploads: map[string]int64{}, public: map[string]policy.Action{}, log: d.Log, clock: d.Clock, limiter: d.Limiter, media: d.Media, api: d.API,
	}
	if s.renderer, err = newRenderer(s.site); err != nil {
		return nil, err
	}
	if err := s.site.addFixedFiles(); err != nil {
		return nil, err
	}
	if d.Limiter == nil {
		d.Log.Warn("RATE LIMITS ARE OFF: anyone may call anything as often as they like")
	}
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(s.denyForeign))
	e, err := s.routes(d.Rooms)
	if err != nil {
		return nil, err
	}
	s.inner = cross.Handler(e)
	return s, nil
}

func withDefaults(d Deps) Deps {
	if d.SiteName == "" {
		d.SiteName = "Chợ Sao"
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Clock == nil {
		d.Clock = d.Shelf.Now
	}
	return d
}

// Handler is the whole site as one handler.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Timeouts sets the bounds of time and size on a server that will serve the site, and lets it know its Connections.
func Timeouts(server *http.Server) {
	server.ConnContext = withConnection
	server.ReadHeaderTimeout = 5 * time.Second
	server.ReadTimeout = 30 * time.Second
	server.WriteTimeout = 60 * time.Second
	server.IdleTimeout = 120 * time.Second
	server.MaxHeaderBytes = 32 << 10
}

// serve is the way of every request: named, limited, answered from the page cache if it can be, and logged.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	start := s.clock()
	out := &recorder{ResponseWriter: w}
	h := w.Header()
	for name, value := range s.headers {
		h[name] = value
	}
	h[requestIDHeader] = []string{newRequestID()}
	source := s.answer(out, r)
	s.logAccess(r, out, source, s.clock().Sub(start))
}

// answer tells where the answer came from.
func (s *Server) answer(w *recorder, r *http.Request) (source string) {
	if s.limiter != nil {
		if wait, ok := s.limiter.allow(r); !ok {
			w.Header().Set("Retry-After", retryAfter(wait))
			s.refuse(w, r, errLimited)
			return "limited"
		}
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if p, ok := s.cache.get(r.RequestURI); ok {
			countLook(p.looks, r)
			if err := p.serve(w, r); err != nil {
				s.answerError(w, r, err)
			}
			return "cache"
		}
		if _, ok := s.assets.files[r.URL.Path]; ok {
			s.assets.ServeHTTP(w, r)
			return "asset"
		}
	}
	if strings.HasPrefix(r.URL.Path, media.Base) {
		s.work(w, r, s.sending, maxSend)
		return "photo"
	}
	if isUpload(r) {
		s.takeFile(w, r)
		return "upload"
	}
	s.work(w, r, s.busy, maxWork)
	return "work"
}

// work runs what must be computed or read, a bounded number at once and each for a bounded time.
func (s *Server) work(w *recorder, r *http.Request, slots chan struct{}, most time.Duration) {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	default:
		s.refuse(w, r, errOverloaded)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), most)
	defer cancel()
	s.inner.ServeHTTP(w, r.WithContext(ctx))
}

// isUpload reports whether a request brings files.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// takeFile gives a request with files the time that a slow line needs.
func (s *Server) takeFile(w *recorder, r *http.Request) {
	until := time.Now().Add(maxUpload)
	control := http.NewResponseController(w)
	if err := errors.Join(control.SetReadDeadline(until), control.SetWriteDeadline(until)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.log.DebugContext(r.Context(), "deadline of an upload", "err", err)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile)
	s.work(w, r, s.uploading, maxUpload)
}

// bounded lets a request's body be no larger than its route takes.
func (s *Server) bounded(c *gin.Context) {
	most := int64(maxBody)
	if n, ok := s.uploads[c.FullPath()]; ok && isUpload(c.Request) {
		most = n
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
	c.Next()
}

func (s *Server) denyForeign(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, errForbidden) }
