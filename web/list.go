package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/search"
)

// listPage is the catalogue: what an address of it found, and how to narrow it.
type listPage struct {
	Page
	Q         listQuery
	Heading   string
	Count     string // "3.812 sản phẩm"
	Total     int
	Facets    template.HTML
	Chips     []chip
	Chosen    int
	Sorts     []sortChoice
	Cards     template.HTML
	Pager     template.HTML
	Down      bool   // search cannot answer; this is plain browsing
	Corrected string // what was searched in place of what was typed
	Dropped   string
	BadPrice  string
	Without   string        // how many there are without the conditions
	Near      template.HTML // what else to look at when nothing was found
	Hidden    []hidden      // the conditions, for the form of the order
}

// sortChoice is one order of the list.
type sortChoice struct {
	Value, Words string
	Chosen       bool
}

// hidden is a condition that a form carries along.
type hidden struct{ Name, Value string }

// searchTime is how long the list waits for the engine before it shows plain browsing.
const searchTime = 2 * time.Second

// showList serves GET /san-pham.
func (s *Server) showList(c *gin.Context) error {
	q := parseList(c.Request.URL.Query())
	ctx, cancel := context.WithTimeout(c.Request.Context(), searchTime)
	defer cancel()
	result, err := s.search.Search(ctx, search.Query{
		Text: q.Text, Filter: q.Filter, Sort: q.Sort, Offset: (q.Page - 1) * perPage, Limit: perPage, Now: s.shelf.Now(),
	})
	if errors.Is(err, search.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("search unavailable, browsing plainly", "err", err)
		personal(c)
		return s.showPlainList(c, q)
	}
	if err != nil {
		return fmt.Errorf("search products: %w", err)
	}
	p := s.listPage(c, q, result.Total)
	v := s.view(p.Lang)
	p.Facets = v.facets(q, result)
	p.Cards = v.cards(s.shelf.Found(result.IDs, q.Filter.Lapsed), h2, result.Terms)
	p.say(q.Text, result)
	if result.Total == 0 {
		if err := s.fillEmpty(ctx, p, v); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "list", p)
}

