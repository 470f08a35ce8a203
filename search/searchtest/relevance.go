package searchtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/search"
)

//go:embed testdata/relevance.json
var relevance []byte

// relevanceCase asks for one of the accepted names among the first results.
type relevanceCase struct {
	Query  string
	Accept []string
	Within int
	Why    string
}

// wantRelevant is how many of the cases an engine must answer well.
const wantRelevant = 17

func testRelevance(t *testing.T, x search.Index, docs []search.Document) {
	var cases []relevanceCase
	if err := json.Unmarshal(relevance, &cases); err != nil {
		t.Fatal(err)
	}
	names := make(map[string]string, len(docs))
	for _, d := range docs {
		names[d.ID] = d.Name
	}
	good := 0
	for _, c := range cases {
		r := mustSearch(t, x, search.Query{Text: c.Query, Limit: 5})
		if accepted(c, r.IDs, names) {
			good++
			continue
		}
		var got []string
		for _, id := range r.IDs {
			got = append(got, names[id])
		}
		t.Logf("%q (%s): got %q, understood as %q", c.Query, c.Why, got, r.Understood)
	}
	t.Logf("relevance: %d of %d", good, len(cases))
	if good < min(wantRelevant, len(cases)) {
		t.Errorf("%d of %d relevance cases, want %d", good, len(cases), wantRelevant)
	}
}

// accepted looks for an accepted name; every result before it must at least have been
// counted among the first ones.
func accepted(c relevanceCase, ids []string, names map[string]string) bool {
	for _, id := range ids[:min(len(ids), c.Within)] {
		name := strings.ToLower(search.Clean(names[id]))
		for _, want := range c.Accept {
			if strings.HasPrefix(name, strings.ToLower(search.Clean(want))) {
				return true
			}
		}
	}
	return false
}

func mustSearch(t testing.TB, x search.Index, q search.Query) search.Result {
	t.Helper()
	if q.Now.IsZero() {
		q.Now = Now
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return r
}
