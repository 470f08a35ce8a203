package catalog

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

var pulledAt = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// ledger is a store to which a registry's records are applied.
type ledger struct {
	t   *testing.T
	db  store.DB
	now time.Time
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	schemas := append(Schemas(), RegistrySchemas()...)
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ocop.db"), append(schemas, outbox.Schemas()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &ledger{t: t, db: db, now: pulledAt}
}

func chaMuc() registry.Record {
	return registry.Record{
		ID: "R1", Revision: 1, Name: "Chả mực Hạ Long", Group: "food", CriteriaVersion: Criteria2023,
		Description: `<p onclick="x()">Ngon <b>lắm</b><script>alert(1)</script></p>`, Images: []string{"http://r/1.png", "http://r/2.png"},
		Producer:    registry.Producer{ID: "M1", Name: "Công ty TNHH Bá Kiến", Kind: "company"},
		Place:       registry.Place{Era: "2025", Province: "22"},
		Certificate: registry.Certificate{Number: "QN 0412/2024", Status: registry.Valid, Stars: 4, Decision: "12/QĐ-UBND", IssuedOn: "2024-05-06", ExpiresOn: "2027-05-06"},
		Decisions:   []registry.Decision{{Kind: "issue", Number: "12/QĐ-UBND", Date: "2024-05-06", Certificate: "QN 0412/2024", Stars: 4}},
		GTIN:        "8930000000019",
	}
}

func (l *ledger) entry(r registry.Record) *Entry {
	l.t.Helper()
	e, err := NewPreparer("registry", true).Prepare(r)
	if err != nil {
		l.t.Fatal(err)
	}
	return e
}

func (l *ledger) apply(records ...registry.Record) Applied {
	l.t.Helper()
	var entries []*Entry
	for _, r := range records {
		entries = append(entries, l.entry(r))
	}
	return l.atomic(func(ctx context.Context, tx store.Tx) (Applied, error) { return Apply(ctx, tx, l.now, entries) })
}

