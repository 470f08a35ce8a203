package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/catalog/visits"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
)

// noon is when the tests take place: 12:00 in Vietnam.
var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

// market is a whole small market behind a server.
type market struct {
	*Server
	db      store.DB
	catalog *catalog.Catalog
	index   *inproc.Index
	clock   *testClock
}

type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

var (
	testProducts  = store.Define[catalog.Product]("products")
	testProducers = store.Define[catalog.Producer]("producers")
	testCerts     = store.Define[catalog.Certificate]("certificates")
	testStocks    = store.Define[catalog.Stock]("stock")
	testConfirmed = store.Define[catalog.Confirmation]("registry_confirmations")
)

// newMarket fills a market with n products; change may alter each before it is kept.
func newMarket(t testing.TB, n int, change func(i int, p *catalog.Product, c *catalog.Certificate)) *market {
	t.Helper()
	return newMarketOn(t, storetest.Open(t, marketSchemas()...), n, change)
}

func marketSchemas() []store.Schema { return append(catalog.Schemas(), outbox.Schemas()...) }

// newMarketOn does so in a store.
func newMarketOn(t testing.TB, db store.DB, n int, change func(i int, p *catalog.Product, c *catalog.Certificate)) *market {
	t.Helper()
	m := &market{db: db, clock: &testClock{now: noon}}
	for from := 0; from < n; from += 500 {
		err := m.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			for i := from; i < min(from+500, n); i++ {
				if err := plant(ctx, tx, i, change); err != nil {
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
		if err := testConfirmed.Insert(t.Context(), m.db, &catalog.Confirmation{Meta: store.Meta{ID: p.Code}, At: noon.Add(-time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	m.catalog = catalog.New(m.db, m.clock.Now, catalog.Rules{Silence: 72 * time.Hour})
	m.open(t)
	return m
}

func (m *market) open(t testing.TB) {
	t.Helper()
	if err := m.catalog.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.index = inproc.New()
	m.reindex(t)
	server, err := New(m.deps())
	if err != nil {
		t.Fatal(err)
	}
	m.Server = server
}

func (m *market) deps() Deps {
	return Deps{
		Visits: visits.New(m.db, m.clock.Now, slog.New(slog.DiscardHandler)),
		Shelf:  m.catalog, Records: m.catalog, Search: m.index, Shipping: orders.DefaultRates(),
		PublicURL: "https://cho.example", Clock: m.clock.Now, Log: slog.New(slog.DiscardHandler),
	}
}

func (m *market) reindex(t testing.TB) {
	t.Helper()
	docs := func(yield func(search.Document) bool) {
		for _, card := range m.catalog.AllCards() {
			if !yield(m.catalog.SearchDocument(card)) {
				return
			}
		}
	}
	if err := m.index.Rebuild(context.Background(), docs, func(int) {}); err != nil {
		t.Fatal(err)
	}
}

var testNames = []string{
	"Chả mực Hạ Long giã tay", "Chè nõn tôm Tân Cương", "Bộ ấm chén Bát Tràng men lam", "Gạo ST25 lúa tôm", "Nước mắm Phú Quốc 40 độ đạm",
	"Mật ong bạc hà Mèo Vạc", "Cam Cao Phong", "Yến sào Khánh Hòa tinh chế", "Cà phê Buôn Ma Thuột rang mộc", "Khăn lụa Vạn Phúc hoa văn chìm",
	"Trà hoa vàng Ba Chẽ", "Miến dong Bình Liêu", "Giỏ mây đan Phú Vinh", "Kẹo dừa Bến Tre sầu riêng", "Tỏi Lý Sơn", "Vải thiều Lục Ngạn sấy dẻo",
	"Hồng treo gió Đà Lạt", "Tương ớt Mường Khương", "Bánh pía Sóc Trăng đậu xanh trứng muối", "Mè xửng Huế dẻo", "Thịt trâu gác bếp", "Bưởi da xanh Bến Tre", "Cá kho làng Vũ Đại", "Hồ tiêu Chư Sê hạt đen",
}

var testGroups = []catalog.Group{
	catalog.Food, catalog.Drinks, catalog.Handicrafts, catalog.Food, catalog.Food, catalog.Food, catalog.Food, catalog.Food, catalog.Drinks, catalog.Handicrafts,
	catalog.Herbs, catalog.Food, catalog.Handicrafts, catalog.Food, catalog.Food, catalog.Food,
}

// plant inserts one product, its certificate, its stock and, for every second one, a producer.
func plant(ctx context.Context, tx store.Tx, i int, change func(int, *catalog.Product, *catalog.Certificate)) error {
	provinces := place.Provinces()
	prov := provinces[i%len(provinces)]
	where := place.Ref{Era: place.Era2025, Province: prov.Code, Commune: place.Communes(prov.Code)[i%30].Code}
	producerID := fmt.Sprintf("r%05d", i/2)
	if i%2 == 0 {
		err := testProducers.Insert(ctx, tx, &catalog.Producer{
			Meta: store.Meta{ID: producerID}, RegistryID: producerID, Slug: fmt.Sprintf("htx-ben-doan-%d", i/2), Name: fmt.Sprintf("HTX Bến Đoan %d", i/2),
			Kind: catalog.Cooperative, Place: where, Since: 2011, Members: 14, Story: "<p>Bến Đoan là bến cá cũ.</p>",
			Contact: catalog.Contact{Representative: "Nguyễn Văn Hư Cấu", Phone: "0912345678"},
		})
		if err != nil {
			return err
		}
	}
	id := fmt.Sprintf("p%05d", i)
	p := &catalog.Product{
		Meta: store.Meta{ID: id}, RegistryID: id, Slug: fmt.Sprintf("%s-%d", place.Slug(testNames[i%len(testNames)]), i), Name: testNames[i%len(testNames)],
		Group: testGroups[i%len(testGroups)], ProducerID: producerID, Place: where, Certificate: fmt.Sprintf("%04d/QĐ-UBND", i), GTIN: testGTIN(i), TraceCode: fmt.Sprintf("VN%05d", i),
		Story: "<p>Mực mai câu ở vịnh Hạ Long về đến bến lúc hai giờ sáng.</p>", Description: "<p>Chả giòn, thơm.</p>",
		Facts: catalog.Facts{Ingredients: "Mực mai 88 %, mỡ phần lợn", Allergens: "Nhuyễn thể", Storage: "−18 °C", ShelfLife: "6 tháng"},
		Units: []catalog.Unit{
			{SKU: id + "-S", Name: "hộp 250 g", Price: money.Amount(120_000 + 1000*(i%400)), WeightG: 300, Chilled: i%3 == 0},
			{SKU: id + "-L", Name: "hộp 500 g", Price: money.Amount(230_000 + 1000*(i%400)), WeightG: 560, Chilled: i%3 == 0},
		},
		Popularity: int64(100_000 - i), UpdatedAt: noon,
	}
	if i%24 < 23 {
		p.Photos = []catalog.Photo{testPhoto(i), testPhoto(i + 1), testPhoto(i + 2)}
	}
	c := &catalog.Certificate{
		Meta: store.Meta{ID: p.Certificate}, Key: catalog.NumberKey(p.Certificate), ProductID: id, Province: prov.Code, Stars: stars.Stars(3 + i%3), Score: 82.4, CriteriaVersion: catalog.Criteria2023,
		Decision: "2318/QĐ-UBND", Issuer: "UBND tỉnh " + prov.Name, IssuedOn: noon.AddDate(-2, 0, -i%300), ExpiresAt: noon.AddDate(1, 0, -i%300), Standing: catalog.InForce, Current: true,
		Decisions: []catalog.Decision{{Kind: "issue", Number: "2318/QĐ-UBND", Date: noon.AddDate(-2, 0, -i%300), Stars: stars.Stars(3 + i%3), By: "UBND tỉnh " + prov.Name}},
	}
	if change != nil {
		change(i, p, c)
	}
	return insertAll(ctx, tx, p, c)
}

func insertAll(ctx context.Context, tx store.Tx, p *catalog.Product, c *catalog.Certificate) error {
	if err := testProducts.Insert(ctx, tx, p); err != nil {
		return err
	}
	if err := testCerts.Insert(ctx, tx, c); err != nil {
		return err
	}
	for _, u := range p.Units {
		if err := testStocks.Insert(ctx, tx, &catalog.Stock{Meta: store.Meta{ID: u.SKU}, ProductID: p.ID, Available: 46}); err != nil {
			return err
		}
	}
	return nil
}

func testPhoto(i int) catalog.Photo {
	return catalog.Photo{Hash: fmt.Sprintf("%032x", i), Width: 1600, Height: 1200, Widths: media.Widths, AltVI: "Chồng chả mực chiên vàng trên đĩa", AltEN: "A pile of golden squid cakes on a plate"}
}

// testGTIN is a number of 13 digits with a right check digit.
func testGTIN(i int) string {
	body := fmt.Sprintf("893%09d", i)
	for d := range 10 {
		if gtin := body + fmt.Sprint(d); isGTIN(gtin) {
			return gtin
		}
	}
	return ""
}

func isGTIN(s string) bool { _, err := catalog.NormalGTIN(s); return err == nil }

// get asks for an address as an anonymous caller.
func (m *market) get(t testing.TB, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, r)
	return w
}

// want asks for an address and fails unless the answer has that status; it returns the body.
func (m *market) want(t testing.TB, path string, status int) string {
	t.Helper()
	w := m.get(t, path)
	if w.Code != status {
		t.Fatalf("GET %s: status %d, want %d\n%s", path, w.Code, status, w.Body.String())
	}
	return w.Body.String()
}

// slugs are the beginnings of the addresses of test products.
func slugs() []string {
	var out []string
	for _, name := range testNames {
		out = append(out, place.Slug(name))
	}
	return out
}
