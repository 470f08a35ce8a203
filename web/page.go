package web

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/search"
)

// Page is what every page has; the structs of pages embed it.
type Page struct {
	Site *site
	Lang Lang
	T    *Messages

	Path        string // of this page in either language, with the query that belongs to it
	Title       string
	Description string
	Crumbs      []Crumb
	Tab         string // the entry of the bar that this page belongs to
	Query       string // what stands in the search box
	NoIndex     bool   // keep it out of other people's search engines
	Image       string // path of a picture for link previews
	Kind        string // of Open Graph; "website" when empty
	LD          template.JS
	Prev, Next  string // paths of the pages before and after
	HasBuyBar   bool   // the page brings its own bar for phones
	Status      int
}

// Crumb is a step of the way to a page; the last one has no path.
type Crumb struct{ Name, Path string }

// pageData is what render accepts: a struct that embeds Page.
type pageData interface{ base() *Page }

func (p *Page) base() *Page { return p }

// newPage begins the page for a request, in the language of its address.
func (s *Server) newPage(c *gin.Context, title string) Page {
	return s.pageAt(c.Request.URL.Path, title)
}

func (s *Server) pageAt(path, title string) Page {
	lang, path := langOf(path)
	path = "/" + strings.TrimLeft(path, `/\`) // a link to // would lead to another host
	return Page{Site: s.site, Lang: lang, T: lang.messages(), Path: path, Title: title, Status: http.StatusOK}
}

// Link puts the page's language before an address.
func (p *Page) Link(path string) string { return p.Lang.Path(path) }

// Canonical is the whole address of this page.
func (p *Page) Canonical() string { return p.Absolute(p.Lang.Path(p.Path)) }

// In is the whole address of this page in a language.
func (p *Page) In(l Lang) string { return p.Absolute(l.Path(p.Path)) }

// Absolute puts the public address of the site before a path.
func (p *Page) Absolute(path string) string { return p.Site.url + path }

// Other is the other language.
func (p *Page) Other() Lang {
	if p.Lang == EN {
		return VI
	}
	return EN
}

// OtherPath is this page in the other language.
func (p *Page) OtherPath() string { return p.Other().Path(p.Path) }

// FullTitle is the title with the site's name.
func (p *Page) FullTitle() string { return p.Title + " · " + p.Site.Name }

// OGType is the Open Graph type.
func (p *Page) OGType() string {
	if p.Kind == "" {
		return "website"
	}
	return p.Kind
}

// ImageURL is the whole address of the picture for link previews.
func (p *Page) ImageURL() string {
	if strings.HasPrefix(p.Image, "http") {
		return p.Image
	}
	if p.Image == "" {
		return p.Absolute(p.Site.assets.url("icon-512.png"))
	}
	return p.Absolute(p.Image)
}

// segment percent-encodes one segment of a path.
func segment(s string) string { return url.PathEscape(s) }

// GroupList lists the six groups and where each is found.
func (p *Page) GroupList() []Crumb {
	var list []Crumb
	for _, g := range catalog.Groups() {
		q := listQuery{Page: 1, Filter: search.Filter{Groups: []string{string(g)}}}
		list = append(list, Crumb{p.Lang.GroupName(g), p.Lang.Path(q.path())})
	}
	return list
}
