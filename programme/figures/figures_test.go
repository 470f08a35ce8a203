package figures_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/programmetest"
)

// standingAt walks the decisions day by day, the plainest way there is.
func standingAt(c *catalog.Certificate, at time.Time) string {
	now := "in force"
	for _, d := range c.Decisions {
		if d.Date.After(at) {
			continue
		}
		switch d.Kind {
		case "issue", "renew", "reinstate":
			now = "in force"
		case "suspend":
			now = "suspended"
		case "revoke", "withdraw":
			now = "gone"
		}
	}
	return now
}

func alive(c *catalog.Certificate, at time.Time) bool {
	return !at.Before(c.IssuedOn) && at.Before(c.ExpiresAt) && standingAt(c, at) != "gone"
}

// recount counts a year from the certificates one by one, sharing nothing with the ledger.
func recount(w *programmetest.World, q figures.Query) *figures.Figures {
	f := &figures.Figures{Query: q, At: time.Date(q.Year, 12, 31, 23, 59, 59, 999999999, vietnam.Zone)}
	if q.Year == 2026 {
		f.At, f.Live = programmetest.Now(), true
	}
	of := map[string][]*catalog.Certificate{}
	for _, c := range w.Certificates {
		of[c.ProductID] = append(of[c.ProductID], c)
	}
	groups, kinds, makers := map[catalog.Group]*figures.GroupRow{}, map[catalog.ProducerKind]*figures.KindRow{}, map[string]bool{}
	for _, g := range catalog.Groups() {
		groups[g] = &figures.GroupRow{Group: g}
	}
	for _, k := range figures.Kinds() {
		kinds[k] = &figures.KindRow{Kind: k}
	}
	inYear := func(at time.Time) bool { return at.In(vietnam.Zone).Year() == q.Year && !at.After(f.At) }
	for id, certs := range of {
		card, _ := w.Catalog.Card(id)
		if q.Province != "" && card.Place.Province != q.Province || q.Kind != "" && card.ProducerKind != q.Kind {
			continue
		}
		for i, c := range certs {
			if inYear(c.IssuedOn) {
				m := &f.Months[c.IssuedOn.In(vietnam.Zone).Month()-1]
				if i > 0 {
					m.Renewed++
				} else {
					m.New++
				}
			}
			followed := false
			for j, other := range certs {
				followed = followed || i != j && alive(other, c.ExpiresAt)
			}
			if inYear(c.ExpiresAt) && alive(c, c.ExpiresAt.Add(-time.Nanosecond)) && !followed {
				f.Months[c.ExpiresAt.In(vietnam.Zone).Month()-1].Expired++
			}
			for _, d := range c.Decisions {
				if (d.Kind == "revoke" || d.Kind == "withdraw") && inYear(d.Date) && alive(c, d.Date.Add(-time.Nanosecond)) {
					f.Months[d.Date.In(vietnam.Zone).Month()-1].Revoked++
				}
			}
		}
		last := certs[len(certs)-1]
		for _, c := range certs { // the newest that lives at the moment
			if alive(c, f.At) {
				last = c
			}
		}
		// Today a suspended certificate is told as such even when its time has run out since, as everywhere on the site.
		if standingAt(last, f.At) == "suspended" && (f.Live || alive(last, f.At)) {
			f.Suspended++
			continue
		}
		if !alive(last, f.At) {
			continue
		}
		star := int(last.Stars) - 3
		f.Products++
		f.Stars[star]++
		groups[card.Group].Stars[star]++
		kinds[card.ProducerKind].Products++
		kinds[card.ProducerKind].Stars[star]++
		if !makers[card.ProducerID] {
			makers[card.ProducerID] = true
			f.Producers++
			kinds[card.ProducerKind].Producers++
		}
		if !f.At.Before(last.ExpiresAt.AddDate(0, -6, 0)) {
			f.Expiring++
		}
		if w.Products[id].TraceCode != "" {
			f.Traced++
		}
		if f.Live && card.InStock() {
			f.OnSale++
		}
	}
	for _, g := range catalog.Groups() {
		f.Groups = append(f.Groups, *groups[g])
	}
	for _, k := range figures.Kinds() {
		f.Kinds = append(f.Kinds, *kinds[k])
	}
	for _, m := range f.Months {
		f.Lost += m.Expired + m.Revoked
	}
	return f
}

