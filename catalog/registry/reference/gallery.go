package reference

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

// Pictures are 4 : 3, twice the size of the still lifes.
const (
	pictureWidth  = 1600
	pictureHeight = 1200
)

// gallery draws pictures, one at a time so that memory stays small, and keeps them.
type gallery struct {
	mu   sync.Mutex
	dir  string
	kept map[string][]byte // where there is no folder
}

// keptPictures bounds a gallery without a folder.
const keptPictures = 24

func newGallery(dir string) *gallery {
	g := &gallery{kept: map[string][]byte{}}
	if dir != "" {
		g.dir = filepath.Join(dir, "pictures")
	}
	return g
}

// picture serves GET /pictures/{key}.png.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	key, isPNG := strings.CutSuffix(r.PathValue("file"), ".png")
	drawing, known := loadArt().svg(key)
	if !isPNG || !known {
		fail(w, http.StatusNotFound, "no-picture", "No picture has this name.")
		return
	}
	content, err := s.gallery.png(key, drawing)
	if err != nil {
		s.log.ErrorContext(r.Context(), "picture not drawn", "key", key, "error", err)
		fail(w, http.StatusInternalServerError, "failed", "The picture was not drawn.")
		return
	}
	tag := etag(key, len(content))
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content)
}

// png returns a picture, drawn now or before.
func (g *gallery) png(key, drawing string) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if content := g.kept[key]; content != nil {
		return content, nil
	}
	path := filepath.Join(g.dir, key+".png")
	if g.dir != "" {
		if content, err := os.ReadFile(path); err == nil {
			return content, nil
		}
	}
	content, err := draw(drawing)
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", key, err)
	}
	if g.dir == "" {
		if len(g.kept) >= keptPictures {
			clear(g.kept)
		}
		g.kept[key] = content
		return content, nil
	}
	if err := os.MkdirAll(g.dir, 0o755); err != nil {
		return nil, err
	}
	return content, replaceFile(path, content, 0o644)
}

// draw paints a still life.
func draw(drawing string) ([]byte, error) {
	icon, err := oksvg.ReadIconStream(strings.NewReader(drawing), oksvg.StrictErrorMode)
	if err != nil {
		return nil, err
	}
	icon.SetTarget(0, 0, pictureWidth, pictureHeight)
	scale := pictureWidth / icon.ViewBox.W
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= scale // oksvg scales the path but not its pen
	}
	canvas := image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))
	icon.Draw(rasterx.NewDasher(pictureWidth, pictureHeight, newScanner(canvas)), 1)
	var out bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&out, canvas); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
