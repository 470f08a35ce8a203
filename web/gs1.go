package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// followGTIN serves GET /01/:gtin and /01/:gtin/10/:lot, the addresses in the codes on
// labels (GS1 Digital Link 1.2). They lead to the product; a lot leads to the product too, for nobody tells us lots yet.
func (s *Server) followGTIN(c *gin.Context) error {
	gtin := cut(c.Param("gtin"), 40)
	product, err := s.records.ProductByGTIN(c.Request.Context(), gtin)
	m := VI.messages().Verify
	switch {
	case errors.Is(err, catalog.ErrGTIN):
		return s.showBadGTIN(c, http.StatusBadRequest, m.GTINTitle, fmt.Sprintf(m.GTINSay, gtin))
	case errors.Is(err, store.ErrNotFound):
		return s.showBadGTIN(c, http.StatusNotFound, m.GTINUnknown, fmt.Sprintf(m.GTINUnknownSay, gtin))
	case err != nil:
		return fmt.Errorf("follow GTIN: %w", err)
	}
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusTemporaryRedirect, "/san-pham/"+segment(product.Slug))
	return nil
}

func (s *Server) showBadGTIN(c *gin.Context, status int, heading, say string) error {
	p := s.errorPage(c.Writer, c.Request, status)
	p.Title, p.Heading, p.Say = heading, heading, say
	return s.render(c, status, "error", p)
}
