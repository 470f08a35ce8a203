package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/markup"
)

// homePage is the front of the market.
type homePage struct {
	Page
	Lead       string
	Hero       *hero
	Season     string
	InSeason   []ledgerLine
	GroupTiles []groupTile
	New        template.HTML
	Minimap    template.HTML
	Provinces  []ledgerLine
	Makers     template.HTML
}

// hero is the product in the window.
type hero struct {
	Path, Name, By, Price, Unit, Star string
	Stars                             int
	Picture                           template.HTML
}

// ledgerLine is a name on the left and a figure on the right.
type ledgerLine struct{ Path, Name, Note, Figure string }

type groupTile struct{ Path, Symbol, Name, Count string }

// showHome serves GET /.
func (s *Server) showHome(c *gin.Context) error {
	p := &homePage{Page: s.newPage(c, "")}
	v, t := s.view(p.Lang), s.tally.now()
	m := p.T.Home
	p.Title, p.Description, p.Tab = m.Title, m.Description, "home"
	p.Lead = fmt.Sprintf(m.Lead, p.Lang.Products(t.total), p.Lang.Num(len(t.makers)), p.Lang.Num(len(t.byProvince)))
	season := s.inSeason(c.Request.Context())
	months := strings.Split(m.Months, ",")
	p.Season = fmt.Sprintf(m.Season, months[v.now.In(vietnam.Zone).Month()-1])
	for _, card := range season {
		p.InSeason = append(p.InSeason, v.seasonLine(card))
	}
	p.Hero = v.hero(append(season, t.popular...))
	p.GroupTiles = v.groupTiles(t)
	p.New = v.cards(first(picturedFirst(t.newest), 5), h3, nil)
	p.Minimap = v.minimap(t)
	p.Provinces = v.fullestProvinces(t, 16)
	p.Makers = v.makerCards(first(introduced(t.makers), 3))
	p.LD = s.siteLD(&p.Page)
	if p.Hero != nil {
		p.Image = photoPath(firstWithPhoto(append(season, t.popular...)))
	}
	return s.render(c, http.StatusOK, "home", p)
}

// inSeason finds a product for each word of the month. Search being down leaves the list out.
func (s *Server) inSeason(ctx context.Context) []*catalog.Card {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	var found []*catalog.Card
	makers := map[string]bool{}
	for _, words := range seasonal(s.shelf.Now().In(vietnam.Zone).Month()) {
		r, err := s.search.Search(ctx, search.Query{Text: words, Filter: search.Filter{InStock: true}, Limit: 4, Now: s.shelf.Now()})
		if err != nil {
			return nil
		}
		if r.Corrected || len(r.Dropped) > 0 {
			continue
		}
		for _, card := range s.shelf.Cards(r.IDs) {
			if s.shelf.State(card).ShowsStars() && !makers[card.ProducerID] {
				makers[card.ProducerID] = true
				found = append(found, card)
				break
			}
		}
		if len(found) == 5 {
			break
		}
	}
	return found
}

func (v *view) seasonLine(card *catalog.Card) ledgerLine {
	line := ledgerLine{Path: v.productPath(card), Name: v.name(card), Note: provinceName(card.Place.Province)}
	if unit, ok := card.First(); ok {
		line.Figure = v.lang.Price(unit.Price) + " / " + v.unitName(unit.Unit)
	}
	return line
}

func (v *view) productPath(card *catalog.Card) string {
	return v.lang.Path("/san-pham/" + segment(card.Slug))
}

// hero puts into the window the first product that has a photo, or else the first.
func (v *view) hero(candidates []*catalog.Card) *hero {
	card := firstWithPhoto(candidates)
	if card == nil {
		return nil
	}
	h := &hero{Path: v.productPath(card), Name: v.name(card), Stars: int(card.Validity.Stars)}
	h.Star = fmt.Sprintf(v.t.Common.OCOPStars, fmt.Sprint(h.Stars))
	h.By = card.ProducerName + ", " + provinceName(card.Place.Province)
	if unit, ok := card.First(); ok {
		h.Price, h.Unit = v.lang.Price(unit.Price), v.unitName(unit.Unit)
	}
	h.Picture = markup.Write(func(w *markup.Writer) {
		if card.Photo == nil {
			v.noPhoto(w, card.Group)
			return
		}
		w.Raw(`<span class="pic">`)
		v.photo(w, card.Photo, "(min-width: 56em) 55vw, 100vw", 960, eager, "")
		w.Raw(`</span>`)
	})
	return h
}

func firstWithPhoto(cards []*catalog.Card) *catalog.Card {
	for _, card := range cards {
		if card.Photo != nil {
			return card
		}
	}
	if len(cards) > 0 {
		return cards[0]
	}
	return nil
}

// picturedFirst puts what has a photo before the rest, so that the front of the market
// looks its best while photos are still on their way.
func picturedFirst(cards []*catalog.Card) []*catalog.Card {
	out := slices.Clone(cards)
	slices.SortStableFunc(out, func(a, b *catalog.Card) int { return pictureless(a) - pictureless(b) })
	return out
}

// introduced does the same for the makers with most products.
func introduced(makers []makerTally) []makerTally {
	out := slices.Clone(first(makers, shelfRow))
	slices.SortStableFunc(out, func(a, b makerTally) int { return pictureless(a.best) - pictureless(b.best) })
	return out
}

func pictureless(card *catalog.Card) int {
	if card.Photo == nil {
		return 1
	}
	return 0
}

func (v *view) groupTiles(t *tally) []groupTile {
	var tiles []groupTile
	for _, g := range catalog.Groups() {
		q := listQuery{Page: 1, Filter: search.Filter{Groups: []string{string(g)}}}
		tiles = append(tiles, groupTile{Path: v.lang.Path(q.path()), Symbol: groupSymbol(g), Name: v.lang.GroupName(g), Count: v.lang.Products(t.byGroup[g])})
	}
	return tiles
}

// makerCards introduces makers by what most people buy of them.
func (v *view) makerCards(makers []makerTally) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		for _, m := range makers {
			w.Raw(`<li class="maker">`)
			if m.best.Photo == nil {
				v.noPhoto(w, m.best.Group)
			} else {
				w.Raw(`<span class="pic">`)
				v.photo(w, m.best.Photo, "(min-width: 48em) 25rem, 100vw", 960, lazy, "")
				w.Raw(`</span>`)
			}
			w.Raw(`<h3><a href="`)
			w.Path(v.lang.Path("/chu-the/" + segment(m.best.ProducerSlug)))
			w.Raw(`">`)
			w.Text(m.best.ProducerName)
			w.Raw(`</a></h3><p class="soft">`)
			w.Text(v.lang.PlaceName(m.best.Place))
			w.Raw(`</p><p class="soft num"><small>`)
			w.Text(v.lang.KindName(m.best.ProducerKind))
			w.Raw(` · `)
			w.Text(v.lang.plural(m.count, v.t.Home.MakerProductOne, v.t.Home.MakerProducts))
			w.Raw(`</small></p></li>`)
		}
	})
}

// first is the beginning of a list.
func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

func photoPath(card *catalog.Card) string {
	if card == nil || card.Photo == nil {
		return ""
	}
	return card.Photo.URL(960, "jpg")
}
