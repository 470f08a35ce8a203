// Package media keeps photos and their sizes. A photo is made once from an
// upload, named by the hash of its content and never changed after, so every
// copy of it may be cached forever.
package media

import (
	"context"
	"errors"
	"io"
	"time"
)

// Blobs keeps immutable objects by name. Names are made of letters, digits, '-', '_', '.' and '/'.
type Blobs interface {
	// Put stores an object durably; the same name always has the same content, so putting it again changes nothing.
	Put(ctx context.Context, name, contentType string, data []byte) error
	// Get opens an object, or returns ErrNotFound. The caller closes it.
	Get(ctx context.Context, name string) (*Blob, error)
	// Delete removes an object; one that is not there is no error.
	Delete(ctx context.Context, name string) error
	// List yields every name that begins with prefix.
	List(ctx context.Context, prefix string, yield func(name string) error) error
	// Ping answers whether objects can be read and written now.
	Ping(ctx context.Context) error
}

// Blob is an object being read.
type Blob struct {
	io.ReadSeekCloser
	ContentType string
	Size        int64
	Modified    time.Time
}

// Widths are the widths in pixels at which a photo is kept, where it is at least that wide.
var Widths = []int{160, 480, 960, 1600}

// Photo is a stored picture, as documents keep it.
type Photo struct {
	Hash   string `bson:"hash"`   // names the photo
	Width  int    `bson:"width"`  // of the largest size kept, pixels
	Height int    `bson:"height"` // of the largest size kept, pixels
	Widths []int  `bson:"widths"` // the sizes kept, ascending
	AltVI  string `bson:"alt_vi"`
	AltEN  string `bson:"alt_en,omitempty"`
}

// The ways in which a picture is refused. Each is wrapped with what was found.
var (
	ErrNotFound = errors.New("media: not found")
	ErrType     = errors.New("media: not a JPEG, PNG or WebP picture")
	ErrTooLarge = errors.New("media: picture too large")
	ErrBroken   = errors.New("media: picture cannot be read")
	ErrNoAlt    = errors.New("media: a picture needs an alternative text")
)
