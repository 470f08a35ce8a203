package admin

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// box is an outbox with letters that were planted.
type box struct{ letters []*outbox.Letter }

func (b box) Letters(context.Context, string) ([]*outbox.Letter, error) { return b.letters, nil }
func (b box) Status(context.Context) ([]outbox.Status, error) {
	return []outbox.Status{{Consumer: "letters", Behind: 3, Error: "550 no such box"}}, nil
}

// open serves the desk of a store in which a job and a dead letter wait.
func open(t *testing.T, changes ...func(*Deps)) (*desktest.Site, store.DB, *int64) {
	t.Helper()
	schemas := catalog.Schemas()
	for _, of := range []func() []store.Schema{audit.Schemas, outbox.Schemas, jobs.Schemas, settings.Schemas, presence.Schemas, lease.Schemas, pull.Schemas, accounts.Schemas, members.Schemas} {
		schemas = append(schemas, of()...)
	}
	db := storetest.Open(t, schemas...)
	dead := &outbox.Letter{Meta: store.Meta{ID: "letters:e1"}, Consumer: "letters", Event: "e1", Kind: "order.placed", Error: "552 mailbox full", Tries: 8, Died: desktest.Now()}
	dead.Payload, _ = bson.Marshal(bson.M{"checkout": "OC-7KM4-XQ2P"})
	due := &jobs.Record{Meta: store.Meta{ID: "backup"}, Next: desktest.Now().Add(time.Hour), Ended: desktest.Now().Add(-time.Hour)}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := store.Define[outbox.Letter]("outbox_letters").Insert(ctx, tx, dead); err != nil {
			return err
		}
		return store.Define[jobs.Record]("jobs").Insert(ctx, tx, due)
	})
	if err != nil {
		t.Fatal(err)
	}
	people := accounts.New(db, accounts.NewHasher(1), accounts.Options{}, desktest.Now)
	boss, err := people.Add(t.Context(), accounts.Newcomer{Name: "Nguyễn Thị Mạ Non", Email: "ma.non@cho.example", Admin: true})
	if err != nil {
		t.Fatal(err)
	}
	held := new(int64)
	book := settings.New(db, desktest.Now, settings.Setting{Key: "orders.hold", VI: "Giữ hàng", EN: "Hold", UnitVI: "phút", UnitEN: "minutes", Min: 5, Max: 60, Default: 30, Apply: func(n int64) { *held = n }})
	deps := Deps{
		DB: db, Outbox: box{[]*outbox.Letter{dead}}, Book: book, Accounts: people, Members: members.New(db, people, desktest.Now), Clock: desktest.Now, Backups: true,
		Health: func() health.Report {
			return health.Report{Parts: []health.Part{{Name: "store", State: health.OK, P95: "2ms"}}}
		},
		Engines: []Engine{{Part: "store", VI: "Kho dữ liệu", EN: "Documents", Using: Named("SQLite")}},
	}
	for _, change := range changes {
		change(&deps)
	}
	site := desktest.Open(t, db, catalog.New(db, desktest.Now, catalog.Rules{Silence: time.Hour}), Room(deps))
	site.Actor = desktest.Admin()
	site.Actor.Person = boss.ID
	return site, db, held
}

func TestEveryPageInBothLanguages(t *testing.T) {
	site, _, _ := open(t)
	for path, want := range map[string]string{
		"/quan-tri": "OC-7KM4-XQ2P", "/quan-tri/hop-gui": "550 no such box", "/quan-tri/viec-nen": "Sao lưu", "/quan-tri/cai-dat": "Giữ hàng",
		"/quan-tri/may": "SQLite", "/quan-tri/nguoi-dung": "Nguyễn Thị Mạ Non", "/quan-tri/to-chuc": "Lập văn phòng", "/quan-tri/nhat-ky": "Chưa ai đổi gì",
		"/en/quan-tri": "Overview", "/en/quan-tri/hop-gui": "Send again", "/en/quan-tri/viec-nen": "Backup", "/en/quan-tri/cai-dat": "Hold",
		"/en/quan-tri/may": "Documents", "/en/quan-tri/nhat-ky": "Nobody has changed anything yet",
	} {
		if a := site.Get(path); a.Status != http.StatusOK || !strings.Contains(a.Body, want) {
			t.Errorf("%s: %d, without %q", path, a.Status, want)
		}
	}
}

