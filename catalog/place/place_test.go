package place_test

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog/place"
)

func TestCountsOfTheReform(t *testing.T) {
	kinds := map[string]int{}
	for _, p := range place.Provinces() {
		kinds[p.Kind]++
		for _, c := range place.Communes(p.Code) {
			kinds[c.Kind]++
			if c.Province != p.Code {
				t.Errorf("%s is listed in %s but belongs to %s", c.Name, p.Name, c.Province)
			}
		}
	}
	for kind, want := range map[string]int{"city": 7, "province": 27, "commune": 2611, "ward": 697, "special-zone": 13} {
		if kinds[kind] != want {
			t.Errorf("%d of kind %s, want %d", kinds[kind], kind, want)
		}
	}
}

func TestACodeMeansAnotherPlaceInEachEra(t *testing.T) {
	now, ok := place.CommuneByCode("00004")
	if !ok || now.Name != "Ba Đình" {
		t.Errorf("00004 is %q now", now.Name)
	}
	before, ok := place.Before("00004")
	if !ok || before.Name != "Phường Trúc Bạch" {
		t.Errorf("00004 was %q", before.Name)
	}
}

func TestEverySuccessorExists(t *testing.T) {
	if c, ok := place.Successor("00001"); !ok || c.Code != "00097" {
		t.Errorf("Successor(00001) = %v, %v", c, ok)
	}
	if _, ok := place.Successor("99999"); ok {
		t.Error("a code that never was has a successor")
	}
}

func TestSlug(t *testing.T) {
	tests := map[string]string{
		"Quảng Ninh": "quang-ninh", "Đắk Lắk": "dak-lak", "  Bà Rịa - Vũng Tàu ": "ba-ria-vung-tau",
		"Chả mực Hạ Long (500 g)": "cha-muc-ha-long-500-g", "Ðà Nẵng": "da-nang", "": "", "…": "",
	}
	for text, want := range tests {
		if got := place.Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSlugsOfProvincesLeadBack(t *testing.T) {
	for _, p := range place.Provinces() {
		if back, ok := place.ProvinceBySlug(p.Slug()); !ok || back.Code != p.Code {
			t.Errorf("%s: %q leads to %v", p.Name, p.Slug(), back)
		}
	}
}
