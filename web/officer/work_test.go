package officer_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// some are products of a province, in the order of their ids.
func (w *world) some(t testing.TB, province string, n int) []*catalog.Card {
	t.Helper()
	var list []*catalog.Card
	for _, id := range slices.Sorted(maps.Keys(w.Products)) {
		if card, ok := w.Catalog.Card(id); ok && card.Place.Province == province && len(list) < n {
			list = append(list, card)
		}
	}
	if len(list) < n {
		t.Fatalf("only %d products in %s", len(list), province)
	}
	return list
}

func form(act string, cards ...*catalog.Card) []string {
	fields := []string{"viec", act, "loc", ""}
	for _, c := range cards {
		fields = append(fields, "c", c.Certificate)
	}
	return fields
}

func TestBulkActsArePreviewedAndStayInTheProvince(t *testing.T) {
	w := open(t, 340)
	own, foreign := w.some(t, quangNinh, 2), w.some(t, "01", 1)
	chosen := append(own, foreign...)
	for _, act := range []string{"nhac", "giao", "ho-so", "xuat"} {
		got := w.site.Post("/can-bo/chung-nhan/viec", form(act, chosen...)...)
		if got.Status != 200 || !strings.Contains(got.Body, own[0].Certificate) || strings.Contains(got.Body, foreign[0].Certificate) {
			t.Errorf("%s: status %d", act, got.Status)
		}
	}
	if got := w.site.Post("/can-bo/chung-nhan/viec", form("xuat", own...)...); !strings.Contains(got.Body, `value="csv"`) || !strings.Contains(got.Body, "Xuất 2 dòng, XLSX") {
		t.Error("the preview of an export offers no file")
	}
	if got := w.site.Post("/can-bo/chung-nhan/viec", form("nhac")...); got.Status != 303 {
		t.Errorf("nothing chosen: status %d", got.Status)
	}
	csv := w.site.Post("/can-bo/chung-nhan/viec", form("csv", chosen...)...)
	if n := strings.Count(csv.Body, "\r\n"); n != 3 {
		t.Errorf("an export of two rows has %d lines", n)
	}
	kept := renewals.New(w.DB, claims{}, w.Catalog.Now)
	if before, err := kept.Of(t.Context(), []string{own[0].Certificate}); err != nil || len(before) != 0 {
		t.Fatalf("a preview wrote something: %v %v", before, err)
	}
	w.site.Post("/can-bo/chung-nhan/nhac", form("", chosen...)...)
	w.site.Post("/can-bo/chung-nhan/giao", append(form("", chosen...), "nguoi", "p-song")...)
	w.site.Post("/can-bo/chung-nhan/ho-so", append(form("", chosen...), "trang-thai", "making")...)
	after, err := kept.Of(t.Context(), []string{own[0].Certificate, own[1].Certificate, foreign[0].Certificate})
	if err != nil || len(after) != 2 {
		t.Fatalf("%d dossiers, %v", len(after), err)
	}
	if d := after[own[0].Certificate]; d.State != renewals.Making || d.OwnerName != "Đỗ Văn Sóng" || d.RemindedAt.IsZero() {
		t.Errorf("%+v", d)
	}
	if got := w.site.Get("/can-bo/chung-nhan?hs=making"); len(rowNumbers(got.Body)) != 2 {
		t.Errorf("filter by dossier: %v", rowNumbers(got.Body))
	}
	if got := w.site.Get("/can-bo/chung-nhan?cua=toi"); len(rowNumbers(got.Body)) != 0 {
		t.Errorf("those with me: %v", rowNumbers(got.Body))
	}
	if got := w.site.Post("/can-bo/chung-nhan/giao", append(form("", own...), "nguoi", "p-stranger")...); got.Status != 303 {
		t.Errorf("to a stranger: %d", got.Status)
	}
	if after, _ := kept.OwnedBy(t.Context(), "p-stranger"); len(after) != 0 {
		t.Error("work was given to somebody outside the office")
	}
}

