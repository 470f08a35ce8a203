package inproc_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// TestReadersDuringWrites searches while documents are replaced and the index is rebuilt:
// the products that nobody touches must be in every answer.
func TestReadersDuringWrites(t *testing.T) {
	x := inproc.New()
	docs := searchtest.Corpus(600)
	searchtest.Fill(t, x, docs)
	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	q := search.Query{Text: "chả mực Hạ Long", Limit: 50, Now: searchtest.Now}
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				r, err := x.Search(context.Background(), q)
				if err != nil || !slices.Contains(r.IDs, docs[0].ID) {
					t.Errorf("in the middle of writes: %v, %v", r.IDs, err)
					return
				}
				all, _ := x.Search(context.Background(), search.Query{Limit: 24, Now: searchtest.Now})
				if all.Total < 300 || len(all.IDs) != 24 {
					t.Errorf("in the middle of writes: total %d, page of %d", all.Total, len(all.IDs))
					return
				}
			}
		})
	}
	for range 20 {
		if err := x.Apply(ctx, docs[300:500], []string{docs[550].ID}); err != nil {
			t.Error(err)
		}
		searchtest.Fill(t, x, docs)
	}
	stop()
	readers.Wait()
}

// TestNumbersAreReused removes and replaces over and over: each product stays one.
func TestNumbersAreReused(t *testing.T) {
	x := inproc.New()
	docs := searchtest.Corpus(50)
	searchtest.Fill(t, x, docs)
	for range 100 {
		if err := x.Apply(context.Background(), docs[:25], []string{docs[30].ID}); err != nil {
			t.Fatal(err)
		}
		if err := x.Apply(context.Background(), docs[30:31], nil); err != nil {
			t.Fatal(err)
		}
	}
	r, err := x.Search(context.Background(), search.Query{Limit: 100, Now: docs[0].CertifiedOn.AddDate(30, 0, 0), Filter: search.Filter{Lapsed: true}})
	if err != nil || r.Total != 50 || len(r.IDs) != 50 {
		t.Errorf("total %d, page of %d, %v; want 50", r.Total, len(r.IDs), err)
	}
}

func TestEndedContext(t *testing.T) {
	x := inproc.New()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, searchErr := x.Search(ctx, search.Query{})
	_, suggestErr := x.Suggest(ctx, "a", 1, searchtest.Now)
	for _, err := range []error{searchErr, suggestErr, x.Ping(ctx), x.Apply(ctx, nil, nil),
		x.Rebuild(ctx, slices.Values(searchtest.Corpus(1)), nil)} {
		if !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
	}
}

// TestFailedRebuildChangesNothing ends a rebuild half-way.
func TestFailedRebuildChangesNothing(t *testing.T) {
	x := inproc.New()
	searchtest.Fill(t, x, searchtest.Corpus(100))
	ctx, cancel := context.WithCancel(context.Background())
	err := x.Rebuild(ctx, func(yield func(search.Document) bool) {
		for _, d := range searchtest.Corpus(5000) {
			cancel()
			if !yield(d) {
				return
			}
		}
	}, nil)
	if !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("Rebuild: %v", err)
	}
	r, err := x.Search(context.Background(), search.Query{Limit: 1, Now: searchtest.Now})
	if err != nil || r.Total == 0 || r.Total > 100 {
		t.Errorf("after the failed rebuild: %d, %v", r.Total, err)
	}
}
