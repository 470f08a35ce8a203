// Package private keeps files that are not for everyone: certificates, scans, lists,
// papers of people. It promises that a file never changes, that it is one of the kinds
// it claims to be, and that it never stands at a public address. A file lies under its
// content, or alone under a name of its own where somebody may want it destroyed.
package private

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/media"
)

// MaxBytes is how large a paper may be.
const MaxBytes = 20 << 20

// The ways in which a file is refused.
var (
	ErrTooLarge = errors.New("private: the file is too large")
	ErrType     = errors.New("private: neither PDF nor a JPEG, PNG or WebP picture")
	ErrEmpty    = errors.New("private: the file is empty")
)

// File is a private file, as documents keep it.
type File struct {
	Blob string `bson:"blob"` // its name in the store of blobs
	Name string `bson:"name"` // as it was called where it came from
	Type string `bson:"type"`
	Size int64  `bson:"size"`
}

// where files lie among the blobs: under their content, or alone. media.Handler serves neither.
const (
	prefix = "private/"
	alone  = prefix + "alone/"
)

// Alone reports whether the file is shared with nobody, so that Destroy may take it away.
func (f File) Alone() bool { return strings.HasPrefix(f.Blob, alone) }

// IsZero reports whether there is no file.
func (f File) IsZero() bool { return f.Blob == "" }

// Keeper keeps private files among the blobs, under a prefix that is not served.
type Keeper struct{ blobs media.Blobs }

// New returns a keeper on a store of blobs.
func New(blobs media.Blobs) *Keeper { return &Keeper{blobs: blobs} }

// Keep reads a paper of at most MaxBytes and keeps it, or returns ErrTooLarge, ErrType or ErrEmpty.
func (k *Keeper) Keep(ctx context.Context, r io.Reader, name string) (File, error) {
	data, kind, err := Check(r)
	if err != nil {
		return File{}, err
	}
	return k.KeepData(ctx, data, name, kind)
}

// KeepAlone keeps a paper as Keep does, but shares it with nobody who sends the same one, so that Destroy may take it away.
func (k *Keeper) KeepAlone(ctx context.Context, r io.Reader, name string) (File, error) {
	data, kind, err := Check(r)
	if err != nil {
		return File{}, err
	}
	return k.KeepDataAlone(ctx, data, name, kind)
}

// KeepDataAlone keeps bytes that the caller has checked, shared with nobody, so that Destroy may take them away.
func (k *Keeper) KeepDataAlone(ctx context.Context, data []byte, name, kind string) (File, error) {
	return k.put(ctx, alone+strings.ToLower(rand.Text()), data, name, kind)
}

// KeepData keeps bytes that the caller has checked.
func (k *Keeper) KeepData(ctx context.Context, data []byte, name, kind string) (File, error) {
	sum := sha256.Sum256(data)
	return k.put(ctx, prefix+strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])), data, name, kind)
}

func (k *Keeper) put(ctx context.Context, blob string, data []byte, name, kind string) (File, error) {
	f := File{Blob: blob, Name: cleanName(name, kind), Type: kind, Size: int64(len(data))}
	if err := k.blobs.Put(ctx, blob, kind, data); err != nil {
		return File{}, fmt.Errorf("private: keep %s: %w", blob, err)
	}
	return f, nil
}

// Destroy takes a file away that KeepAlone kept; one that others may share is refused.
func (k *Keeper) Destroy(ctx context.Context, f File) error {
	if !f.Alone() {
		return fmt.Errorf("private: destroy %s: others may have it too", f.Blob)
	}
	if err := k.blobs.Delete(ctx, f.Blob); err != nil {
		return fmt.Errorf("private: destroy %s: %w", f.Blob, err)
	}
	return nil
}

// Read returns the bytes of a file.
func (k *Keeper) Read(ctx context.Context, f File) (data []byte, err error) {
	blob, err := k.blobs.Get(ctx, f.Blob)
	if err != nil {
		return nil, fmt.Errorf("private: read %s: %w", f.Blob, err)
	}
	defer func() { err = errors.Join(err, blob.Close()) }()
	var b bytes.Buffer
	if _, err := io.Copy(&b, blob); err != nil {
		return nil, fmt.Errorf("private: read %s: %w", f.Blob, err)
	}
	return b.Bytes(), nil
}

// Serve answers with a file, which no cache keeps and no page may run. The caller has checked that whoever asks may see it.
func (k *Keeper) Serve(w http.ResponseWriter, r *http.Request, f File) error {
	blob, err := k.blobs.Get(r.Context(), f.Blob)
	if err != nil {
		return fmt.Errorf("private: serve %s: %w", f.Blob, err)
	}
	defer blob.Close()
	shown := "inline"
	if extensions[f.Type] == "" {
		shown = "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(shown, map[string]string{"filename": f.Name}))
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'")
	http.ServeContent(w, r, "", blob.Modified, blob)
	return nil
}
