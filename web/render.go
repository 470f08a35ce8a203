package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

//go:embed templates
var templateFiles embed.FS

// pageKinds names every page's template and the struct that it is executed with; a test executes each.
func pageKinds() map[string]pageData {
	return map[string]pageData{
		"home":     &homePage{},
		"list":     &listPage{},
		"product":  &productPage{},
		"producer": &producerPage{},
		"places":   &placesPage{},
		"province": &provincePage{},
		"verify":   &verifyPage{},
		"error":    &errorPage{},
	}
}

// renderer executes pages; it is made once, at start.
type renderer struct {
	pages map[string]*template.Template
	kinds map[string]reflect.Type
	pool  sync.Pool
}

// newRenderer parses every page with the layout and the parts, and makes what stands around pages.
func newRenderer(s *site) (*renderer, error) {
	r := &renderer{pages: map[string]*template.Template{}, kinds: map[string]reflect.Type{}}
	r.pool.New = func() any { return new(bytes.Buffer) }
	shared, err := parseShared(s)
	if err != nil {
		return nil, err
	}
	for name, data := range pageKinds() {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, "templates/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("web: parse template %s: %w", name, err)
		}
		r.pages[name], r.kinds[name] = t, reflect.TypeOf(data)
	}
	chromeOnly, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	return r, s.makeChrome(chromeOnly)
}

func parseShared(s *site) (*template.Template, error) {
	t := template.New("layout").Funcs(s.funcs())
	shared, err := fs.Glob(templateFiles, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(templateFiles, shared...); err != nil {
		return nil, fmt.Errorf("web: parse shared templates: %w", err)
	}
	return t, nil
}

// funcs are what templates may call besides methods of their page.
func (s *site) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   s.assets.url,
		"icon":    func(id string) (template.HTML, error) { return s.icon(id, "icon") },
		"iconS":   func(id string) (template.HTML, error) { return s.icon(id, "icon icon--s") },
		"symbol":  func(id string) (template.HTML, error) { return s.icon(id, "") },
		"use":     func(id string) string { return s.assets.url("sprite.svg") + "#" + id },
		"segment": segment,
	}
}

// icon draws a symbol of the sprite, hidden from screen readers: words stand beside it.
func (s *site) icon(id, class string) (template.HTML, error) {
	if strings.ContainsAny(id+class, `"<>&'`) {
		return "", fmt.Errorf("web: no symbol %q", id)
	}
	if class != "" {
		class = ` class="` + class + `"`
	}
	return template.HTML(`<svg` + class + ` aria-hidden="true"><use href="` + s.assets.url("sprite.svg") + "#" + id + `"/></svg>`), nil
}

// write executes a page into a buffer of the pool and hands it to use; nothing is sent of a page that fails half way.
func (r *renderer) write(name string, data pageData, use func(html []byte) error) error {
	t, ok := r.pages[name]
	if !ok || r.kinds[name] != reflect.TypeOf(data) {
		return fmt.Errorf("web: no page %q with %T", name, data)
	}
	b := r.pool.Get().(*bytes.Buffer)
	defer r.pool.Put(b)
	b.Reset()
	if err := t.ExecuteTemplate(b, "layout", data); err != nil {
		return fmt.Errorf("web: render %s: %w", name, err)
	}
	return use(b.Bytes())
}

const htmlType = "text/html; charset=utf-8"

// render answers with a page. One of an anonymous handler is kept for the next caller.
func (s *Server) render(c *gin.Context, status int, name string, data pageData) error {
	data.base().Status = status
	return s.renderer.write(name, data, func(html []byte) error {
		if gen, ok := anonymousSince(c); ok && status == http.StatusOK {
			return s.keep(c, gen, htmlType, html)
		}
		return s.send(c.Writer, c.Request, status, html)
	})
}

// send answers with a page that nobody may keep.
func (s *Server) send(w http.ResponseWriter, r *http.Request, status int, html []byte) error {
	h := w.Header()
	h.Set("Content-Type", htmlType)
	h.Set("Cache-Control", "no-store")
	if accepts(r.Header.Get("Accept-Encoding"), "gzip") {
		zipped, err := s.zipper.zip(html)
		if err != nil {
			return fmt.Errorf("web: compress page: %w", err)
		}
		h["Content-Encoding"], html = encodingGzip, zipped
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(html) //nolint:errcheck // the caller went away; nobody is left to tell
	}
	return nil
}

// keep answers with an anonymous page and keeps it, if nothing changed since it was begun.
func (s *Server) keep(c *gin.Context, gen uint64, kind string, body []byte) error {
	zipped, err := s.zipper.zip(body)
	if err != nil {
		return fmt.Errorf("web: compress page: %w", err)
	}
	sum := sha256.Sum256(zipped)
	tag := hex.EncodeToString(sum[:8])
	p := &cachedPage{
		kind: kind, plain: bytes.Clone(body), gzip: zipped,
		etag: `"` + tag + `"`, etagGzip: `"` + tag + `-gzip"`, at: s.clock(),
	}
	s.cache.put(c.Request.RequestURI, p, gen)
	p.serve(c.Writer, c.Request)
	return nil
}
