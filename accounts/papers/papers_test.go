package papers_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
)

var (
	pdf = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
	png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	jpg = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00")
)

func open(t *testing.T) (*papers.Service, media.Blobs, store.DB) {
	t.Helper()
	db := storetest.Open(t, append(papers.Schemas(), outbox.Schemas()...)...)
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return papers.New(db, private.New(blobs), func() time.Time { return time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC) }), blobs, db
}

func TestOnlyPapersAreKept(t *testing.T) {
	s, _, _ := open(t)
	for _, tt := range []struct {
		name string
		data []byte
		want string
		err  error
	}{
		{"Giấy ĐKKD.pdf", pdf, "Giấy ĐKKD.pdf", nil},
		{"cccd.JPEG", jpg, "cccd.jpg", nil},
		{`C:\Users\A\ảnh.png`, png, "ảnh.png", nil},
		{"../../etc/passwd", png, "passwd.png", nil},
		{"x\r\nSet-Cookie: a=b\".pdf", pdf, "xSet-Cookie ab.pdf", nil},
		{"...", pdf, "tep.pdf", nil},
		{strings.Repeat("ả", 300) + ".pdf", pdf, strings.Repeat("ả", 120) + ".pdf", nil},
		{"trang.pdf", []byte("<!doctype html><script>alert(1)</script>"), "", private.ErrType},
		{"hinh.png", []byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "", private.ErrType},
		{"phim.jpg", []byte("GIF89a"), "", private.ErrType},
		{"may.pdf", []byte("MZ\x90\x00"), "", private.ErrType},
		{"rong.pdf", nil, "", private.ErrEmpty},
		{"lon.pdf", append(bytes.Clone(pdf), make([]byte, private.MaxBytes)...), "", private.ErrTooLarge},
	} {
		p, err := s.Keep(t.Context(), "au", tt.name, bytes.NewReader(tt.data))
		if !errors.Is(err, tt.err) {
			t.Errorf("%q: %v, want %v", tt.name, err, tt.err)
		} else if err == nil && p.Name != tt.want {
			t.Errorf("%q is kept as %q, want %q", tt.name, p.Name, tt.want)
		}
	}
}

func TestPapersAreOpenedOneByOneAndWrittenDown(t *testing.T) {
	s, blobs, db := open(t)
	p, err := s.Keep(t.Context(), "au", "cccd.jpg", bytes.NewReader(jpg))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), p.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("one that belongs to nothing: %v", err)
	}
	attach(t, s, db, p)
	got, err := s.Open(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if err := s.Serve(w, httptest.NewRequest("GET", "/giay-to/"+p.ID, nil), got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store", "Content-Disposition": "inline; filename=cccd.jpg"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if !bytes.Equal(w.Body.Bytes(), jpg) || got.Province != "22" {
		t.Errorf("read %q of %+v", w.Body, got)
	}
	if n := entries(t, db); n != 1 {
		t.Errorf("%d audit entries for one opening", n)
	}
	unreachable(t, blobs, p.Blob)
}

func attach(t *testing.T, s *papers.Service, db store.DB, p *papers.Paper) {
	t.Helper()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return s.Attach(ctx, tx, []*papers.Paper{p}, "case1", "22")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func entries(t *testing.T, db store.DB) (n int) {
	t.Helper()
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == audit.EventEntry {
			n++
		}
	}
	return n
}

// unreachable tries every public address that a paper could have.
func unreachable(t *testing.T, blobs media.Blobs, blob string) {
	t.Helper()
	for _, name := range []string{blob, "photos/../" + blob, "photos/%2e%2e/" + blob, "./" + blob, "/" + blob} {
		w := httptest.NewRecorder()
		media.Handler(blobs).ServeHTTP(w, httptest.NewRequest("GET", media.Base+name, nil))
		if w.Code != 404 {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
}

func TestDestroyedPapersAreGone(t *testing.T) {
	s, blobs, db := open(t)
	p, err := s.Keep(t.Context(), "au", "a.pdf", bytes.NewReader(pdf))
	if err != nil {
		t.Fatal(err)
	}
	attach(t, s, db, p)
	if err := s.Remove(t.Context(), "case1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Paper(t.Context(), p.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("still known: %v", err)
	}
	left := 0
	if err := blobs.List(t.Context(), "", func(string) error { left++; return nil }); err != nil || left != 0 {
		t.Errorf("%d objects left, %v", left, err)
	}
}
