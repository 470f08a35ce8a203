package inbox_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/inbox"
)

type world struct {
	*desktest.Site
	t  *testing.T
	db store.DB
	in *notices.Inbox
}

func open(t *testing.T) *world {
	db := storetest.Open(t, append(append(catalog.Schemas(), notices.Schemas()...), outbox.Schemas()...)...)
	goods := catalog.New(db, desktest.Now, catalog.Rules{Silence: 1000 * time.Hour})
	if err := goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, in: notices.NewInbox(db, desktest.Now)}
	save := func(ctx context.Context, person string, c notices.Choices) error {
		return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return w.in.Choose(ctx, tx, person, c) })
	}
	w.Site = desktest.Open(t, db, goods, inbox.Room(inbox.Deps{Inbox: w.in, Save: save}))
	w.Actor = desktest.Seller("p1")
	return w
}

func (w *world) post(to notices.Audience, k notices.Kind, vi, en, path string, at time.Time) {
	w.t.Helper()
	err := w.db.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		return notices.Post(ctx, tx, notices.Notice{To: to, Kind: k, VI: vi, EN: en, Path: path, At: at})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// has checks that a page holds texts in that order.
func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		_, rest, found := strings.Cut(body, text)
		if !found {
			t.Errorf("the page lacks %q, or has it too early", text)
			return
		}
		body = rest
	}
}

func TestTheInboxIsInOrderOfTime(t *testing.T) {
	w := open(t)
	now := desktest.Now() // a Sunday
	w.post(notices.ToProducer("p1"), notices.KindOrders, "5 đơn cần gói", "5 orders to pack", "/ban-hang/don-hang", now.Add(-20*time.Minute))
	w.post(notices.ToPerson("p-seller"), notices.KindSecurity, "Đăng nhập lạ", "A new device", "", now.AddDate(0, 0, -6))
	w.post(notices.ToProducer("p1"), notices.KindStock, "Chả mực còn 4 hộp", "4 boxes left", "/ban-hang/kho", now.AddDate(0, 0, -7))
	w.post(notices.ToProducer("p2"), notices.KindStock, "Của người khác", "Somebody else's", "/ban-hang/kho", now)
	page := w.Get("/tai-khoan/thong-bao")
	has(t, page.Body, "3 chưa đọc", "Tất cả", "3</span>", "Chưa đọc", "Đơn hàng", "1</span>", "Kho", "Bảo mật", "Hôm nay", "5 đơn cần gói", "Đơn hàng, 10:22", "Tuần này", "Đăng nhập lạ", "Bảo mật, 16/11", "Trước đó", "Chả mực còn 4 hộp", "Kho, 15/11")
	has(t, w.Get("/en/tai-khoan/thong-bao?loai=kho").Body, `aria-current="page">Stock`, "4 boxes left")
	if strings.Contains(page.Body, "người khác") {
		t.Error("somebody else's notice is shown")
	}
	if strings.Contains(w.Get("/tai-khoan/thong-bao?loai=kho").Body, "5 đơn cần gói") {
		t.Error("the view of one kind shows another")
	}
}

func TestOpeningLeadsToWhatItIsAbout(t *testing.T) {
	w := open(t)
	w.post(notices.ToProducer("p1"), notices.KindOrders, "Đơn", "Order", "/ban-hang/don-hang?x=1", desktest.Now().Add(-time.Hour))
	w.post(notices.ToPerson("p-seller"), notices.KindSecurity, "Lạ", "New", "//evil.example", desktest.Now())
	l, err := w.in.List(t.Context(), w.Actor, notices.Filter{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Get("/en/tai-khoan/thong-bao/mo/" + l.Entries[1].ID); got.Status != http.StatusSeeOther || got.Location != "/en/ban-hang/don-hang?x=1" {
		t.Errorf("led to %d %s", got.Status, got.Location)
	}
	if got := w.Get("/tai-khoan/thong-bao/mo/" + l.Entries[0].ID); got.Location != "/tai-khoan/thong-bao" {
		t.Errorf("led to %s", got.Location)
	}
	has(t, w.Get("/tai-khoan/thong-bao").Body, "Đã đọc hết")
	for _, who := range []policy.Actor{desktest.Seller("p2"), desktest.Officer(""), desktest.Admin()} {
		w.Actor = who
		if got := w.Get("/tai-khoan/thong-bao/mo/" + l.Entries[1].ID); got.Status != http.StatusNotFound {
			t.Errorf("%s opened it: %d", who.Name, got.Status)
		}
	}
}

func TestAllCanBeMarkedAsRead(t *testing.T) {
	w := open(t)
	w.post(notices.ToProducer("p1"), notices.KindOrders, "Đơn", "Order", "", desktest.Now().Add(-time.Hour))
	if got := w.Post("/tai-khoan/thong-bao/da-doc"); got.Status != http.StatusSeeOther || got.Location != "/tai-khoan/thong-bao" {
		t.Fatalf("got %d %s", got.Status, got.Location)
	}
	has(t, w.Get("/tai-khoan/thong-bao").Body, "Đã đọc hết")
}

func TestChoicesAreKeptAndLockedOnesStay(t *testing.T) {
	w := open(t)
	body := w.Get("/tai-khoan/thong-bao").Body
	has(t, body, `name="day-chung-nhan" value="1" aria-label="Chứng nhận, cán bộ hỏi, ở đây" checked disabled`, `name="thu-tin" value="1" aria-label="Tin của Chợ Sao, thư">`)
	w.Post("/tai-khoan/thong-bao/bao-bang", "thu-kho", "1", "thu-viec", "1")
	has(t, w.Get("/tai-khoan/thong-bao").Body, `name="day-don-hang" value="1" aria-label="Đơn mới, đơn đổi, ở đây">`, `name="thu-kho" value="1" aria-label="Kho sắp hết, thư" checked>`,
		`name="day-bao-mat" value="1" aria-label="Bảo mật, ở đây" checked disabled`)
	w.Actor = policy.Actor{Person: "khach"}
	if body := w.Get("/tai-khoan/thong-bao").Body; strings.Contains(body, "day-kho") || !strings.Contains(body, "day-don-hang") {
		t.Error("a shopper is asked about stock, or not about orders")
	}
	w.Actor = policy.Actor{}
	if got := w.Get("/tai-khoan/thong-bao"); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/dang-nhap") {
		t.Errorf("nobody got %d %s", got.Status, got.Location)
	}
}
