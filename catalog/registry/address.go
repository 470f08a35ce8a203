package registry

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/catalog/place"
)

// Locate maps where a registry says that something is to codes of the era 2025.
// What it cannot map for certain stays empty, and problem says what a person must decide.
func Locate(p Place) (at place.Ref, problem string) {
	at = place.Ref{Era: place.Era2025, Text: strings.TrimSpace(norm.NFC.String(p.Text))}
	switch {
	case p.Era == place.Era2025 && p.Province != "":
		return locateCodes(at, p)
	case p.Era == place.Era2004 && p.Commune != "":
		return locateOld(at, p)
	case at.Text != "":
		return locateText(at)
	}
	return at, "no address"
}

func locateCodes(at place.Ref, p Place) (place.Ref, string) {
	if _, ok := place.ProvinceByCode(p.Province); !ok {
		return at, "no such province code"
	}
	at.Province = p.Province
	if p.Commune == "" {
		return at, ""
	}
	c, ok := place.CommuneByCode(p.Commune)
	if !ok || c.Province != p.Province {
		return at, "no such commune code in the province"
	}
	at.Commune = c.Code
	return at, ""
}

// locateOld follows a commune to its successor. The old code stays readable in the text.
func locateOld(at place.Ref, p Place) (place.Ref, string) {
	c, ok := place.Successor(p.Commune)
	if !ok {
		return at, "no such commune code before 1 July 2025"
	}
	if old, ok := place.Before(p.Commune); ok && at.Text == "" {
		at.Text = strings.Join([]string{old.Name, old.District, old.Province}, ", ")
	}
	at.Province, at.Commune = c.Province, c.Code
	return at, ""
}

// locateText reads an address as people write it, "thôn 3, xã A, huyện B, tỉnh C",
// of either era. The commune counts only if exactly one can be meant, the
// province also without it.
func locateText(at place.Ref) (place.Ref, string) {
	a := readAddress(at.Text)
	if a.province == "" {
		return at, "no province in the address"
	}
	g := gazetteer()
	found := g.communes(a)
	if len(found) == 1 {
		c, _ := place.CommuneByCode(found[0])
		at.Province, at.Commune = c.Province, c.Code
		return at, ""
	}
	provinces := g.provinces[a.province]
	if len(provinces) == 1 {
		at.Province = provinces[0]
	}
	if len(found) > 1 {
		return at, "several communes can be meant"
	}
	return at, "no such commune in the province"
}

// Candidates lists the codes of the communes of today that a written address can mean.
func Candidates(text string) []string { return gazetteer().communes(readAddress(text)) }

// ProvincesOf lists the codes of the provinces of today that have a commune of a name that a written address
// without a province holds.
func ProvincesOf(text string) []string {
	g := gazetteer()
	var found []string
	for _, p := range place.Provinces() {
		if slices.ContainsFunc(splitAddress(text), func(part string) bool { return g.has(p.Slug(), part) }) {
			found = append(found, p.Code)
		}
	}
	return found
}

// has reports whether a province has a commune of that folded name, with or without its kind.
func (g *places) has(province, part string) bool {
	if kind, _ := cutKind(part); kind == kindCommune {
		return len(g.current[province][wholeKind(part)]) > 0
	}
	for _, kind := range []string{"xa", "phuong", "dac-khu"} {
		if len(g.current[province][kind+"-"+part]) > 0 {
			return true
		}
	}
	return false
}

// Area returns of a written address what names commune, district and province,
// without the house, the street and the hamlet: those tell where somebody lives.
func Area(text string) string {
	parts := strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	for i, part := range parts {
		switch kind, _ := cutKind(place.Slug(part)); kind {
		case kindCommune, kindDistrict, kindCity:
			return strings.Join(parts[i:], ", ")
		}
	}
	return ""
}

// address is what of a written address names places, folded, with the kind where it was written.
type address struct {
	province string
	district string
	communes []string // what may name a commune, in order; with a kind in front only one does
}

// readAddress goes through the parts from the last to the first.
func readAddress(text string) address {
	var a address
	g := gazetteer()
	parts := splitAddress(text)
	for i := len(parts) - 1; i >= 0; i-- {
		kind, name := cutKind(parts[i])
		switch {
		case a.province == "" && len(g.provinces[name]) > 0 && kind != kindCommune && kind != kindDistrict:
			a.province = name
		case a.province == "":
		case kind == kindCommune:
			a.communes = append([]string{parts[i]}, a.communes...)
		case a.district == "" && (kind == kindDistrict || kind == kindCity):
			a.district = name
		}
	}
	return a
}

