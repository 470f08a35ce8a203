// Package catalog owns products, producers, certificates, prices and stock. A
// product shows stars, and can be bought, only while the registry's certificate
// for it is valid at the moment of asking.
package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
)

// Product is a certified thing, sold in one or more units.
type Product struct {
	store.Meta  `bson:",inline"` // ID is derived from the registry's id of the record
	RegistryID  string           `bson:"registry_id"`
	RegistryRev int64            `bson:"registry_rev"` // of the record that was applied last
	Slug        string           `bson:"slug"`
	Name        string           `bson:"name"`
	NameEN      string           `bson:"name_en,omitempty"`
	Group       Group            `bson:"group"`
	// RegistryGroup and CriteriaVersion are the registry's own words; Group is empty while nobody has mapped them.
	RegistryGroup   string `bson:"registry_group"`
	CriteriaVersion string `bson:"criteria_version"`
	// RegistryProvince is the code of the era 2025 under which the registry counts the record; empty where it had none.
	RegistryProvince string    `bson:"registry_province,omitempty"`
	ProducerID       string    `bson:"producer_id"`
	Place            place.Ref `bson:"place"`
	Description      string    `bson:"description,omitempty"` // cleaned HTML
	Story            string    `bson:"story,omitempty"`       // cleaned HTML
	// OwnStory is the producer's own, in Markdown, and OwnStoryHTML what pages show of it in place of the registry's.
	OwnStory     string `bson:"own_story,omitempty"`
	OwnStoryHTML string `bson:"own_story_html,omitempty"`
	Sheet        Sheet  `bson:"sheet,omitempty"`
	// Approved are facts that an officer let differ from what the registry says.
	Approved    []Approved `bson:"approved,omitempty"`
	Facts       Facts      `bson:"facts"`
	Photos      []Photo    `bson:"photos,omitempty"`
	Pictures    []Picture  `bson:"pictures,omitempty"` // what the registry names, and how far fetching got
	PicturesDue bool       `bson:"pictures_due,omitempty"`
	GTIN        string     `bson:"gtin,omitempty"` // 13 digits, check digit verified
	TraceCode   string     `bson:"trace_code,omitempty"`
	Units       []Unit     `bson:"units,omitempty"`
	Certificate string     `bson:"certificate"` // number of the current or last one
	Popularity  int64      `bson:"popularity"`
	CreatedAt   time.Time  `bson:"created_at"`
	UpdatedAt   time.Time  `bson:"updated_at"`
}

// Facts are what a label must tell.
type Facts struct {
	Ingredients string `bson:"ingredients,omitempty"`
	Allergens   string `bson:"allergens,omitempty"`
	Storage     string `bson:"storage,omitempty"`
	ShelfLife   string `bson:"shelf_life,omitempty"`
}

// Unit is one way in which a product is sold.
type Unit struct {
	SKU     string       `bson:"sku"`
	Name    string       `bson:"name"` // "hộp 500 g"
	NameEN  string       `bson:"name_en,omitempty"`
	Price   money.Amount `bson:"price"`    // with VAT
	WeightG int          `bson:"weight_g"` // gross, grams; 0 for a voucher
	Chilled bool         `bson:"chilled,omitempty"`
	GTIN    string       `bson:"gtin,omitempty"` // 13 digits, check digit verified, of no other unit
	Trade   *Trade       `bson:"trade,omitempty"`
}

// Photo is a stored picture of a product.
type Photo = media.Photo

// Picture is a picture that the registry names by its address.
type Picture struct {
	URL    string    `bson:"url"`
	Alt    string    `bson:"alt,omitempty"`
	Hash   string    `bson:"hash,omitempty"`  // of the photo, once fetched
	Error  string    `bson:"error,omitempty"` // why it can't be had
	Tries  int       `bson:"tries,omitempty"`
	NextAt time.Time `bson:"next_at,omitempty"`
}

// Unit returns the unit with that SKU.
func (p *Product) Unit(sku string) (Unit, bool) {
	for _, u := range p.Units {
		if u.SKU == sku {
			return u, true
		}
	}
	return Unit{}, false
}
