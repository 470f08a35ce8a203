package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrLocked: another process has the file open; the message names it.
var ErrLocked = errors.New("the data is in use by another process")

var errClosed = fmt.Errorf("%w: closed", store.ErrUnavailable)

// failure turns an error of the driver into one of the store's.
func failure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return interrupted(ctx)
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT: // unique indexes are the only constraints there are
		return fmt.Errorf("%w: %w", store.ErrDuplicate, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT:
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// interrupted is the error of an operation whose context ended: out of time means unavailable, cancelled means just that.
func interrupted(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, ctx.Err())
	}
	return fmt.Errorf("store: %w", ctx.Err())
}
