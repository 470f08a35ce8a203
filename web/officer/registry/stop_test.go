package registry_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

var (
	heldBacks = store.Define[pull.HeldBack]("registry_held")
	stops     = store.Define[pull.Stop]("registry_stops")
	pulls     = store.Define[pull.Pull]("registry_pulls")
)

// stopped sets a scene: a pull would lower two products of Quảng Ninh and take a new one in.
func (o *office) stopped() {
	o.t.Helper()
	ctx := context.Background()
	must := func(err error) {
		o.t.Helper()
		if err != nil {
			o.t.Fatal(err)
		}
	}
	lower := func(sku, name string, score float64) *pull.HeldBack {
		e := &catalog.Entry{RegistryID: sku, Revision: 2, Product: catalog.Product{Name: name}, Certificate: catalog.Certificate{Meta: store.Meta{ID: "SO " + sku + "/2024"}, Stars: 3, Score: score, Decision: "2318/QĐ-UBND"}}
		return &pull.HeldBack{Meta: store.Meta{ID: sku}, Province: "22", Entry: e, ProductID: sku, FromStars: 4, ToStars: 3, PullID: "p1", Since: o.Clock.Now()}
	}
	must(heldBacks.Insert(ctx, o.DB, lower("CM-500", "Chả mực Hạ Long giã tay", 82.4)))
	must(heldBacks.Insert(ctx, o.DB, lower("MN-250", "Mực một nắng Cô Tô", 78.1)))
	fresh := lower("NEW", "Hàu sữa nướng", 64.8)
	fresh.ProductID, fresh.FromStars, fresh.ToStars, fresh.Entry.Certificate.ID = "pNEW", 0, 0, "QN 0466/2026"
	must(heldBacks.Insert(ctx, o.DB, fresh))
	difference := pull.Difference{Province: "22", Products: 2, Changes: 3, Lost: 2, Stopped: true}
	must(stops.Insert(ctx, o.DB, &pull.Stop{Meta: store.Meta{ID: "22"}, Difference: difference, Since: o.Clock.Now(), PullID: "p1"}))
	piece := pull.Piece{Name: "registry/2026/11/p1-1.zst", SHA256: strings.Repeat("9f", 32), Size: 4, Pages: 2}
	must(o.blobs.Put(ctx, piece.Name, "application/zstd", []byte("zstd")))
	must(pulls.Insert(ctx, o.DB, &pull.Pull{Meta: store.Meta{ID: "p1"}, Who: "schedule", StartedAt: o.Clock.Now(), EndedAt: o.Clock.Now(), Records: 16023, Pages: 2, Provinces: []pull.Difference{difference}, Evidence: []pull.Piece{piece}}))
}

func firstCommune(province string) string { return place.Communes(province)[0].Code }

func (o *office) held(id string) *pull.HeldBack {
	o.t.Helper()
	b, err := heldBacks.Get(context.Background(), o.DB, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

func TestAStoppedProvinceOnThePage(t *testing.T) {
	o := open(t)
	o.stopped()
	o.Fill("CM-500", 1)
	page := o.Get("/can-bo/so-quoc-gia")
	has(t, page, "đang dừng: 2 trong 2 sản phẩm", "Cả 2 đều thuộc quyết định 2318/QĐ-UBND", "2 bản hạ sao đến cùng một lần kéo nhưng điểm vẫn từ 70 trở lên", "/can-bo/so-quoc-gia/lan-keo/p1", "tỉnh, thành đã nhận lần kéo", ", một tỉnh đang dừng.", "điểm vẫn 82,4", "1 giỏ",
		"thêm mới", "Giữ 2 bản hạ sao", "Còn 3 bản ghi chưa quyết", "bị dừng ở Quảng Ninh", "9f9f")
	has(t, o.Get("/en/can-bo/so-quoc-gia"), "is stopped: 2 of 2 products", "still 82.4 points")
	at := "/can-bo/so-quoc-gia/dung/22"
	if a := o.Post(at, "q.CM-500", "keep", "l.CM-500", "Chờ quyết định giấy", "viec", "luu"); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status, a.Body)
	}
	if b := o.held("CM-500"); b.Choice != pull.Keep || b.Reason != "Chờ quyết định giấy" || b.Recorded {
		t.Errorf("noted %+v", b)
	}
	has(t, o.Get("/can-bo/so-quoc-gia"), "Nhận phần còn lại", "Giữ phần còn lại")
	has(t, o.Get("/can-bo/so-quoc-gia"), "Nhận 0, giữ 1, chưa quyết 2", "Ghi 1 quyết định")
	o.Post(at, "tat", "keep:lower")
	if b := o.held("MN-250"); b.Choice != pull.Keep || b.Reason == "" {
		t.Errorf("the bulk button chose %+v", b)
	}
	o.Post(at, "q.NEW", "take", "viec", "ghi", "ly-do", "Đã gọi Chi cục.")
	for id, want := range map[string]pull.Verdict{"CM-500": pull.Keep, "MN-250": pull.Keep, "NEW": pull.Take} {
		if b := o.held(id); !b.Recorded || b.Choice != want {
			t.Errorf("%s: %+v, want %s recorded", id, b, want)
		}
	}
	if got := o.Events(pull.EventJudged); len(got) != 1 {
		t.Errorf("%d events, want 1", len(got))
	}
	has(t, o.Get("/can-bo/so-quoc-gia"), "Đang đưa 3 quyết định", `data-follow="`+at+`/tien-do"`)
	has(t, o.Get(at+"/tien-do"), "data-follow")
	o.Post(at, "tat", "take:all", "viec", "ghi")
	if b := o.held("CM-500"); b.Choice != pull.Keep {
		t.Error("a recorded verdict was changed")
	}
}

