package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/webp"

	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
)

// counted counts what is written to a store.
type counted struct {
	media.Blobs
	puts atomic.Int64
	fail atomic.Bool
}

var errFull = errors.New("disk full")

func (c *counted) Put(ctx context.Context, name, contentType string, data []byte) error {
	c.puts.Add(1)
	if c.fail.Load() {
		return errFull
	}
	return c.Blobs.Put(ctx, name, contentType, data)
}

func library(t testing.TB) (*media.Library, *counted) {
	t.Helper()
	store, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	blobs := &counted{Blobs: store}
	return media.NewLibrary(blobs), blobs
}

func add(t testing.TB, l *media.Library, data []byte) media.Photo {
	t.Helper()
	photo, err := l.Add(t.Context(), bytes.NewReader(data), "Chả mực Hạ Long", "Ha Long squid cake")
	if err != nil {
		t.Fatal(err)
	}
	return photo
}

func content(t testing.TB, blobs media.Blobs, name, contentType string) []byte {
	t.Helper()
	blob, err := blobs.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	if blob.ContentType != contentType {
		t.Errorf("%s: type %q, want %q", name, blob.ContentType, contentType)
	}
	data, err := io.ReadAll(blob)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// both decodes a size of a photo in both formats.
func both(t testing.TB, blobs media.Blobs, photo media.Photo, width int) map[string]image.Image {
	t.Helper()
	j, err := jpeg.Decode(bytes.NewReader(content(t, blobs, photo.Name(width, "jpg"), "image/jpeg")))
	if err != nil {
		t.Fatal(err)
	}
	w, err := webp.Decode(bytes.NewReader(content(t, blobs, photo.Name(width, "webp"), "image/webp")))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]image.Image{"jpg": j, "webp": asSeen(t, w)}
}

// asSeen gives the colours that a browser shows for a WebP. Its luma goes from 16 to 235
// where the decoder's result says 0 to 255, so that At would tell washed-out colours.
func asSeen(t testing.TB, m image.Image) image.Image {
	t.Helper()
	yuv, ok := m.(*image.YCbCr)
	if !ok {
		t.Fatalf("kept WebP decodes to %T", m)
	}
	seen := image.NewNRGBA(m.Bounds())
	clamp := func(v float64) uint8 { return uint8(min(max(v, 0), 255)) }
	for y := range seen.Rect.Dy() {
		for x := range seen.Rect.Dx() {
			c := yuv.YCbCrAt(x, y)
			luma, cb, cr := 1.164*(float64(c.Y)-16), float64(c.Cb)-128, float64(c.Cr)-128
			seen.SetNRGBA(x, y, color.NRGBA{
				R: clamp(luma + 1.596*cr), G: clamp(luma - 0.392*cb - 0.813*cr), B: clamp(luma + 2.017*cb), A: 255,
			})
		}
	}
	return seen
}

// near reports whether two colours look the same after lossy encoding.
func near(a color.Color, b color.NRGBA) bool {
	c := color.NRGBAModel.Convert(a).(color.NRGBA)
	distance := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return distance(c.R, b.R) < 8 && distance(c.G, b.G) < 8 && distance(c.B, b.B) < 8
}

func checkCorners(t *testing.T, name string, m image.Image) {
	t.Helper()
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	at := [4]image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {w / 4, 3 * h / 4}, {3 * w / 4, 3 * h / 4}}
	for i, p := range at {
		if got := m.At(p.X, p.Y); !near(got, corners[i]) {
			t.Errorf("%s: corner %d = %v, want %v", name, i, got, corners[i])
		}
	}
}

func TestAddTurnsUpright(t *testing.T) {
	encoders := map[string]func(testing.TB, image.Image, []byte) []byte{"jpeg": jpegBytes, "png": pngBytes, "webp": webpBytes}
	orders := map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian}
	scene := quarters(200, 120)
	for format, encode := range encoders {
		for endian, order := range orders {
			for orientation := 1; orientation <= 8; orientation++ {
				name := fmt.Sprintf("%s %s %d", format, endian, orientation)
				l, blobs := library(t)
				photo := add(t, l, encode(t, stored(scene, orientation), exifBlock(order, orientation)))
				if photo.Width != 160 || photo.Height != 96 {
					t.Errorf("%s: %d × %d, want 160 × 96", name, photo.Width, photo.Height)
				}
				for ext, m := range both(t, blobs, photo, 160) {
					if m.Bounds().Dx() != 160 || m.Bounds().Dy() != 96 {
						t.Errorf("%s %s: %v, want 160 × 96", name, ext, m.Bounds())
					}
					checkCorners(t, name+" "+ext, m)
				}
			}
		}
	}
}

