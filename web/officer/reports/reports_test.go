package reports

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// officers are those of the tests: one in every office.
type officers struct{}

func (officers) Officers(context.Context, string) ([]string, error) {
	return []string{"p-officer"}, nil
}
func (officers) Names(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if id == "p-officer" {
			names[id] = "Bùi Thị Lúa"
		}
	}
	return names, nil
}

func open(t *testing.T) *desktest.Site {
	t.Helper()
	schemas := append(catalog.Schemas(), reports.Schemas()...)
	for _, of := range []func() []store.Schema{outbox.Schemas, notices.Schemas, audit.Schemas} {
		schemas = append(schemas, of()...)
	}
	db := storetest.Open(t, schemas...)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	goods := catalog.New(db, desktest.Now, catalog.Rules{Silence: time.Hour})
	keeper := private.New(blobs)
	return desktest.Open(t, db, goods, Room(Deps{Reports: reports.New(db, goods, keeper, desktest.Now), Files: keeper, Officers: officers{}}))
}

// send files a report with a photo, as a browser does.
func send(t *testing.T, site *desktest.Site, photo []byte) desktest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"sai": "expired", "so": "QN 1", "tinh": "22", "noi": "chợ", "ke": "Hũ sứa vẫn in sao <b>", "lien-he": "an@example.vn"} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("anh", "nhan.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(photo); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/to-giac", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return site.Do(r)
}

func TestFromTheFormToTheConclusion(t *testing.T) {
	site := open(t)
	if a := site.Get("/en/to-giac?so=QN+1"); a.Status != http.StatusOK || !strings.Contains(a.Body, `value="QN 1"`) {
		t.Fatalf("the form: %d", a.Status)
	}
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	if a := send(t, site, []byte("no picture")); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Hũ sứa vẫn in sao &lt;b&gt;") {
		t.Errorf("a file that is no photo: %d; what was typed must be kept", a.Status)
	}
	sent := send(t, site, photo.Bytes())
	at, err := url.Parse(sent.Location)
	if err != nil || sent.Status != http.StatusSeeOther {
		t.Fatalf("send: %d, %v", sent.Status, err)
	}
	code := at.Query().Get("da-gui")
	one := "/can-bo/to-giac/" + code
	site.Actor = desktest.Officer("01")
	if a := site.Get(one); a.Status != http.StatusNotFound {
		t.Errorf("an officer of another province: %d, want 404", a.Status)
	}
	if a := site.Get("/can-bo/to-giac"); strings.Contains(a.Body, code) {
		t.Error("another province's queue shows it")
	}
	site.Actor = desktest.Officer("22")
	if a := site.Get("/can-bo/to-giac"); !strings.Contains(a.Body, code) || !strings.Contains(a.Body, "Chưa ai giữ") {
		t.Error("the queue does not show it")
	}
	if a := site.Get(one); !strings.Contains(a.Body, `<img src="`+one+`/anh/1"`) || !strings.Contains(a.Body, "gửi tới địa chỉ này") {
		t.Error("the report shows no photo, or not that the conclusion is told")
	}
	if a := site.Get(one + "/anh/1"); a.Status != http.StatusOK || a.Body != photo.String() {
		t.Errorf("the photo: %d", a.Status)
	}
	if a := site.Get("/can-bo/to-giac/xuat?dang=csv"); !strings.Contains(a.Body, code) || strings.Contains(a.Body, "an@example.vn") {
		t.Errorf("the queue as a file: %q", a.Body)
	}
	if a := site.Get(one + "/anh/2"); a.Status != http.StatusNotFound {
		t.Errorf("a photo that is not there: %d", a.Status)
	}
	if a := site.Post(one, "viec", "taken", "giao", "somebody"); a.Status != http.StatusForbidden {
		t.Errorf("given to a stranger: %d", a.Status)
	}
	if a := site.Post(one, "viec", "confirmed"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("concluded without a word: %d", a.Status)
	}
	if a := site.Post(one, "viec", "confirmed", "ghi", "Đã nhắc cơ sở, thu 12 hũ."); a.Status != http.StatusSeeOther {
		t.Errorf("concluded: %d", a.Status)
	}
	if a := site.Get(one); !strings.Contains(a.Body, "thu 12 hũ") || !strings.Contains(a.Body, "Bùi Thị Lúa") {
		t.Error("the conclusion is not shown")
	}
	if a := site.Get("/can-bo/to-giac?xem=xong"); !strings.Contains(a.Body, code) {
		t.Error("it is not among those that are done")
	}
}