func (l *ledger) atomic(f func(ctx context.Context, tx store.Tx) (Applied, error)) (done Applied) {
	l.t.Helper()
	err := l.db.Atomic(l.t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
		done, err = f(ctx, tx)
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return done
}

func (l *ledger) product(registryID string) *Product {
	l.t.Helper()
	p, err := products.First(l.t.Context(), l.db, where("registry_id", registryID))
	if err != nil {
		l.t.Fatal(err)
	}
	return p
}

func (l *ledger) certificate(number string) *Certificate {
	l.t.Helper()
	c, err := certificates.Get(l.t.Context(), l.db, number)
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

func TestApplyANewRecord(t *testing.T) {
	l := newLedger(t)
	if got := l.apply(chaMuc()); got.New != 1 || got.Refused != nil {
		t.Fatalf("applied %+v", got)
	}
	p, c := l.product("R1"), l.certificate("QN 0412/2024")
	if p.Slug != "cha-muc-ha-long-ba-kien" || p.Group != Food || p.Place.Province != "22" || p.Certificate != c.ID || !p.PicturesDue || len(p.Pictures) != 2 {
		t.Errorf("product %+v", p)
	}
	if p.Description != "<p>Ngon <b>lắm</b></p>" {
		t.Errorf("description %q", p.Description)
	}
	wantFrom, wantEnd := time.Date(2024, 5, 5, 17, 0, 0, 0, time.UTC), time.Date(2027, 5, 6, 17, 0, 0, 0, time.UTC)
	if !c.IssuedOn.Equal(wantFrom) || !c.ExpiresAt.Equal(wantEnd) || c.Key != "qn04122024" || !c.Current || len(c.Decisions) != 1 || !c.Decisions[0].RecordedAt.Equal(pulledAt) {
		t.Errorf("certificate %+v", c)
	}
	if got := l.apply(chaMuc()); got.Same != 1 || got.New+got.Changed != 0 {
		t.Errorf("the second time: %+v", got)
	}
}

func TestAddressesStayAndHideHouseholds(t *testing.T) {
	l := newLedger(t)
	twin := chaMuc()
	twin.ID, twin.Certificate.Number, twin.Decisions = "R2", "QN 2", nil
	home := chaMuc()
	home.ID, home.Certificate.Number, home.Decisions = "R3", "QN 3", nil
	home.Producer = registry.Producer{ID: "M2", Name: "Hộ kinh doanh Nguyễn Thị Na", Kind: "household"}
	l.apply(chaMuc(), twin, home)
	renamed := chaMuc()
	renamed.Revision, renamed.Name = 2, "Chả mực giã tay"
	l.apply(renamed)
	if p := l.product("R1"); p.Slug != "cha-muc-ha-long-ba-kien" || p.Name != "Chả mực giã tay" {
		t.Errorf("renamed product at %q", p.Slug)
	}
	if p := l.product("R2"); !strings.HasPrefix(p.Slug, "cha-muc-ha-long-ba-kien-") {
		t.Errorf("twin at %q", p.Slug)
	}
	p := l.product("R3")
	maker, err := producers.Get(t.Context(), l.db, p.ProducerID)
	if err != nil || strings.Contains(p.Slug+maker.Slug, "nguyen") || !strings.HasPrefix(maker.Slug, "ho-kinh-doanh-quang-ninh-") {
		t.Errorf("a household's name in %q or %q, error %v", p.Slug, maker.Slug, err)
	}
}

func TestARenewalKeepsTheOldCertificate(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	renewed := chaMuc()
	renewed.Revision = 2
	renewed.Certificate = registry.Certificate{Number: "QN 0001/2026", Status: registry.Valid, Stars: 5, Decision: "90/QĐ", IssuedOn: "2026-11-01", ExpiresOn: "2029-11-01"}
	renewed.Decisions = append(renewed.Decisions, registry.Decision{Kind: "renew", Number: "90/QĐ", Date: "2026-11-01", Certificate: "QN 0001/2026", Stars: 5})
	l.now = l.now.Add(time.Hour)
	l.apply(renewed)
	old, current := l.certificate("QN 0412/2024"), l.certificate("QN 0001/2026")
	if old.Current || old.Stars != 4 || len(old.Decisions) != 1 || !current.Current || current.Stars != 5 || l.product("R1").Certificate != current.ID {
		t.Errorf("old %+v, current %+v", old, current)
	}
	if len(current.Decisions) != 1 || current.Decisions[0].Kind != "renew" {
		t.Errorf("history of the renewal %+v", current.Decisions)
	}
}

func TestARevocationDatedAheadCountsNow(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	revoked := chaMuc()
	revoked.Revision, revoked.Certificate.Status = 2, registry.Revoked
	revoked.Decisions = append(revoked.Decisions, registry.Decision{Kind: "revoke", Number: "7/QĐ", Date: "2026-11-25", Certificate: "QN 0412/2024"})
	l.apply(revoked)
	c := l.certificate("QN 0412/2024")
	if state := c.Validity().State(pulledAt, pulledAt, time.Hour); state != StateRevoked {
		t.Errorf("state %s: %+v", state, c)
	}
	if len(c.Decisions) != 2 || c.StandingDecision != "7/QĐ" {
		t.Errorf("history %+v", c.Decisions)
	}
}

func TestGoneAndBack(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	id := l.product("R1").ID
	for range 2 { // the second time nothing happens
		l.atomic(func(ctx context.Context, tx store.Tx) (Applied, error) {
			return ApplyGone(ctx, tx, l.now, []string{id, "nobody"})
		})
	}
	if c := l.certificate("QN 0412/2024"); c.Standing != Withdrawn || len(c.Decisions) != 2 {
		t.Errorf("gone: %+v", c)
	}
	l.now = l.now.Add(time.Hour)
	if got := l.apply(chaMuc()); got.Changed != 1 {
		t.Errorf("back: %+v", got)
	}
	if c := l.certificate("QN 0412/2024"); c.Standing != InForce || len(c.Decisions) != 3 || c.Decisions[2].Kind != "reinstate" {
		t.Errorf("back: %+v", c)
	}
}

func TestACertificateHasOneProduct(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	thief := chaMuc()
	thief.ID = "R2"
	got := l.apply(thief)
	if !errors.Is(got.Refused["R2"], ErrUnusable) || got.New != 0 {
		t.Errorf("applied %+v", got)
	}
}

func TestWhatCannotBeMappedIsListedUntilItCan(t *testing.T) {
	l := newLedger(t)
	odd := chaMuc()
	odd.Group, odd.CriteriaVersion, odd.Place, odd.GTIN = "gift", Criteria2019, registry.Place{Text: "thôn 3"}, "8930000000013"
	l.apply(odd)
	p := l.product("R1")
	if p.Group != UnknownGroup || p.Place.Province != "" || p.Place.Text != "thôn 3" || p.GTIN != "" {
		t.Errorf("guessed: %+v", p)
	}
	listed, err := unmappeds.Find(t.Context(), l.db, store.Query{})
	if err != nil || len(listed) != 3 {
		t.Fatalf("%d listed, error %v", len(listed), err)
	}
	good := chaMuc()
	good.Revision = 2
	l.apply(good)
	if n, err := unmappeds.Count(t.Context(), l.db); err != nil || n != 0 {
		t.Errorf("%d still listed, error %v", n, err)
	}
}

func TestUnusableRecords(t *testing.T) {
	for name, spoil := range map[string]func(*registry.Record){
		"no id": func(r *registry.Record) { r.ID = "" }, "no name": func(r *registry.Record) { r.Name = "<p></p>" },
		"no producer": func(r *registry.Record) { r.Producer.ID = "" }, "no number": func(r *registry.Record) { r.Certificate.Number = "-" },
		"nine stars": func(r *registry.Record) { r.Certificate.Stars = 9 }, "no such day": func(r *registry.Record) { r.Certificate.ExpiresOn = "31/02/2024" },
		"ends before it begins": func(r *registry.Record) { r.Certificate.ExpiresOn = "2024-05-05" }, "strange status": func(r *registry.Record) { r.Certificate.Status = "fine" },
		"strange decision": func(r *registry.Record) { r.Decisions[0].Kind = "praise" }, "endless": func(r *registry.Record) { r.Story = strings.Repeat("x", maxText+1) },
	} {
		r := chaMuc()
		spoil(&r)
		if _, err := NewPreparer("registry", true).Prepare(r); !errors.Is(err, ErrUnusable) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestLosses(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	change := func(f func(*registry.Record)) *Entry {
		r := chaMuc()
		r.Revision = 2
		f(&r)
		return l.entry(r)
	}
	cases := map[string]struct {
		entry *Entry
		lost  bool
	}{
		"gone":        {nil, true},
		"nothing":     {change(func(*registry.Record) {}), false},
		"revoked":     {change(func(r *registry.Record) { r.Certificate.Status = registry.Revoked }), true},
		"suspended":   {change(func(r *registry.Record) { r.Certificate.Status = registry.Suspended }), true},
		"more stars":  {change(func(r *registry.Record) { r.Certificate.Stars = 5 }), true},
		"cut short":   {change(func(r *registry.Record) { r.Certificate.ExpiresOn = "2026-01-01" }), true},
		"renewed":     {change(func(r *registry.Record) { r.Certificate.Number = "QN 9" }), false},
		"raised":      {change(func(r *registry.Record) { r.Certificate.Number, r.Certificate.Stars = "QN 9", 5 }), true},
		"renewed bad": {change(func(r *registry.Record) { r.Certificate.Number, r.Certificate.Status = "QN 9", registry.Revoked }), true},
		"new text":    {change(func(r *registry.Record) { r.Description = "khác" }), false},
	}
	for name, c := range cases {
		held, err := HeldRecords(t.Context(), l.db)
		if err != nil {
			t.Fatal(err)
		}
		losses, err := Losses(t.Context(), l.db, pulledAt, []Held{held["R1"]}, map[string]*Entry{"R1": c.entry})
		if err != nil || (len(losses) == 1) != c.lost {
			t.Errorf("%s: %+v, error %v", name, losses, err)
		}
	}
	held, _ := HeldRecords(t.Context(), l.db)
	after := time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)
	if losses, err := Losses(t.Context(), l.db, after, []Held{held["R1"]}, nil); err != nil || len(losses) != 0 {
		t.Errorf("an expired certificate was lost: %+v, error %v", losses, err)
	}
}

func TestNews(t *testing.T) {
	cases := []struct {
		ordered        bool
		revision, held int64
		want           bool
	}{
		{true, 5, 0, true}, {true, 5, 4, true}, {true, 5, 5, false}, {true, 4, 5, false}, {true, -1, 0, true},
		{false, 5, 0, true}, {false, 5, 5, false}, {false, 4, 5, true},
	}
	for _, c := range cases {
		e := Entry{Ordered: c.ordered, Revision: c.revision}
		if got := e.News(c.held); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestAfterTerm(t *testing.T) {
	for from, want := range map[string]string{"2024-05-06": "2027-05-07", "2024-02-29": "2027-03-01", "2023-12-31": "2027-01-01"} {
		issued, err := day(from)
		if err != nil {
			t.Fatal(err)
		}
		if got := afterTerm(issued).In(vietnam.Zone).Format(time.DateOnly); got != want {
			t.Errorf("issued on %s: over on %s, want %s", from, got, want)
		}
	}
}

func TestPicturesFollowTheRegistry(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	id := l.product("R1").ID
	photo := func(hash string) PictureOutcome { return PictureOutcome{Photo: &Photo{Hash: hash}, Tries: 1} }
	l.atomic(func(ctx context.Context, tx store.Tx) (Applied, error) {
		return Applied{}, ApplyPictures(ctx, tx, l.now, []string{id}, map[string]PictureOutcome{"http://r/1.png": photo("h1"), "http://r/2.png": photo("h2")})
	})
	if p := l.product("R1"); p.PicturesDue || len(p.Photos) != 2 || p.Photos[0].Hash != "h1" || p.Photos[0].AltVI == "" {
		t.Errorf("photos %+v", p.Photos)
	}
	swapped := chaMuc()
	swapped.Revision, swapped.Images = 2, []string{"http://r/3.png", "http://r/2.png"}
	l.apply(swapped)
	p := l.product("R1")
	if !p.PicturesDue || len(p.Photos) != 1 || p.Photos[0].Hash != "h2" {
		t.Errorf("after the registry changed its pictures: %+v", p)
	}
}

func TestAMarkCannotOpenATag(t *testing.T) {
	for _, text := range []string{
		"<b>&#824; onmouseover=alert(1) x</b><p>Ngon</p>", "<b>\u0338 onmouseover=alert(1) x</b><p>Ngon</p>",
		"<b>&#x338;&#824; onmouseover=alert(1) x</b><p>Ngon</p>",
	} {
		safe := newCleaner().html(text)
		for _, tag := range anyTag.FindAllString(safe, -1) {
			if !plainTag.MatchString(tag) {
				t.Errorf("%q became %q, with the tag %q", text, safe, tag)
			}
		}
	}
}

var (
	anyTag   = regexp.MustCompile(`<[^>]*>?`)
	plainTag = regexp.MustCompile(`^</?(p|br|strong|b|em|i|ul|ol|li|h3|h4|blockquote)/?>$`)
)

func FuzzCleanHTML(f *testing.F) {
	for _, s := range []string{"<p>a</p>", "<scr<script>ipt>x", `<a href="javascript:x">y</a>`, "<svg/onload=x>", "<!--", "a & b < c", "\u202etxt", "<b>&#824; onclick=x y</b><p>z</p>"} {
		f.Add(s)
	}
	c := newCleaner()
	f.Fuzz(func(t *testing.T, text string) {
		safe := c.html(text)
		lower := strings.ToLower(safe)
		for _, bad := range []string{"<script", "<a", "<img", "<svg", "<iframe", "<style", "<p ", "<b ", "<!--"} {
			if strings.Contains(lower, bad) {
				t.Fatalf("%q became %q", text, safe)
			}
		}
		for _, tag := range anyTag.FindAllString(safe, -1) {
			if !plainTag.MatchString(tag) {
				t.Fatalf("%q became %q, with the tag %q", text, safe, tag)
			}
		}
		if diff := cmp.Diff(safe, c.html(safe)); diff != "" {
			t.Fatalf("cleaning twice differs: %s", diff)
		}
		if line := c.line(text); strings.ContainsAny(line, "\n\t\u200b") {
			t.Fatalf("not one line: %q", line)
		}
	})
}

func TestAChangedProducerIsNewsOfAllItsProducts(t *testing.T) {
	l := newLedger(t)
	first, second := chaMuc(), chaMuc()
	second.ID, second.Name, second.GTIN = "R2", "Mực một nắng", ""
	second.Certificate.Number = "QN 0413/2024"
	second.Decisions[0].Certificate = second.Certificate.Number
	l.apply(first, second)
	c := New(l.db, func() time.Time { return l.now }, Rules{Silence: time.Hour})
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := l.product("R2").ID
	for _, change := range []func(*registry.Record){
		func(r *registry.Record) { r.Producer.Name = "Công ty TNHH Bá Kiến và Con" },
		func(r *registry.Record) { r.Producer.Members = 31 },
		func(r *registry.Record) { r.Producer.Story = "<p>Ba đời làm chả.</p>" },
	} {
		first.Revision++
		change(&first)
		l.apply(first)
		last, err := lastChange(t, l.db)
		if err != nil || len(last.Products) != 3 { // the product itself, and both of the producer
			t.Errorf("told of %v, %v", last.Products, err)
		}
		before := c.Generation()
		if _, err := c.Refresh(t.Context(), Change{Products: []string{other}}); err != nil || c.Generation() == before {
			t.Errorf("pages of the other product did not notice: %v", err)
		}
	}
}

// lastChange reads the newest entry of the outbox about the catalogue.
func lastChange(t *testing.T, db store.DB) (change Change, err error) {
	t.Helper()
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			return change, err
		}
		if raw.Lookup("kind").StringValue() == EventChanged {
			change = Change{}
			if err := raw.Lookup("payload").Unmarshal(&change); err != nil {
				return change, err
			}
		}
	}
	return change, nil
}
