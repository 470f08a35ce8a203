package catalog

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

// fixture is a catalogue of one product with one unit of a stock.
func fixture(t *testing.T, stock int) (*Catalog, store.DB) {
	t.Helper()
	db := storetest.Open(t, append(Schemas(), outbox.Schemas()...)...)
	c := New(db, func() time.Time { return noon }, Rules{Silence: 72 * time.Hour})
	seed(t, db, stock)
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c, db
}

func seed(t *testing.T, db store.DB, stock int) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(producers.Insert(ctx, db, &Producer{Meta: store.Meta{ID: "r1"}, RegistryID: "r1", Slug: "htx-ben-doan", Name: "HTX Bến Đoan", Kind: Cooperative}))
	must(certificates.Insert(ctx, db, &Certificate{
		Meta: store.Meta{ID: "QN 0412/2024"}, Key: NumberKey("QN 0412/2024"), ProductID: "p1", Province: "22", Stars: 4, Standing: InForce,
		IssuedOn: noon.AddDate(-2, 0, 0), ExpiresAt: noon.AddDate(1, 0, 0), Current: true,
	}))
	p := &Product{Meta: store.Meta{ID: "p1"}, RegistryID: "p1", Slug: "cha-muc", Name: "Chả mực", Group: Food, ProducerID: "r1",
		Certificate: "QN 0412/2024", TraceCode: "VN8A21", GTIN: "8936012345674", UpdatedAt: noon,
		Units: []Unit{{SKU: "CM-500", Name: "hộp 500 g", Price: 245000, WeightG: 550, Chilled: true}}}
	p.Place.Era, p.Place.Province = "2025", "22"
	must(products.Insert(ctx, db, p))
	must(stocks.Insert(ctx, db, &Stock{Meta: store.Meta{ID: "CM-500"}, ProductID: "p1", Available: stock}))
	must(confirmations.Insert(ctx, db, &Confirmation{Meta: store.Meta{ID: "22"}, At: noon.Add(-time.Hour)}))
}

func reserve(ctx context.Context, c *Catalog, db store.DB, quantity int) error {
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return c.Reserve(ctx, tx, []Line{{SKU: "CM-500", Quantity: quantity}})
	})
}

func TestManyBuyersOfFewGetExactlyWhatThereIs(t *testing.T) {
	c, db := fixture(t, 10)
	var sold atomic.Int64
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			err := reserve(t.Context(), c, db, 1)
			var short *ShortError
			if err == nil {
				sold.Add(1)
			} else if !errors.As(err, &short) {
				t.Errorf("refused with %v", err)
			}
		})
	}
	wg.Wait()
	left, err := stocks.Get(t.Context(), db, "CM-500")
	if err != nil || sold.Load() != 10 || left.Available != 0 {
		t.Errorf("sold %d, left %d, %v", sold.Load(), left.Available, err)
	}
}

func TestReserveRefusesWithoutChange(t *testing.T) {
	c, db := fixture(t, 5)
	var short *ShortError
	if err := reserve(t.Context(), c, db, 6); !errors.As(err, &short) || short.Available != 5 {
		t.Errorf("6 of 5: %v", err)
	}
	if _, err := certificates.Modify(t.Context(), db, "QN 0412/2024", func(cert *Certificate) error {
		cert.Standing, cert.StandingFrom = Revoked, noon
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var not *NotSellableError
	if err := reserve(t.Context(), c, db, 1); !errors.As(err, &not) || not.State != StateRevoked {
		t.Errorf("revoked: %v", err)
	}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return c.Reserve(ctx, tx, []Line{{SKU: "nothing", Quantity: 1}})
	})
	if !errors.Is(err, ErrNoUnit) {
		t.Errorf("an unknown unit: %v", err)
	}
	if left, _ := stocks.Get(t.Context(), db, "CM-500"); left.Available != 5 {
		t.Errorf("left %d of 5", left.Available)
	}
}

