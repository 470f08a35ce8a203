package pull

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Piece is one kept object of a pull's evidence.
type Piece struct {
	Name   string `bson:"name"`
	SHA256 string `bson:"sha256"` // of the object, as kept
	Size   int    `bson:"size"`   // bytes, as kept
	Pages  int    `bson:"pages"`
}

const (
	evidenceType = "application/zstd"
	pieceSize    = 8 << 20 // compressed bytes after which a new object begins
)

// recorder writes raw pages, each below a line with its length and hash, into zstd objects.
type recorder struct {
	to     Evidence
	prefix string
	buf    bytes.Buffer
	zip    *zstd.Encoder
	pages  int // in the open object
	pieces []Piece
}

func newRecorder(to Evidence, prefix string) *recorder {
	return &recorder{to: to, prefix: prefix}
}

// page adds one answer of the registry, word for word.
func (r *recorder) page(ctx context.Context, raw []byte) error {
	if r.zip == nil {
		zip, err := zstd.NewWriter(&r.buf, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
		if err != nil {
			return fmt.Errorf("keep evidence: %w", err)
		}
		r.zip = zip
	}
	sum := sha256.Sum256(raw)
	_, err := fmt.Fprintf(r.zip, "%d %s\n%s\n", len(raw), hex.EncodeToString(sum[:]), raw)
	if err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	if r.pages++; r.buf.Len() >= pieceSize {
		return r.close(ctx)
	}
	return nil
}

// close stores the open object.
func (r *recorder) close(ctx context.Context) error {
	if r.zip == nil {
		return nil
	}
	if err := r.zip.Close(); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	data := bytes.Clone(r.buf.Bytes())
	sum := sha256.Sum256(data)
	piece := Piece{Name: fmt.Sprintf("%s-%d.zst", r.prefix, len(r.pieces)+1), SHA256: hex.EncodeToString(sum[:]), Size: len(data), Pages: r.pages}
	if err := r.to.Put(ctx, piece.Name, evidenceType, data); err != nil {
		return fmt.Errorf("keep evidence: %w", err)
	}
	r.pieces = append(r.pieces, piece)
	r.buf.Reset()
	r.zip, r.pages = nil, 0
	return nil
}

// keepWhatThereIs stores the open object if it can, after a pull failed.
func (r *recorder) keepWhatThereIs(ctx context.Context) []Piece {
	_ = r.close(ctx)
	return r.pieces
}
