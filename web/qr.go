package web

import (
	"fmt"
	"html/template"
	"image"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/markup"
)

// showQR serves GET /san-pham/:slug/qr.svg: the code that a label may carry. It leads
// to the product by its GTIN (GS1 Digital Link 1.2), or by the page's address where there is none.
func (s *Server) showQR(c *gin.Context) error {
	gen, _ := anonymousSince(c)
	card, ok := s.shelf.CardBySlug(c.Param("slug"))
	if !ok {
		return errNotFound
	}
	svg, err := QR(s.labelAddress(card))
	if err != nil {
		return fmt.Errorf("draw QR of %s: %w", card.Slug, err)
	}
	return s.keep(c, gen, "image/svg+xml", []byte(svg))
}

// labelAddress is the address that a label of the product should carry.
func (s *Server) labelAddress(card *catalog.Card) string {
	if card.GTIN == "" {
		return s.site.url + "/san-pham/" + segment(card.Slug)
	}
	return s.site.url + "/01/" + strings.Repeat("0", max(0, 14-len(card.GTIN))) + card.GTIN
}

// quiet is the white margin that scanners need, in modules (ISO/IEC 18004).
const quiet = 4

// QR draws a QR code as runs of squares, with the margin that scanners need.
func QR(content string) (template.HTML, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	size := code.Bounds().Dx() + 2*quiet
	return markup.Write(func(w *markup.Writer) {
		w.Raw(`<svg xmlns="http://www.w3.org/2000/svg" width="`)
		w.Int(size * 8)
		w.Raw(`" height="`)
		w.Int(size * 8)
		w.Raw(`" viewBox="0 0 `)
		w.Int(size)
		w.Raw(` `)
		w.Int(size)
		w.Raw(`" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h`)
		w.Int(size)
		w.Raw(`v`)
		w.Int(size)
		w.Raw(`H0z"/><path d="`)
		for y := range code.Bounds().Dy() {
			qrRow(w, code, y)
		}
		w.Raw(`"/></svg>`)
	}), nil
}

func qrRow(w *markup.Writer, code image.Image, y int) {
	width := code.Bounds().Dx()
	for x := 0; x < width; x++ {
		from := x
		for x < width && dark(code.At(x, y)) {
			x++
		}
		if x > from {
			w.Raw(`M`)
			w.Int(from + quiet)
			w.Raw(` `)
			w.Int(y + quiet)
			w.Raw(`h`)
			w.Int(x - from)
			w.Raw(`v1h-`)
			w.Int(x - from)
			w.Raw(`z`)
		}
	}
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
