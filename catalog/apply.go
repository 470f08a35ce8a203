package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Entry is one product as a source tells it: checked, cleaned and mapped, ready to be applied or to be kept until somebody lets it through.
type Entry struct {
	RegistryID string `bson:"registry_id"`
	Revision   int64  `bson:"revision"`
	// Ordered tells that revisions grow. Where they do not they are fingerprints, and any other one is news.
	Ordered     bool        `bson:"ordered"`
	Source      string      `bson:"source"`
	Product     Product     `bson:"product"` // without address, units and photos, which are ours
	Producer    Producer    `bson:"producer"`
	Certificate Certificate `bson:"certificate"` // without history
	Acts        []Act       `bson:"acts,omitempty"`
	Unmapped    []Unmapped  `bson:"unmapped,omitempty"`
}

// Act is a decision together with the certificate it concerns.
type Act struct {
	Decision    `bson:",inline"`
	Certificate string `bson:"certificate"`
}

// News reports whether the entry says something later than the revision that we hold (0: nothing held, or the record was gone).
func (e *Entry) News(held int64) bool {
	if held == 0 || !e.Ordered {
		return e.Revision != held
	}
	return e.Revision > held
}

// ErrUnusable marks an entry that cannot be applied as it is.
var ErrUnusable = errors.New("catalog: record cannot be used")

func unusable(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrUnusable}, args...)...)
}

// Applied counts what a batch of entries did.
type Applied struct {
	New, Changed, Same, Gone int
	// Refused tells by registry id why an entry could not be applied. The others of its batch were.
	Refused map[string]error
}

// Add counts another batch in.
func (a *Applied) Add(b Applied) {
	a.New, a.Changed, a.Same, a.Gone = a.New+b.New, a.Changed+b.Changed, a.Same+b.Same, a.Gone+b.Gone
	for id, err := range b.Refused {
		a.refuse(id, err)
	}
}

func (a *Applied) refuse(id string, err error) {
	if a.Refused == nil {
		a.Refused = map[string]error{}
	}
	a.Refused[id] = err
}

// Apply writes entries to products, producers and certificates in the caller's
// transaction and tells the outbox what changed. Entries that are no news
// change nothing. Give at most a few hundred at once.
func Apply(ctx context.Context, tx store.Tx, now time.Time, entries []*Entry) (Applied, error) {
	b := &batch{now: stored(now)}
	if err := b.read(ctx, tx, entries); err != nil {
		return Applied{}, fmt.Errorf("apply %d records: %w", len(entries), err)
	}
	for _, e := range entries {
		b.entry(b.mapped(e))
	}
	return b.done, b.write(ctx, tx)
}

// stored is a time as the store gives it back.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// batch is what one transaction reads and writes.
type batch struct {
	now          time.Time
	products     held[Product]
	producers    held[Producer]
	certificates held[Certificate]
	unmapped     held[Unmapped]
	mappings     held[Mapping] // what persons said of what records leave open
	slugs        slugs
	retold       []string // producers of whom something else is told now
	overruled    []Overruled
	done         Applied
	change       Change
}

// entry applies one entry to what was read.
func (b *batch) entry(e *Entry) {
	product, known := b.products.get(e.Product.ID)
	if known && !e.News(product.RegistryRev) {
		b.done.Same++
		return
	}
	if err := b.checkNumbers(e); err != nil {
		b.done.refuse(e.RegistryID, err)
		return
	}
	if known {
		b.done.Changed++
	} else {
		b.done.New++
		product = b.newProduct(e)
	}
	b.producer(e)
	b.certify(e, product, known)
	b.updateProduct(e, product)
	b.listUnmapped(e, product.ID)
	b.change.Products = append(b.change.Products, product.ID)
}

func (b *batch) write(ctx context.Context, tx store.Tx) error {
	for _, write := range []func() error{
		func() error { return b.producers.write(ctx, tx, producers) },
		func() error { return b.products.write(ctx, tx, products) },
		func() error { return b.certificates.write(ctx, tx, certificates) },
		func() error { return b.writeUnmapped(ctx, tx) },
		func() error { return b.tellOfRetold(ctx, tx) },
		func() error { return b.tellOverruled(ctx, tx) },
	} {
		if err := write(); err != nil {
			return fmt.Errorf("apply records: %w", err)
		}
	}
	if len(b.change.Products) == 0 {
		return nil
	}
	return outbox.Append(ctx, tx, EventChanged, b.change)
}

// held keeps the documents of one collection that a batch works on, and which of them it touched.
type held[T any] struct {
	byID    map[string]*T
	touched []string
}

func (h *held[T]) get(id string) (*T, bool) {
	doc, ok := h.byID[id]
	return doc, ok
}

func (h *held[T]) put(id string, doc *T) {
	h.byID[id] = doc
	h.touch(id)
}

func (h *held[T]) touch(id string) { h.touched = append(h.touched, id) }

// write saves what was touched in the order of ids, so that concurrent batches do not fight.
func (h *held[T]) write(ctx context.Context, tx store.Tx, c store.Collection[T]) error {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(h.touched))) {
		if err := c.Save(ctx, tx, h.byID[id]); err != nil {
			return err
		}
	}
	return nil
}

// read fetches by id what exists.
func readHeld[T any, P interface {
	*T
	DocumentID() string
}](ctx context.Context, r store.Reader, c store.Collection[T], ids []string) (held[T], error) {
	docs, err := collectMany[T, P](ctx, r, c, ids)
	return held[T]{byID: docs}, err
}

// read fetches what the entries may touch.
func (b *batch) read(ctx context.Context, r store.Reader, entries []*Entry) (err error) {
	var producerIDs, numbers []string
	for _, e := range entries {
		producerIDs = append(producerIDs, e.Producer.ID)
		numbers = append(numbers, e.numbers()...)
	}
	if err := b.readProducts(ctx, r, entries); err != nil {
		return err
	}
	if b.producers, err = readHeld(ctx, r, producers, producerIDs); err != nil {
		return err
	}
	for _, p := range b.products.byID {
		numbers = append(numbers, p.Certificate)
	}
	if b.certificates, err = readHeld(ctx, r, certificates, numbers); err != nil {
		return err
	}
	if err := b.readUnmapped(ctx, r); err != nil {
		return err
	}
	if err := b.readMappings(ctx, r, entries); err != nil {
		return err
	}
	return b.readSlugs(ctx, r, entries)
}

// numbers are those of all certificates that the entry speaks of.
func (e *Entry) numbers() []string {
	numbers := []string{e.Certificate.ID}
	for _, a := range e.Acts {
		numbers = append(numbers, a.Certificate)
	}
	return numbers
}

// checkNumbers refuses an entry that claims a certificate of another product.
func (b *batch) checkNumbers(e *Entry) error {
	for _, number := range e.numbers() {
		if c, ok := b.certificates.get(number); ok && c.ProductID != e.Product.ID {
			return unusable("certificate %s belongs to another product (%s)", number, c.ProductID)
		}
	}
	return nil
}
