// Package storetest holds the contract that every engine of the document store
// keeps, and gives other packages' tests a store to work on.
package storetest

import (
	"path/filepath"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

// Open returns an empty SQLite store that lasts as long as the test.
func Open(t testing.TB, schemas ...store.Schema) store.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ocop.db"), schemas...)
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
