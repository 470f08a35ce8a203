package web

import (
	"net/http"
	"testing"
)

func TestEveryPageAnswers(t *testing.T) {
	m := newMarket(t, 120, nil)
	for _, path := range []string{"/", "/en", "/san-pham", "/en/san-pham", "/san-pham?q=cha+muc&stars=3", "/san-pham?page=2", "/san-pham/cha-muc-ha-long-gia-tay-0", "/en/san-pham/cha-muc-ha-long-gia-tay-0?den=01",
		"/chu-the/htx-ben-doan-0", "/tinh", "/en/tinh", "/tinh/quang-ninh", "/xac-minh", "/xac-minh/0000/Q%C4%90-UBND", "/robots.txt", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/products-1.xml", "/san-pham/cha-muc-ha-long-gia-tay-0/qr.svg", "/manifest.webmanifest", "/favicon.ico"} {
		m.want(t, path, http.StatusOK)
	}
}
