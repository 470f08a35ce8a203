package backup

import (
	"context"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/internal/store"
)

// Verify reads a whole file and reports what it holds, or ErrDamaged or ErrNewer.
// It knows those collections.
func Verify(ctx context.Context, r io.ReadSeeker, schemas []store.Schema) (Summary, error) {
	size, err := checkSum(ctx, r)
	if err != nil {
		return Summary{}, fmt.Errorf("verify backup: %w", err)
	}
	s, err := scan(ctx, r, size, schemas, nothing{})
	if err != nil {
		return s, fmt.Errorf("verify backup: %w", err)
	}
	return s, nil
}
