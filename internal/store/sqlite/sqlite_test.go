package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

type note struct {
	store.Meta `bson:",inline"`
	Topic      string `bson:"topic"`
}

func notes() store.Collection[note] {
	return store.Define[note]("notes", store.Index{Fields: []string{"topic"}})
}

func open(t *testing.T, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, notes().Schema())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestSecondProcessIsToldToGoAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?", "ocop.db")
	db := open(t, path)
	_, err := sqlite.Open(t.Context(), path)
	if !errors.Is(err, sqlite.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("got error %v, want %v with the number of this process", err, sqlite.ErrLocked)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, path)
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	db := open(t, filepath.Join(folder, "ocop.db"))
	if err := notes().Insert(t.Context(), db, &note{Meta: store.Meta{ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("found %v, %v", files, err)
	}
	for _, f := range append(files, folder) {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if open := info.Mode().Perm() & 0o077; open != 0 {
			t.Errorf("%s is open to others: %v", f, info.Mode())
		}
	}
}

// TestClosedFileIsWhole: after Close everything is in the one file, which can be copied.
func TestClosedFileIsWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ocop.db")
	db := open(t, path)
	if err := notes().Insert(t.Context(), db, &note{Meta: store.Meta{ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(t.TempDir(), "moved.db")
	if err := os.WriteFile(moved, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := notes().Get(t.Context(), open(t, moved), "a"); err != nil {
		t.Error(err)
	}
}

// TestReadersDoNotWait: neither a transaction that takes its time nor a stream
// that nobody reads on holds up a reader; a writer waits until its deadline.
func TestReadersDoNotWait(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "ocop.db"))
	if err := notes().Insert(t.Context(), db, &note{Meta: store.Meta{ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return follow(t, db, 40) // more streams than there are sessions in the pool
	})
	if err != nil {
		t.Fatal(err)
	}
}

func follow(t *testing.T, db *sqlite.DB, depth int) error {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if depth == 0 {
		if _, err := notes().Get(t.Context(), db, "a"); err != nil {
			return err
		}
		if err := notes().Insert(ctx, db, &note{Meta: store.Meta{ID: "b"}}); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("a second writer: got error %v, want %v", err, store.ErrUnavailable)
		}
		return nil
	}
	for _, err := range notes().Each(t.Context(), db, store.Query{}) {
		if err != nil {
			return err
		}
		return follow(t, db, depth-1)
	}
	return errors.New("found nothing")
}

func TestNamesAreChecked(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "ocop.db"))
	for _, schema := range []store.Schema{
		{Collection: `notes" (id); DROP TABLE "c_notes`},
		{Collection: "notes", Indexes: []store.Index{{Fields: []string{`topic" --`}}}},
		{Collection: "notes", Indexes: []store.Index{{}}},
	} {
		if err := db.Ensure(t.Context(), schema); err == nil {
			t.Errorf("%v was taken", schema)
		}
	}
}

// TestClosedStoreRefuses: what comes after Close is told so at once.
func TestClosedStoreRefuses(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "ocop.db"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := notes().Insert(t.Context(), db, &note{Meta: store.Meta{ID: "a"}}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a write: got error %v, want %v", err, store.ErrUnavailable)
	}
	if _, err := notes().Get(t.Context(), db, "a"); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("a read: got error %v", err)
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("a closed store says that it can serve")
	}
}

// TestInterruptedTransactionIsOver: after a write was cut short, nothing more
// of the transaction may happen, whatever its function makes of the error.
func TestInterruptedTransactionIsOver(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "ocop.db"))
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := notes().Insert(ctx, tx, &note{Meta: store.Meta{ID: "a"}}); err != nil {
			return err
		}
		cut, cancel := context.WithCancel(ctx)
		cancel()
		_ = notes().Insert(cut, tx, &note{Meta: store.Meta{ID: "b"}})
		_ = notes().Insert(ctx, tx, &note{Meta: store.Meta{ID: "c"}})
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	n, err := notes().Count(t.Context(), db)
	if err != nil || n != 0 {
		t.Errorf("%d documents, %v", n, err)
	}
}
