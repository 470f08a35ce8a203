package goods_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	officer "github.com/ocopmarket/ocop/web/officer/changes"
	"github.com/ocopmarket/ocop/web/seller/goods"
)

// world is a site with products of two producers.
type world struct {
	*desktest.Site
	t       *testing.T
	db      store.DB
	goods   *catalog.Catalog
	changes *changes.Service
	imports *imports.Service
}

// staff is an office of one.
type staff struct{}

func (staff) Officers(context.Context, string) ([]string, error) { return []string{"p-officer"}, nil }
func (staff) Names(context.Context, []string) (map[string]string, error) {
	return map[string]string{"p-officer": "Bùi Thị Lúa"}, nil
}

const (
	ours   = "/ban-hang/san-pham/p-1"
	theirs = "/ban-hang/san-pham/p-2"
)

// looks are how often pages were looked at.
type looks map[string]int

func (l looks) Recent(context.Context, int, ...string) (map[string]int, error) { return l, nil }

func open(t *testing.T) *world {
	t.Helper()
	db := storetest.Open(t, slices.Concat(catalog.Schemas(), ledger.Schemas(), changes.Schemas(), imports.Schemas(), jobs.Schemas(), outbox.Schemas())...)
	w := &world{t: t, db: db, goods: catalog.New(db, desktest.Now, catalog.Rules{Silence: 1e6 * time.Hour})}
	w.changes = changes.New(db, w.goods, desktest.Now)
	w.product("p-1", "maker-1", "Ruốc hàu Vân Đồn")
	w.product("p-2", "maker-2", "Chả mực Hạ Long")
	if err := w.goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.goods.Confirm(catalog.Confirmed{Provinces: []string{"22"}, At: desktest.Now()})
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.imports = imports.New(db, w.goods, private.New(blobs), desktest.Now)
	w.Site = desktest.Open(t, db, w.goods, goods.Room(goods.Deps{Goods: w.goods, Library: media.NewLibrary(blobs), Files: private.New(blobs), Changes: w.changes, Imports: w.imports, Looks: looks{"p-1": 1214}}),
		officer.Room(officer.Deps{Goods: w.goods, Changes: w.changes, Files: private.New(blobs), Officers: staff{}}))
	w.Actor = desktest.Seller("maker-1")
	return w
}

func (w *world) product(id, maker, name string) {
	w.t.Helper()
	at := place.Ref{Era: place.Era2025, Province: "22", Commune: place.Communes("22")[0].Code}
	if _, err := w.goods.Producer(w.t.Context(), maker); errors.Is(err, store.ErrNotFound) {
		insert(w.t, w.db, "producers", &catalog.Producer{Meta: store.Meta{ID: maker}, RegistryID: maker, Slug: maker, Name: "HTX " + maker, Kind: catalog.Cooperative, Place: at})
	}
	insert(w.t, w.db, "certificates", &catalog.Certificate{Meta: store.Meta{ID: "QN " + id}, Key: id, ProductID: id, Province: "22", Stars: 4,
		IssuedOn: desktest.Now().AddDate(-1, 0, 0), ExpiresAt: desktest.Now().AddDate(2, 0, 0), Standing: catalog.InForce, Current: true})
	insert(w.t, w.db, "products", &catalog.Product{Meta: store.Meta{ID: id}, Slug: id, RegistryID: id, Name: name, Group: catalog.Food, ProducerID: maker, Certificate: "QN " + id, Place: at})
}

func insert[T any](t *testing.T, db store.DB, collection string, doc *T) {
	t.Helper()
	if err := store.Define[T](collection).Insert(t.Context(), db, doc); err != nil {
		t.Fatal(err)
	}
}

