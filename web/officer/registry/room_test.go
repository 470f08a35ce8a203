package registry_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/officer/registry"
)

// office is a site with the officers' pages of certificates, on a shop of a few goods.
type office struct {
	*desktest.Site
	*orderstest.Shop
	t      *testing.T
	decide *decide.Service
	impact *impact.Service
	blobs  media.Blobs
}

func schemas() []store.Schema {
	all := orderstest.Schemas()
	for _, of := range [][]store.Schema{pull.Schemas(), jobs.Schemas(), decide.Schemas(), impact.Schemas(), notices.Schemas()} {
		all = append(all, of...)
	}
	return all
}

func open(t *testing.T) *office {
	t.Helper()
	db := storetest.Open(t, schemas()...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := &office{Shop: shop, t: t, blobs: blobs, decide: decide.New(db, shop.Catalog, private.New(blobs), shop.Clock.Now)}
	o.impact = impact.New(db, o.decide, shop.Clock.Now, impact.Page(nil), impact.Search(), impact.Carts(shop.Service), impact.NotSent(shop.Service), impact.OnTheWay(shop.Service))
	o.Site = desktest.Open(t, db, shop.Catalog, registry.Room(registry.Deps{DB: db, Catalog: shop.Catalog, Decide: o.decide, Impact: o.impact, Evidence: blobs, People: officers{}, Every: 6 * time.Hour, Silence: 72 * time.Hour, MaxChange: 0.05}))
	o.Actor = desktest.Officer("22")
	return o
}

// send sends the form of a decision with a file.
func (o *office) send(path string, file []byte, fields ...string) desktest.Answer {
	o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1])
	}
	if file != nil {
		part, err := form.CreateFormFile("tep", "3652-QD-UBND.pdf")
		if err != nil {
			o.t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return o.Do(r)
}

var pdf = []byte("%PDF-1.7\nquyết định\n%%EOF\n")

// entered enters a revocation of Chả mực and returns its id.
func (o *office) entered(change ...string) string {
	o.t.Helper()
	fields := append([]string{"so", "SO CM-500/2024", "k", "revoke", "sqd", "3652/QĐ-UBND", "ky", "20/11/2026", "cq", "UBND tỉnh Quảng Ninh", "ly", "Không giữ đúng quy trình.", "ngay", "1"}, change...)
	answer := o.send("/can-bo/quyet-dinh/moi", pdf, fields...)
	id, ok := strings.CutPrefix(answer.Location, "/can-bo/quyet-dinh/")
	if answer.Status != http.StatusSeeOther || !ok {
		o.t.Fatalf("entered: %d to %q\n%s", answer.Status, answer.Location, answer.Body)
	}
	id, _, _ = strings.Cut(id, "/")
	return id
}

func has(t *testing.T, a desktest.Answer, wants ...string) {
	t.Helper()
	if a.Status != http.StatusOK {
		t.Errorf("status %d", a.Status)
	}
	for _, want := range wants {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestFromFormToSignature(t *testing.T) {
	o := open(t)
	o.Fill("CM-500", 2)
	placed := o.Order(orders.CashOnDelivery, "CM-500", 3)
	has(t, o.Get("/can-bo/quyet-dinh/moi?so=so+cm-500+2024"), "Chả mực Hạ Long giã tay", "Còn hiệu lực, 4 sao", "UBND tỉnh Quảng Ninh")
	has(t, o.Get("/en/can-bo/quyet-dinh/moi?so=cha+muc"), "SO CM-500/2024")
	id := o.entered()
	at := "/can-bo/quyet-dinh/" + id
	has(t, o.Get(at+"/cham"), "Thu hồi SO CM-500/2024 chạm đến đâu", "Giỏ hàng", "Đơn chưa gửi", "3 hộp", "Nếu bạn ký", "Hủy và hoàn tiền")
	has(t, o.Get("/en"+at+"/cham?viec.orders_not_sent=ask"), "buyers are asked")
	if a := o.Post(at+"/cham", "ma", "SO 1", "viec.carts", "remove"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Số gõ lại không giống") {
		t.Errorf("another number typed: %d", a.Status)
	}
	if a := o.Get("/quyet-dinh/ban-quet/" + id); a.Status != http.StatusNotFound {
		t.Errorf("the scan of a draft: %d", a.Status)
	}
	if a := o.Post(at+"/cham", "ma", "SO CM-500/2024", "viec.carts", "remove", "viec.orders_not_sent", "cancel"); a.Location != at {
		t.Fatalf("signed: %d to %q\n%s", a.Status, a.Location, a.Body)
	}
	has(t, o.Get(at), "Thu hồi SO CM-500/2024", "Bùi Thị Lúa", "Bỏ khỏi giỏ và báo", `data-follow="`+at+`/tien-do"`)
	if err := o.impact.CarryOut(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	done := o.Get(at + "/tien-do")
	has(t, done, "xong 1")
	if strings.Contains(done.Body, "data-follow") {
		t.Error("it is followed although all is done")
	}
	if got := o.Statuses(placed.Checkout.ID); got != "not_owed cancelled" {
		t.Errorf("the order is %s", got)
	}
	has(t, o.Get("/can-bo/quyet-dinh?tt=in_effect"), "SO CM-500/2024", "Đã có hiệu lực")
	has(t, o.Get("/can-bo/quyet-dinh?so=so+cm500+2024"), "3652/QĐ-UBND")
}

func TestEverybodyReadsTheScanOnceItIsInEffect(t *testing.T) {
	o := open(t)
	id := o.entered()
	if a := o.Post("/can-bo/quyet-dinh/"+id+"/cham", "ma", "SO CM-500/2024"); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Body)
	}
	o.Actor = desktest.Officer("19")
	o.Load()
	a := o.Get("/quyet-dinh/ban-quet/" + id)
	has(t, a, string(pdf))
	for header, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"} {
		if got := a.Header.Get(header); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", header, got)
		}
	}
	if got := a.Header.Get("Content-Security-Policy"); !strings.Contains(got, "sandbox") {
		t.Errorf("policy %q", got)
	}
	has(t, o.Get("/xac-minh/SO%20CM-500/2024"), "Không giữ đúng quy trình.", "/quyet-dinh/ban-quet/"+id)
}