func TestFiltersAreOnesOwn(t *testing.T) {
	w := open(t, 136)
	w.site.Post("/can-bo/bo-loc", "ten", "Thực phẩm 4 sao", "loc", "nhom=food&sao=4&tinh=22&sau=x")
	got := w.site.Get("/can-bo/chung-nhan?nhom=food&sao=4")
	if !strings.Contains(got.Body, `aria-current="page">Thực phẩm 4 sao <span class="num soft">`) {
		t.Error("the saved filter is not marked as the one that is shown")
	}
	m := regexp.MustCompile(`/can-bo/bo-loc/([^/]+)/xoa`).FindStringSubmatch(got.Body)
	if m == nil {
		t.Fatal("no button to delete it")
	}
	for _, other := range []string{quangNinh, ""} {
		w.site.Actor = desktest.Officer(other)
		w.site.Actor.Person = "p-other"
		if got := w.site.Post(m[0]); got.Status != 404 {
			t.Errorf("somebody else's filter, officer of %q: status %d", other, got.Status)
		}
		if got := w.site.Get("/can-bo/chung-nhan"); strings.Contains(got.Body, "Thực phẩm 4 sao") {
			t.Error("somebody else's filter is shown")
		}
	}
	w.site.Actor = desktest.Officer(quangNinh)
	if got := w.site.Post(m[0]); got.Status != 303 {
		t.Errorf("delete: %d", got.Status)
	}
	if got := w.site.Get("/can-bo/chung-nhan"); strings.Contains(got.Body, "Thực phẩm 4 sao") {
		t.Error("it is still there")
	}
	if got := w.site.Post("/can-bo/bo-loc", "ten", "x", "loc", "tinh=01"); got.Status != 403 {
		t.Errorf("a filter of another province: %d", got.Status)
	}
}

func TestAnotherProvinceIsRefusedEverywhere(t *testing.T) {
	w := open(t, 340)
	foreign := w.some(t, "01", 1)[0]
	books := registers.New(w.DB, w.Catalog, w.Catalog.Now)
	entry, err := books.Add(t.Context(), registers.Inspections, "01", registers.Typed{"ngay": "5/1/2026", "chu-the": foreign.Certificate, "san-pham": "1", "ket-qua": "Đạt"})
	if err != nil {
		t.Fatal(err)
	}
	draft, err := books.Try(t.Context(), registers.Inspections, "01", "x.csv", strings.NewReader("Ngày kiểm tra,Chủ thể,Số sản phẩm kiểm tra,Kết quả\n1/1/2026,x,1,Đạt\n"))
	if err != nil {
		t.Fatal(err)
	}
	one := "/can-bo/so/kiem-tra/dong/" + entry.ID
	for path, want := range map[string]int{
		"/can-bo?tinh=01": 403, "/can-bo/bao-cao?tinh=01": 403, "/can-bo/bao-cao/xuat?tinh=01": 403, "/can-bo/so/kiem-tra?tinh=01": 403, "/can-bo/so/kiem-tra/xuat?tinh=01": 403,
		"/can-bo/bao-cao/chi-tieu/01-2026": 404, "/can-bo/bao-cao/chi-tieu/vn-2026": 404, "/can-bo/so/muc-thuong/01": 404, one: 404, "/can-bo/so/kiem-tra/nhap/" + draft.ID: 404, "/can-bo/so/kiem-tra/nhap/" + draft.ID + "/loi": 404,
		"/can-bo/so/tap-huan/dong/" + entry.ID: 404, "/can-bo/bao-cao/chi-tieu/22-1999": 404,
	} {
		if got := w.site.Get(path); got.Status != want {
			t.Errorf("GET %s: %d, want %d", path, got.Status, want)
		}
	}
	for path, want := range map[string]int{"/can-bo/bao-cao/chi-tieu/01-2026": 404, "/can-bo/so/muc-thuong/01": 404, one: 404, one + "/huy": 404, "/can-bo/so/kiem-tra/nhap/" + draft.ID: 404} {
		if got := w.site.Post(path, "ly-do", "x"); got.Status != want {
			t.Errorf("POST %s: %d, want %d", path, got.Status, want)
		}
	}
	if got := w.site.Post("/can-bo/so/kiem-tra", "tinh", "01", "ngay", "5/1/2026"); got.Status != 403 {
		t.Errorf("an entry for another province: %d", got.Status)
	}
	if got := w.site.Post("/can-bo/so/kiem-tra", "ngay", "2026-01-05", "chu-the", foreign.Certificate, "san-pham", "1", "ket-qua", "passed"); got.Status != 422 {
		t.Errorf("an entry about a producer of another province: %d", got.Status)
	}
	if got := w.site.Get("/can-bo/so/kiem-tra"); strings.Contains(got.Body, entry.ProducerName) {
		t.Error("an entry of another province is listed")
	}
	w.site.Actor = desktest.Officer("")
	if got := w.site.Get(one); got.Status != 200 {
		t.Errorf("the central office: %d", got.Status)
	}
	w.site.Actor = desktest.Seller("r00001")
	if got := w.site.Get("/can-bo/chung-nhan"); got.Status != 403 {
		t.Errorf("a producer: %d", got.Status)
	}
}

