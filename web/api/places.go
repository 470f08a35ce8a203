package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

func (s *server) placeRoutes(a huma.API) {
	huma.Register(a, operation("list-provinces", http.MethodGet, "/provinces", "The 34 provinces and cities", 200), s.listProvinces)
	huma.Register(a, operation("list-communes", http.MethodGet, "/provinces/{code}/communes", "The communes of a province", 200, 404, 422), s.listCommunes)
}

// Place is a province or a commune by its code of the era 2025.
type Place struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"city,province,ward,commune,special-zone"`
}

type placesOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items []Place `json:"items"`
	}
}

func placesOf(items []Place) *placesOutput {
	out := &placesOutput{CacheControl: "public, max-age=86400"}
	out.Body.Items = items
	return out
}

func (s *server) listProvinces(context.Context, *struct{}) (*placesOutput, error) {
	var items []Place
	for _, p := range place.Provinces() {
		items = append(items, Place{Code: p.Code, Name: p.Name, Kind: p.Kind})
	}
	return placesOf(items), nil
}

type communesInput struct {
	Code  string `path:"code" maxLength:"2" example:"22"`
	Query string `query:"q" maxLength:"60" doc:"Only those whose name has these words, with or without marks." example:"hong gai"`
}

func (s *server) listCommunes(ctx context.Context, in *communesInput) (*placesOutput, error) {
	if _, ok := place.ProvinceByCode(in.Code); !ok {
		return nil, fail(ctx, store.ErrNotFound)
	}
	items := []Place{}
	words := place.Slug(in.Query)
	for _, c := range place.Communes(in.Code) {
		if strings.Contains(place.Slug(c.Name), words) {
			items = append(items, Place{Code: c.Code, Name: c.Name, Kind: c.Kind})
		}
	}
	return placesOf(items), nil
}
