package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/web/api"
)

// shopper speaks to one site over HTTP.
type shopper struct {
	base string
	http *http.Client
}

func newShopper(base string) *shopper {
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	return &shopper{base: base, http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	code   string
	body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %s", r.status, r.body) }

// do sends a request and returns the body of a success; everything else is an error.
func (s *shopper) do(method, path string, header map[string]string, in any) ([]byte, error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, s.base+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		return nil, refused(resp.StatusCode, raw)
	}
	return raw, nil
}

func refused(status int, raw []byte) *refusal {
	r := &refusal{status: status, body: string(raw[:min(len(raw), 500)])}
	var problem api.Problem
	if json.Unmarshal(raw, &problem) == nil {
		r.code = problem.Code
	}
	return r
}

// call is do for the API, with its answer decoded.
func call[T any](s *shopper, method, path string, header map[string]string, in any) (out T, err error) {
	raw, err := s.do(method, "/api/v1"+path, header, in)
	if err != nil {
		return out, fmt.Errorf("%s %s: %w", method, path, err)
	}
	return out, json.Unmarshal(raw, &out)
}

// productList is what the API answers to a search.
type productList struct {
	Items []api.Product
	Total int
}

func (s *shopper) products(query url.Values) (productList, error) {
	return call[productList](s, http.MethodGet, "/products?"+query.Encode(), nil, nil)
}

func (s *shopper) product(slug string) (api.Product, error) {
	return call[api.Product](s, http.MethodGet, "/products/"+slug, nil, nil)
}

// cartWith makes a cart with those units in it.
func (s *shopper) cartWith(quantity int, skus ...string) (id string, err error) {
	cart, err := call[api.Cart](s, http.MethodPost, "/carts", nil, nil)
	for _, sku := range skus {
		if err == nil {
			_, err = call[api.Cart](s, http.MethodPost, "/carts/"+cart.ID+"/lines", nil, map[string]any{"sku": sku, "quantity": quantity})
		}
	}
	return cart.ID, err
}

func (s *shopper) cart(id string) (api.Cart, error) {
	return call[api.Cart](s, http.MethodGet, "/carts/"+id, nil, nil)
}

// order places what is in a cart; with a key it can be repeated.
func (s *shopper) order(key string, p api.Placement) (api.Checkout, error) {
	header := map[string]string{}
	if key != "" {
		header["Idempotency-Key"] = key
	}
	return call[api.Checkout](s, http.MethodPost, "/orders", header, p)
}

// opened reads an order by its token.
func (s *shopper) opened(code, token string) (api.Checkout, error) {
	return call[api.Checkout](s, http.MethodGet, "/orders/"+code, map[string]string{"Authorization": "Bearer " + token}, nil)
}

// placement orders a cart for somebody with that address for mail.
func placement(cart, email, payment string) api.Placement {
	return api.Placement{
		CartID: cart, Payment: payment, Language: "vi",
		Contact: api.Contact{Name: "Nguyễn Thị Mẫu Đơn", Phone: "0912 345 678", Email: email},
		Address: api.Address{Province: "01", Commune: "00004", Street: "Số 1 ngõ Thử"},
	}
}

// sellable returns products that can be bought, at least so many.
func (s *shopper) sellable(t *testing.T, least int) []api.Product {
	t.Helper()
	list, err := s.products(url.Values{"in_stock": {"true"}, "limit": {"100"}, "sort": {"price"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Items) < least {
		t.Fatalf("%d products can be bought, want %d", len(list.Items), least)
	}
	return list.Items
}
