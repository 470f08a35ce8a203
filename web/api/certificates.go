package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

func (s *server) certificateRoutes(a huma.API) {
	op := operation("get-certificate", http.MethodGet, "/certificates/{number}", "Check a certificate", 200, 304, 404)
	op.Description = "The number may hold slashes, as they are or as %2F, in any spelling; a trace code or a GTIN does too."
	op.Metadata[rest] = true
	huma.Register(a, op, s.getCertificate)
}

type certificateInput struct {
	Conditional
	Number string `path:"number" maxLength:"200" example:"QN 0412/2024"`
}

type certificateOutput struct {
	Cached
	Body Certificate
}

// Certificate is what the registry says of a certificate, and what it is worth at this moment.
type Certificate struct {
	Number          string     `json:"number"`
	State           string     `json:"state" enum:"valid,expiring,expired,suspended,revoked,withdrawn,unknown" doc:"At this moment."`
	Stars           int        `json:"stars" doc:"3, 4 or 5 while it is valid; else 0."`
	IssuedOn        string     `json:"issued_on" format:"date"`
	ExpiresOn       string     `json:"expires_on" format:"date" doc:"The last day on which it is valid."`
	Decision        string     `json:"decision"`
	Issuer          string     `json:"issuer"`
	Score           float64    `json:"score,omitempty"`
	CriteriaVersion string     `json:"criteria_version,omitempty"`
	Product         string     `json:"product,omitempty" doc:"The product's name."`
	ProductSlug     string     `json:"product_slug,omitempty"`
	Decisions       []Decision `json:"decisions" doc:"Oldest first."`
	ConfirmedAt     *time.Time `json:"confirmed_at" doc:"When the registry last confirmed it; null if it never did."`
}

// Decision is one act in a certificate's history.
type Decision struct {
	Kind   string `json:"kind" enum:"issue,renew,suspend,reinstate,revoke,withdraw,correct" doc:"correct: the registry changed stars or dates and named no decision."`
	Number string `json:"number"`
	Date   string `json:"date" format:"date"`
	Reason string `json:"reason,omitempty"`
	By     string `json:"by,omitempty"`
	Stars  int    `json:"stars,omitempty"`
}

func (s *server) getCertificate(ctx context.Context, in *certificateInput) (*certificateOutput, error) {
	typed := strings.TrimPrefix(in.Number, "/")
	if plain, err := url.PathUnescape(typed); err == nil {
		typed = plain
	}
	cert, err := s.Catalog.FindCertificate(ctx, typed)
	if err != nil {
		return nil, fail(ctx, err)
	}
	headers, err := s.fresh(in.Conditional, "certificate", cert.ID, s.Catalog.Confirmed(cert.Province).Unix())
	if err != nil {
		return nil, err
	}
	return &certificateOutput{Cached: headers, Body: s.certificate(cert)}, nil
}

func (s *server) certificate(cert *catalog.Certificate) Certificate {
	state := s.Catalog.CertificateState(cert)
	c := Certificate{
		Number: cert.ID, State: string(state), IssuedOn: cert.IssuedOn.In(vietnam.Zone).Format(time.DateOnly), ExpiresOn: lastDay(cert.ExpiresAt),
		Decision: cert.Decision, Issuer: cert.Issuer, Score: cert.Score, CriteriaVersion: cert.CriteriaVersion, Decisions: []Decision{},
	}
	if state.ShowsStars() {
		c.Stars = int(cert.Stars)
	}
	if at := s.Catalog.Confirmed(cert.Province); !at.IsZero() {
		at = at.UTC()
		c.ConfirmedAt = &at
	}
	if card, ok := s.Catalog.Card(cert.ProductID); ok {
		c.Product, c.ProductSlug = card.Name, card.Slug
	}
	for _, d := range cert.Known(s.Catalog.Now()) {
		c.Decisions = append(c.Decisions, Decision{Kind: d.Kind, Number: d.Number, Date: d.Date.In(vietnam.Zone).Format(time.DateOnly), Reason: d.Reason, By: d.By, Stars: int(d.Stars)})
	}
	return c
}
