package web

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/markup"
)

// view writes the parts of pages that come in great numbers, in one language.
type view struct {
	lang   Lang
	t      *Messages
	sprite string // address of the symbols
	// alphabet ranks provinces by name, by code.
	alphabet map[string]int
	shelf    Shelf
	now      time.Time
}

func (s *Server) view(lang Lang) *view {
	return &view{lang: lang, t: lang.messages(), sprite: s.site.assets.url("sprite.svg"), alphabet: s.site.alphabet, shelf: s.shelf, now: s.shelf.Now()}
}

// name is what a product is called in this language.
func (v *view) name(card *catalog.Card) string {
	if v.lang == EN && card.NameEN != "" {
		return card.NameEN
	}
	return card.Name
}

func (v *view) unitName(u catalog.Unit) string {
	if v.lang == EN && u.NameEN != "" {
		return u.NameEN
	}
	return u.Name
}

// heading is the level of the headings of a list of cards.
type heading int

const (
	h2 heading = 2
	h3 heading = 3
)

// firstCards is how many cards of a page that is a list are seen without scrolling, on a phone too.
const firstCards = 4

// cards writes cards as items of a list; terms are words to mark in their names.
func (v *view) cards(cards []*catalog.Card, level heading, terms []string) template.HTML {
	return markup.Write(func(w *markup.Writer) { v.writeCards(w, cards, level, terms) })
}

func (v *view) writeCards(w *markup.Writer, cards []*catalog.Card, level heading, terms []string) {
	for i, card := range cards {
		when := lazy
		if level == h2 && i < firstCards {
			when = soon
		}
		v.card(w, card, level, terms, when)
	}
}

// icon draws a symbol, hidden from screen readers: words stand beside it. Class may be empty.
func (v *view) icon(w *markup.Writer, class, id string) {
	w.Raw(`<svg`)
	if class != "" {
		w.Raw(` class="`)
		w.Text(class)
		w.Raw(`"`)
	}
	w.Raw(` aria-hidden="true"><use href="`)
	w.Text(v.sprite)
	w.Raw(`#`)
	w.Text(id)
	w.Raw(`"/></svg>`)
}

func (v *view) card(w *markup.Writer, card *catalog.Card, level heading, terms []string, when loading) {
	state := v.shelf.State(card)
	if state.ShowsStars() {
		w.Raw(`<li class="card">`)
	} else {
		w.Raw(`<li class="card card--off">`)
	}
	v.cardPicture(w, card, state, when)
	w.Raw(`<div class="card__text">`)
	v.cardStar(w, card, state)
	v.cardName(w, card, level, terms)
	w.Raw(`<p class="card__by">`)
	w.Text(provinceName(card.Place.Province))
	w.Raw(` · `)
	w.Text(card.ProducerName)
	w.Raw(`</p>`)
	v.cardBuy(w, card, state)
	w.Raw("</div></li>\n")
}

func (v *view) cardPicture(w *markup.Writer, card *catalog.Card, state catalog.State, when loading) {
	w.Raw(`<div class="card__pic">`)
	if card.Photo == nil {
		v.noPhoto(w, card.Group)
	} else {
		w.Raw(`<span class="pic">`)
		v.photo(w, card.Photo, "(min-width: 72em) 14rem, (min-width: 40em) 30vw, 45vw", 480, when, "")
		w.Raw(`</span>`)
	}
	if state.ShowsStars() {
		stars := strconv.Itoa(int(card.Validity.Stars))
		w.Raw(`<svg class="seal" role="img" aria-label="`)
		w.Text(fmt.Sprintf(v.t.Common.OCOPStars, stars))
		w.Raw(`"><use href="`)
		w.Text(v.sprite)
		w.Raw(`#seal-`)
		w.Text(stars)
		w.Raw(`"/></svg>`)
	}
	w.Raw(`</div>`)
}

// cardStar says the stars, how long they still count, or in one honest line why there are none.
func (v *view) cardStar(w *markup.Writer, card *catalog.Card, state catalog.State) {
	switch state {
	case catalog.StateValid:
		w.Raw(`<p class="card__star" aria-hidden="true">`)
		w.Text(fmt.Sprintf(v.t.Common.OCOPStars, strconv.Itoa(int(card.Validity.Stars))))
	case catalog.StateExpiring:
		w.Raw(`<p class="card__star"><span aria-hidden="true">`)
		w.Text(fmt.Sprintf(v.t.Common.Stars, strconv.Itoa(int(card.Validity.Stars))))
		w.Raw(`</span>, <em>`)
		w.Text(v.left(card.Validity.ExpiresAt))
		w.Raw(`</em>`)
	default:
		w.Raw(`<p class="card__star card__star--none">`)
		w.Text(v.shortLine(state, card.Validity))
	}
	w.Raw(`</p>`)
}

func (v *view) cardName(w *markup.Writer, card *catalog.Card, level heading, terms []string) {
	if level == h2 {
		w.Raw(`<h2 class="card__name"><a href="`)
	} else {
		w.Raw(`<h3 class="card__name"><a href="`)
	}
	w.Path(v.lang.Path("/san-pham/" + segment(card.Slug)))
	w.Raw(`">`)
	if len(terms) == 0 {
		w.Text(v.name(card))
	} else {
		v.marked(w, v.name(card), terms)
	}
	if level == h2 {
		w.Raw(`</a></h2>`)
	} else {
		w.Raw(`</a></h3>`)
	}
}

// marked writes text with the words that were searched for marked.
func (v *view) marked(w *markup.Writer, text string, terms []string) {
	for _, s := range search.Segments(text, terms) {
		if s.Hit {
			w.Raw(`<mark>`)
		}
		w.Text(s.Text)
		if s.Hit {
			w.Raw(`</mark>`)
		}
	}
}

