package web

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/markup"
)

// producerPage shows a maker and all of their products, those without a valid certificate in grey.
type producerPage struct {
	Page
	Name     string
	Lead     string
	Facts    template.HTML
	Picture  template.HTML
	Count    string
	Starred  string
	Cards    template.HTML
	Story    template.HTML
	Province Crumb
	Empty    bool
}

// showProducer serves GET /chu-the/:slug.
func (s *Server) showProducer(c *gin.Context) error {
	producer, err := s.records.ProducerBySlug(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return fmt.Errorf("show producer %q: %w", c.Param("slug"), err)
	}
	cards := s.shelf.CardsOfProducer(producer.ID)
	if s.left(cards) {
		return fmt.Errorf("producer %q left the programme with all products: %w", c.Param("slug"), errGone)
	}
	p := &producerPage{Page: s.newPage(c, producer.PublicName()), Name: producer.PublicName()}
	v := s.view(p.Lang)
	starred := v.starredFirst(cards)
	s.fillProducer(p, v, producer, cards, starred)
	return s.render(c, http.StatusOK, "producer", p)
}

// left reports whether all of some products have left the programme.
func (s *Server) left(cards []*catalog.Card) bool {
	staying := func(card *catalog.Card) bool { return s.shelf.State(card) != catalog.StateWithdrawn }
	return len(cards) > 0 && !slices.ContainsFunc(cards, staying)
}

// starredFirst sorts cards: what carries stars first, then by what is bought most; it returns how many carry stars.
func (v *view) starredFirst(cards []*catalog.Card) int {
	starred := 0
	rank := map[string]int{}
	for _, card := range cards {
		if v.shelf.State(card).ShowsStars() {
			starred++
			rank[card.ID] = 1
		}
	}
	slices.SortStableFunc(cards, func(a, b *catalog.Card) int {
		if rank[a.ID] != rank[b.ID] {
			return rank[b.ID] - rank[a.ID]
		}
		return int(max(-1, min(1, b.Popularity-a.Popularity)))
	})
	return starred
}

func (s *Server) fillProducer(p *producerPage, v *view, producer *catalog.Producer, cards []*catalog.Card, starred int) {
	m, where := &v.t.Producer, v.lang.PlaceName(producer.Place)
	p.Path = "/chu-the/" + segment(producer.Slug)
	p.Lead = fmt.Sprintf(m.Lead, producer.PublicName(), v.lang.Products(len(cards)), where)
	p.Description = fmt.Sprintf(m.Description, producer.PublicName(), where, v.lang.Products(len(cards)))
	p.Facts = factList(v.producerFacts(producer))
	p.Story = template.HTML(producer.Story) // cleaned when it was taken from the registry
	p.Count = fmt.Sprintf(m.Products, v.lang.Num(len(cards)))
	if len(cards) == 1 {
		p.Count = m.ProductsOne
	}
	p.Starred = fmt.Sprintf(m.Starred, v.lang.Num(starred))
	if starred == len(cards) {
		p.Starred = m.StarredAll
	}
	p.Empty = len(cards) == 0
	p.Cards = v.cards(cards, h3, nil)
	if card := firstWithPhoto(cards); card != nil && card.Photo != nil {
		p.Image = photoPath(card)
		p.Picture = markup.Write(func(w *markup.Writer) {
			w.Raw(`<span class="pic">`)
			v.photo(w, card.Photo, "(min-width: 56em) 45vw, 100vw", 960, eager, card.Photo.Alt(string(v.lang)))
			w.Raw(`</span>`)
		})
	}
	p.Crumbs = []Crumb{{v.t.Common.Home, "/"}}
	if prov, ok := place.ProvinceByCode(producer.Place.Province); ok {
		p.Province = Crumb{prov.Name, "/tinh/" + prov.Slug()}
		p.Crumbs = append(p.Crumbs, p.Province)
	}
	p.Crumbs = append(p.Crumbs, Crumb{Name: producer.PublicName()})
	p.LD = s.producerLD(&p.Page, producer)
}

func (v *view) producerFacts(producer *catalog.Producer) []fact {
	m := &v.t.Producer
	kind := v.lang.KindName(producer.Kind)
	if producer.Since > 0 {
		kind = fmt.Sprintf(m.KindSince, kind, strconv.Itoa(producer.Since))
	}
	out := []fact{{Label: m.Kind, Value: kind}, {Label: m.PlaceOf, Value: v.origin(producer.Place)}}
	add := func(label, value string) {
		if value != "" {
			out = append(out, fact{Label: label, Value: value})
		}
	}
	if producer.Members > 0 {
		add(m.Members, v.lang.Num(producer.Members))
	}
	contact := producer.PublicContact()
	add(m.Person, contact.Representative)
	add(m.Address, contact.Address)
	add(m.Phone, contact.Phone)
	add(m.Email, contact.Email)
	return out
}