func TestOnlyAdministratorsWithASecondFactor(t *testing.T) {
	site, _, _ := open(t)
	half := desktest.Admin()
	half.SecondFactor = false
	for name, tt := range map[string]struct {
		who  policy.Actor
		want int
	}{
		"nobody": {policy.Actor{}, http.StatusSeeOther}, "without the second factor": {half, http.StatusSeeOther},
		"a seller": {desktest.Seller("p1"), http.StatusForbidden}, "an officer": {desktest.Officer(""), http.StatusForbidden},
	} {
		site.Actor = tt.who
		for _, r := range site.Desks.Routes() {
			a := site.Get(r.Path)
			if r.Method == http.MethodPost {
				a = site.Post(r.Path)
			}
			if a.Status != tt.want {
				t.Errorf("%s, %s %s: %d, want %d", name, r.Method, r.Path, a.Status, tt.want)
			}
		}
	}
}

func TestChangingASetting(t *testing.T) {
	site, db, held := open(t)
	if a := site.Post("/quan-tri/cai-dat", "orders.hold", "1000", "ly-do", "thử"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `value="1000"`) {
		t.Errorf("out of bounds: %d; what was typed must be kept", a.Status)
	}
	if a := site.Post("/quan-tri/cai-dat", "orders.hold", "45"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := site.Post("/quan-tri/cai-dat", "orders.hold", "45", "ly-do", "xe muộn"); a.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.Status, a.Body)
	}
	if a := site.Get("/quan-tri/cai-dat"); !strings.Contains(a.Body, "30 → 45. xe muộn") || !strings.Contains(a.Body, "Nguyễn Thị Mạ Non") {
		t.Error("the history does not tell who, what and why")
	}
	book := settings.New(db, desktest.Now, settings.Setting{Key: "orders.hold", Apply: func(n int64) { *held = n }})
	if err := book.Load(t.Context()); err != nil || *held != 45 {
		t.Errorf("another process has %d in force, %v; want 45", *held, err)
	}
}

func TestLettersAndJobs(t *testing.T) {
	site, db, _ := open(t)
	if a := site.Post("/quan-tri/viec-nen", "viec", "backup"); a.Status != http.StatusSeeOther {
		t.Fatalf("ask for a job: %d", a.Status)
	}
	all, err := jobs.Records(t.Context(), db)
	if err != nil || all[0].Next.After(desktest.Now()) {
		t.Errorf("the job is due at %s, %v; want now", all[0].Next, err)
	}
	if a := site.Post("/quan-tri/viec-nen", "viec", "khong-co"); a.Status != http.StatusNotFound {
		t.Errorf("a job that none has: %d", a.Status)
	}
	if a := site.Post("/quan-tri/hop-gui", "viec", "gui", "thu", "letters:e1"); a.Status != http.StatusSeeOther {
		t.Errorf("send again: %d", a.Status)
	}
	if a := site.Post("/quan-tri/hop-gui", "viec", "bo", "thu", "letters:e1"); a.Status != http.StatusNotFound {
		t.Errorf("give up what was sent again: %d, want 404", a.Status)
	}
}

