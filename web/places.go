package web

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
)

// placesPage is the map of squares and the list beside it.
type placesPage struct {
	Page
	Tiles   template.HTML
	Legend  []legendItem
	Regions []region
}

// legendItem explains one tint.
type legendItem struct {
	Tint  int
	Words string
}

// region is a part of the country and its provinces.
type region struct {
	Name  string
	Lines []ledgerLine
}

// showPlaces serves GET /tinh.
func (s *Server) showPlaces(c *gin.Context) error {
	p := &placesPage{Page: s.newPage(c, "")}
	v, t := s.view(p.Lang), s.tally.now()
	m := p.T.Place
	p.Title, p.Description, p.Tab = m.Title, m.Description, "map"
	p.Crumbs = []Crumb{{p.T.Common.Home, "/"}, {Name: p.T.Common.Map}}
	shades := newShades(t)
	p.Tiles, p.Legend = v.tiles(t, shades), v.legend(shades)
	names := []string{m.Region1, m.Region2, m.Region3, m.Region4, m.Region5, m.Region6}
	for i, codes := range regions() {
		r := region{Name: names[i]}
		for _, code := range codes {
			r.Lines = append(r.Lines, v.provinceLine(t, code))
		}
		p.Regions = append(p.Regions, r)
	}
	p.LD = breadcrumbs(&p.Page)
	return s.render(c, http.StatusOK, "places", p)
}

// provinceLine names a province with two of its best known products.
func (v *view) provinceLine(t *tally, code string) ledgerLine {
	line := ledgerLine{Path: v.provincePath(code), Name: provinceName(code), Figure: v.lang.Num(t.at(code))}
	switch code {
	case daNang:
		line.Name += " " + v.t.Place.AndHoangSa
	case khanhHoa:
		line.Name += " " + v.t.Place.AndTruongSa
	}
	if p, ok := t.byProvince[code]; ok {
		seen := map[string]bool{}
		for _, card := range p.cards {
			if head := headOf(card.Name); !seen[head] && len(seen) < 2 {
				if len(seen) > 0 {
					line.Note += ", "
				}
				seen[head] = true
				line.Note += v.name(card)
			}
		}
	}
	return line
}

func (v *view) legend(s shades) []legendItem {
	m := &v.t.Place
	items := []legendItem{{1, fmt.Sprintf(m.Under, v.lang.Num(s[0]))}}
	for i, bound := range s {
		words := v.lang.Num(bound)
		if i == len(s)-1 {
			words = fmt.Sprintf(m.FromCount, words)
		}
		items = append(items, legendItem{i + 2, words})
	}
	return items
}

// provincePage shows what one province makes.
type provincePage struct {
	Page
	Name, Lead string
	Islands    string
	Groups     []ledgerLine
	Cards      template.HTML
	ListPath   string
	SeeAll     string
	Makers     []ledgerLine
	Nearby     []ledgerLine
	Empty      bool
}

// onProvince is how many of a province's products its own page shows.
const onProvince = 20

// showProvince serves GET /tinh/:slug.
func (s *Server) showProvince(c *gin.Context) error {
	prov, ok := place.ProvinceBySlug(c.Param("slug"))
	if !ok {
		return fmt.Errorf("province %q: %w", c.Param("slug"), errNotFound)
	}
	p := &provincePage{Page: s.newPage(c, ""), Name: prov.Name}
	v, t := s.view(p.Lang), s.tally.now()
	here := t.peek(prov.Code)
	m := p.T.Place
	p.Title = fmt.Sprintf(m.ProvinceTitle, prov.Name)
	p.Path = "/tinh/" + prov.Slug()
	p.Tab, p.Empty = "map", len(here.cards) == 0
	p.Description = fmt.Sprintf(m.ProvinceDescription, p.Lang.Products(len(here.cards)), prov.Name)
	p.Lead = fmt.Sprintf(m.ProvinceLead, p.Lang.Products(len(here.cards)), p.Lang.Num(len(here.makers)))
	p.Islands = v.archipelago(prov.Code)
	p.Cards = v.cards(first(here.cards, onProvince), h3, nil)
	p.ListPath = p.Link(listQuery{Page: 1, Filter: search.Filter{Provinces: []string{prov.Code}}}.path())
	p.SeeAll = fmt.Sprintf(m.SeeAllSorted, p.Lang.Products(len(here.cards)))
	p.Groups, p.Makers, p.Nearby = v.groupLines(prov.Code, here), v.makerLines(here), v.nearby(t, prov.Code)
	if card := firstWithPhoto(here.cards); card != nil {
		p.Image = photoPath(card)
	}
	p.Crumbs = []Crumb{{p.T.Common.Home, "/"}, {p.T.Common.Map, "/tinh"}, {Name: prov.Name}}
	p.LD = breadcrumbs(&p.Page)
	return s.render(c, http.StatusOK, "province", p)
}

// peek is the tally of a province, empty where nothing carries stars.
func (t *tally) peek(code string) *provinceTally {
	if p, ok := t.byProvince[code]; ok {
		return p
	}
	return &provinceTally{}
}

func (v *view) groupLines(code string, here *provinceTally) []ledgerLine {
	var lines []ledgerLine
	for _, g := range catalog.Groups() {
		if n := here.byGroup[g]; n > 0 {
			q := listQuery{Page: 1, Filter: search.Filter{Groups: []string{string(g)}, Provinces: []string{code}}}
			lines = append(lines, ledgerLine{Path: v.lang.Path(q.path()), Name: v.lang.GroupName(g), Figure: v.lang.Num(n)})
		}
	}
	return lines
}

func (v *view) makerLines(here *provinceTally) []ledgerLine {
	var lines []ledgerLine
	for _, m := range first(here.makers, 6) {
		lines = append(lines, ledgerLine{
			Path: v.lang.Path("/chu-the/" + segment(m.best.ProducerSlug)), Name: m.best.ProducerName, Figure: v.lang.Num(m.count),
		})
	}
	return lines
}

// nearby lists the provinces whose squares touch this one's.
func (v *view) nearby(t *tally, code string) []ledgerLine {
	var lines []ledgerLine
	tiles := tileMap()
	at := tiles[slices.IndexFunc(tiles, func(x tile) bool { return x.code == code })]
	for _, other := range tiles {
		if other.code != code && abs(other.col-at.col) <= 1 && abs(other.row-at.row) <= 1 {
			lines = append(lines, ledgerLine{Path: v.provincePath(other.code), Name: provinceName(other.code), Figure: v.lang.Num(t.at(other.code))})
		}
	}
	return lines
}

func abs(n int) int { return max(n, -n) }
