package officer_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/filters"
	"github.com/ocopmarket/ocop/programme/programmetest"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/programme/sales"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/officer"
)

// claims: every producer whose number is even has an account.
type claims struct{}

func (claims) OfProducer(_ context.Context, producer string) (*members.Organization, error) {
	if strings.HasSuffix(producer, "0") || strings.HasSuffix(producer, "2") {
		return &members.Organization{Meta: store.Meta{ID: "o-" + producer}}, nil
	}
	return nil, store.ErrNotFound
}

type world struct {
	*programmetest.World
	site *desktest.Site
	roll *roll.Roll
}

// quangNinh is the code of the province where the tests' officers work.
const quangNinh = "22"

func open(t testing.TB, n int) *world {
	t.Helper()
	w := &world{World: programmetest.Open(t, n, officerSchemas()...)}
	w.roll = roll.New(w.Catalog)
	w.site = desktest.Open(t, w.DB, w.Catalog, officer.Room(w.deps()))
	w.site.Actor = desktest.Officer(quangNinh)
	return w
}

// openWith opens the desk anew with these queues of waiting work.
func (w *world) openWith(t testing.TB, waiting ...queues.Queue) {
	t.Helper()
	deps, actor := w.deps(), w.site.Actor
	deps.Queues = waiting
	w.site = desktest.Open(t, w.DB, w.Catalog, officer.Room(deps))
	w.site.Actor = actor
}

func (w *world) deps() officer.Deps {
	return officer.Deps{
		Calendar: workdays.Vietnam(),
		Store:    w.DB, Catalog: w.Catalog, Targets: targets.New(w.DB, programmetest.Now), Registers: registers.New(w.DB, w.Catalog, programmetest.Now), Sales: sales.New(w.DB, nil, w.Catalog, programmetest.Now),
		Roll: w.roll, Figures: figures.New(w.Catalog), Renewals: renewals.New(w.DB, claims{}, programmetest.Now), Filters: filters.New(w.DB, programmetest.Now),
		Colleagues: func(context.Context, string) ([]officer.Colleague, error) {
			return []officer.Colleague{{ID: "p-officer", Name: "Bùi Thị Lúa"}, {ID: "p-song", Name: "Đỗ Văn Sóng"}}, nil
		},
	}
}

func officerSchemas() []store.Schema {
	var all []store.Schema
	for _, of := range []func() []store.Schema{renewals.Schemas, filters.Schemas, targets.Schemas, registers.Schemas, sales.Schemas, pull.Schemas, notices.Schemas} {
		all = append(all, of()...)
	}
	return all
}

