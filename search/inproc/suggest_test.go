package inproc_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// TestSuggestionsFollowChanges asks the same text before and after its product is gone,
// renamed and out of its certificate, and spoils the answer it got.
func TestSuggestionsFollowChanges(t *testing.T) {
	x := inproc.New()
	docs := searchtest.Corpus(200)
	searchtest.Fill(t, x, docs)
	fresh := docs[0]
	fresh.ID, fresh.Name, fresh.ValidUntil = "fresh", "Zzyx quýt hồng", searchtest.Now.Add(time.Hour)
	ask := func(now time.Time) (texts []string) {
		t.Helper()
		got, err := x.Suggest(context.Background(), "zzy", 5, now)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			texts = append(texts, got[i].Text)
			got[i].Text = "spoilt"
		}
		return texts
	}
	apply := func(put []search.Document, remove []string) {
		t.Helper()
		if err := x.Apply(context.Background(), put, remove); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", when, got, want)
		}
	}
	check("before", ask(searchtest.Now), nil)
	apply([]search.Document{fresh}, nil)
	check("added", ask(searchtest.Now), []string{"Zzyx quýt hồng"})
	check("again", ask(searchtest.Now), []string{"Zzyx quýt hồng"})
	check("run out", ask(fresh.ValidUntil), nil)
	fresh.Name = "Zzyx bưởi hồng"
	apply([]search.Document{fresh}, nil)
	check("renamed", ask(searchtest.Now), []string{"Zzyx bưởi hồng"})
	apply(nil, []string{"fresh"})
	check("removed", ask(searchtest.Now), nil)
}
