// Package folder keeps blobs as files in a folder. A blob is there whole or not at
// all, also after a power cut, and no name reaches outside the folder.
package folder

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/media"
)

// What the store keeps for itself; names of blobs never begin with a dot.
const (
	temporary = ".tmp"   // files being written
	types     = ".types" // content types that the name does not tell
)

// abandoned is the age at which a temporary file belongs to no writer any more.
const abandoned = time.Hour

// Store is a media.Blobs in a folder.
type Store struct {
	root *os.Root
}

// New opens the folder dir, making it when it is missing, and clears what a crash left half written.
func New(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	s := &Store{root: root}
	if err := s.prepare(time.Now()); err != nil {
		root.Close()
		return nil, fmt.Errorf("folder: prepare %s: %w", dir, err)
	}
	return s, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// Put keeps a blob durably: when it returns, a power cut does not lose it.
func (s *Store) Put(ctx context.Context, name, contentType string, data []byte) error {
	if err := check(ctx, name); err != nil {
		return err
	}
	if info, err := s.root.Stat(name); err == nil && info.Mode().IsRegular() {
		return nil
	}
	// The type goes first: a blob that is seen always has its own.
	if contentType != typeByName(name) {
		if err := s.write(path.Join(types, name), []byte(contentType)); err != nil {
			return fmt.Errorf("folder: put type of %s: %w", name, err)
		}
	}
	if err := s.write(name, data); err != nil {
		return fmt.Errorf("folder: put %s: %w", name, err)
	}
	return nil
}

// Get opens a blob.
func (s *Store) Get(ctx context.Context, name string) (*media.Blob, error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	file, err := s.root.Open(name)
	if err != nil {
		return nil, readError(name, err)
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, readError(name, errors.Join(err, fs.ErrNotExist))
	}
	return &media.Blob{
		ReadSeekCloser: file, ContentType: s.contentType(name),
		Size: info.Size(), Modified: info.ModTime(),
	}, nil
}

// Delete removes a blob.
func (s *Store) Delete(ctx context.Context, name string) error {
	if err := check(ctx, name); err != nil {
		return err
	}
	for _, file := range []string{name, path.Join(types, name)} {
		if err := s.root.Remove(file); err != nil && !missing(err) {
			return fmt.Errorf("folder: delete %s: %w", name, err)
		}
	}
	return nil
}

// List yields every name that begins with prefix, in order of directories.
func (s *Store) List(ctx context.Context, prefix string, yield func(name string) error) error {
	start := path.Dir(prefix + "x") // a prefix may end within a name
	if start != "." && !media.ValidName(start) {
		return nil
	}
	return fs.WalkDir(s.root.FS(), start, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && missing(err):
			return nil // deleted meanwhile, or never there
		case err != nil:
			return fmt.Errorf("folder: list %q: %w", prefix, err)
		case ctx.Err() != nil:
			return ctx.Err()
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.Type().IsRegular() || !strings.HasPrefix(name, prefix):
			return nil
		}
		return yield(name)
	})
}

// Ping writes and removes a small file.
func (s *Store) Ping(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := path.Join(temporary, rand.Text())
	if err := s.root.WriteFile(name, []byte("ping"), 0o644); err != nil {
		return fmt.Errorf("folder: ping: %w", err)
	}
	if err := s.root.Remove(name); err != nil {
		return fmt.Errorf("folder: ping: %w", err)
	}
	return nil
}

// check refuses names that are none. A name nobody can have put is not found.
func check(ctx context.Context, name string) error {
	if !media.ValidName(name) {
		return fmt.Errorf("folder: name %q: %w", name, media.ErrNotFound)
	}
	return ctx.Err()
}

// missing reports whether a file is not there, also because a file stands where a folder would be.
func missing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || isNotDirectory(err)
}

func readError(name string, err error) error {
	if missing(err) {
		return fmt.Errorf("folder: %s: %w", name, media.ErrNotFound)
	}
	return fmt.Errorf("folder: get %s: %w", name, err)
}
