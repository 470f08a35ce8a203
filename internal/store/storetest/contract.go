package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ocopmarket/ocop/internal/store"
)

// item has a field of every kind that may be indexed.
type item struct {
	store.Meta `bson:",inline"`
	Slug       string    `bson:"slug,omitempty"` // unique
	Maker      string    `bson:"maker,omitempty"`
	Lot        int       `bson:"lot,omitempty"` // unique with the maker
	Group      string    `bson:"group,omitempty"`
	Stars      int       `bson:"stars"`
	Fresh      bool      `bson:"fresh"`
	At         time.Time `bson:"at,omitempty"`
	Place      place     `bson:"place,omitempty"`
	Note       string    `bson:"note,omitempty"` // not indexed
}

type place struct {
	Province string `bson:"province,omitempty"`
}

// tally is a second collection, for transactions over both.
type tally struct {
	store.Meta `bson:",inline"`
	N          int `bson:"n"`
}

func items() store.Collection[item] {
	return store.Define[item]("items",
		store.Index{Fields: []string{"slug"}, Unique: true},
		store.Index{Fields: []string{"maker", "lot"}, Unique: true},
		store.Index{Fields: []string{"group", "stars"}},
		store.Index{Fields: []string{"stars"}},
		store.Index{Fields: []string{"fresh"}},
		store.Index{Fields: []string{"at"}},
		store.Index{Fields: []string{"place.province"}},
	)
}

func tallies() store.Collection[tally] { return store.Define[tally]("tallies") }

func schemas() []store.Schema { return []store.Schema{items().Schema(), tallies().Schema()} }

// Run holds an engine to the contract.
func Run(t *testing.T, e Engine) {
	tests := []struct {
		name string
		run  func(t *testing.T, db store.DB)
	}{
		{"revisions", testRevisions},
		{"refused documents", testRefused},
		{"unique indexes", testUnique},
		{"get many", testGetMany},
		{"comparisons", testComparisons},
		{"unknown fields", testUnknown},
		{"sorting and pages", testPages},
		{"pages over absent fields", testAbsentPages},
		{"cursors", testCursors},
		{"counts", testCounts},
		{"a long stream", testStream},
		{"transaction", testTransaction},
		{"rollback", testRollback},
		{"errors of a transaction", testTransactionErrors},
		{"duplicate in a transaction", testDoomed},
		{"writing what is being read", testWriteWhileReading},
		{"nested transactions", testNested},
		{"snapshot", testSnapshot},
		{"deadlines", testDeadlines},
		{"no lost update", testNoLostUpdate},
		{"limited stock", testLimitedStock},
		{"crossing transactions", testCrossing},
	}
	db := e.Fresh(t, schemas()...)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			empty(t, db)
			test.run(t, db)
		})
	}
	t.Run("reopening", func(t *testing.T) { testReopen(t, e) })
	t.Run("new indexes over old documents", func(t *testing.T) { testNewIndexes(t, e) })
	t.Run("ensuring at once", func(t *testing.T) { testEnsureAtOnce(t, e) })
	t.Run("kill -9", func(t *testing.T) { testKill(t, e) })
	t.Run("model", func(t *testing.T) { testModel(t, db) })
}

// empty deletes every document, so that tests can share one store: making one takes MongoDB long.
func empty(t interface{ Fatal(...any) }, db store.DB) {
	err := db.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(clear(ctx, tx, items()), clear(ctx, tx, tallies()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func clear[T any](ctx context.Context, tx store.Tx, c store.Collection[T]) error {
	docs, err := c.Find(ctx, tx, store.Query{})
	for _, doc := range docs {
		err = errors.Join(err, c.Delete(ctx, tx, doc))
	}
	return err
}

func insert(t *testing.T, db store.DB, docs ...*item) {
	t.Helper()
	for _, doc := range docs {
		must(t, items().Insert(t.Context(), db, doc))
	}
}

func id(s string) store.Meta { return store.Meta{ID: s} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func ids(docs []*item) (found []string) {
	for _, doc := range docs {
		found = append(found, doc.ID)
	}
	return found
}
