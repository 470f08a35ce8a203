package goods_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// says fails where a page lacks one of the texts.
func says(t *testing.T, what string, a desktest.Answer, status int, texts ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("%s: %d, want %d\n%s", what, a.Status, status, a.Body)
	}
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			t.Errorf("%s lacks %q", what, text)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	w := open(t)
	says(t, "two wrong fields at once", w.Post(ours, with("units.0.price", "abc", "units.0.gtin", "123")...), http.StatusUnprocessableEntity,
		"Giá bán lẻ: Cần một số đồng", "Mã vạch lẻ: Mã GTIN-13 có 13 chữ số, bạn gõ 3.")
	for _, tt := range []struct{ field, typed, want string }{
		{"units.0.gtin", "893601234568x", "Mã GTIN-13 chỉ gồm chữ số."},
		{"units.0.gtin", "8936012345618", "Số kiểm tra (chữ số cuối) không khớp"},
		{"units.0.case.gtin", "1893601234568", "Mã GTIN-14 có 14 chữ số, bạn gõ 13."},
		{"units.0.case.gtin", "18936012345689", "Số kiểm tra (chữ số cuối) không khớp"},
		{"units.0.weight", "12.5", "Khối lượng cả bao bì: Cần một số nguyên"},
		{"units.0.weight", "1.2.500", "Cần một số nguyên"},
		{"units.0.tiers.0.price", "nhiều", "Giá một thùng, mức 1: Cần một số đồng"},
	} {
		says(t, tt.typed, w.Post(ours, with(tt.field, tt.typed)...), http.StatusUnprocessableEntity, tt.want)
	}
	if p := w.read("p-1"); p.Sheet.Edition != 0 {
		t.Fatalf("something was saved: edition %d", p.Sheet.Edition)
	}
	if a := w.Post(ours, with("units.0.weight", "1.265")...); a.Status != http.StatusSeeOther || w.read("p-1").Units[0].WeightG != 1265 {
		t.Errorf("points that part thousands: %d, %+v", a.Status, w.read("p-1").Units)
	}
}

func TestTwoWindowsOfASheet(t *testing.T) {
	w := open(t)
	if a := w.Post(ours, with()...); a.Status != http.StatusSeeOther {
		t.Fatalf("the first window: %d\n%s", a.Status, a.Body)
	}
	sku := w.read("p-1").Units[0].SKU
	a := w.Post(ours, with("units.0.sku", sku, "units.0.price", "120000", "allergens", "none", "everywhere", "", "returns", "")...)
	says(t, "the second window", a, http.StatusConflict, "cửa sổ khác", `name="edition" value="1"`, `value="120000"`,
		`<a href="#f-units-0-price">Giá bán lẻ</a> (đang lưu: 115.000)`, "Chất dễ gây dị ứng</a> (đang lưu: Cá, Nhuyễn thể)", "Điều kiện đổi trả</a> (đang lưu: Đổi trong 7 ngày)")
	for _, same := range []string{`"#f-units-0-weight">Khối`, `"#f-units-0-gtin">Mã`, `"#f-story">Câu`, `"#f-units-0-tiers-0-price">Giá`} {
		if strings.Contains(a.Body, same) {
			t.Errorf("what is the same is told as different: %s", same)
		}
	}
	if p := w.read("p-1"); p.Units[0].Price != 115_000 {
		t.Errorf("the second window won unasked: %d", p.Units[0].Price)
	}
	if a := w.Post(ours, with("edition", "1", "units.0.sku", sku, "units.0.price", "120000")...); a.Status != http.StatusSeeOther || w.read("p-1").Units[0].Price != 120_000 {
		t.Errorf("saved on purpose: %d", a.Status)
	}
}

func TestFormsWithoutTheirFiles(t *testing.T) {
	w := open(t)
	for path, fields := range map[string][]string{
		ours + "/anh": {"alt_vi", "Mặt trước"}, ours + "/giay-to": {"kind", "facility"}, "/ban-hang/nhap": {}, ours + "/xin-doi": {},
	} {
		says(t, path, w.Post(path, fields...), http.StatusUnprocessableEntity, `role="alert"`)
	}
}

func TestSeveralPhotosAtOnce(t *testing.T) {
	w := open(t)
	one, two := picture(t, 10), picture(t, 20)
	says(t, "four", w.photos("Hũ", one, two, picture(t, 30), picture(t, 40)), http.StatusUnprocessableEntity, "Mỗi lần nhiều nhất 3 ảnh.", `id="f-photo-w"`)
	says(t, "without words", w.photos("", one), http.StatusUnprocessableEntity, `href="#f-alt_vi"`, `id="f-alt_vi-w"`)
	if n := len(w.read("p-1").Photos); n != 0 {
		t.Fatalf("%d photos of forms that were refused", n)
	}
	a := w.photos("Hũ", one, []byte("no picture"), two)
	says(t, "the second is none", a, http.StatusUnprocessableEntity, "Đã thêm ảnh. <a href=\"#f-photo\">Ảnh “1.png”: Không phải ảnh JPEG", "Chưa gửi: 2.png.", `id="f-photo-w"`)
	says(t, "the first is none", w.photos("Hũ", []byte("no picture"), picture(t, 50)), http.StatusUnprocessableEntity, "Ảnh “0.png”: Không phải ảnh JPEG", "Chưa có gì thay đổi")
	says(t, "the only one is none", w.photos("Hũ", []byte("no picture")), http.StatusUnprocessableEntity, ">Không phải ảnh JPEG")
	if strings.Contains(a.Body, "Chưa có gì thay đổi") {
		t.Error("the page says that nothing changed, and a photo was added")
	}
	if n := len(w.read("p-1").Photos); n != 1 {
		t.Errorf("%d photos, want the one before the wrong one", n)
	}
}

func TestTheDeskInEnglish(t *testing.T) {
	w := open(t)
	if a := w.Post(ours, with("name_en", "Oyster floss")...); a.Status != http.StatusSeeOther {
		t.Fatalf("%d", a.Status)
	}
	if err := w.goods.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	says(t, "list", w.Get("/en/ban-hang/san-pham"), http.StatusOK, "Oyster floss</a>")
	for _, page := range []string{"", "/anh", "/giay-to", "/xin-doi"} {
		says(t, page, w.Get("/en"+ours+page), http.StatusOK, "Oyster floss</")
	}
	says(t, "list in Vietnamese", w.Get("/ban-hang/san-pham"), http.StatusOK, "Ruốc hàu Vân Đồn</a>")
}