func TestTargetsAreKeptWithTheirHistory(t *testing.T) {
	w := open(t, 136)
	at := "/can-bo/bao-cao/chi-tieu/22-2026"
	got := w.site.Post(at, "muc.certified", "1.200", "muc.traced", "90", "muc.outlets", "100", "so.outlets", "21", "tong.outlets", "22", "ngay.outlets", "2026-11-01", "nguon.outlets", "Sở Công Thương")
	if got.Status != 303 {
		t.Fatalf("status %d\n%s", got.Status, got.Body)
	}
	page := w.site.Get("/can-bo/bao-cao").Body
	for _, want := range []string{"21 / 22", "văn phòng ghi, 1/11/2026, Sở Công Thương", "1.200", "90 %", "95 %"} {
		if !strings.Contains(page, want) {
			t.Errorf("the dashboard lacks %q", want)
		}
	}
	if file := w.site.Get(at + "/xuat?dang=csv").Body; !strings.HasPrefix(file, "\ufeffLúc,") || strings.Count(file, "\r\n") != 5 || !strings.Contains(file, "Sở Công Thương") {
		t.Errorf("the history as a file: %q", file)
	}
	wrong := w.site.Post(at, "muc.certified", "nhiều", "muc.traced", "101", "so.events", "3", "so.outlets", "30", "tong.outlets", "22", "ngay.outlets", "2026-12-01", "nguon.outlets", "")
	if wrong.Status != 422 || !strings.Contains(wrong.Body, `value="nhiều"`) {
		t.Errorf("status %d", wrong.Status)
	}
	for _, field := range []string{"f-muc-certified", "f-muc-traced", "f-ngay-events", "f-nguon-events", "f-tong-outlets", "f-ngay-outlets", "f-nguon-outlets"} {
		if !strings.Contains(wrong.Body, `href="#`+field+`"`) {
			t.Errorf("%s is not refused", field)
		}
	}
	plan, err := targets.New(w.DB, w.Catalog.Now).Of(t.Context(), "22", 2026)
	if err != nil || plan.Goals[targets.Certified] != 1200 || len(plan.History) != 4 {
		t.Errorf("%+v %v", plan, err)
	}
	w.site.Post(at, "muc.certified", "120")
	if body := w.site.Get(at).Body; !strings.Contains(body, "1200") || strings.Count(body, "Bùi Thị Lúa") < 5 {
		t.Error("the history does not tell what was before, and who changed it")
	}
}

// send posts a file to a register.
func (w *world) send(path, name, data string) desktest.Answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("tep", name)
	if err != nil {
		panic(err)
	}
	if _, err := io.WriteString(part, data); err != nil {
		panic(err)
	}
	if err := form.Close(); err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return w.site.Do(r)
}

