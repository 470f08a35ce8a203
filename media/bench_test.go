package media_test

import (
	"bytes"
	"context"
	"image"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/ocopmarket/ocop/media"
)

// landscape draws something as busy as a photo, so that it packs as badly.
func landscape(width, height int) *image.NRGBA {
	m, noise := image.NewNRGBA(image.Rect(0, 0, width, height)), rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			wave := 60*math.Sin(float64(x)/97)*math.Cos(float64(y)/53) + 40*math.Sin(float64(x*y)/90_000)
			grain := float64(noise.IntN(10))
			p := m.Pix[m.PixOffset(x, y):]
			p[0], p[1], p[2], p[3] = uint8(128+wave+grain), uint8(110+0.7*wave+grain), uint8(90-0.5*wave+grain), 255
		}
	}
	return m
}

// forgetful keeps nothing, so that every upload is made again.
type forgetful struct{ media.Blobs }

func (forgetful) Get(context.Context, string) (*media.Blob, error) { return nil, media.ErrNotFound }

func (forgetful) Put(context.Context, string, string, []byte) error { return nil }

func benchmarkAdd(b *testing.B, data []byte) {
	l := media.NewLibrary(forgetful{})
	b.ReportAllocs()
	for b.Loop() {
		add(b, l, data)
	}
}

func BenchmarkAddJPEG12MP(b *testing.B) { benchmarkAdd(b, jpegBytes(b, landscape(4000, 3000), nil)) }
func BenchmarkAddJPEG2MP(b *testing.B)  { benchmarkAdd(b, jpegBytes(b, landscape(1600, 1200), nil)) }
func BenchmarkAddPNG2MP(b *testing.B)   { benchmarkAdd(b, pngBytes(b, landscape(1600, 1200), nil)) }

func BenchmarkAddAgain(b *testing.B) {
	l, _ := library(b)
	data := jpegBytes(b, landscape(1600, 1200), nil)
	for b.Loop() {
		add(b, l, data)
	}
}

func BenchmarkRefuseBomb(b *testing.B) {
	l, bomb := media.NewLibrary(forgetful{}), hugePNG(60_000, 60_000, 8, 6)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Add(b.Context(), bytes.NewReader(bomb), "alt", ""); err == nil {
			b.Fatal("taken")
		}
	}
}

func BenchmarkHandler(b *testing.B) {
	l, blobs := library(b)
	photo := add(b, l, jpegBytes(b, landscape(480, 360), nil))
	handler, request := media.Handler(blobs), httptest.NewRequest("GET", photo.URL(480, media.WebPExt), nil)
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
