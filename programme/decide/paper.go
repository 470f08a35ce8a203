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
	"io"
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
	SHA256       string `bson:"sha256"` // of the file, for people who compare it with the paper
}

// Keeper keeps and serves scans; private.Keeper can.
type Keeper interface {
	KeepData(ctx context.Context, data []byte, name, kind string) (private.File, error)
	Serve(w http.ResponseWriter, r *http.Request, f private.File) error
}

// errPaper marks a file that is no scan that we take.
var errPaper = errors.New("decide: not a PDF, JPEG or PNG")

// scan takes the file that came, or asks for one.
func (s *Service) scan(ctx context.Context, d *Decision, upload *Upload, whole bool, wrong *field.Errors) error {
	if upload == nil {
		if whole && d.Paper == nil {
			wrong.Add("tep", "required", "Kèm bản quét có chữ ký, dấu.", "Attach the scan with signature and seal.")
		}
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(upload.Body, MaxPaper+1))
	if err != nil {
		return fmt.Errorf("read scan: %w", err)
	}
	kind, err := sniff(data)
	switch {
	case len(data) > MaxPaper:
		wrong.Add("tep", "too_large", "Tệp lớn hơn 20 MB. Hãy quét lại ở 200 dpi.", "The file is larger than 20 MB. Scan it again at 200 dpi.")
		return nil
	case err != nil:
		wrong.Add("tep", "type", "Tệp này không phải PDF, JPEG hoặc PNG đọc được.", "This file is not a PDF, JPEG or PNG that can be read.")
		return nil
	}
	file, err := s.papers.KeepData(ctx, data, upload.Name, kind)
	if err != nil {
		return fmt.Errorf("keep the scan of a decision: %w", err)
	}
	sum := sha256.Sum256(data)
	d.Paper = &Paper{File: file, SHA256: hex.EncodeToString(sum[:])}
	return nil
}

// sniff tells the type of a scan by what stands in it; what its name or its sender says counts for nothing.
func sniff(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		if tail := data[max(0, len(data)-2048):]; !bytes.Contains(tail, []byte("%%EOF")) {
			return "", errPaper // cut off
		}
		return "application/pdf", nil
	}
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || (format != "jpeg" && format != "png") {
		return "", errPaper
	}
	return "image/" + format, nil
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
