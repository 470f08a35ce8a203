package web

import (
	"fmt"
	"html/template"
	"strconv"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// breadcrumbs describes the way to a page.
func breadcrumbs(p *Page) template.JS { return script(p.crumbsLD) }

func (p *Page) crumbsLD(o *ld) {
	o.text("@type", "BreadcrumbList")
	o.list("itemListElement", func() {
		for i, crumb := range p.Crumbs {
			o.item("ListItem", func() {
				o.int("position", i+1)
				o.text("name", crumb.Name)
				if crumb.Path != "" {
					o.text("item", p.Absolute(p.Lang.Path(crumb.Path)))
				}
			})
		}
	})
}

func (s *Server) siteLD(p *Page) template.JS {
	return script(func(o *ld) {
		o.text("@type", "WebSite")
		o.text("name", s.site.Name)
		o.text("url", p.Canonical())
		o.text("inLanguage", string(p.Lang))
		o.object("potentialAction", "SearchAction", func() {
			o.text("target", p.Absolute(p.Lang.Path("/san-pham"))+"?q={query}")
			o.text("query-input", "required name=query")
		})
	})
}

// productLD describes a product, its offers, and its stars as a certification: they
// are the state's judgement, so they are never written as a rating by buyers.
func (s *Server) productLD(p *Page, v *view, r *record) template.JS {
	return script(func(o *ld) {
		o.text("@type", "Product")
		o.text("name", v.name(r.card))
		o.text("url", p.Canonical())
		o.text("description", p.Description)
		o.text("category", v.lang.GroupName(r.card.Group))
		o.object("manufacturer", "Organization", func() {
			o.text("name", r.card.ProducerName)
			o.text("url", p.Absolute(v.lang.Path("/chu-the/"+segment(r.card.ProducerSlug))))
		})
		o.object("countryOfOrigin", "Country", func() { o.text("name", "VN") })
		if len(r.product.Photos) > 0 {
			o.list("image", func() {
				for i := range r.product.Photos {
					o.next()
					o.string(p.Absolute(r.product.Photos[i].URL(1600, "jpg")))
				}
			})
		}
		if r.product.GTIN != "" {
			o.text("gtin", r.product.GTIN)
		}
		if r.state.ShowsStars() {
			v.offersLD(o, p, r)
			if r.current != nil {
				certificationLD(o, p, v, r.current)
			}
		}
	}, p.crumbsLD)
}

func (v *view) offersLD(o *ld, p *Page, r *record) {
	if len(r.card.Units) == 0 {
		return
	}
	o.list("offers", func() {
		for _, u := range r.card.Units {
			availability := "https://schema.org/InStock"
			if u.Available <= 0 {
				availability = "https://schema.org/OutOfStock"
			}
			o.item("Offer", func() {
				o.text("name", v.unitName(u.Unit))
				o.text("sku", u.SKU)
				o.text("url", p.Canonical())
				o.text("price", strconv.FormatInt(int64(u.Price), 10))
				o.text("priceCurrency", "VND")
				o.text("availability", availability)
				o.object("seller", "Organization", func() { o.text("name", r.card.ProducerName) })
			})
		}
	})
}

func certificationLD(o *ld, p *Page, v *view, cert *catalog.ShownCertificate) {
	o.object("hasCertification", "Certification", func() {
		o.text("name", fmt.Sprintf(v.t.Common.OCOPStars, strconv.Itoa(int(cert.Stars))))
		o.text("certificationIdentification", cert.ID)
		o.text("url", p.Absolute(v.certificatePath(cert.ID)))
		o.object("issuedBy", "Organization", func() { o.text("name", cert.Issuer) })
		o.text("validFrom", cert.IssuedOn.In(vietnam.Zone).Format("2006-01-02"))
		o.text("expires", lastDay(cert.ExpiresAt).In(vietnam.Zone).Format("2006-01-02"))
		o.object("certificationRating", "Rating", func() {
			o.int("ratingValue", int(cert.Stars))
			o.int("bestRating", 5)
			o.int("worstRating", 1)
		})
	})
}

func (s *Server) producerLD(p *Page, producer *catalog.Producer) template.JS {
	return script(func(o *ld) {
		o.text("@type", "Organization")
		o.text("name", producer.PublicName())
		o.text("url", p.Canonical())
		o.object("address", "PostalAddress", func() {
			o.text("addressCountry", "VN")
			o.text("addressRegion", provinceName(producer.Place.Province))
			o.text("addressLocality", p.Lang.PlaceName(producer.Place))
		})
		if producer.Since > 0 {
			o.text("foundingDate", strconv.Itoa(producer.Since))
		}
	}, p.crumbsLD)
}
