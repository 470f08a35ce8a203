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
// labels (GS1 Digital Link 1.2). They lead to the product, and with a lot to the page of that lot.
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
	c.Redirect(http.StatusTemporaryRedirect, s.labelPage(product, cut(c.Param("lot"), 40)))
	return nil
}

// labelPage is where the code of a label leads; lots have pages where there are producers' desks.
func (s *Server) labelPage(p *catalog.Product, lot string) string {
	if lot == "" || !s.site.SignsIn {
		return "/san-pham/" + segment(p.Slug)
	}
	return "/truy-xuat/" + segment(p.Slug) + "/" + segment(lot)
}

func (s *Server) showBadGTIN(c *gin.Context, status int, heading, say string) error {
	p := s.errorPage(c.Writer, c.Request, status)
	p.Title, p.Heading, p.Say = heading, heading, say
	return s.render(c, status, "error", p)
}
