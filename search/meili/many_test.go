package meili_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// TestManyProcesses writes through one index and searches through others that did not
// build it, one opened before and one after.
func TestManyProcesses(t *testing.T) {
	name := unique(t)
	early, writer := open(t, name), open(t, name)
	docs := searchtest.Corpus(400)
	searchtest.Fill(t, writer, docs)
	late := open(t, name)

	want := search.Query{Text: "nuoc mma sa sung", Limit: 5, Now: searchtest.Now}
	for _, x := range []search.Index{early, late} {
		within(t, func() bool {
			r, err := x.Search(context.Background(), want)
			return err == nil && r.Corrected && slices.Contains(r.IDs, docs[17].ID)
		})
	}

	d := docs[0]
	d.ID, d.Name = "new", "Zolgra Vexunt"
	if err := writer.Apply(context.Background(), []search.Document{d}, nil); err != nil {
		t.Fatal(err)
	}
	for _, x := range []search.Index{early, late} {
		// The new word is known, so it is searched, and its slips are corrected.
		within(t, func() bool {
			r, err := x.Search(context.Background(), search.Query{Text: "zolgar", Limit: 5, Now: searchtest.Now})
			return err == nil && slices.Equal(r.IDs, []string{"new"})
		})
	}
	if err := writer.Apply(context.Background(), nil, []string{"new"}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []search.Index{early, late} {
		within(t, func() bool {
			r, err := x.Search(context.Background(), search.Query{Text: "chả mực Zolgra", Limit: 5, Now: searchtest.Now})
			return err == nil && slices.Equal(r.Dropped, []string{"Zolgra"})
		})
	}
}

// within waits as long as the promise allows.
func within(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Error("not within 3 s")
}
