package folder_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/mediatest"
)

func open(t *testing.T, dir string) *folder.Store {
	t.Helper()
	s, err := folder.New(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	mediatest.Run(t, func(t *testing.T) media.Blobs { return open(t, t.TempDir()) })
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir).Put(t.Context(), "a/b.bin", "text/csv", []byte("kept")); err != nil {
		t.Fatal(err)
	}
	blob, err := open(t, dir).Get(t.Context(), "a/b.bin")
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	if data, _ := io.ReadAll(blob); string(data) != "kept" || blob.ContentType != "text/csv" {
		t.Errorf("got %q %q", data, blob.ContentType)
	}
}

func TestNewClearsAbandonedParts(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	old, fresh := filepath.Join(dir, ".tmp", "OLD"), filepath.Join(dir, ".tmp", "FRESH")
	for _, file := range []string{old, fresh} {
		if err := os.WriteFile(file, []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	longAgo := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("the abandoned part is still there: %v", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("the part of another writer is gone: %v", err)
	}
}

func TestSymlinkDoesNotLeadOut(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.jpg"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if blob, err := s.Get(t.Context(), "link/secret.jpg"); err == nil {
		blob.Close()
		t.Error("a link led out of the folder")
	}
	if err := s.Put(t.Context(), "link/new.jpg", "image/jpeg", []byte("x")); err == nil {
		t.Error("a blob was written outside the folder")
	}
}

func TestPutOverDirectory(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Put(t.Context(), "a/b", "text/plain", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "a", "text/plain", []byte("x")); err == nil {
		t.Error("a blob was said to be kept where a folder stands")
	}
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("err = %v, want ErrNotFound", err)
	}
}

func TestNewFailsOnFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := folder.New(file); err == nil {
		s.Close()
		t.Error("a file was taken for a folder")
	}
}

func BenchmarkPut(b *testing.B) {
	s, err := folder.New(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	data := make([]byte, 50_000)
	for i := 0; b.Loop(); i++ {
		name := filepath.ToSlash(filepath.Join("photos", string(rune('a'+i%26)), time.Duration(i).String()+".jpg"))
		if err := s.Put(b.Context(), name, "image/jpeg", data); err != nil {
			b.Fatal(err)
		}
	}
}
