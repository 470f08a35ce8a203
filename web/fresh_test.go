package web

import (
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// TestWhatChangesShowsOnTheNextRequest changes one thing after the other behind a page that
// is kept, and lets the shelf hear of it as the outbox tells: the next request shows it, and stars go at once.
func TestWhatChangesShowsOnTheNextRequest(t *testing.T) {
	storetest.Engines(t, marketSchemas(), func(t *testing.T, db store.DB) { showsChanges(t, newMarketOn(t, db, 6, nil)) })
}

func showsChanges(t *testing.T, m *market) {
	t.Helper()
	product := func(change func(*catalog.Product)) func() error {
		return func() error {
			_, err := testProducts.Modify(t.Context(), m.db, "p00002", func(p *catalog.Product) error { change(p); return nil })
			return err
		}
	}
	certificate := func(change func(*catalog.Certificate)) func() error {
		return func() error {
			_, err := testCerts.Modify(t.Context(), m.db, "0002/QĐ-UBND", func(c *catalog.Certificate) error { change(c); return nil })
			return err
		}
	}
	maker := func(change func(*catalog.Producer)) func() error {
		return func() error {
			_, err := testProducers.Modify(t.Context(), m.db, "r00001", func(p *catalog.Producer) error { change(p); return nil })
			return err
		}
	}
	path := "/san-pham/" + slugs()[2] + "-2"
	for _, tt := range []struct {
		name   string
		change func() error
		shows  string
	}{
		{"its name", product(func(p *catalog.Product) { p.Name = "Bộ ấm men rạn" }), "Bộ ấm men rạn"},
		{"what only its page shows", product(func(p *catalog.Product) { p.Facts.Storage = "Nơi khô" }), "Nơi khô"},
		{"a photo", product(func(p *catalog.Product) { p.Photos[1].AltVI = "Ấm nhìn nghiêng" }), "Ấm nhìn nghiêng"},
		{"its price", product(func(p *catalog.Product) { p.Units[0].Price = 777_000 }), "777.000"},
		{"its maker's name", maker(func(p *catalog.Producer) { p.Name = "HTX Gốm Mới" }), "HTX Gốm Mới"},
		{"its maker's members", maker(func(p *catalog.Producer) { p.Members = 7654 }), "7.654"},
		{"its certificate's issuer", certificate(func(c *catalog.Certificate) { c.Issuer = "UBND thành phố Mới" }), "UBND thành phố Mới"},
		{"its certificate, revoked", certificate(func(c *catalog.Certificate) {
			c.Standing, c.StandingFrom, c.StandingDecision = catalog.Revoked, noon.Add(-time.Minute), "99/QĐ-UBND"
		}), "99/QĐ-UBND"},
	} {
		before := m.want(t, path, 200)
		if strings.Contains(before, tt.shows) {
			t.Fatalf("%s: %q is there already", tt.name, tt.shows)
		}
		if err := tt.change(); err != nil {
			t.Fatal(err)
		}
		if _, err := m.catalog.Refresh(t.Context(), catalog.Change{Products: []string{"p00002"}}); err != nil {
			t.Fatal(err)
		}
		after := m.want(t, path, 200)
		if !strings.Contains(after, tt.shows) {
			t.Errorf("%s: the next request does not show %q", tt.name, tt.shows)
		}
		if strings.Contains(after, "#badge-") == (tt.shows == "99/QĐ-UBND") {
			t.Errorf("%s: stars are shown: %v", tt.name, strings.Contains(after, "#badge-"))
		}
	}
}

// TestASilenceThatIsSetShowsOnTheNextRequest shortens after how long the registry's word no longer counts.
func TestASilenceThatIsSetShowsOnTheNextRequest(t *testing.T) {
	m := newMarket(t, 3, nil)
	path := "/san-pham/" + slugs()[1] + "-1"
	if page := m.want(t, path, 200); !strings.Contains(page, "#badge-") {
		t.Fatal("no stars to begin with")
	}
	m.catalog.SetSilence(time.Minute) // the last word is an hour old
	if page := m.want(t, path, 200); strings.Contains(page, "#badge-") {
		t.Error("stars stay although the registry counts as silent")
	}
}
