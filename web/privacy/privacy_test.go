package privacy_test

import (
	"archive/zip"
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	pages "github.com/ocopmarket/ocop/web/privacy"
)

type world struct {
	*desktest.Site
	t    *testing.T
	now  time.Time
	data *privacy.Service
}

// names calls everybody by their id.
type names struct{}

func (names) Names(_ context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		if id != "" {
			out[id] = "Bà " + id
		}
	}
	return out, nil
}

var shopper = policy.Actor{Person: "au", Name: "Bà au", Email: "au@example.vn"}

func open(t *testing.T) *world {
	schemas := append(append(catalog.Schemas(), notices.Schemas()...), outbox.Schemas()...)
	db := storetest.Open(t, append(schemas, privacy.Schemas()...)...)
	w := &world{t: t, now: desktest.Now()}
	clock := func() time.Time { return w.now }
	goods := catalog.New(db, clock, catalog.Rules{Silence: 1000 * time.Hour})
	if err := goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	inbox := notices.NewInbox(db, clock)
	w.data = privacy.New(db, workdays.Vietnam(), clock, inbox)
	w.Site = desktest.Open(t, db, goods, pages.Room(pages.Deps{Privacy: w.data, Inbox: inbox, Names: names{}}))
	w.Actor = shopper
	return w
}

// has checks that a page holds texts.
func (w *world) has(body string, texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			w.t.Errorf("the page lacks %q", text)
		}
	}
}

func (w *world) one() *privacy.Request {
	w.t.Helper()
	list, err := w.data.Own(w.t.Context(), "au")
	if err != nil || len(list) == 0 {
		w.t.Fatal(list, err)
	}
	return list[0]
}

var copyLink = regexp.MustCompile(`/tai-khoan/du-lieu/tai/[^"]+`)

func TestACopyFromTheRequestToTheFile(t *testing.T) {
	w := open(t)
	if got := w.Post("/tai-khoan/du-lieu", "loai", "export"); got.Status != http.StatusSeeOther {
		t.Fatalf("asked: %d", got.Status)
	}
	if got := w.Post("/tai-khoan/du-lieu", "loai", "export"); got.Status != http.StatusConflict {
		t.Errorf("asked twice: %d", got.Status)
	}
	w.has(w.Get("/tai-khoan/du-lieu").Body, "Xin bản sao dữ liệu", "chờ trả lời", "hạn trả lời", "Rút lại")
	id := w.one().ID
	w.Actor = desktest.Admin()
	w.has(w.Get("/quan-tri/du-lieu").Body, "Xin bản sao dữ liệu", "Bà au", "còn 2 ngày", "chưa ai")
	w.Post("/quan-tri/du-lieu/" + id + "/nhan")
	w.now = w.now.AddDate(0, 0, 9)
	w.has(w.Get("/quan-tri/du-lieu").Body, "quá 4 ngày 2 giờ", "1 việc quá hạn")
	if got := w.Post("/quan-tri/du-lieu/"+id, "tra-loi", "lam"); got.Status != http.StatusSeeOther {
		t.Fatalf("granted: %d", got.Status)
	}
	w.has(w.Get("/en/quan-tri/du-lieu").Body, "Nothing waits", "answered late", "ready")
	w.Actor = shopper
	page := w.Post("/tai-khoan/du-lieu/lien-ket/" + id)
	link := strings.ReplaceAll(copyLink.FindString(page.Body), "&amp;", "&")
	if link == "" {
		t.Fatal("no link")
	}
	for _, who := range []policy.Actor{desktest.Admin(), desktest.Officer(""), {Person: "lan"}} {
		w.Actor = who
		if got := w.Get(link); got.Status != http.StatusNotFound {
			t.Errorf("%q fetched it: %d", who.Name, got.Status)
		}
	}
	w.Actor = shopper
	file := w.Get(link)
	if file.Header.Get("Content-Type") != "application/zip" || file.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the file: %d %v", file.Status, file.Header)
	}
	if _, err := zip.NewReader(strings.NewReader(file.Body), int64(len(file.Body))); err != nil {
		t.Error(err)
	}
	if got := w.Get(link); got.Status != http.StatusSeeOther {
		t.Errorf("a second time: %d", got.Status)
	}
}

func TestErasureIsAskedOnPurposeAndMayBeRefused(t *testing.T) {
	w := open(t)
	if got := w.Post("/tai-khoan/du-lieu", "loai", "erasure", "loi", "Tôi không mua nữa"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Tôi không mua nữa") {
		t.Errorf("without understanding: %d", got.Status)
	}
	w.Post("/tai-khoan/du-lieu", "loai", "erasure", "chac", "1")
	id := w.one().ID
	w.Actor = desktest.Admin()
	if got := w.Post("/quan-tri/du-lieu/"+id, "tra-loi", "khong", "ly-do", "không"); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a reason that says nothing: %d", got.Status)
	}
	w.Post("/quan-tri/du-lieu/"+id, "tra-loi", "khong", "ly-do", "Bạn còn một đơn đang giao.")
	w.Actor = shopper
	w.has(w.Get("/tai-khoan/du-lieu").Body, "không làm được", "“Bạn còn một đơn đang giao.”")
	w.Post("/tai-khoan/du-lieu", "loai", "erasure", "chac", "1")
	id = w.one().ID
	w.Actor = policy.Actor{Person: "lan"}
	if got := w.Post("/tai-khoan/du-lieu/rut/" + id); got.Status != http.StatusNotFound {
		t.Errorf("somebody else takes it back: %d", got.Status)
	}
	w.Actor = shopper
	w.Post("/tai-khoan/du-lieu/rut/" + id)
	w.has(w.Get("/tai-khoan/du-lieu").Body, "đã rút lại")
	for _, who := range []policy.Actor{shopper, desktest.Officer(""), desktest.Seller("p1")} {
		w.Actor = who
		if got := w.Get("/quan-tri/du-lieu"); got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
			t.Errorf("%s sees the queue: %d", who.Name, got.Status)
		}
	}
}

func TestConsentIsGivenByAButtonAlone(t *testing.T) {
	w := open(t)
	given := func() bool {
		stands, err := w.data.Consents(t.Context(), "au")
		if err != nil {
			t.Fatal(err)
		}
		return stands[0].Given
	}
	page := w.Get("/tai-khoan/du-lieu").Body
	if given() || strings.Contains(page, " checked") {
		t.Error("something is agreed to before anybody said so")
	}
	if got := w.Post("/tai-khoan/du-lieu/dong-y", "viec", "khac", "dong-y", "1"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "Không có việc nào như thế") {
		t.Errorf("something that nobody asks for: %d", got.Status)
	}
	w.Post("/tai-khoan/du-lieu/dong-y", "viec", "news", "dong-y", "1")
	if !given() {
		t.Error("not given")
	}
	w.now = w.now.Add(time.Minute)
	w.Post("/tai-khoan/du-lieu/dong-y", "viec", "news", "dong-y", "0")
	if given() {
		t.Error("not taken back")
	}
}
