// Package sqlite is the embedded engine of the document store: one SQLite
// file, one process. Every acknowledged write has been synced to disk; readers
// never wait for the writer, and the writer never for readers.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/ocopmarket/ocop/internal/store"
	_ "modernc.org/sqlite" // the driver
)

// DB is a store in one SQLite file.
type DB struct {
	reader // reads outside transactions

	lock     *os.File
	sql      *sql.DB
	writer   chan *session // holds the one writing session while it is free
	closed   chan struct{}
	readers  *pool
	catalog  atomic.Pointer[catalog]
	close    sync.Once
	closeErr error
}

var _ store.DB = (*DB)(nil)

// Open opens the file at path, making it and its folder where there are none,
// and ensures the schemas. It returns ErrLocked if another process has it open.
func Open(ctx context.Context, path string, schemas ...store.Schema) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	db, err := open(ctx, path, schemas)
	if err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	db.lock = lock
	return db, nil
}

func open(ctx context.Context, path string, schemas []store.Schema) (*DB, error) {
	if err := touch(path); err != nil {
		return nil, err
	}
	handle, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		return nil, err
	}
	handle.SetMaxIdleConns(0) // sessions hold their connections; what they give up is closed
	db := &DB{
		sql:     handle,
		writer:  make(chan *session, 1),
		closed:  make(chan struct{}),
		readers: newPool(handle, 2+runtime.GOMAXPROCS(0)), // reading is computing; each keeps pages of its own in memory
	}
	db.reader = reader{db: db, lend: db.readers}
	if err := db.start(ctx, schemas); err != nil {
		_ = handle.Close()
		return nil, err
	}
	return db, nil
}

func (db *DB) start(ctx context.Context, schemas []store.Schema) error {
	w, err := newSession(ctx, db.sql)
	if err != nil {
		return err
	}
	db.writer <- w
	return db.Ensure(ctx, schemas...)
}

// touch makes the file readable by its owner alone: it holds names and addresses.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func dataSource(path string) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "cache_size(-4000)", "temp_store(MEMORY)",
	}}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}).String()
}

// Name is "sqlite".
func (db *DB) Name() string { return "sqlite" }

// Ping reads something from the file.
func (db *DB) Ping(ctx context.Context) error {
	s, err := db.readers.take(ctx)
	if err != nil {
		return failure(ctx, err)
	}
	defer db.readers.give(s)
	var n int
	return failure(ctx, s.row(ctx, "SELECT count(*) FROM sqlite_master", nil, &n))
}

// Close waits for the writer, puts the log back into the file, so that the file
// is whole by itself, and lets the next process in.
func (db *DB) Close() error {
	db.close.Do(func() { db.closeErr = db.shut() })
	return db.closeErr
}

func (db *DB) shut() error {
	w := <-db.writer
	close(db.closed)
	_, err := w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	w.close()
	db.readers.close()
	if e := db.sql.Close(); err == nil {
		err = e
	}
	if e := db.lock.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}