// cardBuy writes the price and the button that puts one into the basket.
func (v *view) cardBuy(w *markup.Writer, card *catalog.Card, state catalog.State) {
	unit, offered := card.First()
	switch {
	case !state.ShowsStars():
		v.cardState(w, v.t.Common.NotSold)
	case card.Closed:
		v.cardState(w, v.t.Common.NotOpen)
	case !offered:
		v.cardState(w, v.t.Common.NoOffer)
	case unit.Available <= 0:
		w.Raw(`<div class="card__buy">`)
		v.price(w, unit)
		w.Raw(`<p class="card__state">`)
		w.Text(v.t.Common.SoldOut)
		w.Raw(`</p></div>`)
	default:
		w.Raw(`<form class="card__buy" method="post" action="`)
		w.Path(v.lang.Path("/gio-hang"))
		w.Raw(`">`)
		v.price(w, unit)
		w.Raw(`<input type="hidden" name="qty" value="1"><button class="icon-btn icon-btn--line card__add" name="sku" value="`)
		w.Text(unit.SKU)
		w.Raw(`" aria-label="`)
		w.Text(fmt.Sprintf(v.t.Common.AddNamed, v.name(card)))
		w.Raw(`">`)
		v.icon(w, "icon", "i-plus")
		w.Raw(`</button></form>`)
	}
}

func (v *view) cardState(w *markup.Writer, words string) {
	w.Raw(`<div class="card__buy"><p class="card__state">`)
	w.Text(words)
	w.Raw(`</p></div>`)
}

func (v *view) price(w *markup.Writer, unit catalog.CardUnit) {
	w.Raw(`<p class="price">`)
	w.Text(v.lang.Price(unit.Price))
	w.Raw(`<small>`)
	w.Text(v.unitName(unit.Unit))
	w.Raw(`</small></p>`)
}

// loading is when a browser should fetch a picture.
type loading int

const (
	lazy  loading = iota // when it comes into view
	soon                 // with the page
	eager                // before everything else
)

// noPhoto draws the group's placeholder.
func (v *view) noPhoto(w *markup.Writer, group catalog.Group) {
	w.Raw(`<span class="pic pic--none"><svg aria-hidden="true" width="80" height="80"><use href="`)
	w.Text(v.sprite)
	w.Raw(`#`)
	w.Text(groupSymbol(group))
	w.Raw(`"/></svg></span>`)
}

// sharpest is how many times as wide as it is shown a picture is worth fetching: no screen shows more.
const sharpest = 3

// srcset lists the sizes of a photo that a place of some width can make use of.
func srcset(p catalog.Photo, width int) string {
	useful := len(p.Widths)
	for useful > 1 && p.Widths[useful-1] > sharpest*width {
		useful--
	}
	p.Widths = p.Widths[:useful]
	return p.Srcset(media.WebPExt)
}

// photo writes a picture in WebP with JPEG behind it, its size always told, so that nothing moves when it arrives.
func (v *view) photo(w *markup.Writer, p *catalog.Photo, sizes string, width int, when loading, alt string) {
	w.Raw(`<picture><source type="image/webp" srcset="`)
	w.Text(srcset(*p, width))
	w.Raw(`" sizes="`)
	w.Text(sizes)
	w.Raw(`"><img src="`)
	w.Path(p.URL(width, media.JPEGExt))
	w.Raw(`" alt="`)
	w.Text(alt)
	w.Raw(`" width="`)
	w.Int(p.Width)
	w.Raw(`" height="`)
	w.Int(p.Height)
	switch when {
	case eager:
		w.Raw(`" fetchpriority="high"></picture>`)
	case soon:
		w.Raw(`"></picture>`)
	default:
		w.Raw(`" loading="lazy" decoding="async"></picture>`)
	}
}

func groupSymbol(g catalog.Group) string {
	switch g {
	case catalog.Drinks:
		return "g-drinks"
	case catalog.Herbs:
		return "g-herbs"
	case catalog.Handicrafts:
		return "g-crafts"
	case catalog.Ornamental:
		return "g-ornamental"
	case catalog.Tourism:
		return "g-tourism"
	}
	return "g-food"
}

// GroupName is a group in words.
func (l Lang) GroupName(g catalog.Group) string {
	m := &l.messages().Common
	switch g {
	case catalog.Food:
		return m.Food
	case catalog.Drinks:
		return m.Drinks
	case catalog.Herbs:
		return m.Herbs
	case catalog.Handicrafts:
		return m.Handicrafts
	case catalog.Ornamental:
		return m.Ornamental
	case catalog.Tourism:
		return m.Tourism
	}
	return m.OtherGroup
}

// KindName is the legal form of a producer in words.
func (l Lang) KindName(k catalog.ProducerKind) string {
	m := &l.messages().Common
	switch k {
	case catalog.Company:
		return m.Company
	case catalog.Cooperative:
		return m.Cooperative
	case catalog.CooperativeGroup:
		return m.CooperativeGroup
	}
	return m.Household
}

func provinceName(code string) string {
	if p, ok := place.ProvinceByCode(code); ok {
		return p.Name
	}
	return "Việt Nam"
}

// PlaceName is a commune and province in words: "phường Hồng Gai, Quảng Ninh".
func (l Lang) PlaceName(ref place.Ref) string {
	m := &l.messages().Common
	commune, ok := place.CommuneByCode(ref.Commune)
	if !ok {
		if ref.Province == "" && ref.Text != "" {
			return ref.Text
		}
		return provinceName(ref.Province)
	}
	format := m.Commune
	switch commune.Kind {
	case "ward":
		format = m.Ward
	case "special-zone":
		format = m.SpecialZone
	}
	return fmt.Sprintf(format, commune.Name) + ", " + provinceName(commune.Province)
}