func TestADraftLacksNothingThatSigningNeeds(t *testing.T) {
	o := open(t)
	tests := []struct {
		name string
		file []byte
		set  []string
		want string
	}{
		{"no scan", nil, nil, "Kèm bản quét"},
		{"a web page as a scan", []byte("<!doctype html><script>alert(1)</script>"), nil, "không phải PDF"},
		{"a PDF that was cut off", []byte("%PDF-1.7\n"), nil, "không phải PDF"},
		{"an unknown certificate", pdf, []string{"so", "QN 9999/2024"}, "Không có chứng nhận này"},
		{"another province", pdf, []string{"so", "SO CH-200/2024"}, "của tỉnh khác"},
		{"a day to come", pdf, []string{"ky", "20/11/2027"}, "Ngày ký chưa đến"},
		{"reinstated without a suspension", pdf, []string{"k", "reinstate"}, "chỉ phục hồi sau đình chỉ"},
		{"no reason", pdf, []string{"ly", " "}, "Ghi một câu"},
		{"a long reason", pdf, []string{"ly", strings.Repeat("ă", 201)}, "dài quá 200"},
		{"an hour that has passed", pdf, []string{"ngay", "", "hl", "21/11/2026", "gio", "0:00"}, "Giờ này đã qua"},
		{"no hour at all", pdf, []string{"ngay", ""}, "Ghi ngày và giờ"},
	}
	for _, tt := range tests {
		fields := []string{"so", "SO CM-500/2024", "k", "revoke", "sqd", "3652/QĐ-UBND", "ky", "20/11/2026", "cq", "UBND tỉnh Quảng Ninh", "ly", "Câu lý do.", "ngay", "1"}
		for i := 0; i+1 < len(tt.set); i += 2 {
			for j := 0; j < len(fields); j += 2 {
				if fields[j] == tt.set[i] {
					fields[j+1] = tt.set[i+1]
				}
			}
			fields = append(fields, tt.set[i], tt.set[i+1])
		}
		a := o.send("/can-bo/quyet-dinh/moi", tt.file, fields...)
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, tt.want) {
			t.Errorf("%s: %d, without %q", tt.name, a.Status, tt.want)
		}
		if !strings.Contains(a.Body, `value="3652/QĐ-UBND"`) {
			t.Errorf("%s: what was typed is lost", tt.name)
		}
	}
}

func TestDecisionsOfOthersAreNotThere(t *testing.T) {
	o := open(t)
	id := o.entered()
	o.Actor = desktest.Officer("19")
	for _, path := range []string{"", "/sua", "/cham", "/ban-quet", "/tien-do"} {
		if a := o.Get("/can-bo/quyet-dinh/" + id + path); a.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, a.Status)
		}
	}
	for _, path := range []string{"/sua", "/cham", "/xoa", "/lam-lai"} {
		if a := o.Post("/can-bo/quyet-dinh/"+id+path, "ma", "SO CM-500/2024"); a.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", path, a.Status)
		}
	}
	if a := o.Get("/can-bo/quyet-dinh"); strings.Contains(a.Body, "SO CM-500/2024") {
		t.Error("the list shows another province's draft")
	}
	o.Actor = desktest.Officer("")
	has(t, o.Get("/can-bo/quyet-dinh"), "SO CM-500/2024")
	o.Actor = desktest.Officer("22")
	if a := o.Post("/can-bo/quyet-dinh/" + id + "/xoa"); a.Status != http.StatusSeeOther {
		t.Errorf("thrown away: %d", a.Status)
	}
	if _, err := o.decide.Get(context.Background(), id); err == nil {
		t.Error("the draft is still there")
	}
}