func TestFiguresAreWhatCountingOneByOneGives(t *testing.T) {
	w := programmetest.Open(t, 1360)
	ledger := figures.New(w.Catalog)
	for _, q := range []figures.Query{
		{Year: 2026}, {Year: 2025}, {Year: 2024}, {Year: 2023}, {Year: 2022}, {Year: 2020}, {Province: "22", Year: 2026}, {Province: "22", Year: 2025}, {Province: "01", Year: 2024},
		{Kind: catalog.Household, Year: 2026}, {Province: "22", Kind: catalog.Company, Year: 2025},
	} {
		got, err := ledger.Of(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		want := recount(w, q)
		got.At = got.At.In(vietnam.Zone)
		want.At = want.At.In(vietnam.Zone)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v: %s", q, diff)
		}
		if q == (figures.Query{Year: 2026}) && (got.Products == 0 || got.Suspended == 0 || got.Year().Expired == 0 || got.Year().Revoked == 0 || got.Year().Renewed == 0 || got.OnSale == got.Products) {
			t.Errorf("the world lacks something to count: %+v", got)
		}
	}
}

func TestProvincesAddUpToTheCountry(t *testing.T) {
	w := programmetest.Open(t, 1360)
	ledger := figures.New(w.Catalog)
	for _, year := range []int{2024, 2026} {
		rows, err := ledger.Compare(t.Context(), "", year)
		if err != nil || len(rows) != len(place.Provinces()) {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		whole, err := ledger.Of(t.Context(), figures.Query{Year: year})
		if err != nil {
			t.Fatal(err)
		}
		products, lost, certified := 0, 0, 0
		for _, r := range rows {
			products, lost, certified = products+r.Products, lost+r.Lost, certified+r.Year().Certified()
		}
		if products != whole.Products || lost != whole.Lost || certified != whole.Year().Certified() {
			t.Errorf("%d: %d products, %d lost, %d certified; the country has %d, %d, %d", year, products, lost, certified, whole.Products, whole.Lost, whole.Year().Certified())
		}
	}
}

// certificates is the collection that a pull would write.
var certificates = store.Define[catalog.Certificate]("certificates")

func TestAChangeIsCountedAtOnce(t *testing.T) {
	w := programmetest.Open(t, 136)
	ledger := figures.New(w.Catalog)
	before, err := ledger.Of(t.Context(), figures.Query{Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	var one *catalog.Card
	for _, card := range w.Catalog.AllCards() {
		if w.Catalog.State(card).ShowsStars() {
			one = card
		}
	}
	_, err = certificates.Modify(t.Context(), w.DB, one.Certificate, func(c *catalog.Certificate) error {
		c.Standing, c.StandingFrom = catalog.Revoked, programmetest.Now().Add(-time.Minute)
		c.Decisions = append(c.Decisions, catalog.Decision{Kind: "revoke", Date: programmetest.Now().Add(-24 * time.Hour)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Catalog.Refresh(t.Context(), catalog.Change{Products: []string{one.ID}}); err != nil {
		t.Fatal(err)
	}
	after, err := ledger.Of(t.Context(), figures.Query{Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	if after.Products != before.Products-1 || after.Year().Revoked != before.Year().Revoked+1 || after.Months[10].Revoked != before.Months[10].Revoked+1 {
		t.Errorf("before %d products %+v, after %d %+v", before.Products, before.Year(), after.Products, after.Year())
	}
}

func TestPassed(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 42, 0, 0, vietnam.Zone)
	for year, want := range map[int]float64{2025: 1, 2027: 0} {
		if got := figures.Passed(year, at); got != want {
			t.Errorf("%d: %v", year, got)
		}
	}
	if got := figures.Passed(2026, at); got < .891 || got > .892 {
		t.Errorf("2026: %v", got)
	}
}

// BenchmarkCountry counts the whole country and compares its provinces, as the dashboard does after each change:
//
//	go test ./programme/figures -run '^$' -bench Country -benchmem
func BenchmarkCountry(b *testing.B) {
	w := programmetest.Open(b, 16_000)
	ledger := figures.New(w.Catalog)
	year := 2000
	for b.Loop() {
		year++ // a year that nobody asked for has no answer kept
		if _, err := ledger.Of(b.Context(), figures.Query{Year: year}); err != nil {
			b.Fatal(err)
		}
		if _, err := ledger.Compare(b.Context(), "", year); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad reads all certificates for the first figures after a start:
//
//	go test ./programme/figures -run '^$' -bench Load -benchmem
func BenchmarkLoad(b *testing.B) {
	w := programmetest.Open(b, 16_000)
	for b.Loop() {
		if _, err := figures.New(w.Catalog).Of(b.Context(), figures.Query{Year: 2026}); err != nil {
			b.Fatal(err)
		}
	}
}
