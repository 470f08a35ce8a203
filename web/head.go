package web

import (
	"html/template"

	"github.com/ocopmarket/ocop/web/markup"
)

// Head writes what a page says of itself to browsers, previews and search engines. It
// stands on every page, so it is written by hand rather than by a template.
func (p *Page) Head() template.HTML { return markup.Write(p.head) }

func (p *Page) head(w *markup.Writer) {
	w.Raw(`<title>`)
	w.Text(p.FullTitle())
	w.Raw("</title>\n")
	if p.Description != "" {
		meta(w, "name", "description", p.Description)
	}
	if p.NoIndex {
		meta(w, "name", "robots", "noindex")
	} else {
		p.addresses(w)
	}
	relation(w, "prev", p.Prev)
	relation(w, "next", p.Next)
	p.preview(w)
	if p.LD != "" {
		w.Raw(`<script type="application/ld+json">`)
		w.HTML(template.HTML(p.LD)) // JSON in which no < stands
		w.Raw("</script>\n")
	}
}

// addresses names this page's own address and its twin in the other language.
func (p *Page) addresses(w *markup.Writer) {
	relation(w, "canonical", p.Canonical())
	for _, l := range Langs() {
		alternate(w, string(l), p.In(l))
	}
	alternate(w, "x-default", p.In(VI))
}

func (p *Page) preview(w *markup.Writer) {
	meta(w, "property", "og:site_name", p.Site.Name)
	meta(w, "property", "og:title", p.Title)
	meta(w, "property", "og:type", p.OGType())
	meta(w, "property", "og:url", p.Canonical())
	meta(w, "property", "og:image", p.ImageURL())
	locale := "vi_VN"
	if p.Lang == EN {
		locale = "en_US"
	}
	meta(w, "property", "og:locale", locale)
	if p.Description != "" {
		meta(w, "property", "og:description", p.Description)
	}
	w.Raw("<meta name=\"twitter:card\" content=\"summary_large_image\">\n")
}

func meta(w *markup.Writer, kind, name, content string) {
	w.Raw(`<meta `)
	w.Text(kind)
	w.Raw(`="`)
	w.Text(name)
	w.Raw(`" content="`)
	w.Text(content)
	w.Raw("\">\n")
}

// relation names an address that the site made itself.
func relation(w *markup.Writer, rel, address string) {
	if address == "" {
		return
	}
	w.Raw(`<link rel="`)
	w.Text(rel)
	w.Raw(`" href="`)
	w.Text(address)
	w.Raw("\">\n")
}

func alternate(w *markup.Writer, lang, address string) {
	w.Raw(`<link rel="alternate" hreflang="`)
	w.Text(lang)
	w.Raw(`" href="`)
	w.Text(address)
	w.Raw("\">\n")
}

// Breadcrumbs writes the way to this page.
func (p *Page) Breadcrumbs() template.HTML { return markup.Write(p.breadcrumbs) }

func (p *Page) breadcrumbs(w *markup.Writer) {
	w.Raw(`<nav class="crumbs" aria-label="`)
	w.Text(p.T.Common.Breadcrumbs)
	w.Raw(`"><ol role="list">`)
	for _, c := range p.Crumbs {
		if c.Path == "" {
			w.Raw(`<li><span aria-current="page">`)
			w.Text(c.Name)
			w.Raw(`</span></li>`)
			continue
		}
		w.Raw(`<li><a href="`)
		w.Path(p.Lang.Path(c.Path))
		w.Raw(`">`)
		w.Text(c.Name)
		w.Raw(`</a></li>`)
	}
	w.Raw(`</ol></nav>`)
}

// link writes a way to somewhere on the site; class may be empty.
func link(w *markup.Writer, path, class, text string) {
	w.Raw(`<a href="`)
	w.Path(path)
	if class != "" {
		w.Raw(`" class="`)
		w.Text(class)
	}
	w.Raw(`">`)
	w.Text(text)
	w.Raw(`</a>`)
}

// factRows writes labels and values as items of a definition list.
func factRows(w *markup.Writer, rows []fact) {
	for _, f := range rows {
		w.Raw(`<dt>`)
		w.Text(f.Label)
		w.Raw(`</dt><dd class="num">`)
		if f.Strong {
			w.Raw(`<b>`)
		}
		w.Text(f.Value)
		if f.Strong {
			w.Raw(`</b>`)
		}
		w.Raw(`</dd>`)
	}
}

// factList is the same for a template.
func factList(rows []fact) template.HTML {
	return markup.Write(func(w *markup.Writer) { factRows(w, rows) })
}
