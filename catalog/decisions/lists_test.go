package decisions_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
)

// office is a coordination office at work on lists, with a clock.
type office struct {
	t testing.TB
	*decisions.Service
	db       store.DB
	leases   *lease.Leases
	blobs    media.Blobs
	province string // empty for the central one
	now      time.Time
}

const ninhBinh = "37"

func open(t testing.TB) *office {
	t.Helper()
	db := storetest.Open(t, slices.Concat(catalog.Schemas(), catalog.RegistrySchemas(), decisions.Schemas(), jobs.Schemas(), lease.Schemas(), outbox.Schemas())...)
	o := &office{t: t, db: db, now: now}
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o.blobs = blobs
	clock := func() time.Time { return o.now }
	o.Service, o.leases = decisions.New(db, private.New(blobs), clock), lease.New(db, "test", time.Minute, clock)
	return o
}

// work runs the job once.
func (o *office) work() {
	o.t.Helper()
	if err := o.leases.Keep(context.Background(), "job:lists", func(ctx context.Context, l *lease.Lease) error { return o.Run(ctx, l) }); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) get(id string) *decisions.Import {
	o.t.Helper()
	i, err := o.Get(context.Background(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return i
}

// try sends a list and has it tried.
func (o *office) try(list string) *decisions.Import {
	o.t.Helper()
	i, err := o.Send(context.Background(), o.province, "person", "quyet-dinh.csv", strings.NewReader(list))
	if err != nil {
		o.t.Fatal(err)
	}
	o.work()
	return o.get(i.ID)
}

// write has a list tried and written.
func (o *office) write(list string) *decisions.Import {
	o.t.Helper()
	i := o.try(list)
	if err := o.Apply(context.Background(), i.ID); err != nil {
		o.t.Fatal(err)
	}
	o.work()
	return o.get(i.ID)
}

func (o *office) undo(id string) *decisions.Import {
	o.t.Helper()
	if err := o.Undo(context.Background(), id); err != nil {
		o.t.Fatal(err)
	}
	o.work()
	return o.get(id)
}

// onSale is a product of the registry that is sold, certified as the record says after change.
func (o *office) onSale(change func(r *registry.Record)) *catalog.Product {
	o.t.Helper()
	r := record()
	change(&r)
	apply(o.t, o.db, r)
	c, err := certificates.Get(context.Background(), o.db, r.Certificate.Number)
	if err != nil {
		o.t.Fatal(err)
	}
	p, err := products.Modify(context.Background(), o.db, c.ProductID, func(p *catalog.Product) error {
		p.Units = []catalog.Unit{{SKU: "SKU-" + p.ID, Name: "hũ", Price: 1000, WeightG: 100}}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) certificate(number string) *catalog.Certificate {
	o.t.Helper()
	c, err := certificates.Get(context.Background(), o.db, number)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// everything is all that lists may change, without what every write counts up.
func (o *office) everything() (all []any) {
	o.t.Helper()
	all = append(all, each(o, products)...)
	all = append(all, each(o, certificates)...)
	all = append(all, each(o, store.Define[catalog.Producer]("producers"))...)
	return append(all, each(o, store.Define[catalog.Unmapped]("registry_unmapped"))...)
}

func each[T any](o *office, c store.Collection[T]) (all []any) {
	o.t.Helper()
	for doc, err := range c.Each(context.Background(), o.db, store.Query{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		all = append(all, *doc)
	}
	return all
}

func diff(a, b any) string {
	return cmp.Diff(a, b, cmpopts.IgnoreFields(store.Meta{}, "Rev"), cmpopts.IgnoreFields(catalog.Certificate{}, "UpdatedAt"), cmpopts.IgnoreFields(catalog.Product{}, "UpdatedAt"), cmpopts.EquateEmpty())
}

// said are the kinds of problems by row.
func (o *office) said(i *decisions.Import) map[int]string {
	o.t.Helper()
	list, _, err := o.Problems(context.Background(), i, "", 0, 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	kinds := map[int]string{}
	for _, p := range list {
		kinds[p.Row] += p.Kind
		if p.VI == "" || p.EN == "" || p.FixVI == "" || p.FixEN == "" || p.Letter == "" || p.Column == "" {
			o.t.Errorf("row %d says too little: %+v", p.Row, p)
		}
	}
	return kinds
}

const (
	columns = "Tên sản phẩm,Chủ thể,Xã phường,Tỉnh,Sao,Số quyết định,Ngày cấp,Số chứng nhận\n"
	first   = "Mắm tôm,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,3,1/QĐ-UBND,5/8/2026,NB 1/2026\n"
)

func TestAListIsTriedThenWrittenAndChangesNothingAgain(t *testing.T) {
	o := open(t)
	before := o.everything()
	i := o.try(columns + first +
		"Mắm cá,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB 2/2026\n" +
		"Mắm ruốc,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,31/2/2026,NB 3/2026\n" +
		"Mắm cáy,HTX Mắm Mới,Tân Lập,,4,1/QĐ-UBND,5/8/2026,NB 4/2026\n" +
		"Mắm rươi,HTX Mắm Mới,xã Không Đâu,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB 5/2026\n" +
		"Mắm mai,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2027,NB 6/2026\n")
	if i.Phase != intake.Checked || i.Rows != 6 || i.Ready != 2 || i.New != 2 || i.Wrong != 4 || i.Active {
		t.Fatalf("%+v", i)
	}
	want := map[int]string{4: decisions.KindDate, 5: decisions.KindPlace, 6: decisions.KindPlace, 7: decisions.KindDate}
	if diff := cmp.Diff(want, o.said(i)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]intake.Kind{{Name: decisions.KindDate, Count: 2}, {Name: decisions.KindPlace, Count: 2}}, i.Kinds); diff != "" {
		t.Error(diff)
	}
	if page, total, err := o.Problems(t.Context(), i, decisions.KindPlace, 1, 1); err != nil || total != 2 || len(page) != 1 || page[0].Row != 6 {
		t.Errorf("the second of a kind: %+v of %d, %v", page, total, err)
	}
	if diff := diff(before, o.everything()); diff != "" {
		t.Errorf("a trial changed something: %s", diff)
	}
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	o.work()
	if i = o.get(i.ID); i.Phase != intake.Applied || i.Written != 2 || i.Missed() != 0 {
		t.Fatalf("%+v", i)
	}
	if c := o.certificate("NB 2/2026"); c.Stars != 4 || c.Province != ninhBinh || c.StarsAt(now) != 4 {
		t.Errorf("%+v", c)
	}
	written := o.everything()
	again := o.write(columns + first + "Mắm cá,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB 2/2026\n")
	if again.Same != 2 || again.Ready != 0 || again.Written != 0 {
		t.Errorf("again: %+v", again)
	}
	if diff := cmp.Diff(written, o.everything()); diff != "" {
		t.Errorf("again: %s", diff)
	}
}

// lapsed is the product of the registry's record with a certificate that ran out in the year before.
func lapsed(r *registry.Record) {
	r.Certificate.Number, r.Certificate.IssuedOn, r.Certificate.ExpiresOn = "NB 0100/2022", "2022-08-05", "2025-08-05"
}

const renewal = "Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,Ninh Bình,%d,9/QĐ-UBND,5/8/2026,NB 9/2026\n"

func TestARenewalGivesAProductOnSaleItsStarsAndUndoTakesThemBack(t *testing.T) {
	o := open(t)
	p := o.onSale(lapsed)
	before := o.everything()
	i := o.try(columns + fmt.Sprintf(renewal, 4))
	touched, err := o.Touched(t.Context(), i)
	want := []decisions.Touch{{ProductID: p.ID, Slug: p.Slug, Name: p.Name, Number: "NB 9/2026", To: 4}}
	if diff := cmp.Diff(want, touched); err != nil || diff != "" || i.Gains != 1 || i.Losses != 0 || i.New != 1 {
		t.Fatalf("%v, %s, %+v", err, diff, i)
	}
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	told := o.changes()
	o.work()
	c, old := o.certificate("NB 9/2026"), o.certificate("NB 0100/2022")
	if after, err := products.Get(t.Context(), o.db, p.ID); err != nil || after.Certificate != c.ID || c.ProductID != p.ID || !c.Current || old.Current || c.StarsAt(now) != 4 {
		t.Errorf("%+v, %+v, %v", after, c, err)
	}
	if news := o.changes()[len(told):]; len(news) != 1 || !slices.Contains(news[0].Products, p.ID) || len(news[0].Certificates) != 1 {
		t.Errorf("everybody is told %+v", news)
	}
	if i = o.undo(i.ID); i.Phase != intake.Undone || i.KeptAll() != 0 {
		t.Errorf("%+v", i)
	}
	if diff := diff(before, o.everything()); diff != "" {
		t.Error(diff)
	}
	if news := o.changes(); news[len(news)-1].Certificates[0].To != catalog.Lapsed {
		t.Errorf("everybody is told %+v", news[len(news)-1])
	}
}

// changes are what the catalogue told of itself.
func (o *office) changes() (all []catalog.Change) {
	o.t.Helper()
	for raw, err := range o.db.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() != catalog.EventChanged {
			continue
		}
		var c catalog.Change
		if err := raw.Lookup("payload").Unmarshal(&c); err != nil {
			o.t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func TestALowerResultTakesStars(t *testing.T) {
	o := open(t)
	o.onSale(func(*registry.Record) {})
	i := o.try(columns + fmt.Sprintf(renewal, 3))
	if touched, err := o.Touched(t.Context(), i); err != nil || len(touched) != 1 || touched[0].From != 4 || touched[0].To != 3 || i.Losses != 1 {
		t.Errorf("%+v, %v, %+v", touched, err, i)
	}
}

func TestAnOlderPaperChangesNothing(t *testing.T) {
	o := open(t)
	o.onSale(func(*registry.Record) {})
	i := o.try(columns + "Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,Ninh Bình,4,9/QĐ-UBND,5/8/2023,NB 9/2023\n")
	if i.Ready != 0 || i.Wrong != 0 || i.Same != 0 || i.Older != 1 || o.said(i)[2] != decisions.KindEnded {
		t.Errorf("%+v, %v", i, o.said(i))
	}
}

// A decision signed before a revocation does not bring the stars back; one signed after it does.
func TestARevocationStandsAboveAnEarlierDecision(t *testing.T) {
	o := open(t)
	o.onSale(func(*registry.Record) {})
	err := o.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := catalog.Decide(ctx, tx, now, mam.Certificate, catalog.Decision{Kind: "revoke", Number: "5/QĐ-UBND", Date: now.AddDate(0, -2, 0), From: now.AddDate(0, -2, 0)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if i := o.try(columns + fmt.Sprintf(renewal, 4)); i.Wrong != 1 || o.said(i)[2] != decisions.KindEnded {
		t.Errorf("%+v, %v", i, o.said(i))
	}
	if i := o.try(columns + strings.Replace(fmt.Sprintf(renewal, 4), "5/8/2026", "20/11/2026", 1)); i.Ready != 1 || i.Gains != 1 {
		t.Errorf("%+v", i)
	}
}

func TestALaterListCorrectsWhatAListBrought(t *testing.T) {
	o := open(t)
	o.write(columns + first)
	before := o.everything()
	i := o.write(columns + strings.Replace(first, ",3,", ",4,", 1))
	if c := o.certificate("NB 1/2026"); c.Stars != 4 || i.Ready != 1 || i.New != 0 {
		t.Errorf("%+v, %+v", c, i)
	}
	if again := o.try(columns + strings.Replace(first, ",3,", ",4,", 1)); again.Same != 1 {
		t.Errorf("again: %+v", again)
	}
	o.undo(i.ID)
	if diff := diff(before, o.everything()); diff != "" {
		t.Error(diff)
	}
}

func TestAProvinceWritesItsOwnAlone(t *testing.T) {
	o := open(t)
	o.onSale(func(*registry.Record) {})
	list := columns + first +
		"Mắm tép Gia Viễn,HTX Mắm Gia Viễn,xã Gia Viễn,Ninh Bình,4,900/QĐ-UBND,1/9/2025,NB 0412/2025\n" +
		"Chả mực,HTX Chả,phường Hồng Gai,Quảng Ninh,4,2/QĐ-UBND,5/8/2026,QN 1/2026\n"
	o.province = "22"
	i := o.try(list)
	if diff := cmp.Diff(map[int]string{2: decisions.KindForeign, 3: decisions.KindForeign}, o.said(i)); diff != "" || i.Ready != 1 || i.Wrong != 2 {
		t.Errorf("%s, %+v", diff, i)
	}
	before := o.everything()
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	o.work()
	if got := o.everything(); len(got) != len(before)+4 { // a product, its certificate, its producer, and its group, which waits for a person
		t.Errorf("%d documents, were %d", len(got), len(before))
	}
	if c := o.certificate(mam.Certificate); len(c.Decisions) != 1 {
		t.Errorf("%+v", c.Decisions)
	}
	for _, province := range []string{"", ninhBinh} {
		o.province = province
		if i := o.try(list); (i.Wrong == 0) != (province == "") {
			t.Errorf("office %q: %+v", province, i)
		}
	}
	if list, err := o.Of(t.Context(), "22"); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestUndoPutsBackExactlyAndLeavesWhatChangedSince(t *testing.T) {
	o := open(t)
	before := o.everything()
	list := columns + first + "Mắm cá,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB 2/2026\n"
	if i := o.undo(o.write(list).ID); i.KeptAll() != 0 {
		t.Errorf("%+v", i)
	}
	if diff := diff(before, o.everything()); diff != "" {
		t.Error(diff)
	}
	i := o.write(list)
	c := o.certificate("NB 2/2026")
	if _, err := products.Modify(t.Context(), o.db, c.ProductID, func(p *catalog.Product) error { p.NameEN = "Fish sauce"; return nil }); err != nil {
		t.Fatal(err)
	}
	if i = o.undo(i.ID); !slices.Equal(i.Kept, []string{"Mắm cá"}) || i.Done != 2 {
		t.Errorf("%+v", i)
	}
	if all := each(o, products); len(all) != 1 || all[0].(catalog.Product).NameEN != "Fish sauce" {
		t.Errorf("%+v", all)
	}
	if err := o.Undo(t.Context(), i.ID); !errors.Is(err, intake.ErrPhase) {
		t.Errorf("a second undo: %v", err)
	}
	late := o.write(columns + first)
	o.now = o.now.Add(intake.UndoFor + time.Minute)
	if err := o.Undo(t.Context(), late.ID); !errors.Is(err, intake.ErrTooLate) {
		t.Errorf("too late: %v", err)
	}
	o.now = o.now.Add(48 * time.Hour)
	if n, err := o.Prune(t.Context()); n != 4 || err != nil { // a trace, and the files of three lists
		t.Errorf("%d, %v", n, err)
	}
}

func TestUndoLeavesTheProductsOfAProducerThatWasClaimedSince(t *testing.T) {
	o := open(t)
	i := o.write(columns + first)
	makers := store.Define[catalog.Producer]("producers")
	for _, m := range each(o, makers) {
		if _, err := makers.Modify(t.Context(), o.db, m.(catalog.Producer).ID, func(p *catalog.Producer) error { p.Closed = true; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if i = o.undo(i.ID); !slices.Equal(i.Kept, []string{"Mắm tôm"}) || len(each(o, products)) != 1 {
		t.Errorf("%+v", i)
	}
}

// A list spells its producer as it likes, from row to row: the producer stays as the first row wrote it, and undoing takes all back.
func TestASecondSpellingOfAProducerCanBeUndone(t *testing.T) {
	o := open(t)
	before := o.everything()
	list := long(250) + strings.Replace(first, "HTX Mắm Mới,xã Gia Viễn", "HTX  MẮM MỚI,Xã  Gia Viễn", 1) // in another transaction than the first
	i := o.write(list)
	makers := each(o, store.Define[catalog.Producer]("producers"))
	if i.Written != 251 || len(makers) != 1 || makers[0].(catalog.Producer).Name != "HTX Mắm Mới" {
		t.Fatalf("%+v, %+v", i, makers)
	}
	if i = o.undo(i.ID); i.KeptAll() != 0 {
		t.Errorf("%d products were left", i.KeptAll())
	}
	if diff := diff(before, o.everything()); diff != "" {
		t.Error(diff)
	}
}

// long is a list of so many new products.
func long(rows int) string {
	var list strings.Builder
	list.WriteString(columns)
	for n := range rows {
		fmt.Fprintf(&list, "Mắm số %d,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,5/8/2026,NB %d/2026\n", n, 1000+n)
	}
	return list.String()
}

// A process that dies half way is followed by one that goes on, and nothing is written twice; a person may stop it for good.
func TestAListGoesOnWhereItStopped(t *testing.T) {
	const rows = 900
	o := open(t)
	i := o.try(long(rows))
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	err := o.leases.Keep(t.Context(), "job:lists", func(ctx context.Context, l *lease.Lease) error {
		ctx, cancel := context.WithCancel(ctx)
		go func() { // dies once something is written
			for o.get(i.ID).Done == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		return o.Run(ctx, l)
	})
	half := o.get(i.ID)
	if half.Phase == intake.Applied {
		t.Skip("it was written before it could be stopped")
	}
	if err == nil || half.Done == 0 || half.Written != half.Done {
		t.Fatalf("%v, %+v", err, half)
	}
	o.work()
	if i = o.get(i.ID); i.Phase != intake.Applied || i.Written != rows || len(each(o, products)) != rows {
		t.Errorf("%+v", i)
	}
}

func TestAListCanBeStoppedAndDropped(t *testing.T) {
	o := open(t)
	i := o.try(columns + first)
	if err := o.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Stop(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	o.work()
	if i = o.get(i.ID); i.Phase != intake.Stopped || len(each(o, products)) != 0 {
		t.Errorf("%+v", i)
	}
	j := o.try(columns + first)
	if err := o.Drop(t.Context(), j.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Apply(t.Context(), j.ID); !errors.Is(err, intake.ErrPhase) {
		t.Errorf("a dropped one: %v", err)
	}
	for range 5 {
		if _, err := o.Send(t.Context(), "", "person", "a.csv", strings.NewReader(columns+first)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.Send(t.Context(), "", "person", "a.csv", strings.NewReader(columns+first)); !errors.Is(err, intake.ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
}

func TestWrongRowsComeBackAndCanBeSentAgain(t *testing.T) {
	o := open(t)
	i := o.try("STT," + columns + "1," + first + "2," + strings.Replace(strings.Replace(first, "NB 1/2026", "NB 2/2026", 1), "5/8/2026", "31/4/2026", 1))
	for range 2 { // the file that came back comes back as it is
		headings, rows, err := o.Wrong(t.Context(), i, "vi")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := sheet.WriteXLSX(&b, "Dòng lỗi", headings, rows); err != nil {
			t.Fatal(err)
		}
		sheets, err := sheet.Sheets(bytes.NewReader(b.Bytes()), decisions.Limits())
		if err != nil {
			t.Fatal(err)
		}
		lines := sheets[0].Lines
		want := []string{"2", "Mắm tôm", "HTX Mắm Mới", "xã Gia Viễn", "Ninh Bình", "3", "1/QĐ-UBND", "31/4/2026", "NB 2/2026", "Ngày cấp: Tháng 4 không có ngày 31", "Sửa theo quyết định giấy"}
		if len(lines) != 2 || len(lines[0].Cells) != len(want) || !slices.Equal(lines[1].Cells, want) {
			t.Fatalf("%+v", lines)
		}
		if i = o.try(b.String()); i.Rows != 1 || i.Wrong != 1 {
			t.Fatalf("sent again: %+v", i)
		}
	}
}

// The registry's record of a product whose renewal a list told of first takes that certificate over, and undoing leaves it.
func TestTheRegistryTakesOverARenewal(t *testing.T) {
	o := open(t)
	p := o.onSale(lapsed)
	i := o.write(columns + fmt.Sprintf(renewal, 4))
	r := record()
	r.Revision, r.Certificate.Number, r.Certificate.Decision, r.Certificate.IssuedOn, r.Certificate.ExpiresOn = 6, "NB 9/2026", "9/QĐ-UBND", "2026-08-05", "2029-08-05"
	apply(t, o.db, r)
	if after, err := products.Get(t.Context(), o.db, p.ID); err != nil || after.Certificate != "NB 9/2026" || len(each(o, products)) != 1 {
		t.Fatalf("%+v, %v", after, err)
	}
	if i = o.undo(i.ID); !slices.Equal(i.Kept, []string{p.Name}) || o.certificate("NB 9/2026").StarsAt(now) != 4 {
		t.Errorf("%+v", i)
	}
}
