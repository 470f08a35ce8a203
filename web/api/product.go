package api

import (
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/media"
)

// Product is a product as lists tell it.
type Product struct {
	Slug         string           `json:"slug" doc:"The product's name in addresses."`
	Name         string           `json:"name"`
	NameEN       string           `json:"name_en,omitempty"`
	Stars        int              `json:"stars" doc:"3, 4 or 5 while the certificate is valid; else 0." minimum:"0" maximum:"5"`
	Certificate  CertificateBrief `json:"certificate"`
	Group        string           `json:"group" doc:"food, drinks, medicinal-herbs, handicrafts, ornamental or tourism; empty while unmapped."`
	Producer     string           `json:"producer" doc:"The producer's name."`
	ProducerSlug string           `json:"producer_slug"`
	ProducerKind string           `json:"producer_kind" doc:"company, cooperative, cooperative_group or household."`
	Province     string           `json:"province" doc:"The code of the province, era 2025; empty while unmapped."`
	ProvinceName string           `json:"province_name"`
	Photo        *Photo           `json:"photo,omitempty"`
	Units        []Unit           `json:"units"`
	URL          string           `json:"url" doc:"The page for people."`
}

// CertificateBrief is what a product tells of its certificate.
type CertificateBrief struct {
	Number    string `json:"number"`
	State     string `json:"state" enum:"valid,expiring,expired,suspended,revoked,withdrawn,unknown" doc:"At this moment."`
	ExpiresOn string `json:"expires_on" format:"date" doc:"The last day on which it is valid."`
}

// Unit is one way in which a product is sold.
type Unit struct {
	SKU       string `json:"sku"`
	Name      string `json:"name"`
	NameEN    string `json:"name_en,omitempty"`
	Price     int64  `json:"price" doc:"đồng, with VAT."`
	WeightG   int    `json:"weight_g" doc:"Gross weight in grams; 0 for a voucher."`
	Available int    `json:"available" doc:"How many can be bought now; 0 without a valid certificate."`
	Chilled   bool   `json:"chilled" doc:"Delivered chilled."`
}

// Photo is a picture in its sizes.
type Photo struct {
	URL    string `json:"url" doc:"The largest size, WebP."`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	AltVI  string `json:"alt_vi"`
	AltEN  string `json:"alt_en,omitempty"`
}

// ProductDetail is a product with all that its page tells.
type ProductDetail struct {
	Product
	Description string    `json:"description,omitempty" doc:"Cleaned HTML."`
	Story       string    `json:"story,omitempty" doc:"Cleaned HTML."`
	Ingredients string    `json:"ingredients,omitempty"`
	Allergens   string    `json:"allergens,omitempty"`
	Storage     string    `json:"storage,omitempty"`
	ShelfLife   string    `json:"shelf_life,omitempty"`
	GTIN        string    `json:"gtin,omitempty"`
	TraceCode   string    `json:"trace_code,omitempty"`
	Commune     string    `json:"commune,omitempty" doc:"The code of the commune, era 2025."`
	CommuneName string    `json:"commune_name,omitempty"`
	Photos      []Photo   `json:"photos"`
	UpdatedAt   time.Time `json:"updated_at"`
}

func (s *server) product(card *catalog.Card) Product {
	state := s.Catalog.State(card)
	p := Product{
		Slug: card.Slug, Name: card.Name, NameEN: card.NameEN, Group: string(card.Group),
		Certificate: CertificateBrief{Number: card.Certificate, State: string(state), ExpiresOn: lastDay(card.Validity.ExpiresAt)},
		Producer:    card.ProducerName, ProducerSlug: card.ProducerSlug, ProducerKind: string(card.ProducerKind),
		Province: card.Place.Province, ProvinceName: provinceName(card.Place.Province),
		Units: make([]Unit, 0, len(card.Units)), URL: s.PublicURL + "/san-pham/" + url.PathEscape(card.Slug),
	}
	if state.ShowsStars() {
		p.Stars = int(card.Validity.Stars)
	}
	if card.Photo != nil {
		photo := s.photo(*card.Photo)
		p.Photo = &photo
	}
	for _, u := range card.Units {
		unit := Unit{SKU: u.SKU, Name: u.Name, NameEN: u.NameEN, Price: int64(u.Price), WeightG: u.WeightG, Chilled: u.Chilled}
		if state.ShowsStars() {
			unit.Available = u.Available
		}
		p.Units = append(p.Units, unit)
	}
	return p
}

func (s *server) detail(card *catalog.Card, p *catalog.Product) ProductDetail {
	d := ProductDetail{
		Product: s.product(card), Description: p.Description, Story: p.ShownStory(),
		Ingredients: p.Facts.Ingredients, Allergens: p.Facts.Allergens, Storage: p.Facts.Storage, ShelfLife: p.Facts.ShelfLife,
		GTIN: p.GTIN, TraceCode: p.TraceCode, Commune: p.Place.Commune, Photos: make([]Photo, 0, len(p.Photos)), UpdatedAt: p.UpdatedAt,
	}
	if commune, ok := place.CommuneByCode(p.Place.Commune); ok {
		d.CommuneName = commune.Title()
	}
	for _, photo := range p.Photos {
		d.Photos = append(d.Photos, s.photo(photo))
	}
	return d
}

func (s *server) photo(p media.Photo) Photo {
	return Photo{URL: s.PublicURL + p.URL(p.Width, media.WebPExt), Width: p.Width, Height: p.Height, AltVI: p.AltVI, AltEN: p.AltEN}
}

func provinceName(code string) string {
	p, _ := place.ProvinceByCode(code)
	return p.Name
}

// lastDay is the last day before a moment at which something ends.
func lastDay(end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return end.Add(-time.Second).In(vietnam.Zone).Format(time.DateOnly)
}
