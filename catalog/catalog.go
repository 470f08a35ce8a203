package catalog

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Rules are what an operator may set for the catalogue.
type Rules struct {
	// Silence is how long the registry may say nothing of a province before its certificates count as unknown.
	Silence time.Duration
}

// Catalog answers what is certified, for sale and in stock.
type Catalog struct {
	db    store.DB
	clock func() time.Time
	shelf *shelf
	// silence is Rules.Silence in nanoseconds; it may change while others read it.
	silence atomic.Int64
}

// New makes a catalogue on a store; Load must fill it before it answers.
func New(db store.DB, clock func() time.Time, rules Rules) *Catalog {
	c := &Catalog{db: db, clock: clock, shelf: newShelf()}
	c.SetSilence(rules.Silence)
	return c
}

// SetSilence changes Rules.Silence while the market runs.
func (c *Catalog) SetSilence(d time.Duration) { c.silence.Store(int64(d)) }

func (c *Catalog) silent() time.Duration { return time.Duration(c.silence.Load()) }

// Now is the time at which certificates are judged.
func (c *Catalog) Now() time.Time { return c.clock() }

// Product returns a product by id, or store.ErrNotFound.
func (c *Catalog) Product(ctx context.Context, id string) (*Product, error) {
	return products.Get(ctx, c.db, id)
}

// ProductByGTIN returns the product with that trade item number of 8 to 14 digits: ErrGTIN when its check digit is wrong, store.ErrNotFound when nobody has it.
func (c *Catalog) ProductByGTIN(ctx context.Context, gtin string) (*Product, error) {
	number, err := NormalGTIN(gtin)
	if err != nil {
		return nil, err
	}
	if p, err := products.First(ctx, c.db, where("gtin", number)); !errors.Is(err, store.ErrNotFound) {
		return p, err
	}
	p, _, err := c.UnitByGTIN(ctx, number) // a unit of it may have a number of its own
	return p, err
}

// Producer returns a producer by id, or store.ErrNotFound.
func (c *Catalog) Producer(ctx context.Context, id string) (*Producer, error) {
	return producers.Get(ctx, c.db, id)
}

// ProducerBySlug returns the producer at that address, or store.ErrNotFound.
func (c *Catalog) ProducerBySlug(ctx context.Context, slug string) (*Producer, error) {
	return producers.First(ctx, c.db, where("slug", slug))
}

// Certificate returns the certificate with exactly that number, or store.ErrNotFound.
func (c *Catalog) Certificate(ctx context.Context, number string) (*Certificate, error) {
	return certificates.Get(ctx, c.db, number)
}

// CertificateState computes what a certificate is worth now.
func (c *Catalog) CertificateState(cert *Certificate) State {
	return cert.Validity().State(c.clock(), c.Confirmed(cert.Province), c.silent())
}

// FindCertificate returns the certificate that a person means by what stands on a
// label: its number in any spelling, a trace code or a GTIN. ErrNotFound if none.
func (c *Catalog) FindCertificate(ctx context.Context, typed string) (*Certificate, error) {
	if cert, err := certificates.Get(ctx, c.db, typed); !errors.Is(err, store.ErrNotFound) {
		return cert, err
	}
	q := where("key", NumberKey(typed))
	q.Sort = []store.Order{{Field: "issued_on", Desc: true}}
	if cert, err := certificates.First(ctx, c.db, q); !errors.Is(err, store.ErrNotFound) {
		return cert, err
	}
	product, err := c.productByLabel(ctx, typed)
	if err != nil {
		return nil, fmt.Errorf("find certificate: %w", err)
	}
	return certificates.Get(ctx, c.db, product.Certificate)
}

func (c *Catalog) productByLabel(ctx context.Context, typed string) (*Product, error) {
	if gtin, err := NormalGTIN(compact(typed)); err == nil {
		if p, err := c.ProductByGTIN(ctx, gtin); !errors.Is(err, store.ErrNotFound) {
			return p, err
		}
	}
	code := compact(typed)
	if code == "" {
		return nil, store.ErrNotFound
	}
	return products.First(ctx, c.db, where("trace_code", code))
}

func where(field string, value any) store.Query {
	return store.Query{Where: []store.Cond{{Field: field, Op: store.Eq, Value: value}}}
}
