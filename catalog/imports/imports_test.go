package imports_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/peak"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
)

// desk is a producer with products, and a clock.
type desk struct {
	t testing.TB
	*imports.Service
	db     store.DB
	goods  *catalog.Catalog
	leases *lease.Leases
	now    time.Time
}

func open(t testing.TB, products int) *desk {
	t.Helper()
	db := storetest.Open(t, slices.Concat(catalog.Schemas(), ledger.Schemas(), imports.Schemas(), jobs.Schemas(), lease.Schemas(), outbox.Schemas())...)
	d := &desk{t: t, db: db, now: time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	d.goods = catalog.New(db, clock, catalog.Rules{Silence: time.Hour})
	d.Service = imports.New(db, d.goods, private.New(blobs), clock)
	d.leases = lease.New(db, "test", time.Minute, clock)
	all := store.Define[catalog.Product]("products")
	for n := range products {
		p := &catalog.Product{Meta: store.Meta{ID: fmt.Sprintf("p-%04d", n)}, Slug: fmt.Sprint("s", n), RegistryID: fmt.Sprint("r", n), Name: fmt.Sprintf("Ruốc %d", n), Group: catalog.Food, ProducerID: "maker", Certificate: fmt.Sprintf("QN %04d/2026", n)}
		if err := all.Insert(context.Background(), db, p); err != nil {
			t.Fatal(err)
		}
	}
	other := &catalog.Product{Meta: store.Meta{ID: "q"}, Slug: "q", RegistryID: "q", Name: "Chả", Group: catalog.Food, ProducerID: "another", Certificate: "QN 9999/2026"}
	if err := all.Insert(context.Background(), db, other); err != nil {
		t.Fatal(err)
	}
	return d
}

// work runs the job once.
func (d *desk) work() {
	d.t.Helper()
	if err := d.leases.Keep(context.Background(), "job:imports", func(ctx context.Context, l *lease.Lease) error { return d.Run(ctx, l) }); err != nil {
		d.t.Fatal(err)
	}
}

// try sends a list and has it tried.
func (d *desk) try(list string) *imports.Import {
	d.t.Helper()
	i, err := d.Send(context.Background(), "maker", "person", "hàng.csv", strings.NewReader(list))
	if err != nil {
		d.t.Fatal(err)
	}
	d.work()
	return d.get(i.ID)
}

func (d *desk) get(id string) *imports.Import {
	d.t.Helper()
	i, err := d.Get(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

// apply writes a list that was tried.
func (d *desk) apply(list string) *imports.Import {
	d.t.Helper()
	i := d.try(list)
	if err := d.Apply(context.Background(), i.ID); err != nil {
		d.t.Fatal(err)
	}
	d.work()
	return d.get(i.ID)
}

func (d *desk) product(id string) *catalog.Product {
	d.t.Helper()
	p, err := d.goods.Product(context.Background(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

func (d *desk) stock(sku string) int {
	d.t.Helper()
	held, err := d.goods.Available(context.Background(), d.db, []string{sku})
	if err != nil {
		d.t.Fatal(err)
	}
	return held[sku]
}

// everything is all that lists may change, without what every write counts up.
func (d *desk) everything() (all []any) {
	d.t.Helper()
	for p, err := range store.Define[catalog.Product]("products").Each(context.Background(), d.db, store.Query{}) {
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, *p)
	}
	for s, err := range store.Define[catalog.Stock]("stock").Each(context.Background(), d.db, store.Query{}) {
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, [2]any{s.ID, s.Available})
	}
	return all
}

func diff(a, b any) string { return cmp.Diff(a, b, cmpopts.IgnoreFields(store.Meta{}, "Rev")) }

const heading = "Số chứng nhận,Mã hàng,Quy cách,Giá (đồng),Tồn kho,Khối lượng (g),GTIN-13,GTIN-14,Giá thùng theo mức\n"

func TestAListIsTriedThenWritten(t *testing.T) {
	d := open(t, 3)
	before := d.everything()
	i := d.try(heading +
		"QN 0000/2026,RUOC-1,Hũ 200 g,115.000,40,265,8936012345681,18936012345688,2: 2.400.000; 10: 2.300.000\n" +
		"qn 1/2026,,Túi,90000,5,100,,,\n" + // no such certificate
		"QN 0001/2026,,Túi 100 g,chín,5,100,,,\n" +
		"QN 0001/2026,,Túi 100 g,90000,5,100,,,\n" +
		"QN 0002/2026,RUOC-1,Hũ,90000,5,100,,,\n" + // the SKU of the first row
		"QN 9999/2026,X,Hũ,90000,5,100,,,\n" + // another producer's
		"QN 0002/2026,R2,=HYPERLINK(1),90000,5,100,8936012345688,,\n")
	if i.Phase != intake.Checked || i.Rows != 7 || i.Ready != 2 || i.New != 2 || i.Wrong != 5 {
		t.Fatalf("%+v", i)
	}
	if diff := diff(before, d.everything()); diff != "" {
		t.Errorf("a trial changed something: %s", diff)
	}
	type said struct {
		Row    int
		Letter string
		VI     string
	}
	var got []said
	for _, p := range i.Problems {
		got = append(got, said{p.Row, p.Letter, p.VI})
		if p.FixVI == "" || p.FixEN == "" || p.EN == "" {
			t.Errorf("row %d says not how to mend it: %+v", p.Row, p)
		}
	}
	want := []said{
		{3, "A", "Không phải chứng nhận của bạn"}, {4, "D", "Không phải số tiền"}, {4, "D", "Ghi giá lớn hơn 0, ví dụ 125.000."}, {6, "B", "Trùng với dòng 2"},
		{7, "A", "Không phải chứng nhận của bạn"}, {8, "C", "Là công thức, không phải chữ"}, {8, "C", "Ghi tên quy cách, ví dụ “Hũ 200 g”."}, {8, "G", "Không phải mã GTIN-13: cần 13 chữ số, chữ số cuối là số kiểm tra."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := d.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.work()
	if i = d.get(i.ID); i.Phase != intake.Applied || i.Done != 2 || i.Active {
		t.Errorf("%+v", i)
	}
	u := d.product("p-0000").Units[0]
	if u.SKU != "RUOC-1" || u.Price != 115_000 || len(u.Trade.Tiers) != 2 || u.Trade.Case.GTIN != "18936012345688" || d.stock("RUOC-1") != 40 {
		t.Errorf("%+v", u)
	}
	if p := d.product("p-0001"); len(p.Units) != 1 || d.stock(p.Units[0].SKU) != 5 {
		t.Errorf("%+v", p)
	}
	if again := d.try(heading + "QN 0000/2026,RUOC-1,Hũ 200 g,115000,40,265,,,\n"); again.Same != 1 || again.Ready != 0 {
		t.Errorf("the same again: %+v", again)
	}
}

// An export is taken in again without a change, by either way.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	d := open(t, 2)
	vat, cold := 8, -18
	p := d.product("p-0000")
	e := catalog.EditOf(p)
	e.NameEN, e.Ingredients, e.Storage = "Floss", "Thịt hàu\n72 %", "−18 °C"
	e.Sheet = catalog.Sheet{ShelfDays: 180, LeastDays: 90, VAT: &vat, LeadDays: 3, Returns: "=đổi\ntrong 7 ngày", Temperature: &catalog.Temperature{To: &cold}, Allergens: []catalog.Allergen{catalog.Fish}, AllergenNote: "mù tạt"}
	e.Units = []catalog.Unit{{Name: "-Hũ", Price: 1000, WeightG: 265, GTIN: "8936012345681", Chilled: true, Trade: &catalog.Trade{NetG: 200, Size: catalog.Size{L: 75, W: 70, H: 90}, MOQ: 2,
		Case: catalog.Case{GTIN: "18936012345688", Units: 24, GrossG: 6650}, Tiers: []catalog.Tier{{From: 2, Price: 20_000}, {From: 5, Price: 19_000}}}}}
	if _, err := d.goods.EditItem(t.Context(), "p-0000", e); err != nil {
		t.Fatal(err)
	}
	all, err := d.goods.ProductsOfProducer(t.Context(), "maker")
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer, []string, sheet.Rows) error{
		"csv": sheet.WriteCSV, "xlsx": func(w io.Writer, h []string, r sheet.Rows) error { return sheet.WriteXLSX(w, "Sản phẩm", h, r) },
	} {
		var b bytes.Buffer
		if err := write(&b, imports.Headings(), imports.Rows(all, map[string]int{}, map[string]string{})); err != nil {
			t.Fatal(err)
		}
		i := d.try(b.String())
		if i.Phase != intake.Checked || i.Rows != 2 || i.Same != 1 || i.Wrong != 1 { // the product without a unit wants one
			t.Errorf("%s: %+v", name, i)
		}
	}
}

func TestUndoPutsBackExactly(t *testing.T) {
	d := open(t, 3)
	d.apply(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,8936012345681,,\nQN 0001/2026,B-1,Hũ,1000,10,100,,,\nQN 0002/2026,C-1,Hũ,1000,10,100,,,\n")
	before := d.everything()
	d.now = d.now.Add(time.Hour)
	i := d.apply(heading + "QN 0000/2026,A-1,Hũ lớn,2000,7,100,,,\nQN 0000/2026,A-2,Túi,500,3,50,8936012345698,,\nQN 0001/2026,B-1,,3000,,,,,\nQN 0002/2026,C-1,,,1,,,,\n")
	if i.Phase != intake.Applied || d.stock("A-1") != 7 || d.stock("A-2") != 3 || d.product("p-0001").Units[0].Price != 3000 {
		t.Fatalf("%+v", i)
	}
	d.now = d.now.Add(intake.UndoFor - time.Minute)
	if err := d.Undo(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.work()
	if i = d.get(i.ID); i.Phase != intake.Undone || len(i.Kept) != 0 || i.Done != 3 {
		t.Errorf("%+v", i)
	}
	after := slices.DeleteFunc(d.everything(), func(v any) bool { return v == any([2]any{"A-2", 0}) }) // what was never before stays in the ledger, empty
	if diff := diff(before, after); diff != "" {
		t.Error(diff)
	}
	if _, _, err := d.goods.UnitByGTIN(t.Context(), "8936012345698"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a number that was given up: %v", err)
	}
	if err := d.Undo(t.Context(), i.ID); !errors.Is(err, intake.ErrPhase) {
		t.Errorf("a second undo: %v", err)
	}
}

func TestUndoLeavesWhatChangedSince(t *testing.T) {
	d := open(t, 3)
	d.apply(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\nQN 0001/2026,B-1,Hũ,1000,10,100,,,\nQN 0002/2026,C-1,Hũ,1000,10,100,,,\n")
	i := d.apply(heading + "QN 0000/2026,A-1,,2000,20,,,,\nQN 0001/2026,B-1,,2000,20,,,,\nQN 0002/2026,C-1,,2000,20,,,,\n")
	e := catalog.EditOf(d.product("p-0000"))
	e.Units[0].Price = 2500
	if _, err := d.goods.EditItem(t.Context(), "p-0000", e); err != nil {
		t.Fatal(err)
	}
	counted := d.product("p-0001")
	if err := d.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := d.goods.SetStock(ctx, tx, counted, "B-1", 17, catalog.Why{Kind: catalog.EntryCorrection})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.work()
	i = d.get(i.ID)
	prices := []int{int(d.product("p-0000").Units[0].Price), int(d.product("p-0001").Units[0].Price), int(d.product("p-0002").Units[0].Price)}
	if diff := cmp.Diff([]int{2500, 1000, 1000}, prices); diff != "" {
		t.Error(diff)
	}
	if d.stock("A-1") != 10 || d.stock("B-1") != 17 || d.stock("C-1") != 10 || !slices.Equal(i.Kept, []string{"Ruốc 0", "Ruốc 1"}) {
		t.Errorf("%d %d %d %v", d.stock("A-1"), d.stock("B-1"), d.stock("C-1"), i.Kept)
	}
}

func TestOnlyTheLastCanBeUndoneInTime(t *testing.T) {
	d := open(t, 1)
	first := d.apply(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	d.now = d.now.Add(time.Minute)
	second := d.apply(heading + "QN 0000/2026,A-1,,2000,,,,,\n")
	if err := d.Undo(t.Context(), first.ID); !errors.Is(err, intake.ErrTooLate) {
		t.Errorf("not the last: %v", err)
	}
	d.now = d.now.Add(intake.UndoFor + time.Minute)
	if err := d.Undo(t.Context(), second.ID); !errors.Is(err, intake.ErrTooLate) {
		t.Errorf("too late: %v", err)
	}
	list, err := d.Of(t.Context(), "maker")
	if err != nil || len(list) != 2 || d.Undoable(list) != "" {
		t.Errorf("%v, %v", list, err)
	}
	d.now = d.now.Add(48 * time.Hour)
	for _, want := range []int{4, 0} { // what two lists left, and their files
		if n, err := d.Prune(t.Context()); n != want || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	if _, _, err := d.Wrong(t.Context(), d.get(second.ID), "vi"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("wrong rows of a file that is gone: %v", err)
	}
}

// A process that dies half way is followed by one that goes on, and nothing is written twice.
func TestAnImportGoesOnWhereItStopped(t *testing.T) {
	const products = 130
	d := open(t, products)
	var list strings.Builder
	list.WriteString(heading)
	for n := range products {
		fmt.Fprintf(&list, "QN %04d/2026,,Hũ,%d,5,100,,,\n", n, 1000+n)
	}
	i := d.try(list.String())
	if err := d.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	err := d.leases.Keep(t.Context(), "job:imports", func(ctx context.Context, l *lease.Lease) error {
		ctx, cancel := context.WithCancel(ctx)
		go func() { // dies once something is written
			for d.get(i.ID).Done == 0 {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		return d.Run(ctx, l)
	})
	half := d.get(i.ID)
	if half.Phase == intake.Applied {
		t.Skip("it was written before it could be stopped")
	}
	if err == nil || half.Done == 0 || half.Done == products {
		t.Fatalf("%v, %+v", err, half)
	}
	d.work()
	if i = d.get(i.ID); i.Phase != intake.Applied || i.Done != products || i.Total != products {
		t.Errorf("%+v", i)
	}
	for n := range products {
		if p := d.product(fmt.Sprintf("p-%04d", n)); len(p.Units) != 1 || int(p.Units[0].Price) != 1000+n {
			t.Fatalf("%s: %+v", p.ID, p.Units)
		}
	}
}

func TestAnImportCanBeStoppedAndDropped(t *testing.T) {
	d := open(t, 1)
	i := d.try(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	if err := d.Apply(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Send(t.Context(), "maker", "person", "b.csv", strings.NewReader(heading)); !errors.Is(err, intake.ErrBusy) {
		t.Errorf("another while one is written: %v", err)
	}
	if err := d.Stop(t.Context(), i.ID); err != nil {
		t.Fatal(err)
	}
	d.work()
	if i = d.get(i.ID); i.Phase != intake.Stopped || len(d.product("p-0000").Units) != 0 {
		t.Errorf("%+v", i)
	}
	j := d.try(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	if err := d.Drop(t.Context(), j.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.Apply(t.Context(), j.ID); !errors.Is(err, intake.ErrPhase) {
		t.Errorf("a dropped one: %v", err)
	}
}

func TestWrongRowsComeBackWithWhatToDo(t *testing.T) {
	d := open(t, 1)
	i := d.try(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\nQN 1/1,B,\"=x\",,,,,,\n")
	headings, lines, err := d.Wrong(t.Context(), i, "vi")
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]any
	for row, err := range lines {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 1 || headings[len(headings)-1] != "Sửa thế nào" || rows[0][2] != "B" {
		t.Fatalf("%v, %v", headings, rows)
	}
	if what := fmt.Sprint(rows[0][len(headings)-2]); !strings.Contains(what, "Không phải chứng nhận của bạn") {
		t.Errorf("%q", what)
	}
}

func xlsx(t *testing.T, fill func(f *excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := errors.Join(fill(f), f.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped is a workbook whose sheet is that XML.
func zipped(t *testing.T, part func(w io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err == nil {
		err = part(w)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Nothing of a file that is broken, huge or hostile changes anything, and none takes more than bounded memory.
func TestHostileFiles(t *testing.T) {
	const bound = 320 << 20
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	if err != nil {
		t.Fatal(err)
	}
	million := func() string {
		return heading + strings.Repeat("QN 0,A,x\n", 1_000_000)
	}
	files := map[string]struct {
		data func() string
		want intake.Fault
	}{
		"nothing":          {func() string { return "" }, intake.FaultHeads},
		"heading alone":    {func() string { return heading }, intake.FaultEmpty},
		"another list":     {func() string { return "a,b\n1,2\n" }, intake.FaultHeads},
		"cut workbook":     {func() string { return xlsx(t, func(f *excelize.File) error { return nil })[:900] }, intake.FaultFormat},
		"not a zip":        {func() string { return "PK\x03\x04 nothing" }, intake.FaultFormat},
		"UTF-16, no mark":  {func() string { return utf16 }, intake.FaultFormat},
		"Windows-1258":     {func() string { return "S\xf4\xec ch\xfd\xcc nh\xe2\xf2n,M\xe3 ha\xccng\n" }, intake.FaultFormat},
		"binary":           {func() string { return string([]byte{0x7f, 'E', 'L', 'F', 0, 1, 2, 0xff}) }, intake.FaultFormat},
		"a million rows":   {million, intake.FaultLarge},
		"more than 10 MB":  {func() string { return strings.Repeat("a", 11<<20) }, intake.FaultLarge},
		"one endless cell": {func() string { return heading + `"` + strings.Repeat("x", 9<<20) }, ""},
		"zip bomb": {func() string {
			return zipped(t, func(w io.Writer) error {
				zeros := bytes.Repeat([]byte(" "), 1<<20)
				for range 400 {
					if _, err := w.Write(zeros); err != nil {
						return err
					}
				}
				return nil
			})
		}, intake.FaultFormat},
		"entity bomb": {func() string {
			return zipped(t, func(w io.Writer) error {
				_, err := io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>`)
				return err
			})
		}, intake.FaultFormat},
		"a million rows, XLSX": {func() string {
			return zipped(t, func(w io.Writer) error {
				if _, err := io.WriteString(w, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`); err != nil {
					return err
				}
				for n := range 1_000_000 {
					if _, err := fmt.Fprintf(w, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, n+1, n+1); err != nil {
						return err
					}
				}
				_, err := io.WriteString(w, `</sheetData></worksheet>`)
				return err
			})
		}, intake.FaultLarge},
	}
	d := open(t, 2)
	d.apply(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	before := d.everything()
	for name, tt := range files {
		data := tt.data()
		var i *imports.Import
		most := peak.Of(func() { i = d.try(data) })
		if i.Fault != tt.want || i.Ready != 0 || (i.Phase == intake.Refused) != (tt.want != "") {
			t.Errorf("%s: %s %q, want %q", name, i.Phase, i.Fault, tt.want)
		}
		if most > bound {
			t.Errorf("%s: %d MB, want at most %d", name, most>>20, bound>>20)
		}
		t.Logf("%s: %d kB sent, %d MB at most", name, len(data)>>10, most>>20)
	}
	if diff := diff(before, d.everything()); diff != "" {
		t.Error(diff)
	}
}

// TestWhatNobodyCouldReadIsRefusedAtOnce sends files that are no lists and looks before anything worked on them.
func TestWhatNobodyCouldReadIsRefusedAtOnce(t *testing.T) {
	d := open(t, 1)
	for data, want := range map[string]intake.Fault{"\x7fELF\x00\x01": intake.FaultFormat, strings.Repeat("a", 11<<20): intake.FaultLarge} {
		i, err := d.Send(t.Context(), "maker", "person", "x.csv", strings.NewReader(data))
		if err != nil || i.Phase != intake.Refused || i.Fault != want || i.Active {
			t.Errorf("%d bytes: %+v, %v; want %q", len(data), i, err, want)
		}
	}
}

func TestMergedCellsAndUTF16AreRead(t *testing.T) {
	d := open(t, 1)
	merged := xlsx(t, func(f *excelize.File) error {
		var errs []error
		for cell, v := range map[string]any{"A1": "Số chứng nhận", "B1": "Mã hàng", "C1": "Quy cách", "D1": "Giá", "E1": "Khối lượng (g)", "F1": "Tồn kho",
			"A2": "QN 0000/2026", "B2": "A-1", "C2": "Hũ", "D2": 1000, "E2": 100, "F2": 3, "B3": "A-2", "C3": "Túi", "D3": 2000, "E3": 50, "F3": 4} {
			errs = append(errs, f.SetCellValue("Sheet1", cell, v))
		}
		return errors.Join(append(errs, f.MergeCell("Sheet1", "A2", "A3"))...)
	})
	if i := d.try(merged); i.Ready != 2 || i.Wrong != 0 {
		t.Errorf("merged: %+v", i)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(heading + "QN 0000/2026,A-1,Hũ,1000,10,100,,,\n")
	if err != nil {
		t.Fatal(err)
	}
	if i := d.try(utf16); i.Ready != 1 {
		t.Errorf("UTF-16: %+v", i)
	}
}
