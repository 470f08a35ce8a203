// Package orders owns carts, checkouts, payments and what becomes of an order.
// An order, the stock it takes and the news of it are written in one
// transaction: an order that was acknowledged is never lost, and no more is sold than there is.
package orders

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Catalog is what orders ask of the catalogue.
type Catalog interface {
	// CardBySKU and State answer from memory, for carts.
	CardBySKU(sku string) (*catalog.Card, catalog.CardUnit, bool)
	State(card *catalog.Card) catalog.State
	// Certificate and CertificateState tell of one that a product had before.
	Certificate(ctx context.Context, number string) (*catalog.Certificate, error)
	CertificateState(cert *catalog.Certificate) catalog.State
	// Offers, Reserve and Release are the truth, for placement.
	Offers(ctx context.Context, r store.Reader, skus []string) (map[string]catalog.Offer, error)
	Reserve(ctx context.Context, tx store.Tx, lines []catalog.Line) error
	Release(ctx context.Context, tx store.Tx, lines []catalog.Line) error
	// Move writes into the ledger what is found to be missing.
	Move(ctx context.Context, tx store.Tx, moves ...catalog.Movement) error
}

// Service takes orders and follows them to the door.
type Service struct {
	db      store.DB
	catalog Catalog
	rules   atomic.Pointer[Rules]
	now     func() time.Time

	mu     sync.Mutex
	flight map[string]chan struct{} // idempotency keys being answered by this process
}

// New returns a service over a store whose schemas are ensured.
func New(db store.DB, cat Catalog, rules Rules, clock func() time.Time) *Service {
	s := &Service{db: db, catalog: cat, now: clock, flight: map[string]chan struct{}{}}
	s.rules.Store(&rules)
	return s
}

// Rules returns the rules in force.
func (s *Service) Rules() Rules { return *s.rules.Load() }

// ChangeRules changes the rules while the market runs; only one caller may at a time.
func (s *Service) ChangeRules(change func(*Rules)) {
	rules := s.Rules()
	change(&rules)
	s.rules.Store(&rules)
}

// instant is now as documents keep it: UTC, to the millisecond.
func (s *Service) instant() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