// say tells openly what the planner did to the words, and that signs alone are no words.
func (p *listPage) say(text string, r search.Result) {
	if r.Corrected {
		p.Corrected = r.Understood
	}
	switch {
	case r.Total == 0:
	case len(r.Dropped) > 0:
		p.Dropped = strings.Join(once(r.Dropped), ", ")
	case text != "" && !strings.ContainsFunc(text, isWordRune):
		p.Dropped = text
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// once lists each word once, where it first stood.
func once(words []string) []string {
	var out []string
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func (s *Server) listPage(c *gin.Context, q listQuery, total int) *listPage {
	p := &listPage{Page: s.newPage(c, ""), Q: q, Total: total}
	m := p.T.List
	p.Path, p.Tab, p.Query = q.path(), "browse", q.Text
	p.Heading = p.listHeading(q)
	p.Title = p.Heading
	if q.Page > 1 {
		p.Title += ", " + strings.ToLower(p.T.Common.PageWord) + " " + strconv.Itoa(q.Page)
	}
	p.Count = p.Lang.Products(total)
	p.Description = fmt.Sprintf(m.Description, p.Count)
	pages := (total + perPage - 1) / perPage
	p.NoIndex = !q.indexable() || q.Page > pages
	p.Crumbs = []Crumb{{p.T.Common.Home, "/"}, {Name: p.T.Common.FootAll}}
	p.Chips, p.Chosen = q.chips(p.Lang), q.chosen()
	if q.Bad != "" {
		p.BadPrice = fmt.Sprintf(m.BadPrice, q.Bad)
	}
	p.Sorts = p.sortChoices(q)
	p.Hidden = q.hidden()
	p.Pager = s.view(p.Lang).pager(q, total)
	if q.Page > 1 && q.Page <= pages {
		p.Prev = p.Lang.Path(q.at(q.Page - 1).path())
	}
	if q.Page < pages {
		p.Next = p.Lang.Path(q.at(q.Page + 1).path())
	}
	p.LD = breadcrumbs(&p.Page)
	return p
}

func (p *listPage) listHeading(q listQuery) string {
	switch {
	case q.Text != "":
		return fmt.Sprintf(p.T.List.HeadingQuery, q.Text)
	case len(q.Filter.Groups) == 1 && q.chosen() == 1:
		return p.Lang.GroupName(catalog.Group(q.Filter.Groups[0])) + " OCOP"
	case len(q.Filter.Provinces) == 1 && q.chosen() == 1:
		return fmt.Sprintf(p.T.Place.ProvinceTitle, provinceName(q.Filter.Provinces[0]))
	}
	return p.T.List.Heading
}

func (p *listPage) sortChoices(q listQuery) []sortChoice {
	m := p.T.List
	words := map[search.Sort]string{
		search.Relevance: m.Popular, search.Newest: m.Newest, search.PriceUp: m.PriceUp,
		search.PriceDown: m.PriceDown, search.StarsDown: m.StarsDown, search.NameUp: m.NameUp,
	}
	if q.Text != "" {
		words[search.Relevance] = m.Relevance
	}
	var out []sortChoice
	for _, by := range sorts() {
		out = append(out, sortChoice{Value: string(by), Words: words[by], Chosen: by == q.Sort})
	}
	return out
}

// hidden lists the words and conditions but neither order nor page: for addresses, and for the form that chooses the order.
func (q listQuery) hidden() []hidden {
	var out []hidden
	add := func(name, value string) {
		if value != "" {
			out = append(out, hidden{name, value})
		}
	}
	add("q", q.Text)
	for _, g := range q.Filter.Groups {
		add("group", g)
	}
	for _, p := range q.Filter.Provinces {
		add("province", p)
	}
	for _, n := range q.Filter.Stars {
		add("stars", strconv.Itoa(n))
	}
	add("min_price", number(q.Filter.MinPrice))
	add("max_price", number(q.Filter.MaxPrice))
	add("in_stock", flag(q.Filter.InStock))
	add("traced", flag(q.Filter.Traced))
	add("chilled", flag(q.Filter.Chilled))
	return out
}

// fillEmpty says what there would be without the conditions, and what many people choose.
func (s *Server) fillEmpty(ctx context.Context, p *listPage, v *view) error {
	popular, err := s.search.Search(ctx, search.Query{Filter: search.Filter{InStock: true}, Limit: 5, Now: s.shelf.Now()})
	if err != nil {
		return fmt.Errorf("find what many choose: %w", err)
	}
	p.Near = v.cards(s.shelf.Found(popular.IDs, false), h3, nil)
	if p.Chosen == 0 || p.Q.Text == "" {
		return nil
	}
	bare, err := s.search.Search(ctx, search.Query{Text: p.Q.Text, Limit: 1, Now: s.shelf.Now()})
	if err != nil {
		return fmt.Errorf("search without conditions: %w", err)
	}
	if bare.Total > 0 {
		p.Without = fmt.Sprintf(p.T.List.SeeWithout, p.Lang.Products(bare.Total), bare.Understood)
	}
	return nil
}

// showPlainList serves the catalogue from the shelf alone, while search is down: words are not looked at.
func (s *Server) showPlainList(c *gin.Context, q listQuery) error {
	found := s.shelf.Browse(search.Query{Filter: q.Filter, Sort: q.Sort, Offset: (q.Page - 1) * perPage, Limit: perPage})
	p := s.listPage(c, q, found.Total)
	v := s.view(p.Lang)
	p.Down, p.NoIndex = true, true
	p.Facets = v.facets(q, found)
	p.Cards = v.cards(s.shelf.Cards(found.IDs), h2, nil)
	return s.render(c, http.StatusOK, "list", p)
}

// priceWords says the bounds of the price.
func (q listQuery) priceWords(l Lang) string {
	m := l.messages().List
	low, high := l.Price(money.Amount(q.Filter.MinPrice)), l.Price(money.Amount(q.Filter.MaxPrice))
	switch {
	case q.Filter.MinPrice > 0 && q.Filter.MaxPrice > 0:
		return fmt.Sprintf(m.Between, low, high)
	case q.Filter.MinPrice > 0:
		return fmt.Sprintf(m.Over, low)
	case q.Filter.MaxPrice > 0:
		return fmt.Sprintf(m.Under, high)
	}
	return ""
}

func (l Lang) starsWord(n int) string {
	return fmt.Sprintf(l.messages().Common.Stars, strconv.Itoa(n))
}