func splitAddress(text string) []string {
	fields := strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '–' })
	var parts []string
	for _, f := range fields {
		for part := range strings.SplitSeq(f, " - ") {
			part = strings.TrimFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == '-' })
			if part != "" {
				parts = append(parts, place.Slug(part))
			}
		}
	}
	return joinSplit(parts)
}

// joinSplit mends "Bà Rịa - Vũng Tàu", the one province with a dash in its name.
func joinSplit(parts []string) []string {
	for i := 0; i+1 < len(parts); i++ {
		if strings.HasSuffix(parts[i], "ba-ria") && parts[i+1] == "vung-tau" {
			return append(append(parts[:i:i], parts[i]+"-vung-tau"), parts[i+2:]...)
		}
	}
	return parts
}

// The levels that a word in front of a name tells.
const (
	kindNone     = ""
	kindCommune  = "commune"
	kindDistrict = "district"
	kindCity     = "city" // of a province, or as large as one
	kindProvince = "province"
)

var kindWords = []struct{ word, kind, whole string }{
	{"thi-tran", kindCommune, "thi-tran"}, {"tt", kindCommune, "thi-tran"}, {"dac-khu", kindCommune, "dac-khu"},
	{"phuong", kindCommune, "phuong"}, {"p", kindCommune, "phuong"}, {"xa", kindCommune, "xa"}, {"x", kindCommune, "xa"},
	{"huyen", kindDistrict, ""}, {"quan", kindDistrict, ""}, {"thi-xa", kindDistrict, ""}, {"h", kindDistrict, ""}, {"q", kindDistrict, ""}, {"tx", kindDistrict, ""},
	{"thanh-pho", kindCity, ""}, {"tp", kindCity, ""}, {"tinh", kindProvince, ""}, {"t", kindProvince, ""},
}

// cutKind takes the word for the level off a folded name.
func cutKind(part string) (kind, name string) {
	for _, k := range kindWords {
		if rest, ok := strings.CutPrefix(part, k.word+"-"); ok {
			return k.kind, rest
		}
	}
	return kindNone, part
}

// wholeKind writes the kind of a commune out.
func wholeKind(part string) string {
	for _, k := range kindWords {
		if rest, ok := strings.CutPrefix(part, k.word+"-"); ok && k.whole != "" {
			return k.whole + "-" + rest
		}
	}
	return part
}

// places is an index of names of both eras.
type places struct {
	provinces map[string][]string            // folded name → codes of the era 2025 that it may stand for
	old       map[string]map[string][]oldHit // folded old province → folded commune with its kind
	current   map[string]map[string][]string // folded province → folded commune with its kind → codes
}

type oldHit struct{ district, successor string }

var gazetteer = sync.OnceValue(func() *places {
	g := &places{provinces: map[string][]string{}, old: map[string]map[string][]oldHit{}, current: map[string]map[string][]string{}}
	for _, p := range place.Provinces() {
		name := p.Slug()
		g.provinces[name] = []string{p.Code}
		g.current[name] = map[string][]string{}
		for _, c := range place.Communes(p.Code) {
			key := place.Slug(c.Title())
			g.current[name][key] = append(g.current[name][key], c.Code)
		}
	}
	for _, o := range place.OldCommunes() {
		g.addOld(o)
	}
	g.provinces["hcm"], g.provinces["ho-chi-minh-city"] = g.provinces["ho-chi-minh"], g.provinces["ho-chi-minh"]
	return g
})

func (g *places) addOld(o place.OldCommune) {
	c, ok := place.CommuneByCode(o.Successor)
	if !ok {
		return
	}
	_, name := cutKind(place.Slug(o.Province))
	if name == "hue" {
		name = "thua-thien-hue"
		g.addOldIn("hue", o, c)
	}
	g.addOldIn(name, o, c)
}

func (g *places) addOldIn(province string, o place.OldCommune, c place.Commune) {
	if !slices.Contains(g.provinces[province], c.Province) {
		g.provinces[province] = append(g.provinces[province], c.Province)
	}
	if g.old[province] == nil {
		g.old[province] = map[string][]oldHit{}
	}
	_, district := cutKind(place.Slug(o.District))
	key := place.Slug(o.Name)
	g.old[province][key] = append(g.old[province][key], oldHit{district: district, successor: c.Code})
}

// communes lists the communes of today that the address can mean.
func (g *places) communes(a address) []string {
	if len(a.communes) != 1 {
		return nil
	}
	name := wholeKind(a.communes[0])
	var found []string
	if a.district == "" {
		found = append(found, g.current[a.province][name]...)
	}
	for _, hit := range g.old[a.province][name] {
		if (a.district == "" || hit.district == a.district) && !slices.Contains(found, hit.successor) {
			found = append(found, hit.successor)
		}
	}
	return found
}
