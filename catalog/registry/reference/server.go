// Package reference is a registry of certificates to build and test against: it serves both dialects, the operators'
// endpoints and the pictures, from demonstration data at the true scale of the programme.
//
// It promises that the same seed, size and day give the same data byte for byte, that what an operator did outlives a
// power cut, and that it can be told to misbehave in the ways in which registries do.
package reference

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// Options are what a reference registry is made of.
type Options struct {
	Data    *Data
	Key     ed25519.PrivateKey
	Clock   func() time.Time // time.Now where nil
	Dir     string           // keeps operators' acts and drawn pictures; empty keeps them in memory only
	BaseURL string           // begins the addresses of pictures; empty takes the host that was asked
	Token   string           // opens the operators' endpoints; empty keeps them shut
	Log     *slog.Logger     // slog.Default where nil
}

// Server serves both dialects of the registry, its operators' endpoints, the list of offers and the pictures.
type Server struct {
	data    *Data
	key     ed25519.PrivateKey
	clock   func() time.Time
	base    string
	token   string
	log     *slog.Logger
	store   *store
	gallery *gallery
	faults  faults
	sums    sums
}

// New makes a server and reads back what operators did before.
func New(o Options) (*Server, error) {
	if o.Data == nil || len(o.Key) != ed25519.PrivateKeySize {
		return nil, errors.New("reference registry: needs data and a key")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	st, err := openStore(o.Data, o.Dir)
	if err != nil {
		return nil, fmt.Errorf("reference registry: %w", err)
	}
	return &Server{data: o.Data, key: o.Key, clock: o.Clock, base: o.BaseURL, token: o.Token, log: o.Log,
		store: st, gallery: newGallery(o.Dir), faults: newFaults()}, nil
}

// PublicKey is the key that the records are signed with, as clients configure it.
func (s *Server) PublicKey() string {
	return registry.EncodeKey(s.key.Public().(ed25519.PublicKey))
}

// Handler routes everything the registry serves.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	told := func(pattern string, h func(http.ResponseWriter, *http.Request)) {
		mux.Handle(pattern, s.misbehaving(http.HandlerFunc(h)))
	}
	told("GET /feed/v1/records", s.feedPage)
	told("GET /feed/v1/records/{id}", s.feedRecord)
	told("GET /feed/v1/summary", s.feedSummary)
	told("GET /feed/v1/key", s.feedKey)
	told("GET /v1/public/product-info/{$}", s.nationalList)
	told("GET /v1/public/product-info/{id}/{$}", s.nationalDetail)
	mux.HandleFunc("GET /lists/offers.csv", s.offers)
	mux.HandleFunc("GET /pictures/{file}", s.picture)
	for _, act := range acts {
		mux.Handle("POST /operator/v1/certificates/"+act, s.operator(s.act(act)))
	}
	mux.Handle("POST /operator/v1/records", s.operator(s.issue))
	mux.Handle("GET /operator/v1/records", s.operator(s.find))
	mux.Handle("POST /operator/v1/misbehave", s.operator(s.misbehave))
	return mux
}

// now is the registry's own clock, which a fault may set ahead.
func (s *Server) now() time.Time { return s.clock().Add(s.faults.ahead()) }

// baseURL begins the addresses that this answer names.
func (s *Server) baseURL(r *http.Request) string {
	if s.base != "" {
		return s.base
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *Server) offers(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="offers.csv"`)
	if err := s.data.writeAllOffers(w, s.store.numberOf); err != nil {
		s.log.WarnContext(r.Context(), "offers list not sent", "error", err)
	}
}

// A problem is an answer by RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func fail(w http.ResponseWriter, status int, kind, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	writeJSON(w, problem{Type: "/problems/" + kind, Title: http.StatusText(status), Status: status, Detail: detail})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	writeJSON(w, v)
}

// writeJSON keeps <, > and & as they are: the signature is over the very bytes, and shorter is better.
func writeJSON(w http.ResponseWriter, v any) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the client is gone; nobody is left to tell
}

// sums remembers the summary of one place in the feed.
type sums struct {
	mu   sync.Mutex
	head int64
	mode string
	by   map[string]registry.ProvinceSummary
}
