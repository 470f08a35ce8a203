package web

import (
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
)

// Room is a part of the site that stands in a package of its own and is laid beside the shop's pages.
type Room interface{ Lay(k *Kit) error }

// Kit is what a room builds with: addresses, symbols, layouts and answers of the site.
type Kit struct {
	s *Server
	e *gin.Engine
}

// Icon draws a symbol of the sprite, hidden from screen readers: words stand beside it. Class may be empty.
func (k *Kit) Icon(id, class string) (template.HTML, error) { return k.s.site.icon(id, class) }

// SiteName is what the site is called.
func (k *Kit) SiteName() string { return k.s.site.Name }

// PublicURL is where the world finds the site, without a slash at its end.
func (k *Kit) PublicURL() string { return k.s.site.url }

// Secure reports whether the site is reached through HTTPS, so that cookies may be bound to it.
func (k *Kit) Secure() bool { return secureURL(k.s.site.url) }

// Log is where the site logs.
func (k *Kit) Log() *slog.Logger { return k.s.log }

// Now is the time.
func (k *Kit) Now() time.Time { return k.s.clock() }

// Limiter bounds how often somebody may do something; nil when switched off, which allows all.
func (k *Kit) Limiter() *Limiter { return k.s.limiter }

// NewPage begins a page in the shop's layout, in the language of its address.
func (k *Kit) NewPage(c *gin.Context, title string) Page { return k.s.newPage(c, title) }

// Fail answers with the page of an error, unless something was sent already.
func (k *Kit) Fail(c *gin.Context, err error) { k.s.fail(c, err) }

// Send answers with a page that nobody may keep.
func (k *Kit) Send(c *gin.Context, status int, html []byte) error {
	return k.s.send(c.Writer, c.Request, status, html)
}

// Shared parses the shop's layout ("layout") and its parts for a language, with more functions; a room adds its pages to a clone of it.
func (k *Kit) Shared(lang Lang, funcs template.FuncMap) (*template.Template, error) {
	t, err := k.s.site.parseShared(lang)
	if err != nil {
		return nil, err
	}
	return t.Funcs(funcs), nil
}

// Handle lays a route in each language; GET answers HEAD too. upload is how many bytes its form may have; 0 is the usual bound.
func (k *Kit) Handle(method, path string, upload int64, h func(*gin.Context) error) {
	k.s.both(k.e, method, path, k.s.page(h))
	if upload > 0 {
		for _, lang := range Langs() {
			k.s.uploads[lang.Path(path)] = upload
		}
	}
}

// HandleOnce lays a route that has no language, such as a file or an answer to a script.
func (k *Kit) HandleOnce(method, path string, upload int64, h func(*gin.Context) error) {
	if method == http.MethodGet {
		reads(k.e, path, k.s.page(h))
	} else {
		k.e.Handle(method, path, k.s.page(h))
	}
	if upload > 0 {
		k.s.uploads[path] = upload
	}
}

// LangOf tells the language of an address, and the address without it.
func LangOf(path string) (Lang, string) { return langOf(path) }

// Routes lists every route of the site as "METHOD /path", for the test that holds each against the policy.
func (s *Server) Routes() []string { return s.laid }

// Public tells what the policy calls a route that is everyone's; ok is false for one that is not, or that a room laid.
func (s *Server) Public(route string) (action policy.Action, ok bool) {
	if strings.HasSuffix(route, " "+apiRoutes) {
		return policy.Browse, true // the API judges its own callers
	}
	action, ok = s.public[strings.Replace(route, http.MethodHead+" ", http.MethodGet+" ", 1)]
	return action, ok
}

// See sends the browser on to another page of ours after a form.
func See(c *gin.Context, path string) error { return see(c, path) }

// LocalPath returns a path of ours to go back to; anything that could lead elsewhere is nothing.
func LocalPath(text string) string { return localPath(text) }
