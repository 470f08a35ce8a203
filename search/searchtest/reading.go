package searchtest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/search"
)

// testReading looks at what the person is told about the text.
func testReading(t *testing.T, x search.Index) {
	for _, c := range []struct {
		text, understood string
		corrected        bool
		dropped          []string
	}{
		{"chả mực Hạ Long", "chả mực Hạ Long", false, nil},
		{"nuoc mma", "nuoc mam", true, nil},
		{"nước mma", "nước mắm", true, nil},
		{"chamuc", "cha muc", true, nil},
		{"chả mực zzxqv", "chả mực", false, []string{"zzxqv"}},
		{"  nước\u00a0mắm\u200b ", "nước mắm", false, nil},
		{"char muwcj", "char muwcj", false, nil},
		{"cha3 mu7c5", "cha3 mu7c5", false, nil},
		{"", "", false, nil},
	} {
		r := mustSearch(t, x, search.Query{Text: c.text, Limit: 3})
		if r.Understood != c.understood || r.Corrected != c.corrected || !slices.Equal(r.Dropped, c.dropped) || r.Total == 0 {
			t.Errorf("%q: understood %q, corrected %v, dropped %q, total %d; want %q, %v, %q and some",
				c.text, r.Understood, r.Corrected, r.Dropped, r.Total, c.understood, c.corrected, c.dropped)
		}
	}
	if r := mustSearch(t, x, search.Query{Text: "zzxqv", Limit: 3}); r.Total != 0 || len(r.IDs) != 0 {
		t.Errorf("an unknown word alone: %+v", r)
	}
	// Words that match no product together: those at the end are left out, and it is said.
	if r := mustSearch(t, x, search.Query{Text: "gốm sứ Bát Tràng yến sào", Limit: 3}); r.Total == 0 || len(r.Dropped) == 0 {
		t.Errorf("words that do not go together: %+v", r)
	}
	// A filter that leaves nothing is not the words' fault.
	q := search.Query{Text: "gốm sứ Bát Tràng", Limit: 3, Filter: search.Filter{Groups: []string{"tourism"}, Provinces: []string{"96"}}}
	if r := mustSearch(t, x, q); r.Total != 0 || len(r.Dropped) != 0 {
		t.Errorf("a filter that leaves nothing: %+v", r)
	}
}

func testSuggest(t *testing.T, x search.Index) {
	for typed, want := range map[string]string{
		"cha muc ha l": "Chả mực Hạ Long", "ruou ba k": "Rượu ba kích", "duc dong dai": "Đúc đồng Đại Bái", "nuoc mma sa": "Nước mắm sá sùng",
	} {
		got, err := x.Suggest(context.Background(), typed, 6, Now)
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(got, func(s search.Suggestion) bool { return strings.HasPrefix(s.Text, want) })
		if !found || len(got) > 6 {
			t.Errorf("suggestions for %q: %v, want %q among them", typed, got, want)
		}
	}
	for _, typed := range []string{"", " ", "?!", "zzxqv"} {
		if got, err := x.Suggest(context.Background(), typed, 6, Now); err != nil || len(got) != 0 {
			t.Errorf("suggestions for %q: %v, %v, want none", typed, got, err)
		}
	}
}
