package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// listPrefix begins the ids of records that came from a province's decision list and not from the registry.
const listPrefix = "list:"

// ListedID is the id of a record that came from a decision list, by its certificate number.
func ListedID(number string) string { return listPrefix + NumberKey(number) }

// Listed reports whether a record came from a decision list, so that the registry need not know it.
func Listed(registryID string) bool { return strings.HasPrefix(registryID, listPrefix) }

// readProducts finds the products of the entries. One that a decision list
// brought earlier is taken over by the registry's record of the same
// certificate: it keeps its id, its address and its photos.
func (b *batch) readProducts(ctx context.Context, r store.Reader, entries []*Entry) error {
	b.products = held[Product]{byID: map[string]*Product{}}
	byRegistry := map[string]*Entry{}
	for _, e := range entries {
		byRegistry[e.RegistryID] = e
	}
	found, err := findIn(ctx, r, products, "registry_id", sorted(byRegistry))
	if err != nil {
		return err
	}
	for _, p := range found {
		byRegistry[p.RegistryID].bind(p.ID)
		b.products.byID[p.ID] = p
		delete(byRegistry, p.RegistryID)
	}
	return b.adopt(ctx, r, byRegistry)
}

// adopt looks among the certificates that decision lists brought for those of entries that are new.
func (b *batch) adopt(ctx context.Context, r store.Reader, fresh map[string]*Entry) error {
	byKey := map[string]*Entry{}
	for _, id := range sorted(fresh) {
		if !Listed(id) {
			byKey[fresh[id].Certificate.Key] = fresh[id]
		}
	}
	known, err := findIn(ctx, r, certificates, "key", sorted(byKey))
	if err != nil || len(known) == 0 {
		return err
	}
	entryOf := map[string]*Entry{}
	for _, c := range known {
		entryOf[c.ProductID] = byKey[c.Key]
	}
	owners, err := products.GetMany(ctx, r, sorted(entryOf))
	if err != nil {
		return err
	}
	for _, p := range owners {
		if e := entryOf[p.ID]; Listed(p.RegistryID) {
			e.bind(p.ID)
			p.RegistryID, p.RegistryRev = e.RegistryID, 0
			b.products.byID[p.ID] = p
		}
	}
	return nil
}

// bind makes the entry one of a product that is there already.
func (e *Entry) bind(productID string) {
	e.Product.ID, e.Certificate.ProductID = productID, productID
}

func findIn[T any](ctx context.Context, r store.Reader, c store.Collection[T], field string, values []string) ([]*T, error) {
	if len(values) == 0 {
		return []*T{}, nil
	}
	return c.Find(ctx, r, store.Query{Where: []store.Cond{{Field: field, Op: store.In, Value: values}}})
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// KnownCertificate is a certificate that we hold, and its product.
type KnownCertificate struct {
	*Certificate
	Product *Product
}

// CertificatesByKey returns what we hold of certificates by NumberKey, of several with one key the newest.
func CertificatesByKey(ctx context.Context, r store.Reader, keys []string) (map[string]KnownCertificate, error) {
	all := map[string]KnownCertificate{}
	for part := range slices.Chunk(keys, 500) {
		found, err := findIn(ctx, r, certificates, "key", part)
		if err != nil {
			return nil, fmt.Errorf("find certificates by key: %w", err)
		}
		var ids []string
		for _, c := range found {
			ids = append(ids, c.ProductID)
		}
		owners, err := collectMany(ctx, r, products, ids)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if old, ok := all[c.Key]; (!ok || old.IssuedOn.Before(c.IssuedOn)) && owners[c.ProductID] != nil {
				all[c.Key] = KnownCertificate{Certificate: c, Product: owners[c.ProductID]}
			}
		}
	}
	return all, nil
}

// AddDecision appends a decision to a certificate's history in the caller's
// transaction, and reports whether it was not there. It changes nothing else of
// the certificate: a list is proof of the decision, the registry alone of the stars.
func AddDecision(ctx context.Context, tx store.Tx, now time.Time, number string, d Decision) (bool, error) {
	c, err := certificates.Get(ctx, tx, number)
	if err != nil {
		return false, err
	}
	c.Decisions = slices.Clone(c.Decisions)
	if c.learn([]Act{{Decision: d, Certificate: number}}, stored(now)) == 0 {
		return false, nil
	}
	c.UpdatedAt = stored(now)
	if err := certificates.Replace(ctx, tx, c); err != nil {
		return false, err
	}
	return true, outbox.Append(ctx, tx, EventChanged, Change{Products: []string{c.ProductID}})
}

// HasDecision reports whether the certificate's history holds a decision of that number and day, of any kind.
func (c *Certificate) HasDecision(number string, date time.Time) bool {
	return slices.ContainsFunc(c.Decisions, func(d Decision) bool {
		return NumberKey(d.Number) == NumberKey(number) && d.Date.Equal(date)
	})
}
