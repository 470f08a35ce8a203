package folder

import (
	"crypto/rand"
	"errors"
	"os"
	"path"
	"syscall"
	"time"
)

// prepare makes the folder of temporary files and removes the abandoned ones.
func (s *Store) prepare(now time.Time) error {
	if err := s.root.MkdirAll(temporary, 0o755); err != nil {
		return err
	}
	dir, err := s.root.Open(temporary)
	if err != nil {
		return err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || now.Sub(info.ModTime()) < abandoned {
			continue // gone, or another process is writing it
		}
		if err := s.root.Remove(path.Join(temporary, entry.Name())); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}

// write makes a file that is there whole or not at all: temporary file, fsync, rename, fsync of the folder.
func (s *Store) write(name string, data []byte) error {
	if err := s.makeDir(path.Dir(name)); err != nil {
		return err
	}
	part := path.Join(temporary, rand.Text())
	if err := s.writePart(part, data); err != nil {
		return errors.Join(err, s.root.Remove(part))
	}
	if err := s.root.Rename(part, name); err != nil {
		return errors.Join(err, s.root.Remove(part))
	}
	return s.sync(path.Dir(name))
}

func (s *Store) writePart(part string, data []byte) error {
	file, err := s.root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// makeDir makes a directory and its parents durably.
func (s *Store) makeDir(dir string) error {
	if _, err := s.root.Stat(dir); err == nil {
		return nil
	}
	if err := s.root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for dir != "." {
		dir = path.Dir(dir)
		if err := s.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sync(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func isNotDirectory(err error) bool { return errors.Is(err, syscall.ENOTDIR) }
