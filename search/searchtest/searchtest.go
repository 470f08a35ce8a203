// Package searchtest is the suite that every search engine must pass: relevance, totals
// and facets equal to a count by hand, expiry, changes and rebuilding.
package searchtest

import (
	"context"
	"slices"
	"testing"

	"github.com/ocopmarket/ocop/search"
)

// Size is how many products the corpus of the suite has.
const Size = 16000

// Run runs the suite on an index, whose content it replaces.
func Run(t *testing.T, x search.Index) {
	docs := Corpus(Size)
	Fill(t, x, docs)
	t.Run("relevance", func(t *testing.T) { testRelevance(t, x, docs) })
	t.Run("reading", func(t *testing.T) { testReading(t, x) })
	t.Run("suggest", func(t *testing.T) { testSuggest(t, x) })
	t.Run("oracle", func(t *testing.T) { testOracle(t, x, docs) })
	t.Run("expiry", func(t *testing.T) { testExpiry(t, x) })
	t.Run("apply", func(t *testing.T) { testApply(t, x) })
	t.Run("rebuild", func(t *testing.T) { testRebuild(t, x) })
}

// Fill rebuilds an index with docs.
func Fill(t testing.TB, x search.Index, docs []search.Document) {
	t.Helper()
	last := 0
	err := x.Rebuild(context.Background(), slices.Values(docs), func(done int) { last = done })
	if err != nil {
		t.Fatalf("Rebuild: %v", err)
	}
	if last != len(docs) {
		t.Errorf("progress ended at %d of %d", last, len(docs))
	}
}
