package web

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
)

func TestParseList(t *testing.T) {
	for raw, want := range map[string]listQuery{
		"":                                 {Page: 1},
		"q=+ch%E1%BA%A3+&page=3":           {Text: "chả", Page: 3},
		"group=food&group=drinks,evil":     {Page: 1, Filter: search.Filter{Groups: []string{"drinks", "food"}}},
		"province=quang-ninh&province=01":  {Page: 1, Filter: search.Filter{Provinces: []string{"01", "22"}}},
		"stars=3&stars=5&stars=9&stars=2":  {Page: 1, Filter: search.Filter{Stars: []int{5, 3}}},
		"min_price=100.000&max_price=x":    {Page: 1, Bad: "x", Filter: search.Filter{MinPrice: 100000}},
		"in_stock=1&traced=0&chilled=true": {Page: 1, Filter: search.Filter{InStock: true, Chilled: true}},
		"sort=-price&page=-4":              {Page: 1, Sort: search.PriceDown},
		"sort=evil&page=99999999":          {Page: maxPage},
	} {
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, parseList(values)); diff != "" {
			t.Errorf("%s: %s", raw, diff)
		}
	}
}

// TestAddressesComeBack: every question has one address, and reading it asks the same.
func TestAddressesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := listQuery{
			Text: rapid.StringMatching(`[a-zà-ỹ0-9&=%+ #?/]{0,20}`).Draw(t, "text"), Page: rapid.IntRange(1, maxPage).Draw(t, "page"),
			Sort: rapid.SampledFrom(sorts()).Draw(t, "sort"),
			Filter: search.Filter{
				Stars:    rapid.SampledFrom([][]int{nil, {4}, {5, 3}}).Draw(t, "stars"),
				Groups:   rapid.SampledFrom([][]string{nil, {"drinks", "food"}}).Draw(t, "groups"),
				MinPrice: rapid.Int64Range(0, 1e9).Draw(t, "min"), InStock: rapid.Bool().Draw(t, "in stock"),
			},
		}
		values, err := url.Parse(q.path())
		if err != nil {
			t.Fatal(err)
		}
		got := parseList(values.Query())
		again := parseList(mustQuery(got.path()))
		if diff := cmp.Diff(got, again); diff != "" || got.Page != q.Page || got.Filter.MinPrice != q.Filter.MinPrice {
			t.Fatalf("%s: %s", q.path(), diff)
		}
	})
}

func mustQuery(path string) url.Values {
	u, err := url.Parse(path)
	if err != nil {
		panic(err)
	}
	return u.Query()
}

func FuzzParseList(f *testing.F) {
	f.Add("q=ch%E1%BA%A3&stars=4&min_price=1.000&page=2")
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q := parseList(values)
		if q.Page < 1 || q.Page > maxPage || len(q.Text) > maxQuery {
			t.Fatalf("out of bounds: %+v", q)
		}
		q.chips(VI)
	})
}

func TestChipsTakeOneConditionAway(t *testing.T) {
	q := parseList(mustQuery("/?q=x&stars=4&stars=5&group=food&in_stock=1&page=7"))
	var got []string
	for _, c := range q.chips(EN) {
		got = append(got, c.Words+" "+c.Path)
	}
	want := []string{
		"5 stars /en/san-pham?q=x&group=food&stars=4&in_stock=1",
		"4 stars /en/san-pham?q=x&group=food&stars=5&in_stock=1",
		"Food /en/san-pham?q=x&stars=5&stars=4&in_stock=1",
		"In stock /en/san-pham?q=x&group=food&stars=5&stars=4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPagesAround(t *testing.T) {
	for _, c := range []struct {
		current, last int
		want          []int
	}{
		{1, 159, []int{1, 2, 3, 159}}, {2, 159, []int{1, 2, 3, 159}}, {80, 159, []int{1, 79, 80, 81, 159}}, {159, 159, []int{1, 158, 159}}, {1, 2, []int{1, 2}},
	} {
		if got := pagesAround(c.current, c.last); !slices.Equal(got, c.want) {
			t.Errorf("pagesAround(%d, %d) = %v, want %v", c.current, c.last, got, c.want)
		}
	}
}

func TestTheMapHoldsEveryProvinceOnce(t *testing.T) {
	seen, spots := map[string]bool{}, map[[2]int]bool{}
	for _, at := range tileMap() {
		seen[at.code], spots[[2]int{at.col, at.row}] = true, true
	}
	var inRegions []string
	for _, codes := range regions() {
		inRegions = append(inRegions, codes...)
	}
	slices.Sort(inRegions)
	for _, p := range place.Provinces() {
		if _, found := slices.BinarySearch(inRegions, p.Code); !seen[p.Code] || !found {
			t.Errorf("%s is not on the map or in no region", p.Name)
		}
	}
	if len(spots) != 34 || len(tileMap()) != 34 || len(inRegions) != 34 {
		t.Errorf("%d squares, %d in regions", len(spots), len(inRegions))
	}
}

func TestSaysWhatWasLeftOut(t *testing.T) {
	for _, tc := range []struct {
		text string
		r    search.Result
		want string
	}{
		{"chè xyzzy xyzzy", search.Result{Total: 3, Dropped: []string{"xyzzy", "xyzzy"}}, "xyzzy"},
		{"🐟🍚", search.Result{Total: 3}, "🐟🍚"},
		{"chè", search.Result{Total: 3}, ""},
		{"xyzzy", search.Result{Dropped: []string{"xyzzy"}}, ""},
	} {
		var p listPage
		if p.say(tc.text, tc.r); p.Dropped != tc.want {
			t.Errorf("%q: left out %q, want %q", tc.text, p.Dropped, tc.want)
		}
	}
}
