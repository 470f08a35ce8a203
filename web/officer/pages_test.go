package officer_test

import (
	"strings"
	"testing"

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
