package web

import (
	"fmt"
	"html/template"
	"strconv"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// breadcrumbs describes the way to a page.
func breadcrumbs(p *Page) template.JS { return script(p.crumbsLD()) }

func (p *Page) crumbsLD() ld {
	var items []ld
	for i, crumb := range p.Crumbs {
		item := ld{"@type", "ListItem", "position", i + 1, "name", crumb.Name}
		if crumb.Path != "" {
			item = append(item, "item", p.Absolute(p.Lang.Path(crumb.Path)))
		}
		items = append(items, item)
	}
	return ld{"@type", "BreadcrumbList", "itemListElement", items}
}

func (s *Server) siteLD(p *Page) template.JS {
	return script(ld{
		"@type", "WebSite", "name", s.site.Name, "url", p.Canonical(), "inLanguage", string(p.Lang),
		"potentialAction", ld{"@type", "SearchAction", "target", p.Absolute(p.Lang.Path("/san-pham")) + "?q={query}", "query-input", "required name=query"},
	})
}

// productLD describes a product, its offers, and its stars as a certification: they
// are the state's judgement, so they are never written as a rating by buyers.
func (s *Server) productLD(p *Page, v *view, r *record) template.JS {
	o := ld{
		"@type", "Product", "name", v.name(r.card), "url", p.Canonical(), "description", p.Description,
		"category", v.lang.GroupName(r.card.Group),
		"manufacturer", ld{"@type", "Organization", "name", r.card.ProducerName, "url", p.Absolute(v.lang.Path("/chu-the/" + segment(r.card.ProducerSlug)))},
		"countryOfOrigin", ld{"@type", "Country", "name", "VN"},
	}
	var images []string
	for i := range r.product.Photos {
		images = append(images, p.Absolute(r.product.Photos[i].URL(1600, "jpg")))
	}
	if images != nil {
		o = append(o, "image", images)
	}
	if r.product.GTIN != "" {
		o = append(o, "gtin", r.product.GTIN)
	}
	if r.state.ShowsStars() {
		if offers := v.offersLD(p, r); len(offers) > 0 {
			o = append(o, "offers", offers)
		}
		if r.current != nil {
			o = append(o, "hasCertification", certificationLD(p, v, r.current))
		}
	}
	return script(o, p.crumbsLD())
}

func (v *view) offersLD(p *Page, r *record) []ld {
	var offers []ld
	for _, u := range r.card.Units {
		availability := "https://schema.org/InStock"
		if u.Available <= 0 {
			availability = "https://schema.org/OutOfStock"
		}
		offers = append(offers, ld{
			"@type", "Offer", "name", v.unitName(u.Unit), "sku", u.SKU, "url", p.Canonical(),
			"price", strconv.FormatInt(int64(u.Price), 10), "priceCurrency", "VND", "availability", availability,
			"seller", ld{"@type", "Organization", "name", r.card.ProducerName},
		})
	}
	return offers
}

func certificationLD(p *Page, v *view, cert *catalog.ShownCertificate) ld {
	return ld{
		"@type", "Certification", "name", fmt.Sprintf(v.t.Common.OCOPStars, strconv.Itoa(int(cert.Stars))),
		"certificationIdentification", cert.ID, "url", p.Absolute(v.certificatePath(cert.ID)),
		"issuedBy", ld{"@type", "Organization", "name", cert.Issuer},
		"validFrom", cert.IssuedOn.In(vietnam.Zone).Format("2006-01-02"), "expires", lastDay(cert.ExpiresAt).In(vietnam.Zone).Format("2006-01-02"),
		"certificationRating", ld{"@type", "Rating", "ratingValue", int(cert.Stars), "bestRating", 5, "worstRating", 1},
	}
}

func (s *Server) producerLD(p *Page, producer *catalog.Producer) template.JS {
	o := ld{
		"@type", "Organization", "name", producer.PublicName(), "url", p.Canonical(),
		"address", ld{"@type", "PostalAddress", "addressCountry", "VN", "addressRegion", provinceName(producer.Place.Province), "addressLocality", p.Lang.PlaceName(producer.Place)},
	}
	if producer.Since > 0 {
		o = append(o, "foundingDate", strconv.Itoa(producer.Since))
	}
	return script(o, p.crumbsLD())
}
