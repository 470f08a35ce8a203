package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/fault"
)

func (s *server) productRoutes(a huma.API) {
	huma.Register(a, operation("list-products", http.MethodGet, "/products", "Search and browse certified products", 200, 304, 400, 422), s.listProducts)
	huma.Register(a, operation("get-product", http.MethodGet, "/products/{slug}", "One product", 200, 304, 404), s.getProduct)
	huma.Register(a, operation("suggest", http.MethodGet, "/suggest", "Completions of what is being typed", 200, 304, 422), s.suggest)
}

type listInput struct {
	Conditional
	Query     string   `query:"q" maxLength:"200" doc:"Words, with or without marks." example:"cha muc ha long"`
	Group     []string `query:"group,explode" maxItems:"20" doc:"Groups; several are alternatives, repeated or parted by commas." example:"food"`
	Province  []string `query:"province,explode" maxItems:"40" doc:"Codes of provinces, era 2025." example:"22"`
	Stars     []string `query:"stars,explode" maxItems:"5" doc:"3, 4 or 5." example:"4"`
	Kind      []string `query:"kind,explode" maxItems:"8" doc:"Kinds of producer." example:"cooperative"`
	MinPrice  int64    `query:"min_price" minimum:"0" doc:"đồng, inclusive."`
	MaxPrice  int64    `query:"max_price" minimum:"0" doc:"đồng, inclusive; 0 is no bound."`
	InStock   bool     `query:"in_stock" doc:"Only what can be bought at once."`
	Chilled   bool     `query:"chilled" doc:"Only what can be delivered chilled."`
	Traced    bool     `query:"traced" doc:"Only what carries a trace stamp."`
	Certified string   `query:"certified" enum:"valid,lapsed" default:"valid" doc:"Products with a valid certificate, or those that lost it."`
	Sort      string   `query:"sort" enum:"relevance,price,-price,-certified,-stars,name" default:"relevance" doc:"The order; - is descending."`
	Cursor    string   `query:"cursor" maxLength:"200" doc:"next of the page before, of the same search."`
	Limit     int      `query:"limit" minimum:"1" maximum:"100" default:"24" doc:"Items a page."`
}

type listOutput struct {
	Cached
	Body struct {
		Items      []Product `json:"items"`
		Total      int       `json:"total" doc:"How many products match; exact."`
		Facets     Facets    `json:"facets"`
		Next       string    `json:"next" doc:"The cursor of the next page; empty on the last."`
		Understood string    `json:"understood,omitempty" doc:"The words that were searched, where they differ from those sent."`
		Dropped    []string  `json:"dropped,omitempty" doc:"Words that were left out because nothing matches all of them."`
	}
}

// Facets counts the products there would be for each value, with all other conditions as they are.
type Facets struct {
	Group    []FacetCount `json:"group"`
	Province []FacetCount `json:"province"`
	Stars    []FacetCount `json:"stars"`
	Kind     []FacetCount `json:"kind"`
	InStock  int          `json:"in_stock"`
	Chilled  int          `json:"chilled"`
	Traced   int          `json:"traced"`
}

// FacetCount is a value and its count.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

func (s *server) listProducts(ctx context.Context, in *listInput) (*listOutput, error) {
	q, err := in.query(s.Catalog.Now())
	if err != nil {
		return nil, fail(ctx, err)
	}
	of := fingerprint(struct {
		Text   string
		Filter search.Filter
		Sort   search.Sort
	}{q.Text, q.Filter, q.Sort})
	if q.Offset, err = parseCursor(in.Cursor, of); err != nil {
		return nil, fail(ctx, err)
	}
	headers := Cached{CacheControl: "no-store"}
	found, err := s.Search.Search(ctx, q)
	switch {
	case errors.Is(err, search.ErrUnavailable) && q.Text == "": // browsing goes on without the engine
		found = s.Catalog.Browse(q)
	case err != nil:
		return nil, fail(ctx, err)
	default: // what was found is part of the tag: the index may learn of a change after the catalogue
		if headers, err = s.fresh(in.Conditional, "products", of, q.Offset, q.Limit, found); err != nil {
			return nil, err
		}
	}
	out := &listOutput{Cached: headers}
	out.Body.Items = make([]Product, 0, len(found.IDs))
	for _, card := range s.Catalog.Found(found.IDs, q.Filter.Lapsed) {
		out.Body.Items = append(out.Body.Items, s.product(card))
	}
	out.Body.Total, out.Body.Facets, out.Body.Dropped = found.Total, facetsOf(found.Facets), found.Dropped
	if found.Corrected {
		out.Body.Understood = found.Understood
	}
	if end := q.Offset + len(found.IDs); len(found.IDs) == q.Limit && end < found.Total {
		out.Body.Next = cursor{Offset: end, Of: of}.String()
	}
	return out, nil
}

// maxValues bounds the alternatives of one condition.
const maxValues = 64