func TestWhatIsWrittenWhileDecidingStays(t *testing.T) {
	o := open(t)
	o.stopped()
	const at = "/can-bo/so-quoc-gia/dung/22"
	o.Post(at, "q.CM-500", "keep", "l.CM-500", "Khác", "ly-do", "Đã gọi Chi cục lúc 9:50.", "viec", "luu")
	has(t, o.Get("/can-bo/so-quoc-gia"), ">Đã gọi Chi cục lúc 9:50.</textarea>")
	if a := o.Post(at, "ly-do", " ", "viec", "ghi"); a.Status != http.StatusSeeOther || o.held("CM-500").Recorded {
		t.Errorf("recorded for another reason that nobody wrote: %d", a.Status)
	}
	o.Post(at, "tat", "take:rest", "ly-do", "Sổ nhập nhầm, chờ sửa.")
	for id, want := range map[string]pull.Verdict{"CM-500": pull.Keep, "MN-250": pull.Take, "NEW": pull.Take} {
		if b := o.held(id); b.Choice != want || b.Recorded {
			t.Errorf("%s after the rest was taken: %+v, want %s noted", id, b, want)
		}
	}
	o.Post(at, "ly-do", "Sổ nhập nhầm, chờ sửa.", "viec", "ghi")
	if b := o.held("CM-500"); !b.Recorded {
		t.Error("not recorded although the reason is written")
	}
	entries := o.audited("registry.judge")
	if len(entries) != 1 || entries[0] != "Sổ nhập nhầm, chờ sửa." {
		t.Errorf("the audit log holds the reasons %q", entries)
	}
	if body := o.Get("/can-bo/so-quoc-gia").Body; strings.Contains(body, "chờ sửa.</textarea>") {
		t.Error("what was written stays after it was recorded")
	}
}

func TestChangesAreApartByDecision(t *testing.T) {
	o := open(t)
	o.stopped()
	ctx := t.Context()
	other, err := heldBacks.Get(ctx, o.DB, "MN-250")
	if err != nil {
		t.Fatal(err)
	}
	other.Entry.Certificate.Decision, other.Entry.Certificate.Score = "9/QĐ-UBND", 60
	if err := heldBacks.Replace(ctx, o.DB, other); err != nil {
		t.Fatal(err)
	}
	lost, err := heldBacks.Get(ctx, o.DB, "NEW")
	if err != nil {
		t.Fatal(err)
	}
	lost.ID, lost.Rev, lost.ProductID, lost.FromStars = "LOST", 0, "CM-500", 4
	lost.ToStars, lost.Standing = 0, catalog.Revoked
	lost.Entry.Acts = []catalog.Act{{Decision: catalog.Decision{Kind: "issue", Number: "1/QĐ"}}, {Decision: catalog.Decision{Kind: "revoke", Number: "3107/QĐ-UBND", Date: o.Clock.Now(), Reason: "Không truy xuất được nguồn cá"}}}
	if err := heldBacks.Insert(ctx, o.DB, lost); err != nil {
		t.Fatal(err)
	}
	page := o.Get("/can-bo/so-quoc-gia")
	has(t, page, "Hạ sao, 1 bản ghi. Theo quyết định 2318/QĐ-UBND.", "Hạ sao, 1 bản ghi. Theo quyết định 9/QĐ-UBND.", "Theo quyết định 3107/QĐ-UBND.", "Không truy xuất được nguồn cá")
	if strings.Contains(page.Body, "Đáng ngờ") {
		t.Error("one doubtful record is called a mistake of the registry")
	}
	o.Post("/can-bo/so-quoc-gia/dung/22", "tat", "keep:lower:9/QĐ-UBND")
	if o.held("MN-250").Choice != pull.Keep || o.held("CM-500").Choice != "" {
		t.Error("the button of one decision chose for another, or not for its own")
	}
}

