// Package orderstest sets up a shop for tests: orders on a real store with a
// real catalogue of a few goods, and a clock that the test moves.
package orderstest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
)

// Morning is a Sunday in Vietnam, 10:42.
var Morning = time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)

// The catalogue's collections, for setting a scene straight in the store.
var (
	products      = store.Define[catalog.Product]("products")
	producers     = store.Define[catalog.Producer]("producers")
	certificates  = store.Define[catalog.Certificate]("certificates")
	stocks        = store.Define[catalog.Stock]("stock")
	confirmations = store.Define[catalog.Confirmation]("registry_confirmations")
)

// Clock is a time that tests move.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Add moves the time on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Shop is a service on a real store and a real catalogue of three producers' goods.
type Shop struct {
	*orders.Service
	t       testing.TB
	DB      store.DB
	Catalog *catalog.Catalog
	Clock   *Clock
}

// good is a product of one unit.
type good struct {
	sku, name, producer, province string
	price                         money.Amount
	weight, stock                 int
	chilled                       bool
}

// goods are what every shop begins with, 100 of each.
var goods = []good{
	{"CM-500", "Chả mực Hạ Long giã tay", "HTX Hải sản Bến Đoan", "22", 245_000, 550, 100, true},
	{"MN-250", "Mực một nắng Cô Tô", "HTX Hải sản Bến Đoan", "22", 180_000, 300, 100, true},
	{"CH-200", "Chè nõn tôm Tân Cương", "HTX Chè Đồi Cọ", "19", 320_000, 250, 100, false},
	{"TD-50", "Tinh dầu tràm Huế", "Cơ sở Tràm Gió", "46", 95_000, 120, 100, false},
}

// Schemas are those of all that a shop needs.
func Schemas() []store.Schema {
	return append(append(catalog.Schemas(), orders.Schemas()...), outbox.Schemas()...)
}

// New returns a shop on a new store.
func New(t testing.TB) *Shop {
	t.Helper()
	db := storetest.Open(t, Schemas()...)
	Fill(t, db)
	return Open(t, db)
}

// Engines runs a test in a shop on every engine of the store that is to be had.
func Engines(t *testing.T, test func(t *testing.T, s *Shop)) {
	t.Helper()
	storetest.Engines(t, Schemas(), func(t *testing.T, db store.DB) {
		Fill(t, db)
		test(t, Open(t, db))
	})
}

// Fill puts the goods into an empty store.
func Fill(t testing.TB, db store.DB) {
	t.Helper()
	for _, g := range goods {
		seed(t, db, g)
	}
}

// Open opens a shop on a store that is filled.
func Open(t testing.TB, db store.DB) *Shop {
	t.Helper()
	c := &Clock{at: Morning}
	cat := catalog.New(db, c.Now, catalog.Rules{Silence: 1000 * time.Hour})
	s := &Shop{t: t, DB: db, Catalog: cat, Clock: c, Service: orders.New(db, cat, orders.DefaultRules(), c.Now)}
	s.Load()
	return s
}

