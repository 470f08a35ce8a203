package media_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	gen2brain "github.com/gen2brain/webp"
)

// The four corners of a test picture as it should be seen.
var corners = [4]color.NRGBA{
	{R: 220, G: 30, B: 30, A: 255},  // top left
	{R: 30, G: 200, B: 30, A: 255},  // top right
	{R: 30, G: 30, B: 220, A: 255},  // bottom left
	{R: 230, G: 220, B: 40, A: 255}, // bottom right
}

// quarters draws a picture whose quarters have the colours of the corners.
func quarters(width, height int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			corner := 0
			if 2*x >= width {
				corner++
			}
			if 2*y >= height {
				corner += 2
			}
			m.SetNRGBA(x, y, corners[corner])
		}
	}
	return m
}

// stored is how a camera stores a picture that it marks with an orientation, by the
// definition of EXIF: where the stored rows and columns begin in the scene.
func stored(scene *image.NRGBA, orientation int) *image.NRGBA {
	w, h := scene.Rect.Dx(), scene.Rect.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := x, y
			switch orientation {
			case 2: // row 0 is the top, column 0 the right
				sx = w - 1 - x
			case 3: // bottom, right
				sx, sy = w-1-x, h-1-y
			case 4: // bottom, left
				sy = h - 1 - y
			case 5: // left, top
				sx, sy = y, x
			case 6: // right, top
				sx, sy = h-1-y, x
			case 7: // right, bottom
				sx, sy = h-1-y, w-1-x
			case 8: // left, bottom
				sx, sy = y, w-1-x
			}
			m.SetNRGBA(x, y, scene.NRGBAAt(sx, sy))
		}
	}
	return m
}

// exifBlock is a TIFF file with an orientation and a GPS directory that says where it was taken.
func exifBlock(order binary.AppendByteOrder, orientation int) []byte {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	b = order.AppendUint16(b, 2)
	entry := func(tag, kind uint16, count uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
	}
	entry(0x0112, 3, 1)
	b = order.AppendUint16(b, uint16(orientation))
	b = order.AppendUint16(b, 0)
	entry(0x8825, 4, 1)
	b = order.AppendUint32(b, 38)
	b = order.AppendUint32(b, 0)
	return append(b, "GPSLatitude 20.9101 N"...)
}

func jpegBytes(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return b.Bytes()
	}
	body := append([]byte("Exif\x00\x00"), exif...)
	out := append([]byte{}, b.Bytes()[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), b.Bytes()[2:]...)
}

func pngBytes(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return b.Bytes()
	}
	const afterHeader = 8 + 25
	out := append([]byte{}, b.Bytes()[:afterHeader]...)
	out = append(out, pngChunkBytes("eXIf", exif)...)
	return append(out, b.Bytes()[afterHeader:]...)
}

func pngChunkBytes(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func webpBytes(t testing.TB, m image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gen2brain.Encode(&b, m, gen2brain.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return b.Bytes()
	}
	w, h := m.Bounds().Dx()-1, m.Bounds().Dy()-1
	extended := []byte{0x08, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)}
	body := append([]byte("WEBP"), riffChunk("VP8X", extended)...)
	body = append(body, b.Bytes()[12:]...)
	body = append(body, riffChunk("EXIF", exif)...)
	return riffChunk("RIFF", body)
}

func riffChunk(kind string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// hugePNG claims a size and holds next to nothing.
func hugePNG(width, height int, depth, kind byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	header = append(header, depth, kind, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunkBytes("IHDR", header)...)
	out = append(out, pngChunkBytes("IDAT", []byte{0x78, 0x9c, 0x03, 0, 0, 0, 0, 1})...)
	return append(out, pngChunkBytes("IEND", nil)...)
}

// hugeJPEG claims a size and holds no scan.
func hugeJPEG(width, height int, progressive bool, sampling byte) []byte {
	marker := byte(0xc0)
	if progressive {
		marker = 0xc2
	}
	return []byte{0xff, 0xd8, 0xff, marker, 0, 17, 8, byte(height >> 8), byte(height), byte(width >> 8), byte(width),
		3, 1, sampling, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0xff, 0xd9}
}

// hugeWebP claims a lossless picture of a size.
func hugeWebP(width, height int) []byte {
	w, h := uint32(width-1), uint32(height-1)
	bits := binary.LittleEndian.AppendUint32([]byte{0x2f}, w|h<<14)
	return riffChunk("RIFF", append([]byte("WEBP"), riffChunk("VP8L", append(bits, 0, 0, 0))...))
}

// manyScans asks for passes that each take a few bytes and go over the whole picture.
func manyScans(scans int) []byte {
	picture := hugeJPEG(6000, 6000, true, 0x22)
	out := bytes.Clone(picture[:len(picture)-2])
	for range scans {
		out = append(out, 0x00, 0xff, 0x00, 0xff, 0xd0, 0x55) // coded pixels, with stuffing and a restart
		out = append(out, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0)
	}
	return append(out, 0xff, 0xd9)
}
