package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// serveBody answers 304 when the caller has the body with that ETag, and else sends it. Headers but the length are set already.
func serveBody(w http.ResponseWriter, r *http.Request, etag string, body []byte) {
	if sent := r.Header.Get("If-None-Match"); sent != "" && matches(sent, etag) {
		h := w.Header()
		h.Del("Content-Type")
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body) //nolint:errcheck // the caller went away; nobody is left to tell
	}
}

// matches compares If-None-Match weakly, as RFC 9110 13.1.2 asks.
func matches(header, etag string) bool {
	if header == etag {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}

// zipper compresses pages as they are rendered: fast first, because a page may be asked for only once.
type zipper struct{ pool sync.Pool }

// press is a compressor and what it compresses into.
type press struct {
	w   *gzip.Writer
	out bytes.Buffer
}

func newZipper() *zipper {
	z := &zipper{}
	z.pool.New = func() any {
		w, err := gzip.NewWriterLevel(nil, pageLevel)
		if err != nil {
			panic(err) // the level is a constant
		}
		return &press{w: w}
	}
	return z
}

// pageLevel weighs bytes against time, measured on catalogue pages.
const pageLevel = 1

// zip returns no more bytes than it needs, as they may be kept.
func (z *zipper) zip(body []byte) ([]byte, error) {
	p := z.pool.Get().(*press)
	defer z.pool.Put(p)
	p.out.Reset()
	p.w.Reset(&p.out)
	if _, err := p.w.Write(body); err != nil {
		return nil, err
	}
	if err := p.w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(p.out.Bytes()), nil
}

func unzip(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
