package decisions_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

var (
	products     = store.Define[catalog.Product]("products")
	certificates = store.Define[catalog.Certificate]("certificates")
	now          = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
)

func clock() time.Time { return now }

func newStore(t *testing.T) store.DB {
	t.Helper()
	schemas := append(catalog.Schemas(), catalog.RegistrySchemas()...)
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ocop.db"), append(schemas, outbox.Schemas()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// listOf is a list of those rows.
func listOf(rows ...decisions.Row) *decisions.Table { return &decisions.Table{Rows: rows} }

func TestApplyTwiceChangesNothing(t *testing.T) {
	db := newStore(t)
	im := decisions.NewImporter(db, clock)
	rows := listOf(mam)
	if n, _ := db.Count(t.Context(), "products", nil); n != 0 {
		t.Fatal("not empty")
	}
	dry, err := im.Check(t.Context(), rows)
	if n, _ := db.Count(t.Context(), "products", nil); err != nil || dry.New != 1 || n != 0 {
		t.Fatalf("dry run: %+v, %d products, error %v", dry, n, err)
	}
	first, err := im.Apply(t.Context(), rows)
	if diff := cmp.Diff(decisions.Report{Rows: 1, New: 1}, first, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Fatalf("error %v, %s", err, diff)
	}
	c, err := certificates.Get(t.Context(), db, "NB 0412/2025")
	if err != nil {
		t.Fatal(err)
	}
	wantEnd := time.Date(2028, 8, 5, 17, 0, 0, 0, time.UTC)
	if c.Stars != 4 || !c.ExpiresAt.Equal(wantEnd) || len(c.Decisions) != 1 || c.Decisions[0].Source != "list" || c.Decisions[0].Number != "812/QĐ-UBND" {
		t.Errorf("certificate %+v", c)
	}
	second, err := im.Apply(t.Context(), rows)
	if diff := cmp.Diff(decisions.Report{Rows: 1, Same: 1}, second, cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Errorf("error %v, %s", err, diff)
	}
	again, err := certificates.Get(t.Context(), db, "NB 0412/2025")
	if err != nil || again.Rev != c.Rev {
		t.Errorf("the certificate was written again: %v", err)
	}
}

func TestAListContradictsNoRegistry(t *testing.T) {
	db := newStore(t)
	im := decisions.NewImporter(db, clock)
	apply(t, db, record())
	other := mam
	other.Stars = 5
	report, err := im.Apply(t.Context(), listOf(other))
	if !errors.Is(err, decisions.ErrProblems) || len(report.Problems) != 1 || report.Problems[0].Column != "Hạng sao" {
		t.Errorf("report %+v, error %v", report, err)
	}
	noted := mam
	noted.Decision, noted.Date = "900/QĐ-UBND", "2025-09-01"
	report, err = im.Apply(t.Context(), listOf(noted))
	if err != nil || report.Noted != 1 {
		t.Errorf("report %+v, error %v", report, err)
	}
	c, err := certificates.Get(t.Context(), db, mam.Certificate)
	if err != nil || c.Stars != 4 || !slices.ContainsFunc(c.Decisions, func(d catalog.Decision) bool { return d.Number == "900/QĐ-UBND" && d.Source == "list" }) {
		t.Errorf("certificate %+v, error %v", c, err)
	}
	if report, err = im.Apply(t.Context(), listOf(noted)); err != nil || report.Same != 1 {
		t.Errorf("again: report %+v, error %v", report, err)
	}
}

func TestTheRegistryTakesOverWhatAListBrought(t *testing.T) {
	db := newStore(t)
	if _, err := decisions.NewImporter(db, clock).Apply(t.Context(), listOf(mam)); err != nil {
		t.Fatal(err)
	}
	listed, err := products.First(t.Context(), db, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, db, record())
	later := record()
	later.Revision, later.Certificate.Status = 6, registry.Revoked
	apply(t, db, later)
	all, err := products.Find(t.Context(), db, store.Query{})
	if err != nil || len(all) != 1 || all[0].ID != listed.ID || all[0].Slug != listed.Slug || all[0].RegistryID != "R1" || all[0].RegistryRev != 6 {
		t.Errorf("products %+v, error %v", all, err)
	}
	c, err := certificates.Get(t.Context(), db, mam.Certificate)
	if err != nil || c.Standing != catalog.Revoked || c.ProductID != listed.ID {
		t.Errorf("certificate %+v, error %v", c, err)
	}
}

// record is what the registry says of the same product.
func record() registry.Record {
	return registry.Record{
		ID: "R1", Revision: 5, Name: mam.Product, Group: "food", CriteriaVersion: catalog.Criteria2023,
		Producer: registry.Producer{ID: "M1", Name: mam.Producer, Kind: "cooperative"}, Place: registry.Place{Text: mam.Address},
		Certificate: registry.Certificate{Number: mam.Certificate, Status: registry.Valid, Stars: 4, Decision: "812/QĐ-UBND", IssuedOn: "2025-08-05", ExpiresOn: "2028-08-05"},
	}
}

func apply(t testing.TB, db store.DB, r registry.Record) {
	t.Helper()
	entry, err := catalog.NewPreparer("registry", true).Prepare(r)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		done, err := catalog.Apply(ctx, tx, now, []*catalog.Entry{entry})
		for _, reason := range done.Refused {
			return reason
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
