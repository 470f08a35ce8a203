// Package place holds the provinces and communes of Vietnam as they are from
// 1 July 2025, and what became of the communes before. Places are known by code
// and era, because codes were used again and 245 commune names repeat.
package place

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed provinces.tsv
var provincesTSV string

//go:embed communes.tsv
var communesTSV string

//go:embed old_communes.tsv
var oldCommunesTSV string

// Province is one of the 34 provinces and cities.
type Province struct {
	Code string // two digits
	Name string
	Kind string // "city" or "province"
}

// Commune is one of the 3,321 communes, wards and special zones.
type Commune struct {
	Code     string // five digits
	Name     string
	Kind     string // "ward", "commune" or "special-zone"
	Province string // code
}

// OldCommune is a commune before 1 July 2025 and its successor.
type OldCommune struct {
	Code, Name, District, Province string // as written then
	Successor                      string // code of the era 2025
}

type directory struct {
	provinces  []Province
	byProvince map[string]Province
	communes   map[string]Commune
	within     map[string][]Commune
}

var load = sync.OnceValue(func() *directory {
	d := &directory{byProvince: map[string]Province{}, communes: map[string]Commune{}, within: map[string][]Commune{}}
	for f := range rows(provincesTSV) {
		p := Province{Code: f[0], Name: f[1], Kind: f[2]}
		d.provinces = append(d.provinces, p)
		d.byProvince[p.Code] = p
	}
	for f := range rows(communesTSV) {
		c := Commune{Code: f[0], Name: f[1], Kind: f[2], Province: f[3]}
		d.communes[c.Code] = c
		d.within[c.Province] = append(d.within[c.Province], c)
	}
	return d
})

var loadOld = sync.OnceValue(func() map[string]OldCommune {
	old := map[string]OldCommune{}
	for f := range rows(oldCommunesTSV) {
		old[f[0]] = OldCommune{Code: f[0], Name: f[1], District: f[2], Province: f[3], Successor: f[4]}
	}
	return old
})

// rows yields the fields of each line below the heading.
func rows(tsv string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		_, body, _ := strings.Cut(tsv, "\n")
		for line := range strings.Lines(body) {
			if !yield(strings.Split(strings.TrimRight(line, "\r\n"), "\t")) {
				return
			}
		}
	}
}

// Provinces lists the 34 provinces in the order of their codes.
func Provinces() []Province { return load().provinces }

// ProvinceByCode returns the province with that code of the era 2025.
func ProvinceByCode(code string) (Province, bool) {
	p, ok := load().byProvince[code]
	return p, ok
}

// Communes lists the communes of a province in the order of their codes.
func Communes(province string) []Commune { return load().within[province] }

// CommuneByCode returns the commune with that code of the era 2025.
func CommuneByCode(code string) (Commune, bool) {
	c, ok := load().communes[code]
	return c, ok
}

// Successor returns what became of the commune that had that code before 1 July 2025.
func Successor(oldCode string) (Commune, bool) {
	o, ok := loadOld()[oldCode]
	if !ok {
		return Commune{}, false
	}
	return CommuneByCode(o.Successor)
}

// Before returns the commune that had that code before 1 July 2025.
func Before(oldCode string) (OldCommune, bool) {
	o, ok := loadOld()[oldCode]
	return o, ok
}

// OldCommunes lists the communes before 1 July 2025, in no order.
func OldCommunes() []OldCommune { return slices.Collect(maps.Values(loadOld())) }

// Title is the commune's kind and name as an address writes them, "phường Hồng Gai".
func (c Commune) Title() string { return communeKinds[c.Kind] + " " + c.Name }

var communeKinds = map[string]string{"ward": "phường", "commune": "xã", "special-zone": "đặc khu"}

// Slug is the province's name in an address, "quang-ninh".
func (p Province) Slug() string { return Slug(p.Name) }

// ProvinceBySlug returns the province whose address that is.
func ProvinceBySlug(slug string) (Province, bool) {
	for _, p := range Provinces() {
		if p.Slug() == slug {
			return p, true
		}
	}
	return Province{}, false
}
