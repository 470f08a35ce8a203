package catalog_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestUnitGTIN(t *testing.T) {
	for typed, want := range map[string]string{
		"8936012345681":    "8936012345681",
		"893 6012 34568 1": "8936012345681",
		"08936012345681":   "8936012345681", // 14 digits with the packaging digit 0 name the unit
		"036000291452":     "0036000291452", // UPC-A
		"96385074":         "0000096385074", // GTIN-8
		"8936012345688":    "",
		"18936012345688":   "", // a case
		"893601234568":     "",
		"893601234568a":    "",
		"":                 "",
		"８９３６０１２３４５６８１": "",
	} {
		got, err := catalog.UnitGTIN(typed)
		if got != want || (want == "") != errors.Is(err, catalog.ErrGTIN) {
			t.Errorf("UnitGTIN(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
}

func TestCaseGTIN(t *testing.T) {
	const unit = "8936012345681"
	for typed, want := range map[string]error{
		"18936012345688": nil,
		"88936012345687": nil,
		"98936012345684": catalog.ErrCaseGTIN, // variable weight
		"18936012345689": catalog.ErrGTIN,     // check digit
		"18936012345701": catalog.ErrCaseGTIN, // another unit's
		"8936012345681":  catalog.ErrGTIN,     // the unit's own
		"":               catalog.ErrGTIN,
	} {
		if _, err := catalog.CaseGTIN(typed, unit); !errors.Is(err, want) {
			t.Errorf("CaseGTIN(%q) = %v, want %v", typed, err, want)
		}
	}
	if _, err := catalog.CaseGTIN("18936012345688", ""); !errors.Is(err, catalog.ErrCaseGTIN) {
		t.Errorf("without a unit: %v", err)
	}
}

// Whatever the unit, the number that is suggested for its case is one of it.
func TestSuggestedCaseNumbersAreRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{12}`).Draw(t, "digits")
		unit := ""
		for check := range 10 {
			if got, err := catalog.UnitGTIN(fmt.Sprint(digits, check)); err == nil {
				unit = got
			}
		}
		number := catalog.SuggestCaseGTIN(unit)
		if got, err := catalog.CaseGTIN(number, unit); err != nil || got != number {
			t.Fatalf("%s of %s: %v", number, unit, err)
		}
	})
}

func TestVATRatesAreDated(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 5, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		at   time.Time
		want []int
	}{
		{day(2025, 6, 30), []int{0, 5, 10}}, {day(2025, 7, 1), []int{0, 5, 8, 10}}, {day(2026, 12, 31), []int{0, 5, 8, 10}}, {day(2027, 1, 1), []int{0, 5, 10}},
	} {
		if diff := cmp.Diff(tt.want, catalog.VATRates(tt.at)); diff != "" {
			t.Errorf("%s: %s", tt.at, diff)
		}
	}
}

var itemNow = time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)

// shop opens a catalogue with two products of two producers.
func shop(t *testing.T) (*catalog.Catalog, store.DB) {
	t.Helper()
	db := storetest.Open(t, append(catalog.Schemas(), outbox.Schemas()...)...)
	products := store.Define[catalog.Product]("products")
	for _, id := range []string{"p-1", "p-2"} {
		p := &catalog.Product{Meta: store.Meta{ID: id}, Slug: id, RegistryID: id, Name: "Ruốc hàu " + id, Group: catalog.Food, ProducerID: "maker-" + id, Certificate: "QN " + id}
		if err := products.Insert(t.Context(), db, p); err != nil {
			t.Fatal(err)
		}
	}
	goods := catalog.New(db, func() time.Time { return itemNow }, catalog.Rules{Silence: time.Hour})
	if err := goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return goods, db
}

func jar() catalog.Unit {
	return catalog.Unit{Name: "Hũ 200 g", Price: 115_000, WeightG: 265, GTIN: "8936012345681", Trade: &catalog.Trade{
		NetG: 200, Size: catalog.Size{L: 70, W: 70, H: 90}, MOQ: 2,
		Case:  catalog.Case{GTIN: "18936012345688", Units: 24, Size: catalog.Size{L: 400, W: 300, H: 180}, GrossG: 6600},
		Tiers: []catalog.Tier{{From: 2, Price: 2_400_000}, {From: 10, Price: 2_300_000}},
	}}
}

func full() catalog.Edit {
	vat, cold, warm := 5, 2, 30
	return catalog.Edit{Units: []catalog.Unit{jar()}, Ingredients: "Thịt hàu 72 %", Storage: "Nơi khô", Story: "Nhà **tôi** làm.\n\n<script>alert(1)</script>", Sheet: catalog.Sheet{
		ShelfDays: 180, LeastDays: 120, Temperature: &catalog.Temperature{From: &cold, To: &warm}, Allergens: []catalog.Allergen{catalog.Fish, catalog.Molluscs},
		VAT: &vat, LeadDays: 3, Everywhere: true, Returns: "Đổi trong 7 ngày",
	}}
}

func TestEditItemKeepsWhatWasTyped(t *testing.T) {
	goods, db := shop(t)
	p, err := goods.EditItem(t.Context(), "p-1", full())
	if err != nil {
		t.Fatal(err)
	}
	if p.Units[0].SKU == "" || p.Sheet.Edition != 1 || p.Facts.Allergens != "Nhuyễn thể, Cá" || p.Facts.ShelfLife != "180 ngày từ ngày làm" {
		t.Errorf("%+v", p)
	}
	if p.OwnStoryHTML != "<p>Nhà <strong>tôi</strong> làm.</p>" {
		t.Errorf("story %q", p.OwnStoryHTML)
	}
	found, sku, err := goods.UnitByGTIN(t.Context(), "18936012345688")
	if err != nil || found.ID != "p-1" || sku != p.Units[0].SKU {
		t.Errorf("by the case's number: %v, %q, %v", found, sku, err)
	}
	if left, err := goods.Available(t.Context(), db, []string{sku}); err != nil || left[sku] != 0 {
		t.Errorf("stock %v, %v", left, err)
	}
	again := full()
	again.Edition, again.Units = 1, p.Units
	again.Units[0].Price = 120_000
	if p, err = goods.EditItem(t.Context(), "p-1", again); err != nil || p.Units[0].SKU != sku || p.Units[0].Price != 120_000 {
		t.Errorf("second edit: %+v, %v", p, err)
	}
	if _, err := goods.EditItem(t.Context(), "p-1", again); !errors.Is(err, catalog.ErrEdited) {
		t.Errorf("a stale edit: %v", err)
	}
}

func TestEditItemRefuses(t *testing.T) {
	bad := func(change func(e *catalog.Edit)) catalog.Edit {
		e := full()
		change(&e)
		return e
	}
	minus := -90
	for name, tt := range map[string]struct {
		edit  catalog.Edit
		field string
	}{
		"price":             {bad(func(e *catalog.Edit) { e.Units[0].Price = 0 }), "units.0.price"},
		"name":              {bad(func(e *catalog.Edit) { e.Units[0].Name = "" }), "units.0.name"},
		"weight":            {bad(func(e *catalog.Edit) { e.Units[0].WeightG = 0 }), "units.0.weight"},
		"check digit":       {bad(func(e *catalog.Edit) { e.Units[0].GTIN = "8936012345688" }), "units.0.gtin"},
		"case of another":   {bad(func(e *catalog.Edit) { e.Units[0].Trade.Case.GTIN = "18936012345701" }), "units.0.case.gtin"},
		"net above gross":   {bad(func(e *catalog.Edit) { e.Units[0].Trade.NetG = 300 }), "units.0.net"},
		"two sides":         {bad(func(e *catalog.Edit) { e.Units[0].Trade.Size.H = 0 }), "units.0.size"},
		"tier order":        {bad(func(e *catalog.Edit) { e.Units[0].Trade.Tiers[1].From = 2 }), "units.0.tiers.1.from"},
		"tier price":        {bad(func(e *catalog.Edit) { e.Units[0].Trade.Tiers[1].Price = 2_400_000 }), "units.0.tiers.1.price"},
		"tier of nothing":   {bad(func(e *catalog.Edit) { e.Units[0].Trade.Tiers[0].From = 0 }), "units.0.tiers.0.from"},
		"left above all":    {bad(func(e *catalog.Edit) { e.Sheet.LeastDays = 181 }), "least_days"},
		"cold":              {bad(func(e *catalog.Edit) { e.Sheet.Temperature.From = &minus }), "temperature.from"},
		"VAT":               {bad(func(e *catalog.Edit) { seven := 7; e.Sheet.VAT = &seven }), "vat"},
		"province":          {bad(func(e *catalog.Edit) { e.Sheet.Area = []string{"99"} }), "area"},
		"allergen":          {bad(func(e *catalog.Edit) { e.Sheet.Allergens = []catalog.Allergen{"air"} }), "allergens"},
		"none and some":     {bad(func(e *catalog.Edit) { e.Sheet.NoAllergens = true }), "allergens"},
		"story":             {bad(func(e *catalog.Edit) { e.Story = strings.Repeat("a", catalog.MaxStory+1) }), "story"},
		"somebody's SKU":    {bad(func(e *catalog.Edit) { e.Units[0].SKU = "OTHER-1" }), "units.0.name"},
		"same number twice": {bad(func(e *catalog.Edit) { e.Units = append(e.Units, jar()) }), "units.1.gtin"},
	} {
		goods, _ := shop(t)
		before, err := goods.Product(t.Context(), "p-1")
		if err != nil {
			t.Fatal(err)
		}
		_, err = goods.EditItem(t.Context(), "p-1", tt.edit)
		var wrong field.Errors
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, ok := wrong.Of(tt.field); !ok {
			t.Errorf("%s: nothing wrong with %s in %v", name, tt.field, wrong)
		}
		after, err := goods.Product(t.Context(), "p-1")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: changed: %s", name, diff)
		}
	}
}

func TestANumberNamesOneThing(t *testing.T) {
	goods, _ := shop(t)
	if _, err := goods.EditItem(t.Context(), "p-1", full()); err != nil {
		t.Fatal(err)
	}
	_, err := goods.EditItem(t.Context(), "p-2", full())
	var wrong field.Errors
	if !errors.As(err, &wrong) || wrong[0].Code != "taken" {
		t.Fatalf("%v", err)
	}
	given := full()
	given.Edition, given.Units = 1, nil
	if _, err := goods.EditItem(t.Context(), "p-1", given); err != nil { // the unit is given up, and its numbers with it
		t.Fatal(err)
	}
	if _, err := goods.EditItem(t.Context(), "p-2", full()); err != nil {
		t.Errorf("a number that was given up: %v", err)
	}
}

func TestUnitsInStockAreNotGivenUp(t *testing.T) {
	goods, db := shop(t)
	p, err := goods.EditItem(t.Context(), "p-1", full())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := goods.SetStock(t.Context(), db, p, p.Units[0].SKU, 3, catalog.Why{Kind: catalog.EntryCorrection}); err != nil {
		t.Fatal(err)
	}
	edit := full()
	edit.Edition, edit.Units = 1, nil
	var wrong field.Errors
	if _, err := goods.EditItem(t.Context(), "p-1", edit); !errors.As(err, &wrong) || wrong[0].Code != "in_stock" {
		t.Errorf("%v", err)
	}
}

func TestWhatIsStatedChangesByRequestAlone(t *testing.T) {
	goods, _ := shop(t)
	p, err := goods.EditItem(t.Context(), "p-1", full())
	if err != nil {
		t.Fatal(err)
	}
	other := full()
	other.Edition, other.Units, other.Ingredients, other.Sheet.ShelfDays = 1, p.Units, "Bột gạo", 270
	_, err = goods.EditItem(t.Context(), "p-1", other)
	var wrong field.Errors
	if !errors.As(err, &wrong) || len(wrong) != 2 || wrong[0].Field != "ingredients" || wrong[1].Field != "shelf_days" {
		t.Errorf("%v", err)
	}
	other.Ingredients, other.Sheet.ShelfDays = "", 0 // a form that shows them as text sends neither
	if p, err = goods.EditItem(t.Context(), "p-1", other); err != nil || p.Facts.Ingredients != "Thịt hàu 72 %" || p.Sheet.ShelfDays != 180 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestComplete(t *testing.T) {
	names := func(r catalog.Readiness) (fields []string) {
		for _, m := range r.Missing {
			fields = append(fields, m.Field)
		}
		return fields
	}
	empty := &catalog.Product{Group: catalog.Food}
	c := empty.Complete(itemNow)
	if c.Percent != 0 || len(c.Retail.Missing) != 9 || len(c.Wholesale.Missing) != 19 {
		t.Errorf("empty: %d %%, %v, %v", c.Percent, names(c.Retail), names(c.Wholesale))
	}
	vat, warm := 5, 30
	p := &catalog.Product{Group: catalog.Food, Units: []catalog.Unit{{}, jar()}, Photos: []catalog.Photo{{Hash: "a"}, {Hash: "b"}, {Hash: "c"}},
		Facts: catalog.Facts{Ingredients: "hàu", Allergens: "cá", Storage: "khô", ShelfLife: "6 tháng"},
		Sheet: catalog.Sheet{ShelfDays: 180, LeastDays: 90, Temperature: &catalog.Temperature{To: &warm}, VAT: &vat, LeadDays: 3, Everywhere: true, Returns: "7 ngày",
			Shots:  map[string]catalog.Shot{"a": catalog.ShotFront, "b": catalog.ShotBack, "gone": catalog.ShotLabel},
			Papers: []catalog.Paper{{Kind: catalog.PaperFacility, Expires: itemNow}}}}
	c = p.Complete(itemNow)
	if diff := cmp.Diff([]string{"photos.label", "papers"}, names(c.Wholesale)); diff != "" || !c.Retail.Ready() || c.Percent != 92 {
		t.Errorf("%d %%: %s", c.Percent, diff)
	}
	p.Sheet.Shots["c"], p.Sheet.Papers[0].Expires = catalog.ShotLabel, itemNow.Add(time.Second)
	if c = p.Complete(itemNow); c.Percent != 100 || !c.Wholesale.Ready() {
		t.Errorf("%d %%: %v", c.Percent, names(c.Wholesale))
	}
	p.Units[1].Trade.Case.GTIN = ""
	if c = p.Complete(itemNow); len(c.Wholesale.Missing) != 1 || c.Wholesale.Missing[0].Field != "units.1.case.gtin" {
		t.Errorf("%v", names(c.Wholesale))
	}
	stay := &catalog.Product{Group: catalog.Tourism, Photos: p.Photos, Units: []catalog.Unit{{Name: "đêm", Price: money.Amount(500_000)}}, Sheet: catalog.Sheet{VAT: &vat}}
	if c = stay.Complete(itemNow); c.Percent != 100 {
		t.Errorf("a stay: %v %v", names(c.Retail), names(c.Wholesale))
	}
}

func TestStoriesAreSafe(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"Một *hai* **ba**\n\nbốn":           "<p>Một <em>hai</em> <strong>ba</strong></p>\n<p>bốn</p>",
		"### Nhà tôi\n- một\n- hai":         "<h3>Nhà tôi</h3>\n<ul>\n<li>một</li>\n<li>hai</li>\n</ul>",
		"<b>x</b><script>alert(1)</script>": "<p>xalert(1)</p>",
		"[x](javascript:alert(1))":          "<p>x</p>",
		"![x](http://evil.example/p.png)":   "",
		"`<img src=x onerror=alert(1)>`":    "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
		"# Lớn quá":                         "Lớn quá",
	} {
		got, err := catalog.StoryHTML(text)
		if err != nil || strings.TrimSpace(got) != want {
			t.Errorf("StoryHTML(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
}

func FuzzStoryHTML(f *testing.F) {
	f.Add("**a** <script>")
	f.Fuzz(func(t *testing.T, text string) {
		html, err := catalog.StoryHTML(text)
		if err != nil {
			return
		}
		for _, evil := range []string{"<script", "<img", "<a ", "<iframe", "<svg", "<style"} {
			if strings.Contains(strings.ToLower(html), evil) {
				t.Fatalf("%q gives %q", text, html)
			}
		}
	})
}

func TestOwnPhotosStandFirst(t *testing.T) {
	goods, db := shop(t)
	products := store.Define[catalog.Product]("products")
	p, err := goods.Product(t.Context(), "p-1")
	if err != nil {
		t.Fatal(err)
	}
	p.Pictures, p.Photos = []catalog.Picture{{URL: "http://r/1", Hash: "reg"}}, []catalog.Photo{{Hash: "reg", AltVI: "sổ"}}
	if err := products.Replace(t.Context(), db, p); err != nil {
		t.Fatal(err)
	}
	order := func() (hashes string) {
		p, err := goods.Product(t.Context(), "p-1")
		if err != nil {
			t.Fatal(err)
		}
		for _, photo := range p.Photos {
			hashes += photo.Hash + " "
		}
		return strings.TrimSpace(hashes)
	}
	for _, hash := range []string{"a", "b", "c"} {
		if err := goods.AddPhoto(t.Context(), "p-1", catalog.Photo{Hash: hash, AltVI: hash}, catalog.ShotFront); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		do   func() error
		err  error
		want string
	}{
		{func() error { return nil }, nil, "a b c reg"},
		{func() error { return goods.MovePhoto(t.Context(), "p-1", "c", 0) }, nil, "c a b reg"},
		{func() error { return goods.MovePhoto(t.Context(), "p-1", "c", 9) }, nil, "a b c reg"},
		{func() error { return goods.MovePhoto(t.Context(), "p-1", "reg", 0) }, catalog.ErrNoPhoto, "a b c reg"},
		{func() error { return goods.RemovePhoto(t.Context(), "p-1", "reg") }, catalog.ErrNoPhoto, "a b c reg"},
		{func() error { return goods.AddPhoto(t.Context(), "p-1", catalog.Photo{Hash: "a"}, "") }, catalog.ErrPhotoThere, "a b c reg"},
		{func() error { return goods.DescribePhoto(t.Context(), "p-1", "a", " ", "", "") }, catalog.ErrNoAlt, "a b c reg"},
		{func() error { return goods.RemovePhoto(t.Context(), "p-1", "b") }, nil, "a c reg"},
	} {
		if err := step.do(); !errors.Is(err, step.err) {
			t.Errorf("%v, want %v", err, step.err)
		}
		if got := order(); got != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
	}
	if p, err = goods.Product(t.Context(), "p-1"); err != nil || len(p.Sheet.Shots) != 1 || p.Sheet.Shots["c"] != catalog.ShotFront {
		t.Errorf("shots %v, %v", p.Sheet.Shots, err)
	}
}

// The operator's list of prices knows nothing of the trade, and leaves it alone.
func TestOffersKeepWhatTheyDoNotKnow(t *testing.T) {
	goods, db := shop(t)
	p, err := goods.EditItem(t.Context(), "p-1", full())
	if err != nil {
		t.Fatal(err)
	}
	list, err := catalog.ReadOffers(strings.NewReader("Số chứng nhận,Mã hàng,Quy cách,Khối lượng (g),Giá,Tồn kho\nQN p-1," + p.Units[0].SKU + ",Hũ,300,99000,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Define[catalog.Certificate]("certificates").Insert(t.Context(), db, &catalog.Certificate{Meta: store.Meta{ID: "QN p-1"}, Key: "qnp1", ProductID: "p-1"}); err != nil {
		t.Fatal(err)
	}
	if report, err := goods.ImportOffers(t.Context(), list, false, nil); err != nil || len(report.Problems) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	after, err := goods.Product(t.Context(), "p-1")
	if err != nil || after.Units[0].Price != 99_000 {
		t.Fatalf("%+v, %v", after.Units, err)
	}
	if diff := cmp.Diff(p.Units[0].Trade, after.Units[0].Trade); diff != "" || after.Units[0].GTIN != p.Units[0].GTIN {
		t.Errorf("%s, %q", diff, after.Units[0].GTIN)
	}
}
