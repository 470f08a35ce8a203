package web

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/media"
)

// handler is a page's handler: it parses, calls the domain, and renders or redirects.
type handler func(*gin.Context) error

// routes lays every route. Each page stands twice: Vietnamese at the root, English under /en.
func (s *Server) routes(rooms []Room) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.RedirectTrailingSlash, e.RedirectFixedPath = false, false
	e.HandleMethodNotAllowed = true
	e.Use(s.recovered, s.bounded)
	s.lay(e, http.MethodGet, "/", policy.Browse, s.anonymous(s.showHome))
	s.lay(e, http.MethodGet, "/san-pham", policy.Browse, s.anonymous(s.showList))
	s.lay(e, http.MethodGet, "/san-pham/:slug", policy.Browse, s.anonymous(s.showProduct))
	s.layOnce(e, "/san-pham/:slug/qr.svg", policy.Browse, s.anonymous(s.showQR))
	s.lay(e, http.MethodGet, "/chu-the/:slug", policy.Browse, s.anonymous(s.showProducer))
	s.lay(e, http.MethodGet, "/tinh", policy.Browse, s.anonymous(s.showPlaces))
	s.lay(e, http.MethodGet, "/tinh/:slug", policy.Browse, s.anonymous(s.showProvince))
	s.lay(e, http.MethodGet, "/xac-minh", policy.Browse, s.anonymous(s.showVerifyForm))
	s.lay(e, http.MethodGet, "/xac-minh/*number", policy.Browse, s.anonymous(s.showCertificate))
	s.layOnce(e, "/01/:gtin", policy.Browse, s.page(s.followGTIN))
	s.layOnce(e, "/01/:gtin/10/:lot", policy.Browse, s.page(s.followGTIN))
	s.layOnce(e, "/robots.txt", policy.Browse, s.anonymous(s.showRobots))
	s.layOnce(e, "/sitemap.xml", policy.Browse, s.anonymous(s.showSitemapIndex))
	s.layOnce(e, "/sitemap/:part", policy.Browse, s.anonymous(s.showSitemap))
	if s.orders != nil {
		s.shopRoutes(e)
	}
	if s.media != nil {
		s.layOnce(e, path.Join(media.Base, "*name"), policy.Browse, gin.WrapH(s.media))
	}
	if s.api != nil {
		e.Any(apiRoutes, gin.WrapH(s.api)) // which judges its own callers
	}
	for _, room := range rooms {
		if err := room.Lay(&Kit{s: s, e: e}); err != nil {
			return nil, err
		}
	}
	e.NoRoute(s.page(withoutSlash))
	e.NoMethod(s.page(func(*gin.Context) error { return errMethod }))
	for _, r := range e.Routes() {
		s.laid = append(s.laid, r.Method+" "+r.Path)
	}
	return e, nil
}

// withoutSlash leads an address with slashes at its end to the page without them; other
// addresses that no route takes are not found.
func withoutSlash(c *gin.Context) error {
	r := c.Request
	bare := strings.TrimRight(r.URL.Path, "/")
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	if bare == r.URL.Path || !read || strings.HasPrefix(bare, "//") { // two slashes would name another host
		return errNotFound
	}
	c.Redirect(http.StatusMovedPermanently, (&url.URL{Path: bare, RawQuery: r.URL.RawQuery}).String())
	return nil
}

// apiRoutes is the address of the API, which is a router of its own.
const apiRoutes = "/api/*rest"

// lay lays a page for everyone, in each language, and notes what the policy calls it.
func (s *Server) lay(e *gin.Engine, method, at string, action policy.Action, h gin.HandlerFunc) {
	s.both(e, method, at, h)
	for _, lang := range Langs() {
		s.public[method+" "+lang.Path(at)] = action
	}
}

// layOnce lays something to read that has no language.
func (s *Server) layOnce(e *gin.Engine, at string, action policy.Action, h gin.HandlerFunc) {
	reads(e, at, h)
	s.public[http.MethodGet+" "+at] = action
}

// both registers a page in each language.
func (s *Server) both(r gin.IRoutes, method, at string, h gin.HandlerFunc) {
	for _, lang := range Langs() {
		if method == http.MethodGet {
			reads(r, lang.Path(at), h)
			continue
		}
		r.Handle(method, lang.Path(at), h)
	}
}

// reads registers what can be read: it answers HEAD as well as GET.
func reads(r gin.IRoutes, at string, h gin.HandlerFunc) {
	r.GET(at, h)
	r.HEAD(at, h)
}

// page serves a handler's page; an error becomes the page of that error. Nothing of it is kept.
func (s *Server) page(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// anonymous serves a page that is the same for every caller: what it renders may be
// kept. Such a handler reads nothing of the request but its address.
func (s *Server) anonymous(h handler) gin.HandlerFunc {
	inner := s.page(h)
	return func(c *gin.Context) {
		c.Set(anonymousKey, s.shelf.Generation())
		inner(c)
	}
}

const anonymousKey = "anonymous"

// anonymousSince returns the catalogue's generation at which an anonymous handler began.
func anonymousSince(c *gin.Context) (generation uint64, ok bool) {
	v, ok := c.Get(anonymousKey)
	if !ok {
		return 0, false
	}
	generation, ok = v.(uint64)
	return generation, ok
}

// personal takes back the leave to keep this answer, such as one that shows an outage.
func personal(c *gin.Context) { c.Set(anonymousKey, nil) }

// recovered turns a panic into the page of our own failure.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.fail(c, fmt.Errorf("web: panic: %v\n%s", v, debug.Stack()))
		}
	}()
	c.Next()
}
