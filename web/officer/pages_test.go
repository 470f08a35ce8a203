package officer_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

func TestEveryPageStandsInBothLanguages(t *testing.T) {
	w := open(t, 136)
	for _, province := range []string{quangNinh, ""} {
		w.site.Actor = desktest.Officer(province)
		for _, path := range []string{
			"/can-bo", "/can-bo/chung-nhan", "/can-bo/bao-cao", "/can-bo/bao-cao?nam=2024", "/can-bo/bao-cao?loai=household", "/can-bo/bao-cao/chi-tieu/22-2026", "/can-bo/so/muc-thuong/22",
			"/can-bo/so/kiem-tra", "/can-bo/so/tap-huan", "/can-bo/so/khen-thuong?nam=moi&huy=1", "/can-bo/so/kiem-tra/moi", "/can-bo/so/tap-huan/moi", "/can-bo/so/khen-thuong/moi", "/can-bo/so/kiem-tra/nhap",
		} {
			for _, lang := range []string{"", "/en"} {
				got := w.site.Get(lang + path)
				if got.Status != 200 || !strings.Contains(got.Body, "<h1>") {
					t.Fatalf("GET %s%s: status %d\n%s", lang, path, got.Status, got.Body)
				}
				for _, bad := range []string{"%!", "<no value>", "ZgotmplZ"} {
					if at := strings.Index(got.Body, bad); at >= 0 {
						t.Errorf("%s%s holds %q: %s", lang, path, bad, got.Body[max(0, at-80):at+40])
					}
				}
			}
		}
	}
}

func TestWhoeverChecksACertificateIsLedToTheReport(t *testing.T) {
	w := open(t, 340)
	led := map[catalog.State]string{}
	for _, card := range w.Catalog.AllCards() {
		state := w.Catalog.State(card)
		if led[state] == "" {
			led[state] = w.site.Get("/xac-minh/" + url.PathEscape(card.Certificate)).Body
		}
	}
	for state, body := range led {
		lost := state == catalog.StateExpired || state == catalog.StateSuspended || state == catalog.StateRevoked || state == catalog.StateWithdrawn
		if got := strings.Contains(body, "&amp;sai=expired"); got != lost || !strings.Contains(body, "/to-giac?so=") {
			t.Errorf("%s: the report of shown stars is offered: %t", state, got)
		}
	}
	if len(led) < 4 {
		t.Errorf("only %d states were seen", len(led))
	}
	if body := w.site.Get("/en/xac-minh/QN+9999").Body; !strings.Contains(body, "sai=number") {
		t.Error("a number that is nobody's cannot be reported")
	}
}

func TestAProvinceWithoutAnythingHasItsPages(t *testing.T) {
	w := open(t, 1)
	for _, card := range w.Catalog.AllCards() {
		if card.Place.Province == quangNinh {
			t.Fatal("it has something")
		}
	}
	for path, want := range map[string]string{
		"/can-bo": "Không còn việc nào chờ", "/can-bo/chung-nhan": "Không có chứng nhận nào như vậy", "/can-bo/bao-cao": "Chưa có sản phẩm nào mang sao", "/can-bo/bao-cao?nam=2023": "Chưa có chỉ tiêu nào",
		"/can-bo/so/kiem-tra": "Chưa có dòng nào", "/can-bo/chung-nhan/xuat?dang=csv": "Số chứng nhận,", "/can-bo/bao-cao/xuat?bang=nhom&dang=csv": "Nhóm,", "/can-bo/so/khen-thuong/xuat?dang=csv": "\ufeff",
	} {
		got := w.site.Get(path)
		if got.Status != 200 || !strings.Contains(got.Body, want) {
			t.Errorf("%s: status %d, and it does not say %q", path, got.Status, want)
		}
		for _, bad := range []string{"%!", "<no value>", "NaN", "ZgotmplZ"} {
			if strings.Contains(got.Body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
	if got := w.site.Post("/can-bo/chung-nhan/viec", "viec", "nhac", "tat-ca", "1"); got.Status != 303 {
		t.Errorf("reminding of nothing: %d", got.Status)
	}
}