// rowNumbers reads the certificates of a page's table in order.
func rowNumbers(body string) []string {
	var numbers []string
	for _, m := range regexp.MustCompile(`name="c" value="([^"]+)" data-pick`).FindAllStringSubmatch(body, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

var nextLink = regexp.MustCompile(`rel="next" href="([^"]+)"`)

func TestTheTableShowsOnesProvinceAlone(t *testing.T) {
	w := open(t, 680)
	got := w.site.Get("/can-bo/chung-nhan")
	if got.Status != 200 {
		t.Fatalf("status %d\n%s", got.Status, got.Body)
	}
	want := map[string]bool{}
	for _, card := range w.Catalog.AllCards() {
		if card.Place.Province == quangNinh {
			want[card.Certificate] = true
		}
	}
	if numbers := rowNumbers(got.Body); len(numbers) != len(want) {
		t.Errorf("%d rows, want %d", len(numbers), len(want))
	}
	for _, n := range rowNumbers(got.Body) {
		if !want[n] {
			t.Errorf("row %s is of another province", n)
		}
	}
	for _, path := range []string{"/can-bo/chung-nhan?tinh=01", "/can-bo/chung-nhan/xuat?tinh=01"} {
		if got := w.site.Get(path); got.Status != 403 {
			t.Errorf("GET %s: status %d, want 403", path, got.Status)
		}
	}
	if got := w.site.Post("/can-bo/chung-nhan/viec", "loc", "tinh=01", "tat-ca", "1", "viec", "csv"); got.Status != 403 {
		t.Errorf("bulk of another province: status %d, want 403", got.Status)
	}
}

func TestPagesGoThroughAllRowsOnce(t *testing.T) {
	w := open(t, 680)
	w.site.Actor = desktest.Officer("")
	for _, order := range roll.Sorts() {
		for _, turn := range []string{"", "&chieu=giam"} {
			seen, pages := map[string]bool{}, 0
			for path := "/can-bo/chung-nhan?xep=" + string(order) + turn; path != ""; pages++ {
				got := w.site.Get(path)
				for _, n := range rowNumbers(got.Body) {
					if seen[n] {
						t.Fatalf("%s: %s comes twice", order, n)
					}
					seen[n] = true
				}
				path = ""
				if m := nextLink.FindStringSubmatch(got.Body); m != nil {
					path = strings.ReplaceAll(m[1], "&amp;", "&")
				}
			}
			if len(seen) != 680 || pages != 14 {
				t.Errorf("%s%s: %d rows on %d pages", order, turn, len(seen), pages)
			}
		}
	}
}

func TestViewsAreWhatACountOfAllCardsFinds(t *testing.T) {
	w := open(t, 680)
	w.site.Actor = desktest.Officer("")
	want := map[roll.View]int{}
	for _, card := range w.Catalog.AllCards() {
		want[roll.All]++
		switch s := w.Catalog.State(card); {
		case s == catalog.StateExpired:
			want[roll.Expired]++
		case s == catalog.StateSuspended:
			want[roll.Suspended]++
		case (s == catalog.StateRevoked || s == catalog.StateWithdrawn) && figures.YearOf(card.Validity.StandingFrom) == 2026:
			want[roll.Revoked]++
		case s == catalog.StateExpiring:
			want[roll.Expiring]++
		}
		if w.Catalog.State(card).ShowsStars() && !card.Traced {
			want[roll.Untraced]++
		}
	}
	for view, n := range want {
		if n == 0 {
			t.Errorf("no row for the view %q: the test shows nothing", view)
		}
		got := w.site.Get("/can-bo/chung-nhan?xem=" + string(view))
		if !strings.Contains(got.Body, fmt.Sprintf("%d dòng.", n)) {
			t.Errorf("view %q: want %d rows", view, n)
		}
	}
}

func TestSearchAndFilters(t *testing.T) {
	w := open(t, 680)
	w.site.Actor = desktest.Officer("")
	var any *catalog.Card
	for _, card := range w.Catalog.AllCards() {
		if strings.Contains(card.Name, "Chả mực") && (any == nil || card.ID > any.ID) { // its number is part of no other
			any = card
		}
	}
	for _, q := range []string{any.Certificate, catalog.NumberKey(any.Certificate), "cha muc " + any.Name[strings.LastIndex(any.Name, " ")+1:] + " " + any.ProducerName} {
		numbers := rowNumbers(w.site.Get("/can-bo/chung-nhan?q=" + url.QueryEscape(q)).Body)
		if len(numbers) != 1 || numbers[0] != any.Certificate {
			t.Errorf("q=%q: %v, want %s", q, numbers, any.Certificate)
		}
	}
	want, home := 0, any.Place.Province
	for _, card := range w.Catalog.AllCards() {
		if card.Place.Province == home && card.Group == any.Group && card.ProducerKind == any.ProducerKind {
			want++
		}
	}
	got := len(rowNumbers(w.site.Get("/can-bo/chung-nhan?tinh=" + home + "&nhom=" + string(any.Group) + "&loai=" + string(any.ProducerKind)).Body))
	if got != want || want == 0 {
		t.Errorf("%d rows, want %d", got, want)
	}
}

func TestExportHoldsAllFilteredRowsAndNoOthers(t *testing.T) {
	w := open(t, 680)
	got := w.site.Get("/can-bo/chung-nhan/xuat?dang=csv")
	lines := strings.Count(got.Body, "\r\n") - 1
	want := 0
	for _, card := range w.Catalog.AllCards() {
		if card.Place.Province == quangNinh {
			want++
		}
	}
	if lines != want || !strings.HasPrefix(got.Body, "\ufeffSố chứng nhận,") {
		t.Errorf("%d lines, want %d: %.80q", lines, want, got.Body)
	}
	if x := w.site.Get("/en/can-bo/chung-nhan/xuat?dang=xlsx"); !strings.HasPrefix(x.Body, "PK") || !strings.Contains(x.Header.Get("Content-Disposition"), ".xlsx") {
		t.Errorf("xlsx: %.20q %v", x.Body, x.Header)
	}
}
