package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// scenario is one thing that people do, again and again.
type scenario struct {
	name string
	do   func(ctx context.Context, c *client) error
}

// scenarios lists all. Those called -cached ask for the same few addresses; the other
// pages are each asked for once, so that no page cache answers.
func scenarios() []scenario {
	return []scenario{
		{"list", func(ctx context.Context, c *client) error {
			return c.get(ctx, "/san-pham?page=%d&_=%d", 1+c.rand.IntN(50), c.once())
		}},
		{"list-cached", func(ctx context.Context, c *client) error { return c.get(ctx, "/san-pham?page=%d", 1+c.rand.IntN(5)) }},
		{"product", func(ctx context.Context, c *client) error { return c.get(ctx, "/san-pham/%s?_=%d", c.slug(), c.once()) }},
		{"product-cached", func(ctx context.Context, c *client) error {
			return c.get(ctx, "/san-pham/%s", c.products[c.rand.IntN(5)].Slug)
		}},
		{"search", func(ctx context.Context, c *client) error {
			return c.get(ctx, "/san-pham?q=%s&_=%d", url.QueryEscape(c.words()), c.once())
		}},
		{"api-list", func(ctx context.Context, c *client) error { return c.get(ctx, "/api/v1/products?_=%d", c.once()) }},
		{"api-product", func(ctx context.Context, c *client) error { return c.get(ctx, "/api/v1/products/%s", c.slug()) }},
		{"api-search", func(ctx context.Context, c *client) error {
			return c.get(ctx, "/api/v1/products?q=%s", url.QueryEscape(c.words()))
		}},
		{"suggest", func(ctx context.Context, c *client) error {
			return c.get(ctx, "/api/v1/suggest?q=%s", url.QueryEscape(c.typing()))
		}},
		{"add", addByForm},
		{"api-add", addByAPI},
		{"order", orderByForm},
		{"api-order", orderByAPI},
	}
}

func names() []string {
	var all []string
	for _, s := range scenarios() {
		all = append(all, s.name)
	}
	return all
}

func choose(wanted []string) ([]scenario, error) {
	if len(wanted) == 0 {
		return scenarios(), nil
	}
	var chosen []scenario
	for _, name := range wanted {
		found := false
		for _, s := range scenarios() {
			if s.name == name {
				chosen, found = append(chosen, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no scenario %q", name)
		}
	}
	return chosen, nil
}

func (c *client) get(ctx context.Context, format string, args ...any) error {
	_, err := c.page(ctx, fmt.Sprintf(format, args...))
	return err
}

// once is a number never used before.
func (c *client) once() int64 { return c.unique.Add(1) }

func (c *client) slug() string { return c.products[c.rand.IntN(len(c.products))].Slug }

// words are searches as people type them.
func (c *client) words() string {
	words := []string{"cha muc ha long", "mật ong", "rượu b", "tra thai nguyen", "nuoc mma", "gạo st25", "dac san", "bánh tráng", "yến sào khánh hoà", "cà phê", "keo dua", "gom"}
	return words[c.rand.IntN(len(words))]
}

// typing is a search that is not finished.
func (c *client) typing() string {
	words := c.words()
	return words[:1+c.rand.IntN(len(words)-1)]
}

func addByAPI(ctx context.Context, c *client) error {
	if c.adds++; c.cart == "" || c.adds%20 == 0 { // before the basket is full
		var cart struct{ ID string }
		if err := c.json(ctx, http.MethodPost, "/api/v1/carts", nil, http.StatusCreated, &cart); err != nil {
			return err
		}
		c.cart = cart.ID
	}
	sku, _ := c.sku()
	return c.json(ctx, http.MethodPost, "/api/v1/carts/"+c.cart+"/lines", map[string]any{"sku": sku, "quantity": 1}, http.StatusOK, nil)
}

func orderByAPI(ctx context.Context, c *client) error {
	var cart struct{ ID string }
	if err := c.json(ctx, http.MethodPost, "/api/v1/carts", nil, http.StatusCreated, &cart); err != nil {
		return err
	}
	sku, _ := c.sku()
	if err := c.json(ctx, http.MethodPost, "/api/v1/carts/"+cart.ID+"/lines", map[string]any{"sku": sku, "quantity": 1}, http.StatusOK, nil); err != nil {
		return err
	}
	order := map[string]any{
		"cart_id": cart.ID, "payment": "cod",
		"contact": map[string]string{"name": "Nguyễn Thử Tải", "phone": "0912345678"},
		"address": map[string]string{"province": "01", "commune": "00004", "street": "1 phố Thử"},
	}
	return c.json(ctx, http.MethodPost, "/api/v1/orders", order, http.StatusCreated, nil)
}
