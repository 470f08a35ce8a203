// Package programmetest fills a store with a programme of any size for tests: products
// of every province, group and kind of producer, with certificates in every state and
// with certificates before them.
package programmetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Now is a fixed moment: 22 November 2026, 10:42 in Vietnam.
func Now() time.Time { return time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC) }

// The collections that the catalogue reads.
var (
	products      = store.Define[catalog.Product]("products")
	producers     = store.Define[catalog.Producer]("producers")
	certificates  = store.Define[catalog.Certificate]("certificates")
	stocks        = store.Define[catalog.Stock]("stock")
	confirmations = store.Define[catalog.Confirmation]("registry_confirmations")
)

// World is a filled store with its catalogue.
type World struct {
	DB      store.DB
	Catalog *catalog.Catalog
	// Certificates are all that were planted, current ones and those before.
	Certificates []*catalog.Certificate
	Products     map[string]*catalog.Product
}

// Open fills a store with n products of chance, always the same ones, and loads the catalogue.
func Open(t testing.TB, n int, schemas ...store.Schema) *World {
	t.Helper()
	all := append(append(catalog.Schemas(), outbox.Schemas()...), audit.Schemas()...)
	w := &World{DB: storetest.Open(t, append(all, schemas...)...), Products: map[string]*catalog.Product{}}
	rnd := rand.New(rand.NewPCG(7, uint64(n)))
	for from := 0; from < n; from += 500 {
		err := w.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			for i := from; i < min(from+500, n); i++ {
				if err := w.plant(ctx, tx, rnd, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range place.Provinces() {
		if err := confirmations.Insert(t.Context(), w.DB, &catalog.Confirmation{Meta: store.Meta{ID: p.Code}, At: Now().Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	w.Catalog = catalog.New(w.DB, Now, catalog.Rules{Silence: 72 * time.Hour})
	if err := w.Catalog.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

func pick[T any](rnd *rand.Rand, of []T) T { return of[rnd.IntN(len(of))] }

func (w *World) plant(ctx context.Context, tx store.Tx, rnd *rand.Rand, i int) error {
	provinces := place.Provinces()
	province := provinces[(i/2)%len(provinces)]
	at := place.Ref{Era: place.Era2025, Province: province.Code, Commune: pick(rnd, place.Communes(province.Code)).Code}
	maker := fmt.Sprintf("r%05d", i/2)
	if i%2 == 0 {
		kind := pick(rnd, []catalog.ProducerKind{catalog.Cooperative, catalog.Company, catalog.Household, catalog.CooperativeGroup})
		err := producers.Insert(ctx, tx, &catalog.Producer{
			Meta: store.Meta{ID: maker}, RegistryID: maker, Slug: fmt.Sprintf("chu-the-%d", i/2), Name: fmt.Sprintf("Cơ sở Bến Đoan số %d", i/2), Kind: kind, Place: at,
			Contact: catalog.Contact{Representative: "Vũ Hư Cấu", Phone: "0912345678", Email: fmt.Sprintf("coso%d@cho.example", i/2)},
		})
		if err != nil {
			return err
		}
	}
	p := &catalog.Product{
		Meta: store.Meta{ID: fmt.Sprintf("p%05d", i)}, Name: fmt.Sprintf("%s số %d", pick(rnd, names()), i), Group: pick(rnd, catalog.Groups()), ProducerID: maker, Place: at,
		Units: []catalog.Unit{{SKU: fmt.Sprintf("S%05d", i), Name: "hộp 500 g", Price: money.Amount(100_000 + i), WeightG: 560}}, UpdatedAt: Now().Add(-time.Hour),
	}
	p.RegistryID, p.Slug = p.ID, place.Slug(p.Name)
	if rnd.IntN(10) < 8 {
		p.TraceCode = fmt.Sprintf("VN%05d", i)
	}
	for _, c := range history(rnd, i, p) {
		w.Certificates = append(w.Certificates, c)
		if err := certificates.Insert(ctx, tx, c); err != nil {
			return err
		}
		p.Certificate = c.ID
	}
	w.Products[p.ID] = p
	if err := products.Insert(ctx, tx, p); err != nil {
		return err
	}
	return stocks.Insert(ctx, tx, &catalog.Stock{Meta: store.Meta{ID: p.Units[0].SKU}, ProductID: p.ID, Available: rnd.IntN(3) * 10})
}

func names() []string {
	return []string{"Chả mực Hạ Long", "Chè nõn tôm", "Bộ ấm men lam", "Gạo lúa tôm", "Nước mắm cá cơm", "Mật ong bạc hà", "Cam sành", "Miến dong", "Giỏ mây đan", "Kẹo dừa", "Tỏi cô đơn", "Vải sấy dẻo"}
}

// history makes the certificates of a product, the first one first: every third was renewed, some late.
func history(rnd *rand.Rand, i int, p *catalog.Product) []*catalog.Certificate {
	issued := day(Now().AddDate(0, 0, -rnd.IntN(4*365)))
	var list []*catalog.Certificate
	if rnd.IntN(3) == 0 {
		earlier := issued.AddDate(-3, 0, 30-rnd.IntN(90))
		list = append(list, certificate(rnd, fmt.Sprintf("%s-%05d/%d", "CU", i, earlier.Year()), p, earlier, false))
	}
	return append(list, certificate(rnd, fmt.Sprintf("OC %05d/%d", i, issued.Year()), p, issued, true))
}

func day(t time.Time) time.Time {
	y, m, d := t.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone).UTC()
}

func certificate(rnd *rand.Rand, number string, p *catalog.Product, issued time.Time, current bool) *catalog.Certificate {
	c := &catalog.Certificate{
		Meta: store.Meta{ID: number}, Key: catalog.NumberKey(number), ProductID: p.ID, Province: p.Place.Province, Stars: stars.Stars(3 + rnd.IntN(3)), Decision: "12/QĐ-UBND",
		IssuedOn: issued, ExpiresAt: issued.AddDate(3, 0, 1), Standing: catalog.InForce, Current: current,
		Decisions: []catalog.Decision{{Kind: "issue", Number: "12/QĐ-UBND", Date: issued}},
	}
	if !current {
		return c
	}
	taken := day(issued.AddDate(0, 0, 1+rnd.IntN(1000)))
	if taken.After(Now()) {
		return c
	}
	switch rnd.IntN(12) {
	case 0:
		take(c, catalog.Suspended, "suspend", taken)
	case 1:
		take(c, catalog.Revoked, "revoke", taken)
	case 2:
		take(c, catalog.Withdrawn, "withdraw", taken)
	case 3: // suspended for a time
		c.Decisions = append(c.Decisions, catalog.Decision{Kind: "suspend", Date: taken.AddDate(0, 0, -1)}, catalog.Decision{Kind: "reinstate", Date: taken})
	}
	return c
}

func take(c *catalog.Certificate, standing catalog.Standing, kind string, at time.Time) {
	c.Standing, c.StandingFrom, c.StandingDecision = standing, at, "7/QĐ-UBND"
	c.Decisions = append(c.Decisions, catalog.Decision{Kind: kind, Number: "7/QĐ-UBND", Date: at})
}
