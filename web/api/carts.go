package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

func (s *server) cartRoutes(a huma.API) {
	huma.Register(a, operation("create-cart", http.MethodPost, "/carts", "A new, empty cart", 201), s.createCart)
	huma.Register(a, operation("get-cart", http.MethodGet, "/carts/{id}", "A cart as it stands now", 200, 400, 404, 422), s.getCart)
	huma.Register(a, operation("add-line", http.MethodPost, "/carts/{id}/lines", "Put more of a unit into a cart", 200, 404, 409, 422), s.addLine)
	huma.Register(a, operation("set-line", http.MethodPatch, "/carts/{id}/lines/{sku}", "Set how many of a unit a cart holds", 200, 404, 409, 422), s.setLine)
	huma.Register(a, operation("remove-line", http.MethodDelete, "/carts/{id}/lines/{sku}", "Take a unit out of a cart", 200, 404), s.removeLine)
}

// Cart is a cart with what is true of its lines now.
type Cart struct {
	ID       string     `json:"id" doc:"Whoever knows it can see and change the cart."`
	Lines    []CartLine `json:"lines"`
	Count    int        `json:"count" doc:"Pieces that count."`
	Goods    int64      `json:"goods" doc:"đồng."`
	Shipping int64      `json:"shipping" doc:"đồng, to the province asked for; 0 without one."`
	Total    int64      `json:"total" doc:"đồng."`
}

// CartLine is one unit in a cart.
type CartLine struct {
	SKU          string `json:"sku"`
	Product      string `json:"product"`
	Slug         string `json:"slug"`
	Unit         string `json:"unit"`
	Producer     string `json:"producer"`
	ProducerSlug string `json:"producer_slug"`
	Stars        int    `json:"stars" doc:"0 unless the certificate is valid now."`
	State        string `json:"state" doc:"Of the certificate."`
	Price        int64  `json:"price"`
	Quantity     int    `json:"quantity"`
	Sum          int64  `json:"sum"`
	Available    int    `json:"available"`
	Problem      string `json:"problem,omitempty" enum:"lapsed,gone,closed,sold_out,short" doc:"Why it can't be ordered as it is: lapsed, gone and closed lines are not counted, sold out and short ones must be changed first."`
}

type cartOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Cart
}

type cartInput struct {
	ID       string `path:"id" maxLength:"100"`
	Province string `query:"province" maxLength:"2" doc:"Where it would be sent, for the shipping fee."`
}

type addInput struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		SKU      string `json:"sku" minLength:"1" maxLength:"40"`
		Quantity int    `json:"quantity,omitempty" minimum:"1" maximum:"999" default:"1"`
	}
}

type setInput struct {
	ID   string `path:"id" maxLength:"100"`
	SKU  string `path:"sku" maxLength:"40"`
	Body struct {
		Quantity int `json:"quantity" minimum:"1" maximum:"999"`
	}
}

type removeInput struct {
	ID  string `path:"id" maxLength:"100"`
	SKU string `path:"sku" maxLength:"40"`
}

func (s *server) createCart(ctx context.Context, _ *struct{}) (*cartOutput, error) {
	key, err := s.Orders.NewCart(ctx)
	if err != nil {
		return nil, fail(ctx, err)
	}
	return s.cart(ctx, key, "")
}

func (s *server) getCart(ctx context.Context, in *cartInput) (*cartOutput, error) {
	if _, ok := place.ProvinceByCode(in.Province); in.Province != "" && !ok {
		return nil, fail(ctx, fault.BadRequest("province_unknown", "Không có tỉnh mang mã này.", "No province has this code."))
	}
	return s.cart(ctx, in.ID, in.Province)
}

func (s *server) addLine(ctx context.Context, in *addInput) (*cartOutput, error) {
	if _, err := s.Orders.Cart(ctx, in.ID); err != nil {
		return nil, fail(ctx, err)
	}
	if _, _, err := s.Orders.AddToCart(ctx, in.ID, in.Body.SKU, max(in.Body.Quantity, 1)); err != nil {
		return nil, fail(ctx, err)
	}
	return s.cart(ctx, in.ID, "")
}

func (s *server) setLine(ctx context.Context, in *setInput) (*cartOutput, error) {
	if _, err := s.Orders.SetQuantity(ctx, in.ID, in.SKU, in.Body.Quantity); err != nil {
		return nil, fail(ctx, err)
	}
	return s.cart(ctx, in.ID, "")
}

func (s *server) removeLine(ctx context.Context, in *removeInput) (*cartOutput, error) {
	if _, err := s.Orders.RemoveFromCart(ctx, in.ID, in.SKU); err != nil {
		return nil, fail(ctx, err)
	}
	return s.cart(ctx, in.ID, "")
}

func (s *server) cart(ctx context.Context, key, province string) (*cartOutput, error) {
	view, err := s.Orders.ViewCart(ctx, key, province)
	if err != nil {
		return nil, fail(ctx, err)
	}
	c := Cart{ID: key, Lines: []CartLine{}, Count: view.Count, Goods: int64(view.Goods), Shipping: int64(view.Shipping), Total: int64(view.Total)}
	for _, group := range view.Groups {
		for _, item := range group.Lines {
			c.Lines = append(c.Lines, cartLine(group.Seller, item))
		}
	}
	return &cartOutput{CacheControl: "no-store", Body: c}, nil
}

func cartLine(seller orders.Seller, item orders.CartItem) CartLine {
	return CartLine{
		SKU: item.SKU, Product: item.Name, Slug: item.Slug, Unit: item.Unit, Producer: seller.Name, ProducerSlug: seller.Slug,
		Stars: int(item.Stars), State: string(item.State), Price: int64(item.Price), Quantity: item.Quantity, Sum: int64(item.Sum),
		Available: item.Available, Problem: string(item.Problem),
	}
}