func TestARegisterIsEnteredMendedVoidedAndImported(t *testing.T) {
	w := open(t, 340)
	own := w.some(t, quangNinh, 3)
	bad := w.site.Post("/can-bo/so/kiem-tra", "ngay", "2026-01-05", "chu-the", "HTX Không Có", "san-pham", "1", "ket-qua", "passed", "ghi-chu", "giữ nguyên")
	if bad.Status != 422 || !strings.Contains(bad.Body, "giữ nguyên") || !strings.Contains(bad.Body, `href="#f-chu-the"`) {
		t.Errorf("status %d", bad.Status)
	}
	if got := w.site.Post("/can-bo/so/kiem-tra", "ngay", "2026-01-05", "chu-the", own[0].Certificate, "san-pham", "1", "ket-qua", "passed"); got.Status != 303 {
		t.Fatalf("status %d\n%s", got.Status, got.Body)
	}
	list := w.site.Get("/can-bo/so/kiem-tra").Body
	m := regexp.MustCompile(`/can-bo/so/kiem-tra/dong/[^"]+`).FindString(list)
	if m == "" || !strings.Contains(list, own[0].ProducerName) {
		t.Fatal("it is not in the list")
	}
	if got := w.site.Post(m, "ngay", "2026-01-06", "chu-the", own[0].ProducerName, "san-pham", "1", "ket-qua", "offence"); got.Status != 303 {
		t.Errorf("mend: %d\n%s", got.Status, got.Body)
	}
	if got := w.site.Post(m + "/huy"); got.Status != 422 {
		t.Errorf("void without a reason: %d", got.Status)
	}
	if got := w.site.Post(m+"/huy", "ly-do", "nhập nhầm"); got.Status != 303 {
		t.Errorf("void: %d", got.Status)
	}
	if body := w.site.Get(m).Body; !strings.Contains(body, "nhập nhầm") || strings.Contains(body, ">Lưu</button>") {
		t.Error("a voided entry is not shown as such")
	}
	heading := "Ngày kiểm tra,Chủ thể,Số sản phẩm kiểm tra,Kết quả\n"
	for name, data := range map[string]string{"broken.xlsx": "PK\x03\x04", "none.csv": "", "other.csv": "a,b\n1,2\n", "long.csv": heading + strings.Repeat("1/1/2026,x,1,Đạt\n", 5001)} {
		if got := w.send("/can-bo/so/kiem-tra/nhap", name, data); got.Status != 422 {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	if got := w.send("/can-bo/so/kiem-tra/nhap", "huge.csv", heading+strings.Repeat("x", 6<<20)); got.Status != 413 {
		t.Errorf("6 MB: status %d", got.Status)
	}
	got := w.send("/can-bo/so/kiem-tra/nhap", "so.csv", heading+fmt.Sprintf("5/2/2026,%s,1,Đạt\n6/2/2026,%s,1,Đạt\n31/2/2026,%s,1,Đạt\n", own[1].Certificate, own[2].Certificate, own[1].Certificate))
	if got.Status != 303 {
		t.Fatalf("status %d\n%s", got.Status, got.Body)
	}
	trial := w.site.Get(got.Location).Body
	if !strings.Contains(trial, "Ghi 2 dòng") || !strings.Contains(trial, "31/2/2026") {
		t.Errorf("trial: %s", trial)
	}
	if x := w.site.Get(got.Location + "/loi?dang=csv").Body; strings.Count(x, "\r\n") != 2 || !strings.Contains(x, "Không phải ngày") {
		t.Errorf("wrong rows: %q", x)
	}
	if got := w.site.Post(got.Location); got.Status != 303 {
		t.Errorf("write: %d", got.Status)
	}
	board := w.site.Get("/can-bo/bao-cao").Body
	if !strings.Contains(board, "2 đợt, 2 sản phẩm") {
		t.Error("the dashboard does not count what was imported")
	}
}

func TestEveryTableIsAFile(t *testing.T) {
	w := open(t, 136)
	w.site.Actor = desktest.Officer("")
	page := w.site.Get("/can-bo/bao-cao").Body
	links := regexp.MustCompile(`href="(/can-bo/bao-cao/xuat\?[^"]+)"`).FindAllStringSubmatch(page, -1)
	seen := map[string]bool{}
	for _, m := range links {
		path := strings.ReplaceAll(m[1], "&amp;", "&")
		got := w.site.Get(path)
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		seen[u.Query().Get("bang")] = true
		begin := "PK"
		if u.Query().Get("dang") == "csv" {
			begin = "\ufeff"
		}
		if got.Status != 200 || !strings.HasPrefix(got.Body, begin) {
			t.Errorf("%s: %d %.20q", path, got.Status, got.Body)
		}
	}
	if len(seen) != 7 {
		t.Errorf("%d tables: %v", len(seen), seen)
	}
	provinces := w.site.Get("/can-bo/bao-cao/xuat?bang=tinh&dang=csv").Body
	if n := strings.Count(provinces, "\r\n"); n != 35 {
		t.Errorf("%d lines for 34 provinces", n)
	}
}
