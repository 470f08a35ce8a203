package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ocopmarket/ocop/internal/store"
)

// WriteFile writes a backup to a file, readable by its owner alone, which appears only when it is whole and on the disk.
// One of that name stays as it was until then.
func WriteFile(ctx context.Context, db store.DB, schemas []store.Schema, name string, opts Options) (Summary, error) {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".backup-*") // made with mode 0600
	if err != nil {
		return Summary{}, fmt.Errorf("write backup: %w", err)
	}
	defer os.Remove(tmp.Name()) // which is there only if it went wrong
	out := bufio.NewWriterSize(tmp, 256<<10)
	s, err := Write(ctx, db, schemas, out, opts)
	if err = errors.Join(err, out.Flush(), tmp.Sync(), tmp.Close()); err != nil {
		return s, err
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return s, fmt.Errorf("write backup: %w", err)
	}
	return s, syncDir(filepath.Dir(name))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
