package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/andybalholm/brotli"
)

//go:embed static
var staticFiles embed.FS

// staticBase is where assets are served, under names that carry the hash of their content.
const staticBase = "/static/"

// asset is one embedded file in every encoding that we serve.
type asset struct {
	kind               string
	plain, gzip, broli []byte
	etag               string
	immutable          bool
}

// assets knows the hashed address of every embedded file, and serves them.
type assets struct {
	urls  map[string]string // by plain name
	files map[string]*asset // by path
}

// loadAssets hashes and compresses the embedded files once, at start.
func loadAssets() (*assets, error) {
	a := &assets{urls: map[string]string{}, files: map[string]*asset{}}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		return a.add(strings.TrimPrefix(name, "static/"), data)
	})
	if err != nil {
		return nil, fmt.Errorf("web: load assets: %w", err)
	}
	return a, nil
}

func (a *assets) add(name string, data []byte) error {
	sum := sha256.Sum256(data)
	tag := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	f := &asset{kind: contentType(ext), plain: data, etag: `"` + tag + `"`, immutable: true}
	if compressible(f.kind) {
		var err error
		if f.gzip, err = gzipped(data); err != nil {
			return err
		}
		if f.broli, err = brotlied(data); err != nil {
			return err
		}
	}
	url := staticBase + strings.TrimSuffix(name, ext) + "." + tag + ext
	a.urls[name], a.files[url] = url, f
	return nil
}

// alias also serves a file at a fixed path, for agents that ask for it there; such copies are revalidated.
func (a *assets) alias(name, at string) {
	f := *a.files[a.urls[name]]
	f.immutable = false
	a.files[at] = &f
}

// put serves data made at start, such as the manifest.
func (a *assets) put(at, kind string, data []byte) {
	sum := sha256.Sum256(data)
	a.files[at] = &asset{kind: kind, plain: data, etag: `"` + hex.EncodeToString(sum[:6]) + `"`}
}

func contentType(ext string) string {
	switch ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || kind == "image/svg+xml"
}

func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err = w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

func brotlied(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, 9)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

// url is the address of an embedded file; it panics on a name that is not there, which the tests of the templates would meet first.
func (a *assets) url(name string) string {
	u, ok := a.urls[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return u
}

// content is an embedded file.
func (a *assets) content(name string) []byte { return a.files[a.url(name)].plain }

// ServeHTTP serves one asset. Names change with their content, so copies may be kept for ever.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.URL.Path]
	if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=86400")
	if f.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, encoding := f.choose(r.Header.Get("Accept-Encoding"))
	etag := f.etag
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
		etag = strings.TrimSuffix(etag, `"`) + "-" + encoding + `"`
	}
	h.Set("ETag", etag)
	serveBody(w, r, etag, body)
}

func (f *asset) choose(accept string) (body []byte, encoding string) {
	switch {
	case f.broli != nil && accepts(accept, "br"):
		return f.broli, "br"
	case f.gzip != nil && accepts(accept, "gzip"):
		return f.gzip, "gzip"
	}
	return f.plain, ""
}

// accepts reports whether an Accept-Encoding header names a coding and does not refuse it with q=0.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
