package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

// Namesakes are the ids of products by what lists call them: see NamesakeKey.
type Namesakes map[string][]string

// NamesakeKey folds what tells a product from others where nobody gives its number: its name, its producer's, and the province.
func NamesakeKey(product, producer, province string) string {
	return place.Slug(product) + " " + place.Slug(producer) + " " + province
}

// ReadNamesakes reads what all products are called.
func ReadNamesakes(ctx context.Context, r store.Reader) (Namesakes, error) {
	called, err := collect(ctx, r, makers)
	if err != nil {
		return nil, err
	}
	all := Namesakes{}
	for raw, err := range r.Find(ctx, products.Schema().Collection, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("names of products: %w", err)
		}
		maker := called[store.Field(raw, "producer_id").StringValue()]
		province, _ := store.Field(raw, "place.province").StringValueOK()
		if maker == nil || province == "" {
			continue
		}
		key := NamesakeKey(store.Field(raw, "name").StringValue(), maker.Name, province)
		all[key] = append(all[key], store.Field(raw, "_id").StringValue())
	}
	return all, nil
}

// CurrentCertificates returns products with their current certificates, by the products' ids.
func CurrentCertificates(ctx context.Context, r store.Reader, productIDs []string) (map[string]KnownCertificate, error) {
	found, err := collectMany(ctx, r, products, productIDs)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, p := range found {
		numbers = append(numbers, p.Certificate)
	}
	held, err := collectMany(ctx, r, certificates, numbers)
	if err != nil {
		return nil, err
	}
	all := map[string]KnownCertificate{}
	for id, p := range found {
		if c := held[p.Certificate]; c != nil {
			all[id] = KnownCertificate{Certificate: c, Product: p}
		}
	}
	return all, nil
}

// FromList reports whether lists alone told of the certificate, so that a later list may correct it.
func (c *Certificate) FromList() bool {
	listed := false
	for _, d := range c.Decisions {
		listed = listed || d.Source == SourceList
		if d.Source != SourceList && d.Source != SourceOfficer {
			return false
		}
	}
	return listed
}

// SourceList is the source of what a list of decisions told.
const SourceList = "list"

// Recertified is what a product's certificate would be once Recertify has written it. current is the product's
// certificate now, before what is held of the one to be written; nil for nothing.
func Recertified(now time.Time, p *Product, current, before *Certificate, c Certificate, d Decision) *Certificate {
	held := map[string]*Certificate{}
	for _, known := range []*Certificate{current, before} {
		if known != nil {
			unchanged := *known
			held[known.ID] = &unchanged
		}
	}
	b := recertifying(now, p, held)
	b.recertify(p.ID, c, d)
	return b.certificates.byID[c.ID]
}

// Recertify gives a product the certificate that a list of decisions tells of, in the caller's transaction and
// with the news of it: a new one in the place of the last, or the same one corrected. Nothing else of the product
// changes. The registry's next word of the product stands above it. ErrUnusable is for the number of another product.
func Recertify(ctx context.Context, tx store.Tx, now time.Time, productID string, c Certificate, d Decision) error {
	p, err := products.Get(ctx, tx, productID)
	if err != nil {
		return err
	}
	held, err := collectMany(ctx, tx, certificates, []string{p.Certificate, c.ID})
	if err != nil {
		return err
	}
	if other := held[c.ID]; other != nil && other.ProductID != p.ID {
		return unusable("certificate %s belongs to another product (%s)", c.ID, other.ProductID)
	}
	b := recertifying(now, p, held)
	b.recertify(p.ID, c, d)
	return b.write(ctx, tx)
}

func recertifying(now time.Time, p *Product, certificates map[string]*Certificate) *batch {
	changed := *p
	return &batch{
		now: stored(now), products: held[Product]{byID: map[string]*Product{p.ID: &changed}},
		certificates: held[Certificate]{byID: certificates},
	}
}

func (b *batch) recertify(productID string, c Certificate, d Decision) {
	p, _ := b.products.get(productID)
	c.ProductID, c.Province = p.ID, p.Place.Province
	b.certify(&Entry{Source: SourceList, Product: *p, Certificate: c, Acts: []Act{{Decision: d, Certificate: c.ID}}}, p, true)
	p.Certificate, p.UpdatedAt = c.ID, b.now
	b.products.touch(p.ID)
	b.change.Products = append(b.change.Products, p.ID)
}
