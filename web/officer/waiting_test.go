package officer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/officer"
)

// waits is a queue in which these things wait, whichever the province.
func waits(q queues.Queue, items ...queues.Item) queues.Queue {
	q.Waiting = func(context.Context, string) ([]queues.Item, error) { return items, nil }
	return q
}

func TestWaitingWorkByAgeAndByTheClockOfTheLaw(t *testing.T) {
	w := open(t, 136)
	now := w.Catalog.Now() // Sunday, 22 November 2026, 10:42 in Vietnam
	monday, tuesday := now.Add(30*time.Hour), time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	watched := queues.Queue{VI: "Yêu cầu dữ liệu cá nhân", EN: "Requests about personal data", Watched: true}
	w.openWith(t,
		waits(queues.Queue{VI: "Xác minh chủ thể", EN: "Producers to verify", Path: "/can-bo/chu-the"}, queues.Item{Title: "HTX Rau Hồng Thái", Since: now.Add(-9 * 24 * time.Hour), Holder: "Bùi Thị Lúa"}),
		waits(queues.Queue{VI: "Bản ghi sổ bị giữ lại", EN: "Held back", Path: "/can-bo/so-quoc-gia"}, queues.Item{Since: now.Add(-88 * time.Minute)}),
		waits(watched, queues.Item{Since: now.Add(-time.Hour), Due: tuesday, Holder: "Mạ Non"}, queues.Item{Since: now.Add(-2 * time.Hour), Due: monday}),
	)
	for path, wants := range map[string][]string{
		"/can-bo/bao-cao":                         {"HTX Rau Hồng Thái, 9 ngày", "Bùi Thị Lúa giữ", "Từ 09:14 hôm nay", "chưa ai giữ", "Hạn luật 16:42 thứ Hai 23/11, còn 8 giờ làm việc", `class="n r old" data-of="Dưới 3 ngày">2`, "cả chợ, quản trị trả lời", "/can-bo/so/kiem-tra/nhap"},
		"/en/can-bo/bao-cao":                      {"HTX Rau Hồng Thái, 9 days", "Legal term 16:42 Mon 23 Nov, 8 hours of work left"},
		"/can-bo/bao-cao?nam=2024":                {"HTX Rau Hồng Thái, 9 ngày", "Hôm nay, không phải năm 2024."},
		"/can-bo/bao-cao/xuat?bang=viec&dang=csv": {"Hạn luật", "Yêu cầu dữ liệu cá nhân,2"},
	} {
		got := w.site.Get(path)
		for _, want := range wants {
			if !strings.Contains(got.Body, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	if got := w.site.Get("/can-bo"); strings.Contains(got.Body, watched.VI) || !strings.Contains(got.Body, "Bản ghi sổ bị giữ lại") {
		t.Error("what administrators answer is among an office's own work, or its own is not")
	}
	w.site.Actor = desktest.Officer("")
	if got := w.site.Get("/can-bo"); !strings.Contains(got.Body, watched.VI) {
		t.Error("the central office does not see that people wait for their data")
	}
}

func TestAStoppedProvinceIsOneThingToDo(t *testing.T) {
	w := open(t, 136)
	stops := store.Define[pull.Stop]("registry_stops")
	if err := stops.Insert(t.Context(), w.DB, &pull.Stop{Meta: store.Meta{ID: quangNinh}, Difference: pull.Difference{Province: quangNinh, Stopped: true, Changes: 3, Lost: 2}, Since: w.Catalog.Now()}); err != nil {
		t.Fatal(err)
	}
	w.openWith(t, waits(queues.Queue{VI: "Bản ghi sổ bị giữ lại", Path: "/can-bo/so-quoc-gia"}, queues.Item{Since: w.Catalog.Now()}))
	got := w.site.Get("/can-bo")
	if !strings.Contains(got.Body, `href="/can-bo/so-quoc-gia?tinh=22"`) || strings.Contains(got.Body, "Bản ghi sổ bị giữ lại") {
		t.Error("a stopped province is told twice, or its button leads nowhere")
	}
}

func TestTheNavigationCountsWhatTheFirstScreenTells(t *testing.T) {
	w := open(t, 680)
	list := []queues.Queue{
		waits(queues.Queue{VI: "Xác minh chủ thể", Path: "/can-bo/chu-the"}, queues.Item{Since: w.Catalog.Now()}), waits(queues.Queue{VI: "Trống", Path: "/can-bo/xin-doi"}),
		waits(queues.Queue{VI: "Dữ liệu", Watched: true}, queues.Item{Since: w.Catalog.Now()}), waits(queues.Queue{VI: "Bản ghi", Path: "/can-bo/so-quoc-gia"}, queues.Item{Since: w.Catalog.Now()}),
	}
	w.openWith(t, list...)
	deps := w.deps()
	deps.Queues = list
	for _, stopped := range []bool{false, true} {
		if stopped {
			if err := store.Define[pull.Stop]("registry_stops").Insert(t.Context(), w.DB, &pull.Stop{Meta: store.Meta{ID: quangNinh}, Difference: pull.Difference{Province: quangNinh, Stopped: true}, Since: w.Catalog.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		for _, province := range []string{quangNinh, "", "01"} {
			w.site.Actor = desktest.Officer(province)
			told := strings.Count(w.site.Get("/can-bo").Body, `<li class="todo`)
			if n, err := officer.ToDo(deps)(t.Context(), w.site.Actor); err != nil || n != told || n == 0 {
				t.Errorf("office of %q, stopped %t: %d counted, %v; %d told", province, stopped, n, err, told)
			}
		}
	}
}