func TestAddStripsMetadata(t *testing.T) {
	exif := exifBlock(binary.LittleEndian, 6)
	scene := quarters(500, 300)
	for _, data := range [][]byte{jpegBytes(t, scene, exif), pngBytes(t, scene, exif), webpBytes(t, scene, exif)} {
		if !bytes.Contains(data, []byte("GPS")) {
			t.Fatal("the upload says nothing of its place; the test would prove nothing")
		}
		l, blobs := library(t)
		photo := add(t, l, data)
		for _, name := range photo.Names() {
			blob, err := blobs.Get(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			kept, _ := io.ReadAll(blob)
			blob.Close()
			for _, trace := range []string{"Exif", "EXIF", "eXIf", "GPS", "XMP", "ICCP"} {
				if bytes.Contains(kept, []byte(trace)) {
					t.Errorf("%s holds %q", name, trace)
				}
			}
		}
	}
}

func TestAddKeepsSizes(t *testing.T) {
	cases := []struct {
		width, height int
		want          []int
		tall          int // height of the largest size
	}{
		{2000, 1000, []int{160, 480, 960, 1600}, 800},
		{1600, 900, []int{160, 480, 960, 1600}, 900},
		{1599, 900, []int{160, 480, 960}, 540},
		{480, 700, []int{160, 480}, 700},
		{160, 160, []int{160}, 160},
		{159, 50, []int{159}, 50},
		{1, 1, []int{1}, 1},
		{3, 2000, []int{3}, 2000},
		{2000, 1, []int{160, 480, 960, 1600}, 1},
	}
	for _, c := range cases {
		l, blobs := library(t)
		photo := add(t, l, jpegBytes(t, quarters(c.width, c.height), nil))
		want := media.Photo{
			Hash: photo.Hash, Width: c.want[len(c.want)-1], Height: c.tall, Widths: c.want,
			AltVI: "Chả mực Hạ Long", AltEN: "Ha Long squid cake",
		}
		if diff := cmp.Diff(want, photo); diff != "" {
			t.Errorf("%d × %d: %s", c.width, c.height, diff)
		}
		for _, w := range c.want {
			for ext, m := range both(t, blobs, photo, w) {
				if m.Bounds().Dx() != w {
					t.Errorf("%d × %d: %d.%s is %v", c.width, c.height, w, ext, m.Bounds())
				}
			}
		}
	}
}

func TestAddTwiceWritesOnce(t *testing.T) {
	l, blobs := library(t)
	data := jpegBytes(t, quarters(700, 500), nil)
	first := add(t, l, data)
	written := blobs.puts.Load()
	if written != 4 {
		t.Errorf("wrote %d blobs, want 2 widths in 2 formats", written)
	}
	if diff := cmp.Diff(first, add(t, l, data)); diff != "" {
		t.Error(diff)
	}
	if again := blobs.puts.Load() - written; again != 0 {
		t.Errorf("the second time wrote %d blobs", again)
	}
	if other := add(t, l, jpegBytes(t, quarters(700, 501), nil)); other.Hash == first.Hash {
		t.Error("another picture has the same hash")
	}
}

func TestAddAfterFailureMakesWhole(t *testing.T) {
	l, blobs := library(t)
	data := pngBytes(t, quarters(500, 500), nil)
	blobs.fail.Store(true)
	if photo, err := l.Add(t.Context(), bytes.NewReader(data), "alt", ""); !errors.Is(err, errFull) || !photo.IsZero() {
		t.Fatalf("got %v, %v, want the store's error and no photo", photo, err)
	}
	blobs.fail.Store(false)
	photo := add(t, l, data)
	for _, w := range photo.Widths {
		both(t, blobs, photo, w)
	}
}

func TestAddLaysTransparencyOnPaper(t *testing.T) {
	paper := color.NRGBA{R: 0xfb, G: 0xfa, B: 0xf6, A: 0xff}
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200)) // transparent black
	for y := range 100 {
		for x := range 200 {
			m.SetNRGBA(x, y, color.NRGBA{R: 200, A: 128})
		}
	}
	l, blobs := library(t)
	for ext, got := range both(t, blobs, add(t, l, pngBytes(t, m, nil)), 160) {
		if c := got.At(80, 120); !near(c, paper) {
			t.Errorf("%s: transparent = %v, want paper", ext, c)
		}
		if c := got.At(80, 40); !near(c, color.NRGBA{R: 226, G: 125, B: 123, A: 255}) {
			t.Errorf("%s: half transparent red = %v, want pink", ext, c)
		}
	}
}