func (w *world) read(id string) *catalog.Product {
	w.t.Helper()
	p, err := w.goods.Product(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// form is a whole sheet as a browser sends it.
func form() []string {
	return []string{
		"edition", "0", "units", "1", "units.0.sku", "", "units.0.name", "Hũ 200 g", "units.0.price", "115.000", "units.0.weight", "265", "units.0.net", "200",
		"units.0.gtin", "8936012345681", "units.0.size", "7 × 7 × 9,5", "units.0.case.gtin", "18936012345688", "units.0.case.units", "24",
		"units.0.case.size", "40x30x18", "units.0.case.gross", "6,6", "units.0.moq", "2", "units.0.tiers.0.from", "2", "units.0.tiers.0.price", "2.400.000",
		"vat", "5", "ingredients", "Thịt hàu 72 %", "allergens", "fish", "allergens", "molluscs", "shelf_days", "180", "least_days", "120",
		"temperature.to", "30", "lead_days", "3", "everywhere", "1", "returns", "Đổi trong 7 ngày", "story", "Nhà **tôi** làm.",
	}
}

// with is the form with some fields otherwise.
func with(fields ...string) []string {
	v := url.Values{}
	for f := form(); len(f) > 0; f = f[2:] {
		v.Add(f[0], f[1])
	}
	for ; len(fields) > 0; fields = fields[2:] {
		v.Set(fields[0], fields[1])
	}
	var out []string
	for name, values := range v {
		for _, value := range values {
			out = append(out, name, value)
		}
	}
	return out
}

func TestTheSheetIsSavedAndShown(t *testing.T) {
	w := open(t)
	if a := w.Get(ours); a.Status != http.StatusOK || !strings.Contains(a.Body, "còn thiếu") || !strings.Contains(a.Body, `href="#f-units-0-case-gtin"`) {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := w.Post(ours, form()...); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p := w.read("p-1")
	u := p.Units[0]
	if u.Price != 115_000 || u.Trade.Size != (catalog.Size{L: 70, W: 70, H: 95}) || u.Trade.Case.GrossG != 6600 || u.Trade.Case.Size.L != 400 || *p.Sheet.VAT != 5 {
		t.Errorf("%+v %+v", u, u.Trade)
	}
	a := w.Get(ours)
	for _, want := range []string{"8936012345681", `class="bars"`, "115.000", "7 × 7 × 9,5", "6,6", "Thịt hàu 72 %", "Xin đổi", "180 ngày"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the sheet lacks %q", want)
		}
	}
	if a := w.Get("/en" + ours); a.Status != http.StatusOK || !strings.Contains(a.Body, "Retail price") {
		t.Errorf("in English: %d", a.Status)
	}
}

func TestARefusedSheetKeepsAllThatWasTyped(t *testing.T) {
	w := open(t)
	a := w.Post(ours, with("units.0.price", "mười nghìn", "units.0.size", "7 × 7")...)
	if a.Status != http.StatusUnprocessableEntity {
		t.Fatalf("%d", a.Status)
	}
	for _, want := range []string{`value="mười nghìn"`, "Cần một số đồng", `value="7 × 7"`, `value="18936012345688"`, "Nhà **tôi** làm.", `href="#f-units-0-price"`, `id="f-units-0-price"`} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if p := w.read("p-1"); len(p.Units) != 0 {
		t.Errorf("saved: %+v", p.Units)
	}
	if a := w.Post(ours, with("edition", "7")...); a.Status != http.StatusConflict || !strings.Contains(a.Body, `name="edition" value="0"`) {
		t.Errorf("a stale form: %d", a.Status)
	}
}

func TestAFurtherUnitWithoutScript(t *testing.T) {
	w := open(t)
	a := w.Post(ours, with("them", "1")...)
	if a.Status != http.StatusOK || !strings.Contains(a.Body, `name="units.1.name"`) || !strings.Contains(a.Body, `name="units" value="2"`) || len(w.read("p-1").Units) != 0 {
		t.Errorf("%d", a.Status)
	}
}

func TestAnotherProducersProductIsNotThere(t *testing.T) {
	w := open(t)
	for _, a := range []desktest.Answer{w.Get(theirs), w.Get(theirs + "/anh"), w.Get(theirs + "/giay-to"), w.Post(theirs, form()...), w.Post(theirs+"/nhap", "story", "x"), w.Post(theirs+"/anh/sua", "hash", "x", "bo", "1")} {
		if a.Status != http.StatusNotFound {
			t.Errorf("%d %s", a.Status, a.Location)
		}
	}
	if a := w.Get("/ban-hang/san-pham"); !strings.Contains(a.Body, "Ruốc hàu") || !strings.Contains(a.Body, "1.214 lượt xem trong 7 ngày") || strings.Contains(a.Body, "Chả mực") {
		t.Error("the list holds what is not ours, or lacks what is")
	}
	w.Actor = desktest.Officer("22")
	if a := w.Get(ours); a.Status != http.StatusForbidden {
		t.Errorf("an officer at the producer's desk: %d", a.Status)
	}
}

func TestDraftsAreKeptAndDropped(t *testing.T) {
	w := open(t)
	if a := w.Post(ours+"/nhap", with("story", "chưa xong")...); a.Status != http.StatusOK || !strings.Contains(a.Body, "Đã tự lưu nháp lúc 10:42") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := w.Get(ours); !strings.Contains(a.Body, "chưa xong") || !strings.Contains(a.Body, "bản nháp") || !strings.Contains(a.Body, "Đã tự lưu nháp lúc 22/11/2026, 10:42</p>") || !strings.Contains(a.Body, "Đã gồm thuế GTGT 5 %") {
		t.Error("the draft is not shown")
	}
	if a := w.Post(ours + "/bo-nhap"); a.Status != http.StatusSeeOther {
		t.Errorf("%d", a.Status)
	}
	if a := w.Get(ours); strings.Contains(a.Body, "chưa xong") {
		t.Error("the draft is still there")
	}
}

func TestPreviewSavesNothing(t *testing.T) {
	w := open(t)
	a := w.Post(ours+"/xem-truoc", form()...)
	if a.Status != http.StatusOK || !strings.Contains(a.Body, "<strong>tôi</strong>") || !strings.Contains(a.Body, `name="units.0.price" value="115.000"`) || len(w.read("p-1").Units) != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if !strings.Contains(a.Body, `<b>Hũ 200 g</b><span class="num">115.000`) {
		t.Error("the unit's name and price do not stand apart")
	}
	if a := w.Post(ours, with("sua", "1")...); a.Status != http.StatusOK || !strings.Contains(a.Body, `value="115.000"`) || len(w.read("p-1").Units) != 0 {
		t.Errorf("back from the preview: %d", a.Status)
	}
	if a := w.Post(ours+"/cau-chuyen", "story", "a <img src=x> *b*"); !strings.Contains(a.Body, "<em>b</em>") || strings.Contains(a.Body, "<img") {
		t.Errorf("%s", a.Body)
	}
}

func picture(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for i := range img.Pix {
		img.Pix[i] = shade
	}
	img.Set(3, 3, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPhotosComeMoveAndGo(t *testing.T) {
	w := open(t)
	if a := w.upload(ours+"/anh", "photo", "a.png", "image/png", picture(t, 200), "text/html", "alt_vi", "Mặt trước hũ", "shot", "front"); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := w.upload(ours+"/anh", "photo", "b.png", "image/png", picture(t, 100), "application/json", "alt_vi", "Nhãn", "shot", "label"); a.Status != http.StatusCreated {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	p := w.read("p-1")
	if len(p.Photos) != 2 || p.Sheet.Shots[p.Photos[0].Hash] != catalog.ShotFront {
		t.Fatalf("%+v", p)
	}
	second := p.Photos[1].Hash
	if a := w.Post(ours+"/anh/sua", "hash", second, "den", "0"); a.Status != http.StatusSeeOther || w.read("p-1").Photos[0].Hash != second {
		t.Errorf("move: %d", a.Status)
	}
	if a := w.Post(ours+"/anh/sua", "hash", second, "alt_vi", "", "shot", "back"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without words: %d", a.Status)
	}
	if a := w.Post(ours+"/anh/sua", "hash", second, "bo", "1"); a.Status != http.StatusSeeOther || len(w.read("p-1").Photos) != 1 {
		t.Errorf("remove: %d", a.Status)
	}
	for name, tt := range map[string]struct {
		data []byte
		alt  string
		say  string
	}{
		"no words": {picture(t, 50), "", "Ghi ảnh chụp gì"}, "a page": {[]byte("<html>"), "x", "Không phải ảnh"}, "the same": {picture(t, 200), "x", "đã có rồi"}, "broken": {picture(t, 1)[:60], "x", "Ảnh hỏng"},
	} {
		if a := w.upload(ours+"/anh", "photo", "x.png", "image/png", tt.data, "text/html", "alt_vi", tt.alt); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, tt.say) {
			t.Errorf("%s: %d, lacks %q", name, a.Status, tt.say)
		}
	}
	if len(w.read("p-1").Photos) != 1 {
		t.Error("a refused photo was added")
	}
}

func TestPapersArePrivate(t *testing.T) {
	w := open(t)
	pdf := []byte("%PDF-1.7\n%%EOF")
	if a := w.upload(ours+"/giay-to", "file", "atvsTP.pdf", "application/pdf", pdf, "text/html", "kind", "facility", "number", "12/2026", "issued", "2026-01-01", "expires", "2026-11-22"); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	paper := w.read("p-1").Sheet.Papers[0]
	if !paper.ValidAt(desktest.Now()) || paper.ValidAt(desktest.Now().Add(24*time.Hour)) {
		t.Errorf("valid through its last day: %v", paper.Expires)
	}
	if a := w.Get(ours + "/giay-to/" + paper.ID); a.Status != http.StatusOK || a.Body != string(pdf) {
		t.Errorf("%d %q", a.Status, a.Body)
	}
	if a := w.Get(ours + "/giay-to"); !strings.Contains(a.Body, "12/2026") {
		t.Error("the list lacks the paper")
	}
	if a := w.upload(ours+"/giay-to", "file", "x.pdf", "application/pdf", []byte("<script>"), "text/html", "kind", "facility"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Cần tệp PDF") {
		t.Errorf("a script: %d", a.Status)
	}
	if a := w.upload(ours+"/giay-to", "file", "", "", nil, "text/html", "kind", "", "expires", "hôm qua", "number", "giữ tôi"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "giữ tôi") {
		t.Errorf("nothing: %d", a.Status)
	}
	w.Actor = desktest.Seller("maker-2")
	if a := w.Get(ours + "/giay-to/" + paper.ID); a.Status != http.StatusNotFound {
		t.Errorf("somebody else: %d", a.Status)
	}
	w.Actor = desktest.Seller("maker-1")
	if a := w.Post(ours+"/giay-to/bo", "paper", paper.ID); a.Status != http.StatusSeeOther || len(w.read("p-1").Sheet.Papers) != 0 {
		t.Errorf("%d", a.Status)
	}
}

func TestTheListFindsSortsAndFilters(t *testing.T) {
	w := open(t)
	w.product("p-3", "maker-1", "Ốc giấm")
	if err := w.goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string][2]bool{"": {true, true}, "?q=ruoc": {true, false}, "?q=OC+giam": {false, true}, "?loc=het": {true, true}, "?loc=sao": {false, false}, "?q=zzz": {false, false}, "?xep=du&trang=99": {true, true}} {
		a := w.Get("/ban-hang/san-pham" + query)
		got := [2]bool{strings.Contains(a.Body, "Chọn Ruốc hàu"), strings.Contains(a.Body, "Chọn Ốc giấm")}
		if a.Status != http.StatusOK || got != want {
			t.Errorf("%s: %d, %v, want %v", query, a.Status, got, want)
		}
	}
}

func TestARequestIsAskedDecidedAndAnswered(t *testing.T) {
	w := open(t)
	there := place.Communes("22")[1]
	if a := w.Get(ours + "/xin-doi"); a.Status != http.StatusOK || !strings.Contains(a.Body, "Ruốc hàu Vân Đồn") {
		t.Fatalf("%d", a.Status)
	}
	if a := w.upload(ours+"/xin-doi", "files.place", "x.html", "text/html", []byte("<html>"), "", "name", "Ruốc hàu mới", "name.reason", "giữ tôi"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Cần tệp PDF") || !strings.Contains(a.Body, "giữ tôi") {
		t.Errorf("a bad file: %d", a.Status)
	}
	pdf := []byte("%PDF-1.7\n%%EOF")
	if a := w.upload(ours+"/xin-doi", "files.place", "Biên bản kiểm tra.pdf", "application/pdf", pdf, "", "name", "Ruốc hàu Bến Đoan", "name.reason", "khỏi lẫn", "place", there.Code, "place.reason", "dời xưởng"); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := w.Get(ours + "/xin-doi"); !strings.Contains(a.Body, "<ins>Bến Đoan</ins>") || !strings.Contains(a.Body, "Rút đơn lại") {
		t.Error("the producer does not see the request")
	}
	sent, err := w.changes.Waiting(t.Context(), "22")
	if err != nil || len(sent) != 1 {
		t.Fatalf("%v, %v", sent, err)
	}
	at := "/can-bo/xin-doi/" + sent[0].ID
	w.Actor = desktest.Officer("01")
	if a := w.Get(at); a.Status != http.StatusNotFound {
		t.Errorf("another province: %d", a.Status)
	}
	w.Actor = desktest.Officer("22")
	if a := w.Get("/can-bo/xin-doi?loc=trong"); a.Status != http.StatusOK || !strings.Contains(a.Body, sent[0].ID) || !strings.Contains(a.Body, "chưa ai") {
		t.Errorf("the queue: %d", a.Status)
	}
	a := w.Get(at)
	for _, want := range []string{"HTX maker-1 xin đổi hai điều", "<ins>Bến Đoan</ins>", "<del>Vân Đồn</del>", "Biên bản kiểm tra", "Nên trả lời trước 29/11/2026", "Duyệt 0, từ chối 0, chưa quyết 2"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if a := w.Get(at + "/tep/" + sent[0].Evidence[0].ID); a.Status != http.StatusOK || a.Body != string(pdf) {
		t.Errorf("the evidence: %d", a.Status)
	}
	if a := w.Post(at, "viec", "giao", "giao", "p-officer"); a.Status != http.StatusSeeOther {
		t.Errorf("give: %d", a.Status)
	}
	if a := w.Post(at, "viec", "giao", "giao", "p-stranger"); a.Status != http.StatusNotFound {
		t.Errorf("give to a stranger: %d", a.Status)
	}
	if a := w.Post(at, "viec", "tra-loi", "name", "refused", "place", "approved"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Nói vì sao từ chối") {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := w.Post(at, "viec", "luu", "place", "approved"); a.Status != http.StatusSeeOther || w.read("p-1").Place.Commune == there.Code {
		t.Errorf("keep: %d", a.Status)
	}
	if a := w.Post(at, "viec", "tra-loi", "name", "refused", "name.why", "tên theo quyết định", "place", "approved"); a.Status != http.StatusSeeOther {
		t.Fatalf("answer: %d %s", a.Status, a.Body)
	}
	if p := w.read("p-1"); p.Place.Commune != there.Code || p.Name != "Ruốc hàu Vân Đồn" {
		t.Errorf("%+v", p)
	}
	w.Actor = desktest.Seller("maker-1")
	if a := w.Get(ours + "/xin-doi"); !strings.Contains(a.Body, "tên theo quyết định") {
		t.Error("the producer does not read why")
	}
}

func TestAListComesInAndOut(t *testing.T) {
	w := open(t)
	if a := w.Post(ours, form()...); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	template := w.Get("/ban-hang/san-pham/xuat/csv")
	if template.Status != http.StatusOK || !strings.HasPrefix(template.Body, "\ufeffSố chứng nhận,Tên sản phẩm,Mã hàng") || strings.Contains(template.Body, "Chả mực") {
		t.Fatalf("%d %s", template.Status, template.Body)
	}
	if a := w.Get("/ban-hang/san-pham/xuat/xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") || !strings.Contains(a.Header.Get("Content-Disposition"), "san-pham-2026-11-22.xlsx") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	list := strings.Replace(template.Body, ",115000,", ",chín nghìn,", 1)
	a := w.upload("/ban-hang/nhap", "list", "hàng.csv", "text/csv", []byte(list), "")
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	at := a.Location
	if a := w.Get(at); !strings.Contains(a.Body, "data-follow") || !strings.Contains(a.Body, "Đang chạy thử: hàng.csv") {
		t.Error("the progress is not shown")
	}
	if a := w.upload("/ban-hang/nhap", "list", "b.csv", "text/csv", []byte(list), ""); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Tệp trước còn đang chạy") {
		t.Errorf("a second one: %d", a.Status)
	}
	w.work()
	if a := w.Get(at); !strings.Contains(a.Body, "1 dòng cần sửa") || !strings.Contains(a.Body, "<b>F</b> Giá (đồng)") || !strings.Contains(a.Body, "chín nghìn") {
		t.Errorf("%s", a.Body)
	}
	if a := w.Get(at + "/loi/csv"); a.Status != http.StatusOK || !strings.Contains(a.Body, "Sửa thế nào") || !strings.Contains(a.Body, "chín nghìn") {
		t.Errorf("the wrong rows: %d %s", a.Status, a.Body)
	}
	list = strings.Replace(template.Body, ",115000,", ",99000,", 1)
	at = w.upload("/ban-hang/nhap", "list", "hàng.csv", "text/csv", []byte(list), "").Location
	w.work()
	if a := w.Get(at); !strings.Contains(a.Body, "Ghi 1 dòng") {
		t.Fatalf("%s", a.Body)
	}
	if a := w.Post(at, "viec", "ghi"); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	w.work()
	if p := w.read("p-1"); p.Units[0].Price != 99_000 {
		t.Errorf("%+v", p.Units)
	}
	if a := w.Get(at + "/tien-do"); !strings.Contains(a.Body, "data-then") {
		t.Error("the script is not told that it is done")
	}
	if a := w.Get("/ban-hang/nhap"); !strings.Contains(a.Body, "Hoàn lại") {
		t.Error("the last list cannot be undone")
	}
	if a := w.Post(at, "viec", "hoan"); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	w.work()
	if p := w.read("p-1"); p.Units[0].Price != 115_000 {
		t.Errorf("%+v", p.Units)
	}
	w.Actor = desktest.Seller("maker-2")
	if a, b := w.Get(at), w.Post(at, "viec", "ghi"); a.Status != http.StatusNotFound || b.Status != http.StatusNotFound {
		t.Errorf("somebody else: %d, %d", a.Status, b.Status)
	}
}

// work runs the job of imports once.
func (w *world) work() {
	w.t.Helper()
	if err := w.imports.Run(w.t.Context(), nil); err != nil {
		w.t.Fatal(err)
	}
}
