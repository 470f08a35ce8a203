package catalog

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// TestShownIsWhatTheProductSays holds what pages read against the whole documents, on each engine.
func TestShownIsWhatTheProductSays(t *testing.T) {
	storetest.Engines(t, Schemas(), shownIsWhatTheProductSays)
}

func shownIsWhatTheProductSays(t *testing.T, db store.DB) {
	t.Helper()
	noon := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	full := &Product{
		Meta: store.Meta{ID: "p1"}, RegistryID: "p1", Slug: "cha-muc", Name: "Chả mực", Description: "<p>Giòn.</p>", Story: "<p>Của sổ.</p>", OwnStory: "Của tôi", OwnStoryHTML: "<p>Của tôi</p>",
		Sheet: Sheet{Allergens: []Allergen{"fish"}}, Approved: []Approved{{Fact: FactName, Registry: "Chả mực Hạ Long", Value: "Chả mực", Request: "r", At: noon}},
		Facts:  Facts{Ingredients: "Mực", Allergens: "Nhuyễn thể", Storage: "−18 °C", ShelfLife: "6 tháng"},
		Photos: []Photo{{Hash: "aa", Width: 1600, Height: 1200, Widths: []int{160, 480}, AltVI: "Đĩa chả", AltEN: "A dish"}, {Hash: "bb", Width: 160, Height: 120, Widths: []int{160}, AltVI: "Hộp"}},
		GTIN:   "8930000000019", TraceCode: "VN1", Units: []Unit{{SKU: "S", Name: "hộp", Price: 1}}, CreatedAt: noon, UpdatedAt: noon,
	}
	bare := &Product{Meta: store.Meta{ID: "p2"}, RegistryID: "p2", Slug: "muc", Story: "<p>Của sổ.</p>"}
	c := New(db, func() time.Time { return noon }, Rules{Silence: time.Hour})
	for _, p := range []*Product{full, bare} {
		if err := products.Insert(t.Context(), db, p); err != nil {
			t.Fatal(err)
		}
		want := &Shown{Meta: p.Meta, Description: p.Description, Story: p.ShownStory(), Facts: p.Facts, Photos: p.Photos, GTIN: p.GTIN, TraceCode: p.TraceCode}
		for _, a := range p.Approved {
			want.Approved = append(want.Approved, Approved{Fact: a.Fact, Registry: a.Registry})
		}
		got, err := c.Shown(t.Context(), p.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
}

// TestASummaryIsWhatTheProductSays holds what cards are made of against whole documents.
func TestASummaryIsWhatTheProductSays(t *testing.T) {
	storetest.Engines(t, Schemas(), aSummaryIsWhatTheProductSays)
}

func aSummaryIsWhatTheProductSays(t *testing.T, db store.DB) {
	t.Helper()
	noon := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	full := &Product{
		Meta: store.Meta{ID: "p1"}, RegistryID: "p1", Slug: "cha-muc", Name: "Chả mực", NameEN: "Squid cake", Group: Food, ProducerID: "r1",
		Place:  place.Ref{Era: place.Era2025, Province: "22", Commune: "06649", Text: "Hạ Long"},
		Photos: []Photo{{Hash: "aa", Width: 1600, Height: 1200, Widths: []int{160, 480}, AltVI: "Đĩa chả"}, {Hash: "bb", Widths: []int{160}}},
		GTIN:   "8930000000019", TraceCode: "VN1", Certificate: "12/QĐ", Popularity: 1 << 40, UpdatedAt: noon,
		Units: []Unit{
			{SKU: "S", Name: "hộp 250 g", NameEN: "box of 250 g", Price: 128_000, WeightG: 280, Chilled: true, GTIN: "8930000000026", Trade: &Trade{NetG: 250, MOQ: 3, Tiers: []Tier{{From: 1, Price: 9}}}},
			{SKU: "L", Name: "hộp 500 g", Price: 245_000, WeightG: 550},
		},
	}
	bare := &Product{Meta: store.Meta{ID: "p2"}, RegistryID: "p2", Slug: "muc", UpdatedAt: noon}
	for _, p := range []*Product{full, bare} {
		if err := products.Insert(t.Context(), db, p); err != nil {
			t.Fatal(err)
		}
		want := &summary{
			Meta: p.Meta, Slug: p.Slug, Name: p.Name, NameEN: p.NameEN, Group: p.Group, ProducerID: p.ProducerID, Place: p.Place,
			GTIN: p.GTIN, Traced: p.TraceCode != "", Units: p.Units, Certificate: p.Certificate, Popularity: p.Popularity, UpdatedAt: p.UpdatedAt,
		}
		if len(p.Photos) > 0 {
			want.Photo = &p.Photos[0]
		}
		got, err := summaries.Get(t.Context(), db, p.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
}

// TestShownCertificatesAreWhatTheyAre reads one that will be revoked in an hour, and the one before it.
func TestShownCertificatesAreWhatTheyAre(t *testing.T) {
	storetest.Engines(t, Schemas(), shownCertificatesAreWhatTheyAre)
}

func shownCertificatesAreWhatTheyAre(t *testing.T, db store.DB) {
	t.Helper()
	noon := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
	then := noon.Add(time.Hour)
	now := &Certificate{
		Meta: store.Meta{ID: "12/QĐ"}, ProductID: "p1", Province: "22", Stars: 4, Score: 82.4, Decision: "12/QĐ-UBND", Issuer: "UBND tỉnh", IssuedOn: noon.AddDate(-1, 0, 0), ExpiresAt: noon.AddDate(2, 0, 0),
		Standing: InForce, Next: Revoked, NextFrom: then, NextDecision: "99/QĐ-UBND", Rulings: []Ruling{{Standing: Revoked, From: then, Decision: "99/QĐ-UBND"}}, Said: &Word{Standing: InForce},
	}
	before := &Certificate{Meta: store.Meta{ID: "11/QĐ"}, ProductID: "p1", Stars: 3, IssuedOn: noon.AddDate(-4, 0, 0), ExpiresAt: noon.AddDate(-1, 0, 0), Standing: Withdrawn, StandingDecision: "98/QĐ-UBND"}
	for _, cert := range []*Certificate{before, now} {
		if err := certificates.Insert(t.Context(), db, cert); err != nil {
			t.Fatal(err)
		}
	}
	c := New(db, func() time.Time { return noon }, Rules{Silence: time.Hour})
	got, err := c.ShownCertificates(t.Context(), "p1")
	if err != nil || len(got) != 2 {
		t.Fatalf("%d, %v", len(got), err)
	}
	for i, want := range []*Certificate{now, before} {
		g := got[i]
		if g.ID != want.ID || g.Province != want.Province || g.Stars != want.Stars || g.Score != want.Score || g.Decision != want.Decision || g.Issuer != want.Issuer || !g.IssuedOn.Equal(want.IssuedOn) || !g.ExpiresAt.Equal(want.ExpiresAt) {
			t.Errorf("read %+v of %+v", g, want)
		}
		for _, at := range []time.Time{noon, then, then.AddDate(0, 1, 0)} {
			if g.StandingDecision(at) != want.At(at).StandingDecision {
				t.Errorf("%s at %s: by %q, want %q", g.ID, at, g.StandingDecision(at), want.At(at).StandingDecision)
			}
		}
	}
}
