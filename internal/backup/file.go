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

// WriteFile writes a backup to a new file, readable by its owner alone, which appears only when it is whole and on the disk.
func WriteFile(ctx context.Context, db store.DB, schemas []store.Schema, name string, opts Options) (Summary, error) {
	if _, err := os.Stat(name); err == nil {
		return Summary{}, fmt.Errorf("write backup: %s: %w", name, os.ErrExist)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".backup-*") // made with mode 0600
	if err != nil {
		return Summary{}, fmt.Errorf("write backup: %w", err)
	}
	defer os.Remove(tmp.Name())
	out := bufio.NewWriterSize(tmp, 256<<10)
	s, err := Write(ctx, db, schemas, out, opts)
	if err = errors.Join(err, out.Flush(), tmp.Sync(), tmp.Close()); err != nil {
		return s, err
	}
	if err := os.Link(tmp.Name(), name); err != nil { // a link never replaces a file
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

// RestoreFile restores from a file.
func RestoreFile(ctx context.Context, db store.DB, schemas []store.Schema, name string, opts RestoreOptions) (Summary, error) {
	f, err := os.Open(name)
	if err != nil {
		return Summary{}, fmt.Errorf("restore: %w", err)
	}
	defer f.Close()
	return Restore(ctx, db, schemas, f, opts)
}
