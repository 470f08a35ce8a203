package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
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

		"shop/basket":   &basketPage{},
		"shop/checkout": &checkoutPage{},
		"shop/lookup":   &lookupPage{},
		"shop/order":    &orderPage{},
		"shop/cancel":   &cancelPage{},
		"shop/fees":     &feesPage{},
	}
}

// renderer executes pages; it is made once, at start.
type renderer struct {
	pages map[pageKey]*template.Template
	kinds map[string]reflect.Type
	pool  sync.Pool
}

// pageKey names a page in a language: each has a template of its own, with the words of the language in place.
type pageKey struct {
	name string
	lang Lang
}

// newRenderer parses every page with the layout and the parts, in each language, and makes what stands around pages.
func newRenderer(s *site) (*renderer, error) {
	r := &renderer{pages: map[pageKey]*template.Template{}, kinds: map[string]reflect.Type{}}
	r.pool.New = func() any { return new(sheet) }
	s.frames = map[Lang]*frame{}
	for _, lang := range Langs() {
		shared, err := s.parseShared(lang)
		if err != nil {
			return nil, err
		}
		for name, data := range pageKinds() {
			if r.pages[pageKey{name, lang}], err = s.parsePage(shared, name, lang); err != nil {
				return nil, err
			}
			r.kinds[name] = reflect.TypeOf(data)
		}
		if s.frames[lang], err = s.makeFrame(shared, lang); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (s *site) parseShared(lang Lang) (*template.Template, error) {
	t := template.New("shared").Funcs(s.funcs())
	names, err := fs.Glob(templateFiles, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := s.parse(t, name, lang); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (s *site) parsePage(shared *template.Template, name string, lang Lang) (*template.Template, error) {
	t, err := shared.Clone()
	if err != nil {
		return nil, err
	}
	return t, s.parse(t, "templates/"+name+".html", lang)
}

func (s *site) parse(t *template.Template, file string, lang Lang) error {
	source, err := templateFiles.ReadFile(file)
	if err != nil {
		return err
	}
	text, err := s.expand(string(source), lang)
	if err == nil {
		_, err = t.Parse(text)
	}
	if err != nil {
		return fmt.Errorf("web: parse %s: %w", file, err)
	}
	return nil
}

// funcs are what templates may call besides methods of their page.
func (s *site) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   s.assets.url,
		"icon":    func(id string) (template.HTML, error) { return s.icon(id, "icon") },
		"iconS":   func(id string) (template.HTML, error) { return s.icon(id, "icon icon--s") },
		"symbol":  func(id string) (template.HTML, error) { return s.icon(id, "") },
		"use":     s.use,
		"segment": segment,
	}
}

// symbolID finds the symbols of the sprite.
var symbolID = regexp.MustCompile(`<symbol id="([a-z0-9-]+)"`)

func symbolsOf(sprite []byte) map[string]bool {
	ids := map[string]bool{}
	for _, m := range symbolID.FindAllSubmatch(sprite, -1) {
		ids[string(m[1])] = true
	}
	return ids
}

// use is the address of a symbol.
func (s *site) use(id string) (string, error) {
	if !s.symbols[id] {
		return "", fmt.Errorf("web: no symbol %q", id)
	}
	return s.assets.url("sprite.svg") + "#" + id, nil
}

// icon draws a symbol of the sprite, hidden from screen readers: words stand beside it.
func (s *site) icon(id, class string) (template.HTML, error) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	address, err := s.use(id)
	return template.HTML(`<svg` + class + ` aria-hidden="true"><use href="` + address + `"/></svg>`), err
}

// ownMain is a page that writes its main part by hand: one that is asked for so often that a template would cost too much.
type ownMain interface{ writeMain(s *sheet) }

// write makes a page in a buffer of the pool and hands it to use; nothing is sent of a page that fails half way.
func (r *renderer) write(name string, data pageData, use func(page *sheet) error) error {
	t, ok := r.pages[pageKey{name, data.base().Lang}]
	if !ok || r.kinds[name] != reflect.TypeOf(data) {
		return fmt.Errorf("web: no page %q with %T", name, data)
	}
	s := r.pool.Get().(*sheet)
	defer r.pool.Put(s)
	s.reset()
	if err := lay(s, t, data); err != nil {
		return fmt.Errorf("web: render %s: %w", name, err)
	}
	return use(s)
}

// lay writes a page with its frame.
func lay(s *sheet, t *template.Template, data pageData) error {
	p := data.base()
	if err := p.open(s, func() error { return t.ExecuteTemplate(s, "more", data) }); err != nil {
		return err
	}
	if own, ok := data.(ownMain); ok {
		own.writeMain(s)
	} else if err := t.ExecuteTemplate(s, "main", data); err != nil {
		return err
	}
	p.shut(s)
	return nil
}

const htmlType = "text/html; charset=utf-8"

// render answers with a page. One of an anonymous handler is kept for the next caller.
func (s *Server) render(c *gin.Context, status int, name string, data pageData) error {
	data.base().Status = status
	return s.renderer.write(name, data, func(page *sheet) error {
		if gen, ok := anonymousSince(c); ok && status == http.StatusOK {
			return s.keep(c, gen, htmlType, page.Bytes(), page.pieces...)
		}
		return s.send(c.Writer, c.Request, status, page.Bytes(), page.pieces...)
	})
}

// send answers with a page that nobody may keep.
func (s *Server) send(w http.ResponseWriter, r *http.Request, status int, html []byte, pieces ...placed) error {
	h := w.Header()
	h.Set("Content-Type", htmlType)
	h.Set("Cache-Control", "no-store")
	if accepts(r.Header.Get("Accept-Encoding"), "gzip") {
		zipped, err := s.zipper.zip(html, pieces)
		if err != nil {
			return fmt.Errorf("web: compress page: %w", err)
		}
		h["Content-Encoding"], html = encodingGzip, zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(html)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		writeAtOnce(w, r, html)
	}
	return nil
}

// keep answers with an anonymous page and keeps it, if nothing changed since it was begun.
func (s *Server) keep(c *gin.Context, gen uint64, kind string, body []byte, pieces ...placed) error {
	zipped, err := s.zipper.zip(body, pieces)
	if err != nil {
		return fmt.Errorf("web: compress page: %w", err)
	}
	sum := sha256.Sum256(zipped)
	tag := hex.EncodeToString(sum[:8])
	p := &cachedPage{kind: []string{kind}, gzip: zipped, etag: `"` + tag + `"`, etagGzip: []string{`"` + tag + `-gzip"`}, at: s.clock(), looks: looksOf(c)}
	s.cache.put(c.Request.RequestURI, p, gen)
	return p.serve(c.Writer, c.Request)
}
