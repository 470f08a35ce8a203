package admin

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// shared is a store that calls itself one that processes share.
type shared struct{ store.DB }

func (shared) Name() string { return "mongodb" }

func TestBackingUpNow(t *testing.T) {
	site, db, _ := open(t)
	says := func(when, path string, want ...string) {
		t.Helper()
		a := site.Get(path)
		for _, w := range want {
			if a.Status != http.StatusOK || !strings.Contains(a.Body, w) {
				t.Errorf("%s, %s: %d, without %q", when, path, a.Status, w)
			}
		}
	}
	if a := site.Post("/quan-tri/sao-luu"); a.Status != http.StatusSeeOther || a.Location != "/quan-tri/sao-luu" {
		t.Fatalf("ask for one: %d to %s", a.Status, a.Location)
	}
	says("asked", "/quan-tri/sao-luu", "Đã xếp việc", `data-follow="/quan-tri/sao-luu/tien-do"`)
	if body := site.Get("/quan-tri/sao-luu").Body; strings.Contains(body, "Sao lưu ngay") {
		t.Error("the button is there while one is asked for")
	}
	setJob(t, db, backupJob, func(r *jobs.Record) { r.Started, r.By, r.Done, r.Total = desktest.Now(), "may-1", 400, 1000 })
	says("begun", "/quan-tri/sao-luu/tien-do", "Đang sao lưu", "may-1", `max="1000" value="400"`, "data-follow")
	says("begun", "/en/quan-tri/sao-luu/tien-do", "Backing up", `data-follow="/en/quan-tri/sao-luu/tien-do"`)
	setJob(t, db, backupJob, func(r *jobs.Record) {
		r.Ended, r.Next, r.Took = desktest.Now().Add(time.Second), desktest.Now().Add(time.Hour), 58*time.Second
		r.Succeeded, r.SayVI, r.SayEN = r.Ended, "/data/backups/1.backup: 1.000 tài liệu", "/data/backups/1.backup: 1,000 documents"
	})
	says("done", "/quan-tri/sao-luu/tien-do", "Đã xong", `data-then="/quan-tri/sao-luu"`)
	says("done", "/quan-tri/sao-luu", "Sao lưu ngay", "/data/backups/1.backup: 1.000 tài liệu", "may-1", "trong 58 giây", "secret.key")
	says("done", "/en/quan-tri/sao-luu", "Back up now", "1,000 documents", "in 58 seconds", "are not in it")
	setJob(t, db, backupJob, func(r *jobs.Record) { r.Error, r.Failures = "no space left on device", 2 })
	says("failed", "/quan-tri/sao-luu", "Hỏng 2 lần liền", "no space left on device", "Các bản trước vẫn còn nguyên")
	link(t, db)
	says("logged", "/en/quan-tri/nhat-ky", "had a job run: backup")
}

func TestWhatBacksUpInstead(t *testing.T) {
	site, _, _ := open(t, func(d *Deps) { d.Backups = false })
	if body := site.Get("/quan-tri/sao-luu").Body; !strings.Contains(body, "OCOP_BACKUPS=0") || !strings.Contains(body, "ocop backup") || strings.Contains(body, "Sao lưu ngay") {
		t.Error("where no job makes them, the page does not say what does")
	}
	if body := site.Get("/quan-tri").Body; !strings.Contains(body, `href="/quan-tri/sao-luu"`) || strings.Contains(body, "Sao lưu ngay") {
		t.Error("the first page offers what there is not")
	}
	site, _, _ = open(t, func(d *Deps) { d.DB = shared{d.DB} })
	for path, want := range map[string]string{"/quan-tri/sao-luu": "mongodump --oplog", "/en/quan-tri/sao-luu": "The store is MongoDB"} {
		if body := site.Get(path).Body; !strings.Contains(body, want) {
			t.Errorf("%s says nothing of the cluster's own backup", path)
		}
	}
}

func TestBackingUpBeforeAnyProcessCan(t *testing.T) {
	site, db, _ := open(t)
	c := store.Define[jobs.Record]("jobs")
	r, err := c.Get(t.Context(), db, backupJob)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(t.Context(), db, r); err != nil {
		t.Fatal(err)
	}
	if body := site.Get("/quan-tri/sao-luu").Body; !strings.Contains(body, "Chưa có bản nào") {
		t.Error("before the first there is no word")
	}
	if a := site.Post("/quan-tri/sao-luu"); a.Status != http.StatusSeeOther {
		t.Errorf("ask for one: %d", a.Status)
	}
}