func TestFindCertificateByWhatALabelSays(t *testing.T) {
	c, _ := fixture(t, 1)
	for _, typed := range []string{"QN 0412/2024", "qn0412/2024", "QN-0412-2024", "vn8a21", "8 936012 345674"} {
		cert, err := c.FindCertificate(t.Context(), typed)
		if err != nil || cert.ID != "QN 0412/2024" {
			t.Errorf("%q: %v", typed, err)
		}
	}
	for _, typed := range []string{"QN 0413/2024", "", "8936012345675", "/"} {
		if _, err := c.FindCertificate(t.Context(), typed); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

// failing is a store of which one reading fails.
type failing struct {
	store.DB
	at int // counts down
}

func (f *failing) fails() bool { f.at--; return f.at == 0 }

func (f *failing) Get(ctx context.Context, collection, id string) (bson.Raw, error) {
	if f.fails() {
		return nil, store.ErrUnavailable
	}
	return f.DB.Get(ctx, collection, id)
}

func (f *failing) Find(ctx context.Context, collection string, q store.Query) iter.Seq2[bson.Raw, error] {
	if f.fails() {
		return func(yield func(bson.Raw, error) bool) { yield(nil, store.ErrUnavailable) }
	}
	return f.DB.Find(ctx, collection, q)
}

func TestALabelIsNotCalledUnknownForAReadingThatFailed(t *testing.T) {
	_, db := fixture(t, 1)
	for at := 1; at <= 4; at++ {
		c := New(&failing{DB: db, at: at}, func() time.Time { return noon }, Rules{})
		if _, err := c.FindCertificate(t.Context(), "8936012345681"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("reading %d fails: %v, want ErrUnavailable", at, err)
		}
	}
}

func TestRefreshTellsSearchOnlyWhatItMustHear(t *testing.T) {
	c, db := fixture(t, 2)
	before := c.Generation()
	if err := reserve(t.Context(), c, db, 1); err != nil {
		t.Fatal(err)
	}
	if noted, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}, StockOnly: true}); err != nil || len(noted) != 0 {
		t.Errorf("one of two sold: search hears of %d cards, %v", len(noted), err)
	}
	if err := reserve(t.Context(), c, db, 1); err != nil {
		t.Fatal(err)
	}
	noted, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}, StockOnly: true})
	if err != nil || len(noted) != 1 || c.SearchDocument(noted[0]).InStock {
		t.Errorf("sold out: search hears of %d cards, %v", len(noted), err)
	}
	if c.Generation() == before {
		t.Error("the pages' generation did not change")
	}
}

func TestPagesDoNotNoticeOneOfManySold(t *testing.T) {
	c, db := fixture(t, FewLeft+2)
	sell := func() (generation, revision uint64) {
		t.Helper()
		if err := reserve(t.Context(), c, db, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}, StockOnly: true}); err != nil {
			t.Fatal(err)
		}
		return c.Generation(), c.Revision()
	}
	page, all := c.Generation(), c.Revision()
	if g, r := sell(); g != page || r == all {
		t.Errorf("of plenty: generation %d then %d, revision %d then %d", page, g, all, r)
	}
	if g, _ := sell(); g == page {
		t.Error("the first number worth telling went unnoticed")
	}
}

func TestGenerationChangesAtTheMinuteOfExpiry(t *testing.T) {
	db := storetest.Open(t, append(Schemas(), outbox.Schemas()...)...)
	now := noon
	c := New(db, func() time.Time { return now }, Rules{Silence: 100000 * time.Hour})
	seed(t, db, 1)
	if err := c.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	card, _ := c.CardBySlug("cha-muc")
	now = card.Validity.ExpiresAt.Add(-time.Second)
	before := c.Generation()
	if !c.State(card).ShowsStars() {
		t.Fatal("no stars in the last second")
	}
	now = card.Validity.ExpiresAt
	if c.State(card) != StateExpired || c.Generation() == before {
		t.Errorf("at expiry the state is %s, and the generation changed: %v", c.State(card), c.Generation() != before)
	}
}

func TestGenerationNeverComesBackWhenProvincesFallSilentInTurn(t *testing.T) {
	db := storetest.Open(t, append(Schemas(), outbox.Schemas()...)...)
	now := noon
	c := New(db, func() time.Time { return now }, Rules{Silence: 72 * time.Hour})
	c.Confirm(Confirmed{Provinces: []string{"22"}, At: noon})
	c.Confirm(Confirmed{Provinces: []string{"19"}, At: noon.Add(10 * time.Hour)})
	now = noon.Add(73 * time.Hour)
	before := c.Generation()
	if !c.Silent("22") || c.Silent("19") {
		t.Fatal("not one province is silent alone")
	}
	c.Confirm(Confirmed{Provinces: []string{"22"}, At: now})
	now = noon.Add(83 * time.Hour)
	if c.Silent("22") || !c.Silent("19") || c.Generation() == before {
		t.Error("the other province is silent, and the pages' generation is the same")
	}
}

