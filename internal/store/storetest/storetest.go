// Package storetest holds the contract that every engine of the document store
// keeps, and gives other packages' tests a store to work on.
package storetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

// Engine is a way to keep documents, for a test.
type Engine struct {
	Name string
	// Place returns the address of an empty store that is gone after the test; it skips the test, saying why, where the engine is not to be had.
	Place func(t testing.TB) string
	// Open opens what is at an address, the same as often as wanted.
	Open func(ctx context.Context, address string, schemas ...store.Schema) (store.DB, error)
}

// SQLite is the embedded engine, in a file of the test's own.
func SQLite() Engine {
	return Engine{
		Name:  "sqlite",
		Place: func(t testing.TB) string { return filepath.Join(t.TempDir(), "ocop.db") },
		Open: func(ctx context.Context, address string, schemas ...store.Schema) (store.DB, error) {
			return sqlite.Open(ctx, address, schemas...)
		},
	}
}

// Fresh returns an empty store that lasts as long as the test.
func (e Engine) Fresh(t testing.TB, schemas ...store.Schema) store.DB {
	t.Helper()
	return e.reopen(t, e.Place(t), schemas...)
}

func (e Engine) reopen(t testing.TB, address string, schemas ...store.Schema) store.DB {
	t.Helper()
	db, err := e.Open(t.Context(), address, schemas...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Open returns an empty SQLite store that lasts as long as the test.
func Open(t testing.TB, schemas ...store.Schema) store.DB {
	t.Helper()
	return SQLite().Fresh(t, schemas...)
}

// Engines runs a test on an empty store of every engine; the one on MongoDB is
// skipped, and says so, where OCOP_TEST_MONGODB_URI names no server.
func Engines(t *testing.T, schemas []store.Schema, test func(t *testing.T, db store.DB)) {
	t.Helper()
	for _, e := range []Engine{SQLite(), Mongo()} {
		t.Run(e.Name, func(t *testing.T) { test(t, e.Fresh(t, schemas...)) })
	}
}
