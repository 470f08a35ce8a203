package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// market is what the clients know of the server: its address and things to ask for.
type market struct {
	url      string
	products []product
	unique   atomic.Int64
	http     *http.Transport

	mu  sync.Mutex
	err error
}

type product struct {
	Slug  string `json:"slug"`
	Units []struct {
		SKU       string `json:"sku"`
		Available int    `json:"available"`
	} `json:"units"`
}

// explored is how many products the clients choose from.
const explored = 2000

// explore asks the server for products to visit and buy.
func explore(ctx context.Context, opts options) (*market, error) {
	m := &market{url: strings.TrimSuffix(opts.URL, "/"), http: &http.Transport{MaxIdleConnsPerHost: opts.Clients, DisableCompression: true}}
	m.unique.Store(time.Now().UnixNano())
	c := m.client(rand.New(rand.NewPCG(opts.Seed, 0)))
	for next := ""; len(m.products) < explored; {
		var page struct {
			Items []product `json:"items"`
			Next  string    `json:"next"`
		}
		if err := c.json(ctx, http.MethodGet, "/api/v1/products?in_stock=true&limit=100&cursor="+url.QueryEscape(next), nil, http.StatusOK, &page); err != nil {
			return nil, fmt.Errorf("find products to ask for: %w", err)
		}
		m.products = append(m.products, page.Items...)
		if next = page.Next; next == "" {
			break
		}
	}
	if len(m.products) == 0 {
		return nil, fmt.Errorf("the market at %s sells nothing", m.url)
	}
	return m, nil
}

func (m *market) note(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err == nil {
		m.err = err
	}
}

func (m *market) firstError() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// client is one buyer with a browser of their own.
type client struct {
	*market
	rand  *rand.Rand
	http  *http.Client
	bytes int64
	cart  string
	adds  int
}

func (m *market) client(r *rand.Rand) *client {
	return &client{market: m, rand: r, http: &http.Client{
		Transport: m.http, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// forget makes the client a new buyer.
func (c *client) forget() error {
	jar, err := cookiejar.New(nil)
	c.http.Jar, c.cart = jar, ""
	return err
}

// sku chooses something to buy.
func (c *client) sku() (string, product) {
	for {
		p := c.products[c.rand.IntN(len(c.products))]
		for _, u := range p.Units {
			if u.Available > 0 {
				return u.SKU, p
			}
		}
	}
}

// page gets a page as a browser does.
func (c *client) page(ctx context.Context, path string) ([]byte, error) {
	return c.send(ctx, http.MethodGet, path, nil, "", http.StatusOK)
}

// form posts a form and expects to be sent on.
func (c *client) form(ctx context.Context, path string, values url.Values) (location string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	n, _ := io.Copy(io.Discard, resp.Body)
	c.bytes += n
	if resp.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("POST %s: %s", path, resp.Status)
	}
	return resp.Header.Get("Location"), nil
}

// json calls the API.
func (c *client) json(ctx context.Context, method, path string, in any, want int, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	raw, err := c.send(ctx, method, path, body, "application/json", want)
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

func (c *client) send(ctx context.Context, method, path string, body io.Reader, contentType string, want int) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	} else {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	c.bytes += int64(len(raw))
	if resp.StatusCode != want {
		return nil, fmt.Errorf("%s %s: %s: %.300s", method, path, resp.Status, raw)
	}
	return raw, nil
}