const offersCSV = "\ufeffSố chứng nhận;Giá;Mã hàng;Quy cách;Khối lượng (g);Tồn kho;Giao lạnh;Thành phần\n" +
	"QN 0412/2024;128.000;CM-250;hộp 250 g;280;40;có;Mực mai\n" +
	"QN 0412/2024;245000;CM-500;hộp 500 g;550;0;x;Mực mai\n"

func readOffersCSV(t *testing.T, text string) OfferList {
	t.Helper()
	list, err := ReadOffers(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestImportOffers(t *testing.T) {
	c, db := fixture(t, 3)
	list := readOffersCSV(t, offersCSV)
	if dry, err := c.ImportOffers(t.Context(), list, true, nil); err != nil || dry.Rows != 2 || dry.Products != 0 {
		t.Errorf("dry run: %+v, %v", dry, err)
	}
	report, err := c.ImportOffers(t.Context(), list, false, nil)
	if err != nil || len(report.Problems) != 0 || report.Rows != 2 || report.Products != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if _, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}}); err != nil {
		t.Fatal(err)
	}
	card, unit, ok := c.CardBySKU("CM-250")
	if !ok || unit.Price != 128000 || unit.Available != 40 || len(card.Units) != 2 {
		t.Errorf("after the import: %+v", card)
	}
	if first, _ := card.First(); first.SKU != "CM-250" {
		t.Errorf("the list shows %s, which is sold out or dearer", first.SKU)
	}
	stock, _ := stocks.Get(t.Context(), db, "CM-500")
	if stock.Available != 0 {
		t.Errorf("CM-500 has %d", stock.Available)
	}
}

func TestImportOffersLeavesTheUnitsOfOtherProducts(t *testing.T) {
	c, db := fixture(t, 3)
	other := &Certificate{Meta: store.Meta{ID: "QN 0500/2024"}, Key: "qn05002024", ProductID: "p2", Standing: InForce, Current: true}
	if err := certificates.Insert(t.Context(), db, other); err != nil {
		t.Fatal(err)
	}
	if err := products.Insert(t.Context(), db, &Product{Meta: store.Meta{ID: "p2"}, RegistryID: "p2", Slug: "muc", Certificate: other.ID}); err != nil {
		t.Fatal(err)
	}
	list := readOffersCSV(t, strings.ReplaceAll(offersCSV, "QN 0412/2024", other.ID))
	report, err := c.ImportOffers(t.Context(), list, false, nil)
	if err != nil || len(report.Problems) != 1 || report.Problems[0].Row != 3 || !strings.Contains(report.Problems[0].EN, "QN 0412/2024") {
		t.Fatalf("%+v, %v; want a word on row 3", report, err)
	}
	if stock, err := stocks.Get(t.Context(), db, "CM-500"); err != nil || stock.ProductID != "p1" || stock.Available != 3 {
		t.Errorf("the other's stock is %+v, %v", stock, err)
	}
	if _, err := products.Modify(t.Context(), db, "p1", func(p *Product) error { p.Units = nil; return nil }); err != nil {
		t.Fatal(err)
	}
	if report, err := c.ImportOffers(t.Context(), list, false, nil); err != nil || len(report.Problems) != 0 || report.Products != 1 {
		t.Errorf("after the other gave the unit up: %+v, %v", report, err)
	}
}

func TestImportOffersTellsAStoreThatFails(t *testing.T) {
	c, _ := fixture(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if report, err := c.ImportOffers(ctx, readOffersCSV(t, offersCSV), true, nil); err == nil {
		t.Errorf("a dry run that could not look: %+v", report)
	}
}

func TestImportOffersWithAProblemChangesNothing(t *testing.T) {
	c, db := fixture(t, 3)
	list := "Số chứng nhận,Giá,Mã hàng,Quy cách,Khối lượng (g),Tồn kho\n" +
		"QN 0412/2024,128000,CM-250,hộp 250 g,280,40\n" +
		"QN 9999/2024,1,CM-1,hộp,1,1\n" +
		"QN 0412/2024,rẻ,CM 2,,-1,nhiều\n" +
		"QN 0412/2024,5,CM-250,hộp,1,1\n"
	report, err := c.ImportOffers(t.Context(), readOffersCSV(t, list), false, nil)
	if err != nil || len(report.Problems) != 7 {
		t.Errorf("%d problems, %v: %v", len(report.Problems), err, report.Problems)
	}
	product, err := products.Get(t.Context(), db, "p1")
	if err != nil || len(product.Units) != 1 || product.Rev != 1 {
		t.Errorf("the product was changed: %+v, %v", product, err)
	}
}