// TestTheAuditLogSpeaksTheLanguageOfThePage: shown, searched and taken away as a file.
func TestTheAuditLogSpeaksTheLanguageOfThePage(t *testing.T) {
	site, db, _ := open(t)
	site.Post("/quan-tri/viec-nen", "viec", "backup")
	link(t, db)
	for path, want := range map[string][2]string{
		"/quan-tri/nhat-ky": {"cho chạy ngay: backup", "had a job run"}, "/en/quan-tri/nhat-ky": {"had a job run: backup", "cho chạy ngay"},
		"/quan-tri/nhat-ky?tim=cho+chay": {"cho chạy ngay: backup", "Không dòng nào khớp"}, "/en/quan-tri/nhat-ky?tim=HAD+A+JOB": {"had a job run: backup", "No entry matches"},
		"/en/quan-tri/nhat-ky?tim=cho+chay": {"No entry matches", "had a job run"},
		"/quan-tri/nhat-ky/xuat?dang=csv":   {"cho chạy ngay: backup", "had a job run"}, "/en/quan-tri/nhat-ky/xuat?dang=csv&tim=backup": {"had a job run: backup", "cho chạy ngay"},
		"/en/quan-tri/nhat-ky/xuat?dang=csv&tim=nothing": {"Number,At,Who", "backup"},
	} {
		if a := site.Get(path); a.Status != http.StatusOK || !strings.Contains(a.Body, want[0]) || strings.Contains(a.Body, want[1]) {
			t.Errorf("%s: %d; want %q and not %q in %s", path, a.Status, want[0], want[1], a.Body)
		}
	}
	if a := site.Get("/quan-tri/nhat-ky/xuat"); !strings.HasPrefix(a.Body, "PK") || !strings.Contains(a.Header.Get("Content-Disposition"), ".xlsx") {
		t.Errorf("as XLSX: %d, %s", a.Status, a.Header.Get("Content-Disposition"))
	}
}

// link takes what was written into the audit log's chain, as its consumer does.
func link(t *testing.T, db store.DB) {
	t.Helper()
	box, err := outbox.New(db, lease.New(db, "test", time.Second, time.Now), outbox.Options{Notifier: new(outbox.Notifier), Poll: 5 * time.Millisecond}, audit.Consumer(db))
	if err != nil {
		t.Fatal(err)
	}
	before, err := audit.End(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- box.Run(ctx) }()
	defer func() { stop(); <-done }()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if end, err := audit.End(t.Context(), db); err != nil || end.Seq > before.Seq {
			return
		}
	}
	t.Fatal("nothing was linked")
}

func TestManagingPeople(t *testing.T) {
	site, _, _ := open(t)
	boss := "/quan-tri/nguoi-dung/" + site.Actor.Person
	if a := site.Post(boss, "viec", "thoi-quan-tri", "ly-do", "nghỉ"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "quản trị cuối cùng") {
		t.Errorf("the last administrator steps down: %d", a.Status)
	}
	if a := site.Post(boss, "viec", "bo-buoc-hai"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := site.Post(boss, "viec", "bo-buoc-hai", "ly-do", "mất điện thoại"); a.Status != http.StatusSeeOther {
		t.Errorf("drop the second step: %d", a.Status)
	}
	if a := site.Get("/quan-tri/nguoi-dung?tim=MA.NON"); !strings.Contains(a.Body, "Mạ Non") {
		t.Error("not found by the address")
	}
	if a := site.Get("/quan-tri/nguoi-dung/nobody"); a.Status != http.StatusNotFound {
		t.Errorf("somebody who is not there: %d", a.Status)
	}
}

func TestAnOfficeForEachProvince(t *testing.T) {
	site, _, _ := open(t)
	made := site.Post("/quan-tri/to-chuc", "tinh", "22", "email", "lua@quangninh.example")
	if made.Status != http.StatusSeeOther {
		t.Fatalf("found an office: %d %s", made.Status, made.Body)
	}
	if a := site.Get(made.Location); a.Status != http.StatusOK || !strings.Contains(a.Body, "lua@quangninh.example") {
		t.Errorf("its page: %d, without the invitation", a.Status)
	}
	for name, form := range map[string][]string{"a second one": {"tinh", "22", "email", "b@x.example"}, "nowhere": {"tinh", "99", "email", "b@x.example"}, "nobody": {"tinh", "01", "email", "b"}} {
		if a := site.Post("/quan-tri/to-chuc", form...); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := site.Post(made.Location, "email", "song@quangninh.example", "vai", "staff"); a.Status != http.StatusSeeOther {
		t.Errorf("invite a colleague: %d", a.Status)
	}
}
