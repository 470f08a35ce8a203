package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	gen2brain "github.com/gen2brain/webp"
	"github.com/kovidgoyal/imaging"
	"golang.org/x/image/webp"
)

// quality of both encoders: no difference is seen at the widths kept.
const quality = 80

// paper is what shows through transparent pixels: the ground of the pages.
func paper() color.NRGBA { return color.NRGBA{R: 0xfb, G: 0xfa, B: 0xf6, A: 0xff} }

// size is one size of a photo, encoded.
type size struct {
	width      int
	webp, jpeg []byte
}

// sizesOf gives the widths at which a picture so wide is kept: never wider than it is.
func sizesOf(width int) []int {
	var kept []int
	for _, w := range Widths {
		if w <= width {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		return []int{width}
	}
	return kept
}

// scale gives the height that goes with a width.
func scale(width, height, to int) int {
	return max(1, (height*to+width/2)/width)
}

// render decodes a picture and makes all its sizes, largest first.
func render(h header, data []byte) ([]size, error) {
	source, err := decode(h, data)
	if err != nil {
		return nil, err
	}
	width, height := h.upright()
	kept := sizesOf(width)
	var sizes []size
	var current *image.RGBA
	for i := len(kept) - 1; i >= 0; i-- {
		w, high := kept[i], scale(width, height, kept[i])
		if current == nil {
			current = flatten(turn(shrink(source, w, high, h.orientation), h.orientation))
			source = nil // the largest of all, not needed again
		} else {
			current = opaque(imaging.Resize(current, w, high, imaging.Lanczos))
		}
		s, err := encode(current)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, s)
	}
	return sizes, nil
}

// decode calls the decoder of the format. A decoder that panics on hostile bytes has met a broken picture.
func decode(h header, data []byte) (m image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, fmt.Errorf("%w: %s decoder: %v", ErrBroken, h.format, r)
		}
	}()
	r := bytes.NewReader(data)
	switch h.format {
	case JPEG:
		m, err = jpeg.Decode(r)
	case PNG:
		m, err = png.Decode(r)
	default:
		m, err = webp.Decode(r)
		fullRange(m)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrBroken, h.format, err)
	}
	if m.Bounds().Dx() != h.width || m.Bounds().Dy() != h.height {
		return nil, fmt.Errorf("%w: %s header and pixels disagree", ErrBroken, h.format)
	}
	return m, nil
}

// shrink resizes to what will be width × height once turned: turning the small picture is cheaper.
func shrink(m image.Image, width, height, orientation int) *image.NRGBA {
	if orientation >= 5 {
		width, height = height, width
	}
	return imaging.Resize(m, width, height, imaging.Lanczos)
}

// flatten lays a picture on paper, in place.
func flatten(m *image.NRGBA) *image.RGBA {
	under := paper()
	for i := 0; i+3 < len(m.Pix); i += 4 {
		p := m.Pix[i : i+4 : i+4]
		if p[3] == 0xff {
			continue
		}
		p[0] = blend(p[0], under.R, p[3])
		p[1] = blend(p[1], under.G, p[3])
		p[2] = blend(p[2], under.B, p[3])
		p[3] = 0xff
	}
	return opaque(m)
}

func blend(over, under, alpha uint8) uint8 {
	a := int(alpha)
	return uint8((int(over)*a + int(under)*(255-a) + 127) / 255)
}

// opaque is the same pixels as RGBA, which encoders read faster: without
// transparency both mean the same.
func opaque(m *image.NRGBA) *image.RGBA {
	return &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

// encode writes one size in both formats. Nothing of the upload but its pixels is written, so no place, camera or name is.
func encode(m *image.RGBA) (size, error) {
	var j, w bytes.Buffer
	if err := jpeg.Encode(&j, m, &jpeg.Options{Quality: quality}); err != nil {
		return size{}, fmt.Errorf("media: encode JPEG: %w", err)
	}
	// Method 2 of 6 takes half the time of the default for 2 % more bytes.
	if err := gen2brain.Encode(&w, m, gen2brain.Options{Quality: quality, Method: 2}); err != nil {
		return size{}, fmt.Errorf("media: encode WebP: %w", err)
	}
	return size{width: m.Bounds().Dx(), webp: w.Bytes(), jpeg: j.Bytes()}, nil
}
