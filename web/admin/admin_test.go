package admin

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/internal/jobs"
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

// people are those of the tests.
type people struct{}

func (people) Names(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if id == "p-admin" {
			names[id] = "Nguyễn Thị Mạ Non"
		}
	}
	return names, nil
}
func (people) Find(context.Context, string) ([]string, error) { return nil, nil }

// open serves the desk of a store in which a job and a dead letter wait.
func open(t *testing.T) (*desktest.Site, store.DB, *int64) {
	t.Helper()
	schemas := catalog.Schemas()
	for _, of := range []func() []store.Schema{audit.Schemas, outbox.Schemas, jobs.Schemas, settings.Schemas, presence.Schemas} {
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
	held := new(int64)
	book := settings.New(db, desktest.Now, settings.Setting{Key: "orders.hold", VI: "Giữ hàng", EN: "Hold", UnitVI: "phút", UnitEN: "minutes", Min: 5, Max: 60, Default: 30, Apply: func(n int64) { *held = n }})
	site := desktest.Open(t, db, catalog.New(db, desktest.Now, catalog.Rules{Silence: time.Hour}), Room(Deps{
		DB: db, Outbox: box{[]*outbox.Letter{dead}}, Book: book, People: people{}, Clock: desktest.Now, Backups: true,
		Health:  func() health.Report { return health.Report{Parts: []health.Part{{Name: "store", State: health.OK, P95: "2ms"}}} },
		Engines: []Engine{{Part: "store", VI: "Kho dữ liệu", EN: "Documents", Using: "SQLite"}},
	}))
	site.Actor = desktest.Admin()
	return site, db, held
}

func TestEveryPageInBothLanguages(t *testing.T) {
	site, _, _ := open(t)
	for path, want := range map[string]string{
		"/quan-tri": "OC-7KM4-XQ2P", "/quan-tri/hop-gui": "550 no such box", "/quan-tri/viec-nen": "Sao lưu", "/quan-tri/cai-dat": "Giữ hàng",
		"/quan-tri/may": "SQLite", "/quan-tri/nhat-ky": "Chưa ai đổi gì",
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
