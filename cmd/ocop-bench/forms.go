package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// addByForm puts something into the basket as a card's button does.
func addByForm(ctx context.Context, c *client) error {
	if c.adds++; c.http.Jar == nil || c.adds%20 == 0 { // before the basket is full
		if err := c.forget(); err != nil {
			return err
		}
	}
	sku, _ := c.sku()
	_, err := c.form(ctx, "/gio-hang", url.Values{"sku": {sku}, "qty": {"1"}})
	return err
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(khoa|tong)" value="([^"]*)">`)

// orderByForm is a new buyer's whole way: a product's page, the basket, the
// checkout, its province chosen, the order placed and looked at.
func orderByForm(ctx context.Context, c *client) error {
	if err := c.forget(); err != nil {
		return err
	}
	sku, product := c.sku()
	if err := c.get(ctx, "/san-pham/%s", product.Slug); err != nil {
		return err
	}
	if _, err := c.form(ctx, "/gio-hang", url.Values{"sku": {sku}, "qty": {"1"}}); err != nil {
		return err
	}
	if _, err := c.page(ctx, "/dat-hang"); err != nil {
		return err
	}
	order := url.Values{"ten": {"Nguyễn Thử Tải"}, "dien-thoai": {"0912345678"}, "tinh": {"01"}, "xa": {"Ba Đình"}, "duong": {"1 phố Thử"}, "tt": {"cod"}}
	order.Set("do", "tinh")
	page, err := c.send(ctx, http.MethodPost, "/dat-hang", strings.NewReader(order.Encode()), "application/x-www-form-urlencoded", http.StatusOK)
	if err != nil {
		return err
	}
	order.Del("do")
	for _, field := range hidden.FindAllStringSubmatch(string(page), -1) {
		order.Set(field[1], field[2])
	}
	if order.Get("khoa") == "" {
		return fmt.Errorf("the checkout has no token")
	}
	at, err := c.form(ctx, "/dat-hang", order)
	if err != nil {
		return err
	}
	_, err = c.page(ctx, at)
	return err
}
