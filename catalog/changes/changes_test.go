package changes_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

var now = time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)

// office is a catalogue with one product of the registry, and the requests about it.
type office struct {
	t *testing.T
	*changes.Service
	db    store.DB
	goods *catalog.Catalog
	rev   int64
}

func communes() (here, there string) {
	all := place.Communes("22")
	return all[0].Code, all[1].Code
}

func open(t *testing.T) *office {
	t.Helper()
	db := storetest.Open(t, slices.Concat(catalog.Schemas(), catalog.RegistrySchemas(), changes.Schemas(), outbox.Schemas())...)
	clock := func() time.Time { return now }
	goods := catalog.New(db, clock, catalog.Rules{Silence: time.Hour})
	o := &office{t: t, db: db, goods: goods, Service: changes.New(db, goods, clock)}
	o.pull(nil)
	products := store.Define[catalog.Product]("products")
	if _, err := products.Modify(t.Context(), db, "p-1", func(p *catalog.Product) error {
		p.Facts.Ingredients, p.Sheet.ShelfDays = "Mực mai 88 %, tiêu", 180
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return o
}

// pull applies a later revision of the product's record.
func (o *office) pull(change func(e *catalog.Entry)) {
	o.t.Helper()
	here, _ := communes()
	at, _ := catalog.PlaceOf(here)
	o.rev++
	e := &catalog.Entry{
		RegistryID: "r-1", Revision: o.rev, Ordered: true, Source: "feed",
		Product:     catalog.Product{Meta: store.Meta{ID: "p-1"}, Name: "Chả mực Hạ Long", Group: catalog.Food, Place: at},
		Producer:    catalog.Producer{Meta: store.Meta{ID: "m-1"}, RegistryID: "rm-1", Name: "HTX Bến Đoan", Kind: catalog.Cooperative, Place: at, Contact: catalog.Contact{Representative: "Bà Âu"}},
		Certificate: catalog.Certificate{Meta: store.Meta{ID: "QN 1"}, Key: "qn1", Stars: 4, Standing: catalog.InForce, IssuedOn: now.AddDate(-1, 0, 0), ExpiresAt: now.AddDate(2, 0, 0), Decision: "1/QĐ"},
	}
	if change != nil {
		change(e)
	}
	err := o.db.Atomic(o.t.Context(), func(ctx context.Context, tx store.Tx) error {
		done, err := catalog.Apply(ctx, tx, now, []*catalog.Entry{e})
		for _, refused := range done.Refused {
			err = errors.Join(err, refused)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) product() *catalog.Product {
	o.t.Helper()
	p, err := o.goods.Product(o.t.Context(), "p-1")
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) maker() *catalog.Producer {
	o.t.Helper()
	m, err := o.goods.Producer(o.t.Context(), "m-1")
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

// events lists the kinds in the outbox that tell of requests.
func (o *office) events(kind string) int {
	o.t.Helper()
	n := 0
	for raw, err := range o.db.Find(o.t.Context(), "outbox", store.Query{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == kind {
			n++
		}
	}
	return n
}

func wishes() []changes.Wish {
	_, there := communes()
	return []changes.Wish{
		{Fact: catalog.FactName, Value: "Chả mực Hạ Long Bến Đoan", Reason: "khỏi lẫn"}, {Fact: catalog.FactPlace, Value: there, Reason: "dời xưởng", Evidence: []string{"e1", "none"}},
		{Fact: catalog.FactIngredients, Value: "Mực mai 82 %, tiêu, bột gạo", Reason: "công thức mới"}, {Fact: catalog.FactShelfLife, Value: "270", Reason: "phiếu kiểm nghiệm"},
	}
}

func (o *office) ask() *changes.Request {
	o.t.Helper()
	r, err := o.Ask(o.t.Context(), "p-1", "person", wishes(), []changes.Evidence{{ID: "e1", What: "biên bản"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func TestNothingChangesBeforeTheAnswer(t *testing.T) {
	o := open(t)
	before := o.product()
	r := o.ask()
	if len(r.Items) != 4 || len(r.Items[1].Evidence) != 1 || r.Due != now.Add(7*24*time.Hour) || o.events(changes.EventAsked) != 1 {
		t.Errorf("%+v", r)
	}
	if _, err := o.Ask(t.Context(), "p-1", "person", wishes(), nil); !errors.Is(err, changes.ErrOpen) {
		t.Errorf("a second one: %v", err)
	}
	if err := o.Keep(t.Context(), r.ID, "officer", map[catalog.Fact]changes.Verdict{catalog.FactName: {Ruling: changes.Approved}}); err != nil {
		t.Fatal(err)
	}
	if err := o.Answer(t.Context(), r.ID, "officer", nil); !errors.Is(err, changes.ErrUndecided) {
		t.Errorf("with facts undecided: %v", err)
	}
	if diff := cmp.Diff(before, o.product()); diff != "" {
		t.Error(diff)
	}
	kept, err := o.Get(t.Context(), r.ID)
	if err != nil || kept.Count(changes.Approved) != 1 || kept.Count("") != 3 {
		t.Errorf("what was decided in part: %+v, %v", kept, err)
	}
}

// answer approves all but the ingredients.
func (o *office) answer(r *changes.Request) {
	o.t.Helper()
	err := o.Answer(o.t.Context(), r.ID, "officer", map[catalog.Fact]changes.Verdict{
		catalog.FactName: {Ruling: changes.Approved}, catalog.FactPlace: {Ruling: changes.Approved}, catalog.FactShelfLife: {Ruling: changes.Approved},
		catalog.FactIngredients: {Ruling: changes.Refused, Why: "đổi công thức đã chấm"},
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestWhatIsApprovedChangesTogether(t *testing.T) {
	o := open(t)
	r := o.ask()
	if err := o.Answer(t.Context(), r.ID, "officer", map[catalog.Fact]changes.Verdict{catalog.FactName: {Ruling: changes.Refused}}); err == nil {
		t.Error("a refusal without a reason")
	}
	told := o.events(catalog.EventChanged)
	o.answer(r)
	_, there := communes()
	p := o.product()
	if p.Name != "Chả mực Hạ Long Bến Đoan" || p.Place.Commune != there || p.Sheet.ShelfDays != 270 || p.Facts.ShelfLife != "270 ngày từ ngày làm" || p.Facts.Ingredients != "Mực mai 88 %, tiêu" {
		t.Errorf("%+v", p)
	}
	if said, ok := p.RegistrySays(catalog.FactName); !ok || said != "Chả mực Hạ Long" {
		t.Errorf("what the registry says is hidden: %q", said)
	}
	if o.events(catalog.EventChanged) != told+1 || o.events(changes.EventAnswered) != 1 {
		t.Error("nobody was told")
	}
	if err := o.Answer(t.Context(), r.ID, "officer", nil); !errors.Is(err, changes.ErrClosed) {
		t.Errorf("a second answer: %v", err)
	}
}

func TestAPullAfterAnApprovedChange(t *testing.T) {
	_, there := communes()
	for name, tt := range map[string]struct {
		said      string
		name      string
		approved  bool // the approved name still stands beside the registry's
		overruled int
	}{
		"the registry repeats itself":        {"Chả mực Hạ Long", "Chả mực Hạ Long Bến Đoan", true, 0},
		"the registry says what is approved": {"Chả mực Hạ Long Bến Đoan", "Chả mực Hạ Long Bến Đoan", false, 0},
		"the registry has a new word":        {"Chả mực Quảng Ninh", "Chả mực Quảng Ninh", false, 1},
	} {
		o := open(t)
		o.answer(o.ask())
		for range 2 { // once more changes nothing
			o.pull(func(e *catalog.Entry) { e.Product.Name, e.Certificate.Stars = tt.said, 5 })
		}
		p := o.product()
		if _, ok := p.RegistrySays(catalog.FactName); p.Name != tt.name || ok != tt.approved || o.events(catalog.EventOverruled) != tt.overruled {
			t.Errorf("%s: %q, approved %v, %d overruled", name, p.Name, ok, o.events(catalog.EventOverruled))
		}
		if p.Place.Commune != there || p.Sheet.ShelfDays != 270 {
			t.Errorf("%s: the others: %+v", name, p)
		}
		cert, err := o.goods.Certificate(t.Context(), "QN 1")
		if err != nil || cert.Stars != 5 {
			t.Errorf("%s: stars stay the registry's: %v, %v", name, cert.Stars, err)
		}
	}
}

func TestAProducersNameIsApprovedForAllItsProducts(t *testing.T) {
	o := open(t)
	r, err := o.Ask(t.Context(), "p-1", "person", []changes.Wish{{Fact: catalog.FactProducer, Value: "HTX Hải sản Bến Đoan", Reason: "đổi tên"}, {Fact: catalog.FactRepresentative, Value: "Ông Sóng", Reason: "bầu lại"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Answer(t.Context(), r.ID, "officer", map[catalog.Fact]changes.Verdict{catalog.FactProducer: {Ruling: changes.Approved}, catalog.FactRepresentative: {Ruling: changes.Approved}}); err != nil {
		t.Fatal(err)
	}
	o.pull(nil)
	if m := o.maker(); m.Name != "HTX Hải sản Bến Đoan" || m.Contact.Representative != "Ông Sóng" {
		t.Errorf("%+v", m)
	}
	o.pull(func(e *catalog.Entry) { e.Producer.Name = "HTX Mới" })
	if m := o.maker(); m.Name != "HTX Mới" || m.Contact.Representative != "Ông Sóng" || o.events(catalog.EventOverruled) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestAFactThatMovedIsNotApproved(t *testing.T) {
	o := open(t)
	r := o.ask()
	o.pull(func(e *catalog.Entry) { e.Product.Name = "Chả mực giã tay" })
	before := o.product()
	verdicts := map[catalog.Fact]changes.Verdict{}
	for _, w := range wishes() {
		verdicts[w.Fact] = changes.Verdict{Ruling: changes.Approved}
	}
	if err := o.Answer(t.Context(), r.ID, "officer", verdicts); !errors.Is(err, changes.ErrMoved) {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff(before, o.product()); diff != "" {
		t.Error(diff)
	}
}

func TestAskRefuses(t *testing.T) {
	o := open(t)
	elsewhere := place.Communes("01")[0].Code
	for name, tt := range map[string]struct {
		wish  changes.Wish
		field string
	}{
		"nothing new":      {changes.Wish{Fact: catalog.FactName, Value: " Chả mực  Hạ Long ", Reason: "x"}, "name"},
		"nothing":          {changes.Wish{}, "name"},
		"another province": {changes.Wish{Fact: catalog.FactPlace, Value: elsewhere, Reason: "x"}, "place"},
		"no place":         {changes.Wish{Fact: catalog.FactPlace, Value: "xyz", Reason: "x"}, "place"},
		"no days":          {changes.Wish{Fact: catalog.FactShelfLife, Value: "9 tháng", Reason: "x"}, "shelf_life"},
		"no reason":        {changes.Wish{Fact: catalog.FactName, Value: "Khác"}, "name.reason"},
		"stars":            {changes.Wish{Fact: "stars", Value: "5", Reason: "x"}, "stars"},
	} {
		_, err := o.Ask(t.Context(), "p-1", "person", []changes.Wish{tt.wish}, nil)
		var wrong field.Errors
		if !errors.As(err, &wrong) || wrong[0].Field != tt.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := o.Count(t.Context(), "22"); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestQueues(t *testing.T) {
	o := open(t)
	r := o.ask()
	if err := o.Assign(t.Context(), r.ID, "officer", "Bùi Thị Lúa"); err != nil {
		t.Fatal(err)
	}
	for province, want := range map[string]int{"22": 1, "": 1, "01": 0} {
		list, err := o.Waiting(t.Context(), province)
		if n, _ := o.Count(t.Context(), province); err != nil || len(list) != want || n != want {
			t.Errorf("%q: %d, %d, %v", province, len(list), n, err)
		}
	}
	if err := o.Withdraw(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := o.Count(t.Context(), ""); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if o.ask().ID == r.ID {
		t.Error("the same id again")
	}
}
