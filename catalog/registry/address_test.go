package registry

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog/place"
)

func TestLocate(t *testing.T) {
	cases := map[string]struct {
		said              Place
		province, commune string
		unsure            bool
	}{
		"codes of now":               {Place{Era: "2025", Province: "22", Commune: "06652"}, "22", "06652", false},
		"province of now":            {Place{Era: "2025", Province: "22"}, "22", "", false},
		"unknown province":           {Place{Era: "2025", Province: "99"}, "", "", true},
		"commune elsewhere":          {Place{Era: "2025", Province: "22", Commune: "00004"}, "22", "", true},
		"old code":                   {Place{Era: "2004", Commune: "00001"}, "01", "00097", false},
		"unknown old code":           {Place{Era: "2004", Commune: "99999"}, "", "", true},
		"old address":                {Place{Era: "2004", Text: "Số 5, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội"}, "01", "00097", false},
		"old address without marks":  {Place{Era: "2004", Text: "P. Phuc Xa, Q. Ba Dinh, TP. Ha Noi"}, "01", "00097", false},
		"address of now":             {Place{Text: "tổ 3, phường Ba Đình, Hà Nội"}, "01", "00004", false},
		"commune that is not there":  {Place{Text: "xã Không Có, huyện Nào Đó, tỉnh Ninh Bình"}, "37", "", true},
		"old province":               {Place{Text: "xã Không Có, tỉnh Nam Định"}, "37", "", true},
		"province with a dash":       {Place{Text: "xã Không Có, tỉnh Bà Rịa - Vũng Tàu"}, "79", "", true},
		"two communes":               {Place{Text: "xã Gia Viễn, xã Gia Hưng, tỉnh Ninh Bình"}, "37", "", true},
		"no province":                {Place{Text: "xã Gia Viễn"}, "", "", true},
		"nothing":                    {Place{}, "", "", true},
		"commune without its kind":   {Place{Text: "Gia Viễn, Ninh Bình"}, "37", "", true},
		"same name in two districts": {Place{Text: "xã Hòa Bình, tỉnh Không Đâu"}, "", "", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			at, problem := Locate(c.said)
			if at.Province != c.province || at.Commune != c.commune || (problem != "") != c.unsure {
				t.Errorf("got %+v, problem %q", at, problem)
			}
		})
	}
}

// TestLocateOldAddresses maps every old commune by its full address, and never to another place than the table says.
func TestLocateOldAddresses(t *testing.T) {
	mapped, total := 0, 0
	for _, old := range place.OldCommunes() {
		successor, ok := place.Successor(old.Code)
		if !ok {
			continue
		}
		total++
		at, _ := Locate(Place{Era: place.Era2004, Text: "thôn 1, " + old.Name + ", " + old.District + ", " + old.Province})
		if at.Commune == "" {
			continue
		}
		mapped++
		if at.Commune != successor.Code {
			t.Errorf("%s, %s, %s led to %s, want %s", old.Name, old.District, old.Province, at.Commune, successor.Code)
		}
	}
	if mapped*100 < total*97 {
		t.Errorf("only %d of %d old addresses were mapped", mapped, total)
	}
}

// TestLocateNewAddresses does the same for the communes of today.
func TestLocateNewAddresses(t *testing.T) {
	mapped, total := 0, 0
	for _, p := range place.Provinces() {
		for _, c := range place.Communes(p.Code) {
			total++
			at, _ := Locate(Place{Text: c.Title() + ", tỉnh " + p.Name})
			if at.Commune == "" {
				continue
			}
			mapped++
			if at.Commune != c.Code {
				t.Errorf("%s, %s led to %s, want %s", c.Title(), p.Name, at.Commune, c.Code)
			}
		}
	}
	t.Logf("%d of %d addresses of today are certain", mapped, total)
	if mapped*2 < total {
		t.Errorf("only %d of %d addresses of today were mapped", mapped, total)
	}
}

func FuzzLocate(f *testing.F) {
	f.Add("thôn 1, xã Gia Viễn, huyện B, tỉnh Ninh Bình")
	f.Add("P. 1 - Q.3 ; TP.HCM")
	f.Add(" - Bà Rịa - Vũng Tàu")
	f.Fuzz(func(t *testing.T, text string) {
		at, problem := Locate(Place{Text: text})
		if at.Commune == "" && problem == "" {
			t.Fatalf("%q: nothing found and nothing said", text)
		}
		if at.Commune != "" {
			if c, ok := place.CommuneByCode(at.Commune); !ok || c.Province != at.Province {
				t.Fatalf("%q led to %+v", text, at)
			}
		}
	})
}

func TestAreaLeavesTheHouseOut(t *testing.T) {
	for text, want := range map[string]string{
		"Số 5, phường Phúc Xá, quận Ba Đình, thành phố Hà Nội": "phường Phúc Xá, quận Ba Đình, thành phố Hà Nội",
		"xã Gia Viễn, tỉnh Ninh Bình":                          "xã Gia Viễn, tỉnh Ninh Bình",
		"12 Lê Lợi; tổ 3;TP. Hạ Long":                          "TP. Hạ Long",
		"thôn 3, Gia Viễn, Ninh Bình":                          "",
		"":                                                     "",
	} {
		if got := Area(text); got != want {
			t.Errorf("Area(%q) = %q, want %q", text, got, want)
		}
	}
}
