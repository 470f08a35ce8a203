package admin

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// put writes a document.
func put[T any](t *testing.T, db store.DB, collection string, doc *T) {
	t.Helper()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return store.Define[T](collection).Save(ctx, tx, doc) })
	if err != nil {
		t.Fatal(err)
	}
}

// ran is a job that ran a minute ago and runs again in an hour.
func ran(name string) *jobs.Record {
	now := desktest.Now()
	return &jobs.Record{Meta: store.Meta{ID: name}, Started: now.Add(-time.Minute), Ended: now.Add(-time.Minute), Succeeded: now.Add(-time.Minute), Took: 300 * time.Millisecond, Next: now.Add(time.Hour)}
}

// setJob changes what is known of a job.
func setJob(t *testing.T, db store.DB, name string, change func(*jobs.Record)) {
	t.Helper()
	c := store.Define[jobs.Record]("jobs")
	r, err := c.Get(t.Context(), db, name)
	if errors.Is(err, store.ErrNotFound) {
		r, err = ran(name), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	change(r)
	put(t, db, "jobs", r)
}

func TestTheFirstPageShowsWhatNeedsSomebody(t *testing.T) {
	site, db, _ := open(t, func(d *Deps) {
		d.PagesP95 = func() time.Duration { return 19 * time.Millisecond }
		d.Engines = append(d.Engines, Engine{VI: "Niêm phong", EN: "Sealing", Using: Named("AES"), Tell: func(context.Context) (Telling, error) {
			return Telling{More: Words{"khóa ab", "key ab"}, Amiss: Words{"Thiếu khóa", "A key is missing"}}, nil
		}})
	})
	for _, name := range []string{"registry-pull", "tell-expiry", "pictures", "release-unpaid", "prune-carts", "prune-outbox", "popularity"} {
		put(t, db, "jobs", ran(name))
	}
	setJob(t, db, "identity-expiry", func(r *jobs.Record) { r.Error, r.Failures = "no such table", 3 })
	put(t, db, "registry_stops", &pull.Stop{Meta: store.Meta{ID: "22"}, Difference: pull.Difference{Province: "22"}})
	for id, role := range map[string]string{"a": "web", "b": "web", "c": "worker"} {
		put(t, db, "processes", &presence.Process{Meta: store.Meta{ID: id}, Role: role, Version: "1.4.2", Seen: desktest.Now()})
	}
	body := site.Get("/quan-tri").Body
	first, rest, folded := strings.Cut(body, "Còn 3 việc, đều tốt")
	if !folded {
		t.Fatal("the jobs that are well are not folded")
	}
	for _, want := range []string{"Nhắc danh tính sắp hết hạn", "Hỏng 3 lần", "Dừng 1 tỉnh", "Gửi hộp thư đi", "1 thư kẹt", "liên tục", "khi có ảnh", "Sao lưu", "10:41", "Thư “Đơn đã đặt”"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is not shown at once", want)
		}
	}
	if at, wrong := strings.Index(first, "Nhắc danh tính"), strings.Index(first, "Kéo sổ quốc gia"); at > wrong {
		t.Error("a job that fails does not come first")
	}
	for _, want := range []string{"Dọn giỏ hàng cũ", "Dọn hộp gửi", "Đếm hàng bán chạy", "AES, khóa ab", "Thiếu khóa", "2 web, 1 thợ, bản 1.4.2", "19 ms", "Chuỗi băm chưa kiểm"} {
		if !strings.Contains(rest, want) || strings.Contains(first, want) {
			t.Errorf("%q is not among the rest", want)
		}
	}
	for _, want := range []string{"3 more, all well", "Provinces stopped: 1", "1 stuck", "all the time", "AES, key ab", "A key is missing", "pages: 2, workers: 1, version 1.4.2", "Letter “Order placed”"} {
		if body := site.Get("/en/quan-tri").Body; !strings.Contains(body, want) {
			t.Errorf("in English, %q is missing", want)
		}
	}
}

func TestTheChainsStateIsToldOnTheFirstPage(t *testing.T) {
	site, db, _ := open(t)
	setJob(t, db, chainJob, func(*jobs.Record) {})
	if body := site.Get("/quan-tri").Body; !strings.Contains(body, "Chuỗi băm nguyên vẹn") {
		t.Error("one that was read and holds is not said to be whole")
	}
	if a := site.Post("/quan-tri/nhat-ky/kiem"); a.Status != http.StatusSeeOther {
		t.Fatalf("check it now: %d", a.Status)
	}
	all, err := jobs.Records(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.ID == chainJob && r.Next.After(desktest.Now()) {
			t.Errorf("the job was not asked to read it too, it is due at %s", r.Next)
		}
	}
	setJob(t, db, chainJob, func(r *jobs.Record) { r.Error, r.Failures = audit.ErrBroken.Error()+" at entry 7", 1 })
	for path, want := range map[string]string{"/quan-tri": "Chuỗi băm đứt", "/en/quan-tri": "Chain broken", "/quan-tri/nhat-ky": "at entry 7"} {
		if body := site.Get(path).Body; !strings.Contains(body, want) {
			t.Errorf("%s: broken, without %q", path, want)
		}
	}
}