func TestRecordsThatVanishWhileTheirCertificatesRunAreDoubted(t *testing.T) {
	o := open(t)
	o.stopped()
	for _, id := range []string{"CM-500", "MN-250"} {
		b := o.held(id)
		b.Gone, b.Entry = true, nil
		if err := heldBacks.Replace(t.Context(), o.DB, b); err != nil {
			t.Fatal(err)
		}
	}
	has(t, o.Get("/can-bo/so-quoc-gia"), "2 bản ghi biến mất tuy chứng nhận còn hạn")
	has(t, o.Get("/en/can-bo/so-quoc-gia"), "2 records are gone although their certificates run")
}

// audited lists the reasons in the audit log's entries of an action, from the outbox where they begin.
func (o *office) audited(action string) []string {
	o.t.Helper()
	var reasons []string
	for raw, err := range o.DB.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		if entry, err := raw.LookupErr("payload", "action"); err == nil && entry.StringValue() == action {
			reasons = append(reasons, raw.Lookup("payload", "reason").StringValue())
		}
	}
	return reasons
}

func TestStopsOfOthersAreNotThere(t *testing.T) {
	o := open(t)
	o.stopped()
	o.Actor = desktest.Officer("19")
	if a := o.Get("/can-bo/so-quoc-gia"); a.Status != http.StatusOK || strings.Contains(a.Body, "Chả mực") {
		t.Errorf("another province's stop is shown: %d", a.Status)
	}
	if a := o.Post("/can-bo/so-quoc-gia/dung/22", "q.CM-500", "take", "viec", "ghi"); a.Status != http.StatusNotFound {
		t.Errorf("another province's stop can be judged: %d", a.Status)
	}
	if o.held("CM-500").Choice != "" {
		t.Error("and was")
	}
	o.Actor = desktest.Officer("")
	has(t, o.Get("/can-bo/so-quoc-gia?tinh=22"), "Chả mực")
	o.Actor = desktest.Seller("x")
	if a := o.Get("/can-bo/so-quoc-gia"); a.Status != http.StatusForbidden {
		t.Errorf("a seller sees it: %d", a.Status)
	}
}

func TestPullsWithTheirEvidence(t *testing.T) {
	o := open(t)
	o.stopped()
	has(t, o.Get("/can-bo/so-quoc-gia/lan-keo"), "16.023", "lan-keo/p1")
	has(t, o.Get("/can-bo/so-quoc-gia/lan-keo/p1"), strings.Repeat("9f", 32), "Quảng Ninh")
	a := o.Get("/can-bo/so-quoc-gia/lan-keo/p1/bang-chung?so=1")
	has(t, a, "zstd")
	if got := a.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("disposition %q", got)
	}
	for _, so := range []string{"0", "2", "x", ""} {
		if a := o.Get("/can-bo/so-quoc-gia/lan-keo/p1/bang-chung?so=" + so); a.Status != http.StatusNotFound {
			t.Errorf("piece %q: %d", so, a.Status)
		}
	}
}