func TestAddColourModels(t *testing.T) {
	bounds := image.Rect(0, 0, 200, 120)
	scene := quarters(200, 120)
	palette := color.Palette{corners[0], corners[1], corners[2], corners[3]}
	deep, paletted := image.NewNRGBA64(bounds), image.NewPaletted(bounds, palette)
	for y := range 120 {
		for x := range 200 {
			deep.Set(x, y, scene.At(x, y))
			paletted.Set(x, y, scene.At(x, y))
		}
	}
	for name, m := range map[string]image.Image{"16 bits": deep, "palette": paletted} {
		l, blobs := library(t)
		for ext, got := range both(t, blobs, add(t, l, pngBytes(t, m, nil)), 160) {
			checkCorners(t, name+" "+ext, got)
		}
	}
	l, blobs := library(t)
	gray := image.NewGray(bounds)
	for i := range gray.Pix {
		gray.Pix[i] = 99
	}
	for ext, got := range both(t, blobs, add(t, l, jpegBytes(t, gray, nil)), 160) {
		if c := got.At(50, 50); !near(c, color.NRGBA{R: 99, G: 99, B: 99, A: 255}) {
			t.Errorf("gray %s = %v", ext, c)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	j, p, w := jpegBytes(t, quarters(300, 200), nil), pngBytes(t, quarters(300, 200), nil), webpBytes(t, quarters(300, 200), nil)
	cases := []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, media.ErrType},
		{"text", []byte("hello, this is no picture"), media.ErrType},
		{"a page", []byte("<!doctype html><script>alert(1)</script>"), media.ErrType},
		{"an SVG drawing", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`), media.ErrType},
		{"a GIF", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), media.ErrType},
		{"a sound in RIFF", []byte("RIFF\x24\x00\x00\x00WAVEfmt "), media.ErrType},
		{"a JPEG cut off in its pixels", j[:len(j)*2/3], media.ErrBroken},
		{"a JPEG cut off in its header", j[:40], media.ErrBroken},
		{"a PNG cut off", p[:len(p)*2/3], media.ErrBroken},
		{"a WebP cut off", w[:len(w)*2/3], media.ErrBroken},
		{"only the first bytes of a WebP", w[:12], media.ErrBroken},
		{"a file too long", append(bytes.Clone(j), make([]byte, media.MaxBytes)...), media.ErrTooLarge},
		{"a PNG of 60,000 squared", hugePNG(60_000, 60_000, 8, 6), media.ErrTooLarge},
		{"a PNG one too wide", hugePNG(media.MaxSide+1, 1, 8, 0), media.ErrTooLarge},
		{"a PNG one too high", hugePNG(1, media.MaxSide+1, 8, 0), media.ErrTooLarge},
		{"a PNG of 41 megapixels", hugePNG(8200, 5000, 8, 0), media.ErrTooLarge},
		{"a PNG without height", hugePNG(100, 0, 8, 0), media.ErrBroken},
		{"a PNG without pixels", hugePNG(6000, 6000, 8, 6), media.ErrBroken},
		{"a JPEG of 65,535 squared", hugeJPEG(65_535, 65_535, false, 0x22), media.ErrTooLarge},
		{"a JPEG whose coefficients take gigabytes", hugeJPEG(8000, 5000, true, 0x11), media.ErrTooLarge},
		{"a JPEG of 60,000 scans", manyScans(60_000), media.ErrTooLarge},
		{"a JPEG of few scans that say nothing", manyScans(3), media.ErrBroken},
		{"a WebP of 16,384 squared", hugeWebP(16_384, 16_384), media.ErrTooLarge},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l, blobs := library(t)
			photo, err := l.Add(t.Context(), bytes.NewReader(c.data), "alt", "")
			if !errors.Is(err, c.want) || !photo.IsZero() {
				t.Errorf("got %v, err = %v, want %v", photo, err, c.want)
			}
			if blobs.puts.Load() != 0 {
				t.Errorf("wrote %d blobs", blobs.puts.Load())
			}
		})
	}
}

// TestBombsTakeNoMemory refuses many bombs and looks at what was allocated for it.
func TestBombsTakeNoMemory(t *testing.T) {
	l, _ := library(t)
	bombs := [][]byte{hugePNG(60_000, 60_000, 16, 6), hugeJPEG(65_535, 65_535, true, 0x11), hugeWebP(16_384, 16_384)}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		for _, bomb := range bombs {
			if _, err := l.Add(t.Context(), bytes.NewReader(bomb), "alt", ""); !errors.Is(err, media.ErrTooLarge) {
				t.Fatal(err)
			}
		}
	}
	runtime.ReadMemStats(&after)
	if perBomb := (after.TotalAlloc - before.TotalAlloc) / 300; perBomb > 64<<10 {
		t.Errorf("refusing a bomb allocates %d bytes", perBomb)
	}
}

func TestAddNeedsAlt(t *testing.T) {
	l, _ := library(t)
	data := jpegBytes(t, quarters(200, 200), nil)
	for _, alt := range []string{"", "  \n\t"} {
		if _, err := l.Add(t.Context(), bytes.NewReader(data), alt, "English alone does not do"); !errors.Is(err, media.ErrNoAlt) {
			t.Errorf("alt %q: err = %v, want ErrNoAlt", alt, err)
		}
	}
	photo, err := l.Add(t.Context(), bytes.NewReader(data), " Gạo ST25 ", " ")
	if err != nil || photo.AltVI != "Gạo ST25" || photo.AltEN != "" {
		t.Errorf("got %q %q, %v", photo.AltVI, photo.AltEN, err)
	}
}

// TestAddWithFilmBehind takes a photo from a telephone that appends a film, in which any bytes may be.
func TestAddWithFilmBehind(t *testing.T) {
	l, blobs := library(t)
	film := bytes.Repeat([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0}, 1000)
	photo := add(t, l, append(jpegBytes(t, quarters(200, 120), nil), film...))
	for ext, m := range both(t, blobs, photo, 160) {
		checkCorners(t, ext, m)
	}
}

func TestAddFailedUpload(t *testing.T) {
	l, _ := library(t)
	if _, err := l.Add(t.Context(), iotest.ErrReader(io.ErrUnexpectedEOF), "alt", ""); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("err = %v, want the reader's", err)
	}
}

func TestAddGivesUp(t *testing.T) {
	l, _ := library(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.Add(ctx, bytes.NewReader(jpegBytes(t, quarters(200, 200), nil)), "alt", "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
}

func TestAddAtOnce(t *testing.T) {
	l, blobs := library(t)
	uploads := [][]byte{
		jpegBytes(t, quarters(500, 400), nil), pngBytes(t, quarters(500, 401), nil), webpBytes(t, quarters(500, 402), nil),
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			photo, err := l.Add(t.Context(), bytes.NewReader(uploads[i%3]), "alt", "")
			if err != nil {
				t.Error(err)
				return
			}
			for _, name := range photo.Names() {
				blob, err := blobs.Get(t.Context(), name)
				if err != nil {
					t.Error(err)
					continue
				}
				blob.Close()
			}
		})
	}
	wg.Wait()
}

func FuzzAdd(f *testing.F) {
	scene := quarters(30, 20)
	exif := exifBlock(binary.BigEndian, 6)
	for _, seed := range [][]byte{
		jpegBytes(f, scene, exif), pngBytes(f, scene, exif), webpBytes(f, scene, exif), webpBytes(f, scene, nil),
		hugePNG(60_000, 60_000, 8, 6), hugeJPEG(300, 200, true, 0x22), hugeWebP(20, 20), []byte("RIFF\xff\xff\xff\xffWEBPVP8X"),
	} {
		f.Add(seed)
	}
	l, blobs := library(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		photo, err := l.Add(t.Context(), bytes.NewReader(data), "alt", "")
		if err != nil {
			if !errors.Is(err, media.ErrType) && !errors.Is(err, media.ErrTooLarge) && !errors.Is(err, media.ErrBroken) {
				t.Errorf("err = %v is no refusal", err)
			}
			return
		}
		if photo.Width < 1 || photo.Height < 1 || strings.ToLower(photo.Hash) != photo.Hash {
			t.Errorf("photo = %+v", photo)
		}
		for _, name := range photo.Names() { // so that the next one is written too
			if err := blobs.Delete(t.Context(), name); err != nil {
				t.Error(err)
			}
		}
	})
}
