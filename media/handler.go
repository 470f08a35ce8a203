package media

import (
	"errors"
	"net/http"
	"path"
	"strings"
)

// forever is for content that never changes under its name.
const forever = "public, max-age=31536000, immutable"

// Handler serves photos from a store at Base followed by their names, and nothing else that the
// store keeps. What it serves may be kept by every cache forever.
func Handler(blobs Blobs) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed)
			return
		}
		name, ok := strings.CutPrefix(r.URL.Path, Base)
		if !ok || !strings.HasPrefix(name, photos) || !ValidName(name) {
			refuse(w, http.StatusNotFound)
			return
		}
		serve(w, r, blobs, name)
	})
}

func serve(w http.ResponseWriter, r *http.Request, blobs Blobs, name string) {
	blob, err := blobs.Get(r.Context(), name)
	switch {
	case errors.Is(err, ErrNotFound):
		refuse(w, http.StatusNotFound)
		return
	case err != nil:
		refuse(w, http.StatusServiceUnavailable)
		return
	}
	defer blob.Close()
	head := w.Header()
	head.Set("Cache-Control", forever)
	head.Set("Content-Type", blob.ContentType)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("ETag", etag(name))
	http.ServeContent(w, r, "", blob.Modified, blob)
}

// etag is the name itself, which changes whenever the content would.
func etag(name string) string {
	return `"` + path.Base(path.Dir(name)) + "-" + path.Base(name) + `"`
}

// refuse answers without a body to keep: a photo missing now may be there in a moment.
func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}
