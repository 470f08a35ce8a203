package decide

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // scans are JPEG,
	_ "image/png"  // PNG or PDF
	"math"
	"net/http"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/media/private"
)

// MaxPaper is the largest scan that is taken, in bytes.
const MaxPaper = private.MaxBytes

// Paper is the scan of the signed decision. It is served by the routes that ask first, and never by its name.
type Paper struct {
	private.File `bson:",inline"`
	Pages        int    `bson:"pages,omitempty"` // 0 where they could not be counted
	SHA256       string `bson:"sha256"`          // of the file, for people who compare it with the paper
}

// Keeper keeps and serves scans; private.Keeper can.
type Keeper interface {
	KeepData(ctx context.Context, data []byte, name, kind string) (private.File, error)
	Serve(w http.ResponseWriter, r *http.Request, f private.File) error
}

// scan takes the file that came, or asks for one.
func (s *Service) scan(ctx context.Context, d *Decision, upload *Upload, needed bool, wrong *field.Errors) error {
	if upload == nil {
		if needed && d.Paper == nil {
			wrong.Add("tep", "required", "Kèm bản quét có chữ ký, dấu.", "Attach the scan with signature and seal.")
		}
		return nil
	}
	data, kind, err := private.Check(upload.Body)
	if err == nil && !whole(data, kind) {
		err = private.ErrType
	}
	switch {
	case errors.Is(err, private.ErrTooLarge):
		wrong.Add("tep", "too_large", "Tệp lớn hơn 20 MB. Hãy quét lại ở 200 dpi.", "The file is larger than 20 MB. Scan it again at 200 dpi.")
		return nil
	case errors.Is(err, private.ErrType), errors.Is(err, private.ErrEmpty):
		wrong.Add("tep", "type", "Tệp này không phải PDF, JPEG hoặc PNG đọc được.", "This file is not a PDF, JPEG or PNG that can be read.")
		return nil
	case err != nil:
		return fmt.Errorf("read the scan of a decision: %w", err)
	}
	file, err := s.papers.KeepData(ctx, data, upload.Name, kind)
	if err != nil {
		return fmt.Errorf("keep the scan of a decision: %w", err)
	}
	sum := sha256.Sum256(data)
	d.Paper = &Paper{File: file, Pages: countPages(data, kind), SHA256: hex.EncodeToString(sum[:])}
	return nil
}

// whole reports whether a scan arrived to its end and can be read: it stands for good.
func whole(data []byte, kind string) bool {
	if kind == "application/pdf" {
		return bytes.Contains(data[max(0, len(data)-2048):], []byte("%%EOF"))
	}
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	return err == nil && (format == "jpeg" || format == "png")
}

// Serve answers with the scan of a decision; the caller has checked that whoever asks may see it.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, d *Decision) error {
	if d.Paper == nil {
		return ErrNoPaper
	}
	return s.papers.Serve(w, r, d.Paper.File)
}

// MB is the size in megabytes of a million bytes, at least 0.1.
func (p Paper) MB() float64 { return max(0.1, math.Round(float64(p.Size)/100_000)/10) }
