package web

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
)

// perSitemap is how many products one part lists; each stands there in both languages, and a part may hold 50,000 addresses.
const perSitemap = 2000

const xmlType = "application/xml; charset=utf-8"

type sitemapIndex struct {
	XMLName  xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Sitemaps []sitemapRef `xml:"sitemap"`
}

type sitemapRef struct {
	Loc string `xml:"loc"`
}

type urlSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string       `xml:"xmlns:xhtml,attr"`
	Image   string       `xml:"xmlns:image,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string          `xml:"loc"`
	LastMod string          `xml:"lastmod,omitempty"`
	Links   []sitemapLink   `xml:"xhtml:link"`
	Images  []sitemapImages `xml:"image:image"`
}

type sitemapLink struct {
	Rel      string `xml:"rel,attr"`
	Hreflang string `xml:"hreflang,attr"`
	Href     string `xml:"href,attr"`
}

type sitemapImages struct {
	Loc string `xml:"image:loc"`
}

// showSitemapIndex serves GET /sitemap.xml.
func (s *Server) showSitemapIndex(c *gin.Context) error {
	index := sitemapIndex{Sitemaps: []sitemapRef{{s.site.url + "/sitemap/pages.xml"}}}
	for i := range (s.tally.now().total + perSitemap - 1) / perSitemap {
		index.Sitemaps = append(index.Sitemaps, sitemapRef{fmt.Sprintf("%s/sitemap/products-%d.xml", s.site.url, i+1)})
	}
	return s.sendXML(c, index)
}

// showSitemap serves GET /sitemap/:part.
func (s *Server) showSitemap(c *gin.Context) error {
	part, ok := strings.CutSuffix(c.Param("part"), ".xml")
	if part == "pages" && ok {
		return s.sendXML(c, s.newURLSet(s.pageURLs()))
	}
	digits, isProducts := strings.CutPrefix(part, "products-")
	n, err := strconv.Atoi(digits)
	urls := s.productURLs(n)
	if !ok || !isProducts || err != nil || len(urls) == 0 {
		return errNotFound
	}
	return s.sendXML(c, s.newURLSet(urls))
}

func (s *Server) newURLSet(urls []sitemapURL) urlSet {
	return urlSet{XHTML: "http://www.w3.org/1999/xhtml", Image: "http://www.google.com/schemas/sitemap-image/1.1", URLs: urls}
}

// bothURLs lists a page in each language, each naming the other.
func (s *Server) bothURLs(path, lastMod string, images ...sitemapImages) []sitemapURL {
	var links []sitemapLink
	for _, l := range Langs() {
		links = append(links, sitemapLink{"alternate", string(l), s.site.url + l.Path(path)})
	}
	var urls []sitemapURL
	for _, l := range Langs() {
		urls = append(urls, sitemapURL{Loc: s.site.url + l.Path(path), LastMod: lastMod, Links: links, Images: images})
	}
	return urls
}

func (s *Server) pageURLs() []sitemapURL {
	urls := s.bothURLs("/", "")
	for _, path := range []string{"/san-pham", "/tinh", "/xac-minh"} {
		urls = append(urls, s.bothURLs(path, "")...)
	}
	if s.orders != nil {
		urls = append(urls, s.bothURLs("/phi-giao", "")...)
	}
	for _, g := range catalog.Groups() {
		urls = append(urls, s.bothURLs(listQuery{Page: 1, Filter: search.Filter{Groups: []string{string(g)}}}.path(), "")...)
	}
	for _, p := range place.Provinces() {
		urls = append(urls, s.bothURLs("/tinh/"+p.Slug(), "")...)
	}
	makers := slices.Clone(s.tally.now().makers)
	slices.SortFunc(makers, func(a, b makerTally) int { return cmp.Compare(a.best.ProducerSlug, b.best.ProducerSlug) })
	for _, m := range makers {
		urls = append(urls, s.bothURLs("/chu-the/"+segment(m.best.ProducerSlug), "")...)
	}
	return urls
}

func (s *Server) productURLs(part int) []sitemapURL {
	var cards []*catalog.Card
	for _, p := range s.tally.now().byProvince {
		cards = append(cards, p.cards...)
	}
	slices.SortFunc(cards, func(a, b *catalog.Card) int { return cmp.Compare(a.ID, b.ID) })
	from := (part - 1) * perSitemap
	if part < 1 || from >= len(cards) {
		return nil
	}
	var urls []sitemapURL
	for _, card := range cards[from:min(from+perSitemap, len(cards))] {
		var images []sitemapImages
		if path := photoPath(card); path != "" {
			images = append(images, sitemapImages{s.site.url + path})
		}
		urls = append(urls, s.bothURLs("/san-pham/"+segment(card.Slug), card.UpdatedAt.UTC().Format("2006-01-02"), images...)...)
	}
	return urls
}

func (s *Server) sendXML(c *gin.Context, data any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(data); err != nil {
		return fmt.Errorf("write sitemap: %w", err)
	}
	gen, _ := anonymousSince(c)
	return s.keep(c, gen, xmlType, b.Bytes())
}

// showRobots serves GET /robots.txt: baskets and orders are nobody's to index.
func (s *Server) showRobots(c *gin.Context) error {
	gen, _ := anonymousSince(c)
	var b bytes.Buffer
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/gio-hang", "/dat-hang", "/don-hang", "/api/"} {
		fmt.Fprintf(&b, "Disallow: %s\n", path)
		if path != "/api/" {
			fmt.Fprintf(&b, "Disallow: /en%s\n", path)
		}
	}
	fmt.Fprintf(&b, "\nSitemap: %s/sitemap.xml\n", s.site.url)
	return s.keep(c, gen, "text/plain; charset=utf-8", b.Bytes())
}