// Load brings the catalogue's memory up to date.
func (s *Shop) Load() {
	s.t.Helper()
	if err := s.Catalog.Load(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func seed(t testing.TB, db store.DB, g good) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := producers.Get(ctx, db, g.producer); err != nil {
		must(producers.Insert(ctx, db, &catalog.Producer{
			Meta: store.Meta{ID: g.producer}, RegistryID: g.producer, Slug: "chu-the-" + g.sku, Name: g.producer, Kind: catalog.Cooperative,
			Contact: catalog.Contact{Email: "nguoi-ban-" + g.province + "@example.vn"},
		}))
		must(confirmations.Insert(ctx, db, &catalog.Confirmation{Meta: store.Meta{ID: g.province}, At: Morning}))
	}
	number := "SO " + g.sku + "/2024"
	must(certificates.Insert(ctx, db, &catalog.Certificate{
		Meta: store.Meta{ID: number}, Key: catalog.NumberKey(number), ProductID: g.sku, Province: g.province, Stars: 4, Standing: catalog.InForce,
		IssuedOn: Morning.AddDate(-2, 0, 0), ExpiresAt: Morning.AddDate(1, 0, 0), Current: true,
	}))
	p := &catalog.Product{
		Meta: store.Meta{ID: g.sku}, RegistryID: g.sku, Slug: "hang-" + g.sku, Name: g.name, Group: catalog.Food, ProducerID: g.producer, Certificate: number,
		Units: []catalog.Unit{{SKU: g.sku, Name: "hộp", Price: g.price, WeightG: g.weight, Chilled: g.chilled}},
	}
	p.Place.Era, p.Place.Province = "2025", g.province
	must(products.Insert(ctx, db, p))
	must(stocks.Insert(ctx, db, &catalog.Stock{Meta: store.Meta{ID: g.sku}, ProductID: g.sku, Available: g.stock}))
}

// Fill makes a cart; lines are SKUs and quantities in turn.
func (s *Shop) Fill(lines ...any) string {
	s.t.Helper()
	key := ""
	for i := 0; i < len(lines); i += 2 {
		var err error
		if key, _, err = s.AddToCart(context.Background(), key, lines[i].(string), lines[i+1].(int)); err != nil {
			s.t.Fatal(err)
		}
	}
	return key
}

// Input is what a careful buyer sends.
func Input(cart string, method orders.Method) orders.PlaceInput {
	return orders.PlaceInput{
		CartKey:  cart,
		Contact:  orders.Contact{Name: "Trần Thị Mẫu Đơn", Phone: "0912 345 678", Email: "mau-don@example.vn"},
		Address:  orders.Address{Province: "01", Commune: "00004", Street: "27 ngõ Thông Phong"},
		Payment:  method,
		Language: "vi",
	}
}

// Order fills a cart and places it.
func (s *Shop) Order(method orders.Method, lines ...any) *orders.Placed {
	s.t.Helper()
	placed, err := s.Place(context.Background(), "", "", Input(s.Fill(lines...), method))
	if err != nil {
		s.t.Fatal(err)
	}
	return placed
}

// Stock is what can be sold of a unit.
func (s *Shop) Stock(sku string) int {
	s.t.Helper()
	doc, err := stocks.Get(context.Background(), s.DB, sku)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc.Available
}

// WantStock checks what can be sold of a unit.
func (s *Shop) WantStock(sku string, want int) {
	s.t.Helper()
	if got := s.Stock(sku); got != want {
		s.t.Errorf("stock of %s: got %d, want %d", sku, got, want)
	}
}

// View reads a checkout.
func (s *Shop) View(code string) *orders.View {
	s.t.Helper()
	v, err := s.Find(context.Background(), code)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// Statuses writes where the orders of a checkout are.
func (s *Shop) Statuses(code string) string {
	s.t.Helper()
	v := s.View(code)
	text := string(v.Checkout.Payment.State)
	for _, o := range v.Orders {
		text += " " + string(o.Status)
	}
	return text
}

// Revoke takes a product's certificate away in the store and brings the shelf up to date.
func (s *Shop) Revoke(sku string) {
	s.t.Helper()
	_, err := certificates.Modify(context.Background(), s.DB, "SO "+sku+"/2024", func(c *catalog.Certificate) error {
		c.Standing, c.StandingFrom = catalog.Revoked, s.Clock.Now()
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Load()
}

// Renew gives a product another certificate, good for three years, and brings the shelf up to date.
func (s *Shop) Renew(sku, number string) {
	s.t.Helper()
	ctx, now := context.Background(), s.Clock.Now()
	before, err := certificates.Modify(ctx, s.DB, "SO "+sku+"/2024", func(c *catalog.Certificate) error {
		c.Current = false
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	err = certificates.Insert(ctx, s.DB, &catalog.Certificate{
		Meta: store.Meta{ID: number}, Key: catalog.NumberKey(number), ProductID: sku, Province: before.Province, Stars: 4, Standing: catalog.InForce,
		IssuedOn: now, ExpiresAt: now.AddDate(3, 0, 0), Current: true,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := products.Modify(ctx, s.DB, sku, func(p *catalog.Product) error { p.Certificate = number; return nil }); err != nil {
		s.t.Fatal(err)
	}
	s.Load()
}

// Reprice sets a price in the store alone, so that the catalogue's memory lags.
func (s *Shop) Reprice(sku string, price money.Amount) {
	s.t.Helper()
	_, err := products.Modify(context.Background(), s.DB, sku, func(p *catalog.Product) error {
		p.Units[0].Price = price
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Events lists the outbox's entries of a kind.
func (s *Shop) Events(kind string) []string {
	s.t.Helper()
	var list []string
	for raw, err := range s.DB.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			s.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == kind {
			list = append(list, fmt.Sprint(raw.Lookup("payload")))
		}
	}
	return list
}

// SetStock sets what can be sold of a unit, as somebody who mends the ledger does.
func (s *Shop) SetStock(sku string, available int) {
	s.t.Helper()
	ctx := context.Background()
	err := s.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := products.Get(ctx, tx, sku)
		if err != nil {
			return err
		}
		_, err = s.Catalog.SetStock(ctx, tx, p, sku, available, catalog.Why{Kind: catalog.EntryCorrection})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// LossOf is the loss of a product's certificate.
func LossOf(sku string) orders.Loss {
	return orders.Loss{Certificate: "SO " + sku + "/2024", Of: func(l orders.Line) bool { return l.ProductID == sku }, By: "UBND tỉnh", Note: "3652/QĐ-UBND"}
}

// CallOff takes a product that lost its certificate out of an order, in a transaction of its own.
func (s *Shop) CallOff(code, sku string) error {
	return s.DB.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		return s.Service.CallOff(ctx, tx, code, LossOf(sku))
	})
}
