package media

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sync/semaphore"
)

// atOnce is how many pictures are made at the same time: one more than a core
// keeps busy only takes memory.
const atOnce = 2

// Library makes photos from uploads and keeps them in a store of blobs. It is safe
// for use by many goroutines; the memory of all pictures in the making is bounded.
type Library struct {
	blobs  Blobs
	making *semaphore.Weighted // bytes of pictures being decoded
}

// NewLibrary returns a library over a store.
func NewLibrary(blobs Blobs) *Library {
	return &Library{blobs: blobs, making: semaphore.NewWeighted(maxMemory)}
}

// Add reads an uploaded picture of at most MaxBytes, makes its sizes and keeps them.
// The alternative text in Vietnamese is required, the English one is optional. The
// same upload again gives the same photo and writes nothing. It fails with ErrNoAlt,
// ErrTooLarge, ErrType or ErrBroken when the picture is refused.
func (l *Library) Add(ctx context.Context, upload io.Reader, altVI, altEN string) (Photo, error) {
	altVI, altEN = strings.TrimSpace(altVI), strings.TrimSpace(altEN)
	if altVI == "" {
		return Photo{}, ErrNoAlt
	}
	data, err := readUpload(upload)
	if err != nil {
		return Photo{}, err
	}
	h, err := inspect(data)
	if err != nil {
		return Photo{}, err
	}
	photo := plan(h, data)
	photo.AltVI, photo.AltEN = altVI, altEN
	if err := l.keep(ctx, photo, h, data); err != nil {
		return Photo{}, err
	}
	return photo, nil
}

func readUpload(upload io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(upload, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("media: read upload: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: more than %d MB", ErrTooLarge, MaxBytes>>20)
	}
	return data, nil
}

// plan tells from the header alone what the photo will be.
func plan(h header, data []byte) Photo {
	width, height := h.upright()
	widths := sizesOf(width)
	largest := widths[len(widths)-1]
	return Photo{Hash: hash(data), Width: largest, Height: scale(width, height, largest), Widths: widths}
}

// hash names a photo by its upload and the edition of the sizes made of it, so that
// a change of encoder or quality gives new names and caches are never wrong.
func hash(data []byte) string {
	const edition = "photo 1\n"
	sum := sha256.New()
	io.WriteString(sum, edition)
	sum.Write(data)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum.Sum(nil)[:20]))
}

// marker is the blob written last: where it is, all others are.
func marker(photo Photo) string { return photo.Name(photo.Widths[0], JPEGExt) }

func (l *Library) has(ctx context.Context, photo Photo) (bool, error) {
	blob, err := l.blobs.Get(ctx, marker(photo))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("media: look for photo %s: %w", photo.Hash, err)
	}
	return true, blob.Close()
}

// keep renders the sizes and keeps them, largest first, unless they are there.
func (l *Library) keep(ctx context.Context, photo Photo, h header, data []byte) error {
	if there, err := l.has(ctx, photo); err != nil || there {
		return err
	}
	sizes, err := l.render(ctx, h, data)
	if err != nil {
		return err
	}
	for _, s := range sizes {
		if err := l.blobs.Put(ctx, photo.Name(s.width, WebPExt), "image/webp", s.webp); err != nil {
			return fmt.Errorf("media: keep photo %s: %w", photo.Hash, err)
		}
		if err := l.blobs.Put(ctx, photo.Name(s.width, JPEGExt), "image/jpeg", s.jpeg); err != nil {
			return fmt.Errorf("media: keep photo %s: %w", photo.Hash, err)
		}
	}
	return nil
}

// render waits for its share of memory and makes the sizes.
func (l *Library) render(ctx context.Context, h header, data []byte) ([]size, error) {
	share := max(h.memory, maxMemory/atOnce)
	if err := l.making.Acquire(ctx, share); err != nil {
		return nil, fmt.Errorf("media: wait to make a photo: %w", err)
	}
	defer l.making.Release(share)
	return render(h, data)
}