func (in *listInput) query(now time.Time) (search.Query, error) {
	for _, list := range [][]string{in.Group, in.Province, in.Stars, in.Kind} {
		if len(values(list)) > maxValues {
			return search.Query{}, fault.BadRequest("too_many_values",
				"Mỗi điều kiện nhận nhiều nhất 64 giá trị. Bỏ bớt rồi thử lại.", "A condition takes at most 64 values. Send fewer.")
		}
	}
	q := search.Query{Text: in.Query, Limit: in.Limit, Now: now, Filter: search.Filter{
		Groups: values(in.Group), Provinces: values(in.Province), Kinds: values(in.Kind), MinPrice: in.MinPrice, MaxPrice: in.MaxPrice,
		InStock: in.InStock, Chilled: in.Chilled, Traced: in.Traced, Lapsed: in.Certified == "lapsed",
	}}
	if in.Sort != "relevance" {
		q.Sort = search.Sort(in.Sort)
	}
	for _, text := range values(in.Stars) {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 5 {
			return q, fault.BadRequest("stars_invalid", "stars phải là 3, 4 hoặc 5.", "stars must be 3, 4 or 5.")
		}
		q.Filter.Stars = append(q.Filter.Stars, n)
	}
	return q, nil
}

// values parts repeated parameters at commas too.
func values(repeated []string) []string {
	var all []string
	for _, text := range repeated {
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				all = append(all, part)
			}
		}
	}
	return all
}

func facetsOf(f search.Facets) Facets {
	out := Facets{Group: counts(f.Group), Province: counts(f.Province), Kind: counts(f.Kind), InStock: f.InStock, Chilled: f.Chilled, Traced: f.Traced}
	stars := map[string]int{}
	for n, count := range f.Stars {
		stars[strconv.Itoa(n)] = count
	}
	out.Stars = counts(stars)
	return out
}

// counts lists the values with most products first.
func counts(m map[string]int) []FacetCount {
	list := make([]FacetCount, 0, len(m))
	for value, count := range m {
		list = append(list, FacetCount{Value: value, Count: count})
	}
	slices.SortFunc(list, func(a, b FacetCount) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return list
}

type productInput struct {
	Conditional
	Slug string `path:"slug" maxLength:"200" doc:"The product's name in addresses." example:"cha-muc-ha-long"`
}

type productOutput struct {
	Cached
	Body ProductDetail
}

func (s *server) getProduct(ctx context.Context, in *productInput) (*productOutput, error) {
	headers, err := s.fresh(in.Conditional, "product", in.Slug)
	if err != nil {
		return nil, err
	}
	card, ok := s.Catalog.CardBySlug(in.Slug)
	if !ok {
		return nil, fail(ctx, store.ErrNotFound)
	}
	p, err := s.Catalog.Product(ctx, card.ID)
	if err != nil {
		return nil, fail(ctx, err)
	}
	return &productOutput{Cached: headers, Body: s.detail(card, p)}, nil
}

type suggestInput struct {
	Conditional
	Query string `query:"q" maxLength:"200" doc:"What is being typed." example:"ruou b"`
	Limit int    `query:"limit" minimum:"1" maximum:"20" default:"8"`
}

type suggestOutput struct {
	Cached
	Body struct {
		Items []Suggestion `json:"items"`
	}
}

// Suggestion is one completion: a query, or a product with its address.
type Suggestion struct {
	Text         string `json:"text" doc:"What to search for."`
	Slug         string `json:"slug,omitempty" doc:"The product, when it is one."`
	Stars        int    `json:"stars,omitempty"`
	ProvinceName string `json:"province_name,omitempty"`
	Producer     string `json:"producer,omitempty"`
}

func (s *server) suggest(ctx context.Context, in *suggestInput) (*suggestOutput, error) {
	out := &suggestOutput{Cached: Cached{CacheControl: "no-store"}}
	out.Body.Items = []Suggestion{}
	found, err := s.Search.Suggest(ctx, in.Query, in.Limit, s.Catalog.Now())
	if errors.Is(err, search.ErrUnavailable) {
		return out, nil // typing must not be interrupted: no completions for the moment
	}
	if err != nil {
		return nil, fail(ctx, err)
	}
	if out.Cached, err = s.fresh(in.Conditional, "suggest", in.Limit, in.Query, found); err != nil {
		return nil, err
	}
	for _, f := range found {
		item := Suggestion{Text: f.Text}
		if card, ok := s.Catalog.Card(f.ID); ok {
			item.Slug, item.Stars = card.Slug, s.starsShown(card)
			item.Producer, item.ProvinceName = card.ProducerName, provinceName(card.Place.Province)
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

func (s *server) starsShown(card *catalog.Card) int {
	if s.Catalog.State(card).ShowsStars() {
		return int(card.Validity.Stars)
	}
	return 0
}
