package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder writes messages as .eml files, which mail programs open.
type Folder struct {
	dir  string
	from From
	now  func() time.Time
}

// NewFolder makes the folder where there is none.
func NewFolder(dir string, from From, now func() time.Time) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open mail folder: %w", err)
	}
	return &Folder{dir: dir, from: from, now: now}, nil
}

// Send writes the file durably and whole, or not at all; a message that is there already stays as it is.
func (f *Folder) Send(_ context.Context, m Message) error {
	msg, err := f.from.compose(m, f.now())
	if err != nil {
		return err
	}
	name := filepath.Join(f.dir, fileName(m))
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	data, err := render(msg)
	if err != nil {
		return err
	}
	if err := f.put(name, data); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	return nil
}

func (f *Folder) put(name string, data []byte) error {
	tmp, err := os.CreateTemp(f.dir, ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	// A link, unlike a rename, leaves alone what another process has put there meanwhile.
	if err := os.Link(tmp.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(f.dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// fileName begins with the key for people, and ends with its hash for certainty.
func fileName(m Message) string {
	readable := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, m.Key)
	return readable[:min(len(readable), 60)] + "-" + m.hash()[:16] + ".eml"
}