func TestPullsAndWhatWaitsAsFiles(t *testing.T) {
	o := open(t)
	o.stopped()
	has(t, o.Get("/can-bo/so-quoc-gia/lan-keo/xuat?dang=csv"), "\ufeffLúc,", "16023", strings.Repeat("9f", 32))
	const at = "/can-bo/so-quoc-gia/dung/22/xuat"
	has(t, o.Get(at+"?dang=csv"), "\ufeffSố,", "Chả mực Hạ Long giã tay", "hạ sao,4 sao,3 sao,\"điểm vẫn 82,4\",2318/QĐ-UBND", "chưa quyết")
	has(t, o.Get("/en"+at), "PK")
	has(t, o.Get("/can-bo/so-quoc-gia"), at+"?dang=csv")
	o.entered()
	has(t, o.Get("/can-bo/quyet-dinh/xuat?dang=csv"), "\ufeffQuyết định,", "3652/QĐ-UBND", "Không giữ đúng quy trình.")
	has(t, o.Get("/can-bo/quyet-dinh"), "quyet-dinh/xuat?dang=csv")
	o.Actor = desktest.Officer("19")
	if a := o.Get(at); a.Status != http.StatusNotFound {
		t.Errorf("another province's file: %d", a.Status)
	}
	if a := o.Get("/can-bo/quyet-dinh/xuat?dang=csv"); strings.Contains(a.Body, "3652") {
		t.Error("another province's decisions are in the file")
	}
}

func TestAPullCanBeAskedFor(t *testing.T) {
	o := open(t)
	if a := o.Post("/can-bo/so-quoc-gia/keo"); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	if a := o.Get("/can-bo/so-quoc-gia"); strings.Contains(a.Body, "data-follow") {
		t.Error("it is followed although nobody pulls")
	}
	type record struct {
		store.Meta `bson:",inline"`
	}
	if err := store.Define[record]("jobs").Insert(t.Context(), o.DB, &record{Meta: store.Meta{ID: "registry-pull"}}); err != nil {
		t.Fatal(err)
	}
	o.Post("/can-bo/so-quoc-gia/keo")
	has(t, o.Get("/can-bo/so-quoc-gia"), "Đang kéo sổ", "theo yêu cầu của Bùi Thị Lúa", `data-follow="/can-bo/so-quoc-gia/tien-do"`)
	has(t, o.Get("/can-bo/so-quoc-gia/tien-do"), "data-follow")
}

func TestWhatNobodyMappedIsMapped(t *testing.T) {
	o := open(t)
	unmapped := store.Define[catalog.Unmapped]("registry_unmapped")
	for kind, value := range map[catalog.UnmappedKind]string{catalog.UnmappedGroup: "Chè khác (148/QĐ-TTg)", catalog.UnmappedPlace: "xã Tân Lập, huyện Đầm Hà"} {
		u := &catalog.Unmapped{Meta: store.Meta{ID: string(kind) + ":CM-500"}, Kind: kind, ProductID: "CM-500", RegistryID: "CM-500", Value: value, Why: "x", Since: o.Clock.Now()}
		if err := unmapped.Insert(t.Context(), o.DB, u); err != nil {
			t.Fatal(err)
		}
	}
	has(t, o.Get("/can-bo/so-quoc-gia"), "Nhóm “Chè khác (148/QĐ-TTg)”", "“xã Tân Lập, huyện Đầm Hà”", "1 sản phẩm", "1 chủ thể")
	group := "/can-bo/so-quoc-gia/xep?loai=group&chu=Ch%C3%A8+kh%C3%A1c+%28148%2FQ%C4%90-TTg%29"
	has(t, o.Get(group), "Chả mực Hạ Long giã tay")
	if a := o.Post("/can-bo/so-quoc-gia/xep", "loai", "group", "chu", "Chè khác (148/QĐ-TTg)", "nhom", "tea"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("mapped to no group: %d", a.Status)
	}
	o.Actor = desktest.Officer("19")
	if a := o.Get(group); a.Status != http.StatusNotFound {
		t.Errorf("another province's group: %d", a.Status)
	}
	if a := o.Post("/can-bo/so-quoc-gia/xep", "loai", "place", "chu", "xã Tân Lập, huyện Đầm Hà", "xa", firstCommune("22")); a.Status != http.StatusNotFound {
		t.Errorf("a place in another province: %d", a.Status)
	}
	o.Actor = desktest.Officer("22")
	o.Post("/can-bo/so-quoc-gia/xep", "loai", "group", "chu", "Chè khác (148/QĐ-TTg)", "nhom", "drinks")
	o.Post("/can-bo/so-quoc-gia/xep", "loai", "place", "chu", "xã Tân Lập, huyện Đầm Hà", "xa", firstCommune("22"))
	p, err := o.Catalog.Product(t.Context(), "CM-500")
	if err != nil || p.Group != catalog.Drinks || p.Place.Commune != firstCommune("22") {
		t.Errorf("mapped to %q in %q, %v", p.Group, p.Place.Commune, err)
	}
}
