package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// Format is a kind of picture that is taken in.
type Format string

// The formats taken in. Decoders are called by name: a registry of formats would
// decide by the order of imports which of several decoders sees outside input.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	WebP Format = "webp"
)

// SniffLen is how many bytes Sniff needs at most.
const SniffLen = 12

// Sniff tells the format by the first bytes of a picture, whatever its name or
// declared type say. It fails with ErrType.
func Sniff(head []byte) (Format, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG, nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG, nil
	case len(head) >= SniffLen && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP, nil
	}
	return "", ErrType
}

// The limits on what is decoded, checked on the header alone: a file of a few
// hundred kilobytes can claim a picture that takes gigabytes.
const (
	MaxBytes  = 20 << 20 // of an upload
	MaxPixels = 40_000_000
	MaxSide   = 12_000

	// maxMemory bounds what decoding one picture may take. Only exotic ones come
	// near: a progressive JPEG of 40 megapixels takes 300 MB where a plain one takes 60.
	maxMemory = 340 << 20

	// maxScans bounds the passes over a JPEG: cameras make one and web tools ten, while
	// a small file can ask for a hundred thousand over 40 megapixels, which takes an hour.
	maxScans = 100
)

// header is what a picture says of itself before it is decoded.
type header struct {
	format        Format
	width, height int // as stored, before turning upright
	orientation   int // EXIF, 1 to 8
	memory        int64
}

// inspect reads the header and refuses what must not be decoded.
func inspect(data []byte) (header, error) {
	format, err := Sniff(data)
	if err != nil {
		return header{}, err
	}
	config, err := decodeConfig(format, data)
	if err != nil {
		return header{}, fmt.Errorf("%w: %s header: %v", ErrBroken, format, err)
	}
	h := header{format: format, width: config.Width, height: config.Height}
	if err := h.checkSize(); err != nil {
		return header{}, err
	}
	if format == JPEG && jpegScans(data) > maxScans {
		return header{}, fmt.Errorf("%w: more than %d scans", ErrTooLarge, maxScans)
	}
	h.orientation = orientation(format, data)
	h.memory = memory(format, config, data)
	if h.memory > maxMemory {
		return header{}, fmt.Errorf("%w: decoding takes %d MB", ErrTooLarge, h.memory>>20)
	}
	return h, nil
}

func (h header) checkSize() error {
	switch {
	case h.width <= 0 || h.height <= 0:
		return fmt.Errorf("%w: %d × %d pixels", ErrBroken, h.width, h.height)
	case h.width > MaxSide || h.height > MaxSide:
		return fmt.Errorf("%w: %d × %d pixels, a side may have %d", ErrTooLarge, h.width, h.height, MaxSide)
	case h.width*h.height > MaxPixels:
		return fmt.Errorf("%w: %d × %d pixels, %d megapixels are allowed", ErrTooLarge, h.width, h.height, MaxPixels/1_000_000)
	}
	return nil
}

// upright gives the width and height after turning by the orientation.
func (h header) upright() (width, height int) {
	if h.orientation >= 5 {
		return h.height, h.width
	}
	return h.width, h.height
}

func decodeConfig(format Format, data []byte) (image.Config, error) {
	r := bytes.NewReader(data)
	switch format {
	case JPEG:
		return jpeg.DecodeConfig(r)
	case PNG:
		return png.DecodeConfig(r)
	default:
		return webp.DecodeConfig(r)
	}
}

// memory estimates the bytes that decoding and the first resize take.
func memory(format Format, config image.Config, data []byte) int64 {
	pixels := int64(config.Width) * int64(config.Height)
	resized := 4 * int64(min(max(config.Width, config.Height), Widths[len(Widths)-1])) * int64(max(config.Width, config.Height))
	switch format {
	case JPEG:
		return jpegMemory(pixels, config, data) + resized
	case PNG:
		return pngMemory(pixels, config.ColorModel, data) + resized
	default:
		return 6*pixels + resized
	}
}

func jpegMemory(pixels int64, config image.Config, data []byte) int64 {
	samples := jpegSamples(data)
	total := samples.perPixel(pixels)
	if samples.progressive {
		total *= 5 // the coefficients are kept as int32 beside the samples
	}
	if config.ColorModel != color.YCbCrModel && config.ColorModel != color.GrayModel {
		total += 4 * pixels
	}
	return total
}

func pngMemory(pixels int64, model color.Model, data []byte) int64 {
	perPixel := int64(4)
	switch model {
	case color.NRGBA64Model, color.RGBA64Model:
		perPixel = 8
	case color.GrayModel:
		perPixel = 1
	case color.Gray16Model:
		perPixel = 2
	}
	if _, paletted := model.(color.Palette); paletted {
		perPixel = 1
	}
	const interlace = 28 // the last byte of the IHDR chunk
	if len(data) > interlace && data[interlace] != 0 {
		perPixel *= 2
	}
	return perPixel * pixels
}
