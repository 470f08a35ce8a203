package reference

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// whole is the demonstration data at true scale.
var whole = sync.OnceValue(func() *Data { return Generate(7, 16_000, testDay) })

var wholeRecords = sync.OnceValue(func() []registry.Record {
	list := make([]registry.Record, whole().Len())
	for i := range list {
		list[i] = whole().Record(i)
	}
	return list
})

func TestSameSeedSameData(t *testing.T) {
	a, b, c := Generate(3, 800, testDay), Generate(3, 800, testDay.Add(4*time.Hour)), Generate(4, 800, testDay)
	differ := 0
	for i := range a.Len() {
		x, y, z := encoded(t, a.Record(i)), encoded(t, b.Record(i)), encoded(t, c.Record(i))
		if x != y {
			t.Fatalf("record %d differs:\n%s\n%s", i, x, y)
		}
		if x != z {
			differ++
		}
	}
	if differ < 700 {
		t.Errorf("another seed changes %d of 800 records", differ)
	}
	var one, two strings.Builder
	if err := a.writeAllOffers(&one, firstNumber); err != nil {
		t.Fatal(err)
	}
	if err := b.writeAllOffers(&two, firstNumber); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() {
		t.Error("offers differ")
	}
}

func encoded(t *testing.T, r registry.Record) string {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestSizes(t *testing.T) {
	for _, size := range []int{0, 1, 33, 34, 35, 500, 16_000, 20_000} {
		d := Generate(1, size, testDay)
		if d.Len() != size {
			t.Errorf("size %d gives %d", size, d.Len())
		}
		for i := range d.Len() {
			if d.Record(i).Name == "" {
				t.Errorf("size %d: record %d has no name", size, i)
			}
		}
	}
}

func TestSharesAreTheProgrammes(t *testing.T) {
	stars, statuses, kinds, provinces := map[int]int{}, map[registry.Status]int{}, map[string]map[string]bool{}, map[string]int{}
	var lapsed, lapsing, traced, coded, renewed, odd1048, stray, old int
	today, soon := testDay.Format(dateLayout), testDay.AddDate(0, 6, 0).Format(dateLayout)
	for _, r := range wholeRecords() {
		stars[r.Certificate.Stars]++
		statuses[r.Certificate.Status]++
		provinces[provinceOfID(r.ID)]++
		if kinds[r.Producer.Kind] == nil {
			kinds[r.Producer.Kind] = map[string]bool{}
		}
		kinds[r.Producer.Kind][r.Producer.ID] = true
		valid := r.Certificate.Status == registry.Valid
		lapsed += count(valid && r.Certificate.ExpiresOn < today)
		lapsing += count(valid && r.Certificate.ExpiresOn >= today && r.Certificate.ExpiresOn < soon)
		traced += count(r.TraceCode != "")
		coded += count(r.GTIN != "")
		renewed += count(slices.ContainsFunc(r.Decisions, func(d registry.Decision) bool { return d.Kind == "renew" }))
		odd1048 += count(r.CriteriaVersion == "1048/QĐ-TTg")
		stray += count(r.Group == strayGroupCode)
		old += count(r.Place.Era == place.Era2004)
	}
	producers := 0
	for _, ids := range kinds {
		producers += len(ids)
	}
	near := func(name string, got, want, slack float64) {
		t.Helper()
		if math.Abs(got-want) > slack {
			t.Errorf("%s: got %.4f, want %.4f ± %.4f", name, got, want, slack)
		}
	}
	n := 16_000.0
	near("5 stars", float64(stars[5]), 126, 0)
	near("4 stars", float64(stars[4])/n, 0.23, 0.012)
	near("3 stars", float64(stars[3])/n, 0.76, 0.012)
	near("producers", float64(producers), 8_500, 50)
	near("cooperatives", float64(len(kinds["cooperative"]))/float64(producers), 0.32, 0.02)
	near("companies", float64(len(kinds["company"]))/float64(producers), 0.22, 0.02)
	near("households", float64(len(kinds["household"]))/float64(producers), 0.32, 0.02)
	near("lapsed", float64(lapsed)/n, 0.055, 0.01)
	near("lapsing", float64(lapsing)/n, 0.155, 0.03)
	near("revoked", float64(statuses[registry.Revoked])/n, 0.008, 0.003)
	near("withdrawn", float64(statuses[registry.Withdrawn])/n, 0.010, 0.003)
	near("suspended", float64(statuses[registry.Suspended])/n, 0.003, 0.0015)
	near("trace stamps", float64(traced)/n, 0.875, 0.025)
	near("barcodes", float64(coded)/n, 0.78, 0.06)
	near("renewed", float64(renewed)/n, 0.3, 0.06)
	near("groups of 2019", float64(odd1048), 400, 150)
	near("unknown groups", float64(stray), 24, 15)
	near("old places", float64(old), 85, 35)
	if len(provinces) != 34 {
		t.Errorf("%d provinces", len(provinces))
	}
	for code, got := range provinces {
		if got < 400 || got > 1_700 {
			t.Errorf("province %s has %d products", code, got)
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestAllSpecialitiesAreThere(t *testing.T) {
	at := map[string]registry.Record{}
	for _, r := range wholeRecords() {
		at[r.Name] = r
	}
	list := loadBank().specialities
	if len(list) != 345 {
		t.Fatalf("%d specialities, want 345", len(list))
	}
	for _, k := range list {
		r, ok := at[k.name]
		if !ok || r.Place.Province != k.provinces[0] || k.group != r.Group && r.CriteriaVersion == "148/QĐ-TTg" {
			t.Errorf("%s: there %t, in %s as %s; want %s as %s", k.name, ok, r.Place.Province, r.Group, k.provinces[0], k.group)
		}
	}
	if r := at[showpiece.name]; r.Certificate.Number != "QN 0412/2024" || r.Certificate.Status != registry.Valid || r.Producer.Name != showpiece.producer {
		t.Errorf("showpiece: %+v", r.Certificate)
	}
}

func TestNothingIsGivenTwice(t *testing.T) {
	ids, names, gtins, traces, certificates := map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
	once := func(what string, seen map[string]string, key, id string) {
		t.Helper()
		if other := seen[key]; other != "" {
			t.Errorf("%s %q: %s and %s", what, key, other, id)
		}
		seen[key] = id
	}
	for i, r := range wholeRecords() {
		if r.Revision != int64(i)+1 {
			t.Fatalf("record %d has revision %d", i, r.Revision)
		}
		once("id", ids, r.ID, r.ID)
		if r.Name == "" || r.Producer.Name == "" {
			t.Errorf("%s has no name, or its producer %q has none", r.ID, r.Producer.Name)
		}
		once("name", names, norm.NFC.String(r.Name), r.ID)
		if r.GTIN != "" {
			once("gtin", gtins, r.GTIN, r.ID)
		}
		if r.TraceCode != "" {
			once("trace code", traces, r.TraceCode, r.ID)
		}
		for _, d := range r.Decisions {
			if d.Kind == "issue" || d.Kind == "renew" {
				once("certificate", certificates, d.Certificate, r.ID)
			}
		}
	}
}

func TestCheckDigits(t *testing.T) {
	for code, want := range map[string]bool{"8936012345674": true, "4006381333931": true, "4006381333932": false, "8936012345764": false} {
		if got := gtinSum(code)%10 == 0; got != want {
			t.Errorf("%s: %t", code, got)
		}
	}
	for _, r := range wholeRecords() {
		if r.GTIN != "" && (len(r.GTIN) != 13 || !strings.HasPrefix(r.GTIN, "893") || gtinSum(r.GTIN)%10 != 0) {
			t.Fatalf("%s: gtin %s", r.ID, r.GTIN)
		}
	}
}

// gtinSum weighs the digits from the right: 1, 3, 1, 3 … (GS1 General Specifications 7.9).
func gtinSum(s string) int {
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		sum += int(s[i]-'0') * weight
		weight = 4 - weight
	}
	return sum
}

var certificateForm = regexp.MustCompile(`^\p{Lu}{2,4} \d{4,}/20\d\d$`)

func TestCertificatesAreRight(t *testing.T) {
	for _, r := range wholeRecords() {
		c := r.Certificate
		issued, err := time.Parse(dateLayout, c.IssuedOn)
		if err != nil {
			t.Fatal(err)
		}
		fault := ""
		switch {
		case !certificateForm.MatchString(c.Number):
			fault = "number"
		case c.ExpiresOn != issued.AddDate(0, 36, 0).Format(dateLayout):
			fault = "expiry"
		case starsOf(c.Score) != c.Stars:
			fault = "score"
		case c.IssuedOn > testDay.Format(dateLayout):
			fault = "future"
		case c.Stars == 5 != strings.HasPrefix(c.IssuedBy, "Bộ Nông nghiệp"):
			fault = "ministry"
		case c.IssuedOn >= "2025-07-01" && strings.Contains(c.IssuedBy, ","):
			fault = "a district after July 2025"
		case c.IssuedOn < "2025-07-01" && c.Stars == 3 && len(place.Predecessors(r.Place.Commune)) > 0 && !strings.Contains(c.IssuedBy, ","):
			fault = "no district before July 2025"
		case c.IssuedOn < "2023-02-24" && r.CriteriaVersion == "148/QĐ-TTg" && r.Group != "ornamental":
			fault = "criteria before their time"
		}
		if fault != "" {
			t.Errorf("%s: %s: %+v", r.ID, fault, c)
		}
	}
}

func TestHistoriesMakeSense(t *testing.T) {
	ends := map[registry.Status]string{registry.Revoked: "revoke", registry.Suspended: "suspend", registry.Withdrawn: "withdraw"}
	for _, r := range wholeRecords() {
		last := r.Decisions[len(r.Decisions)-1]
		if want := ends[r.Certificate.Status]; want != "" && (last.Kind != want || last.Reason == "") {
			t.Errorf("%s is %s by %+v", r.ID, r.Certificate.Status, last)
		}
		if !slices.IsSortedFunc(r.Decisions, func(a, b registry.Decision) int { return strings.Compare(a.Date, b.Date) }) {
			t.Errorf("%s: decisions out of order: %+v", r.ID, r.Decisions)
		}
		if last.Date > testDay.Format(dateLayout) {
			t.Errorf("%s: decision of the future: %+v", r.ID, last)
		}
		if !slices.ContainsFunc(r.Decisions, func(d registry.Decision) bool {
			return d.Certificate == r.Certificate.Number && d.Number == r.Certificate.Decision && d.Date == r.Certificate.IssuedOn
		}) {
			t.Errorf("%s: no decision gives %s", r.ID, r.Certificate.Number)
		}
	}
}

func TestPlacesAreReal(t *testing.T) {
	for _, r := range wholeRecords() {
		switch {
		case r.Place.Era == place.Era2025:
			c, ok := place.CommuneByCode(r.Place.Commune)
			if !ok || c.Province != r.Place.Province {
				t.Errorf("%s: place %+v", r.ID, r.Place)
			}
			if p, _ := place.ProvinceByCode(c.Province); !strings.Contains(r.Producer.Address, c.Title()) || !strings.HasSuffix(r.Producer.Address, p.Name) {
				t.Errorf("%s: address %q is not in %s", r.ID, r.Producer.Address, c.Title())
			}
		case r.Place.Commune != "":
			if _, ok := place.Before(r.Place.Commune); !ok {
				t.Errorf("%s: no old commune %s", r.ID, r.Place.Commune)
			}
		case r.Place.Text == "":
			t.Errorf("%s: nowhere", r.ID)
		}
	}
}

var (
	tags     = regexp.MustCompile(`</?[^>]*>`)
	smallSet = []string{"<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<em>", "</em>"}
)

func TestTextsAreClean(t *testing.T) {
	seen := map[string]int{}
	for _, r := range wholeRecords() {
		for _, text := range []string{r.Description, r.Story} {
			for _, tag := range tags.FindAllString(text, -1) {
				if !slices.Contains(smallSet, tag) {
					t.Fatalf("%s: tag %s", r.ID, tag)
				}
			}
			if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || len(text) < 60 || !norm.NFC.IsNormalString(text) {
				t.Fatalf("%s: text %q", r.ID, text)
			}
		}
		seen[r.Description]++
	}
	if len(seen) < 15_900 {
		t.Errorf("%d different descriptions of 16,000", len(seen))
	}
}

func TestTextsDoNotNameHouseholders(t *testing.T) {
	named := 0
	for _, r := range wholeRecords() {
		if r.Producer.Kind != "household" {
			continue
		}
		named += count(strings.HasSuffix(r.Producer.Name, r.Producer.Representative))
		for _, text := range []string{r.Name, r.Description, r.Story, r.Producer.Story} {
			if strings.Contains(text, r.Producer.Representative) {
				t.Errorf("%s: %q names %s", r.ID, text, r.Producer.Representative)
			}
		}
	}
	if named < 1_000 {
		t.Errorf("only %d products of producers who bear their own name", named)
	}
}

func TestEveryCategoryHasItsWords(t *testing.T) {
	for id, c := range loadBank().categories {
		for _, kind := range []byte{opening, detail, use, tale, storage} {
			if len(c.texts[kind]) == 0 {
				t.Errorf("%s has no sentence %c", id, kind)
			}
		}
		if len(c.packs) == 0 || len(c.variants) == 0 {
			t.Errorf("%s has no packs or variants", id)
		}
	}
}

func TestSeaGoodsComeFromTheSea(t *testing.T) {
	for _, x := range whole().products {
		if x.kind.sea && !terrainOf(x.producer.commune).coastal {
			t.Errorf("%s in %s", x.name.vi, x.producer.commune.Name)
		}
	}
	for name, want := range map[string]terrain{"06994": {'R', true}, "24133": {'T', false}} {
		if got := terrainOf(mustCommune(name)); got != want {
			t.Errorf("commune %s: %+v, want %+v", name, got, want)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		Generate(7, 16_000, testDay)
	}
}
