package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
)

// Shoppers tells who buys with an account.
type Shoppers interface {
	// Viewer is the id of who is signed in on a browser; empty for a guest. Without a cookie of a session it reads nothing.
	Viewer(r *http.Request) (person string, err error)
	// Usual is whom and where somebody has their parcels sent, as far as they wrote it down.
	Usual(ctx context.Context, person string) (orders.Contact, orders.Address, error)
}

// viewer is who is signed in; empty for a guest. Nobody is kept from buying because their account can't be read.
func (s *Server) viewer(c *gin.Context) string {
	if s.shoppers == nil {
		return ""
	}
	person, err := s.shoppers.Viewer(c.Request)
	if err != nil {
		s.log.WarnContext(c.Request.Context(), "who buys", "err", err)
	}
	return person
}

// usual is the form as somebody with an account usually fills it; a guest's is empty.
func (s *Server) usual(c *gin.Context, province string) typed {
	t := typed{Province: province, Token: newToken()}
	person := s.viewer(c)
	if person == "" {
		return t
	}
	contact, address, err := s.shoppers.Usual(c.Request.Context(), person)
	if err != nil {
		s.log.WarnContext(c.Request.Context(), "where somebody's parcels go", "err", err)
		return t
	}
	t.Name, t.Phone, t.Email = contact.Name, orders.FormatPhone(contact.Phone), contact.Email
	if commune, ok := place.CommuneByCode(address.Commune); ok {
		t.Province, t.Commune, t.Street, t.Note = address.Province, communeTitle(commune), address.Street, address.Note
	}
	return t
}
