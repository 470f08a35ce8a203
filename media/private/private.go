// Package private keeps files that are not for everyone: certificates, scans, lists. It promises that
// a file is kept under its content and never changes, that it is one of the kinds
// it claims to be, and that it never stands at a public address.
package private

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

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

// IsZero reports whether there is no file.
func (f File) IsZero() bool { return f.Blob == "" }

// Keeper keeps private files among the blobs, under a prefix that is not served.
type Keeper struct{ blobs media.Blobs }

// New returns a keeper on a store of blobs.
func New(blobs media.Blobs) *Keeper { return &Keeper{blobs: blobs} }

// Keep reads a paper of at most MaxBytes and keeps it, or returns ErrTooLarge, ErrType or ErrEmpty.
func (k *Keeper) Keep(ctx context.Context, r io.Reader, name string) (File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return File{}, fmt.Errorf("private: read upload: %w", err)
	}
	kind := http.DetectContentType(data)
	switch {
	case len(data) == 0:
		return File{}, ErrEmpty
	case len(data) > MaxBytes:
		return File{}, ErrTooLarge
	case extensions[kind] == "":
		return File{}, fmt.Errorf("%w: %s", ErrType, kind)
	}
	return k.KeepData(ctx, data, name, kind)
}

// extensions are what papers may be.
var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}

// KeepData keeps bytes that the caller has checked.
func (k *Keeper) KeepData(ctx context.Context, data []byte, name, kind string) (File, error) {
	sum := sha256.Sum256(data)
	f := File{Blob: "private/" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])), Name: cleanName(name), Type: kind, Size: int64(len(data))}
	if err := k.blobs.Put(ctx, f.Blob, kind, data); err != nil {
		return File{}, fmt.Errorf("private: keep %s: %w", f.Blob, err)
	}
	return f, nil
}

// maxName is how many characters of a file's name are kept.
const maxName = 120

// cleanName is the last part of a name without anything that could turn it into another.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > maxName {
		name = string([]rune(name)[:maxName])
	}
	if name == "." || name == "/" || name == "" {
		return "tep"
	}
	return name
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
