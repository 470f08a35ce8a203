package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/media/private"
)

// Sheet is what a retail buyer must know of a product before a first order, apart from its units.
type Sheet struct {
	// Edition counts the edits of the sheet, so that two people do not write over each other.
	Edition int `bson:"edition,omitempty"`
	// ShelfDays is the total life from making, and LeastDays the least of it that is left when a buyer receives the goods.
	ShelfDays int `bson:"shelf_days,omitempty"`
	LeastDays int `bson:"least_days,omitempty"`
	// Temperature is the range of storage; nil while unsaid.
	Temperature *Temperature `bson:"temperature,omitempty"`
	Allergens   []Allergen   `bson:"allergens,omitempty"`
	// NoAllergens: the producer states that there are none, which is another thing than saying nothing.
	NoAllergens  bool   `bson:"no_allergens,omitempty"`
	AllergenNote string `bson:"allergen_note,omitempty"`
	// VAT is the rate in percent, included in prices; nil while unsaid, as 0 is a rate.
	VAT      *int `bson:"vat,omitempty"`
	LeadDays int  `bson:"lead_days,omitempty"` // from a wholesale order to sending it off
	// Area are the codes of provinces that wholesale orders are delivered to; Everywhere is the whole country.
	Area       []string `bson:"area,omitempty"`
	Everywhere bool     `bson:"everywhere,omitempty"`
	Returns    string   `bson:"returns,omitempty"` // the terms
	Papers     []Paper  `bson:"papers,omitempty"`
	// Shots tell what photos show, by their hash.
	Shots map[string]Shot `bson:"shots,omitempty"`
}

// Temperature is a range in °C. A side that has no bound is nil.
type Temperature struct {
	From *int `bson:"from,omitempty"`
	To   *int `bson:"to,omitempty"`
}

// Trade is what a unit is in the trade between businesses.
type Trade struct {
	NetG int  `bson:"net_g,omitempty"` // of the content, grams
	Size Size `bson:"size,omitempty"`
	Case Case `bson:"case,omitempty"`
	// Tiers are prices per case, in ascending quantities and descending prices.
	Tiers []Tier `bson:"tiers,omitempty"`
	MOQ   int    `bson:"moq,omitempty"` // the least cases of an order
}

// Case is the carton in which a unit is delivered to shops.
type Case struct {
	GTIN  string `bson:"gtin,omitempty"`  // 14 digits
	Units int    `bson:"units,omitempty"` // in one case
	Size  Size   `bson:"size,omitempty"`
	NetG  int    `bson:"net_g,omitempty"`
	// GrossG is the weight with the carton, grams.
	GrossG int `bson:"gross_g,omitempty"`
}

// Size is length, width and height in millimetres.
type Size struct {
	L int `bson:"l,omitempty"`
	W int `bson:"w,omitempty"`
	H int `bson:"h,omitempty"`
}

// Known reports whether all three sides are.
func (s Size) Known() bool { return s.L > 0 && s.W > 0 && s.H > 0 }

// Tier is the price of a case from a quantity of cases on, with VAT.
type Tier struct {
	From  int          `bson:"from"`
	Price money.Amount `bson:"price"`
}

// Trading returns what the unit is in the trade, empty where nothing is known.
func (u Unit) Trading() Trade {
	if u.Trade == nil {
		return Trade{}
	}
	return *u.Trade
}

// Paper is a paper about the product's safety, kept in private.
type Paper struct {
	ID      string    `bson:"id"`
	Kind    PaperKind `bson:"kind"`
	Number  string    `bson:"number,omitempty"`
	Issued  time.Time `bson:"issued,omitempty"`
	Expires time.Time `bson:"expires,omitempty"` // the first moment at which it is no longer valid; zero for one without an end
	File    Document  `bson:"file"`
	AddedAt time.Time `bson:"added_at"`
}

// ValidAt reports whether the paper holds at a moment.
func (p Paper) ValidAt(at time.Time) bool { return p.Expires.IsZero() || at.Before(p.Expires) }

// Document is a private file.
type Document = private.File

// PaperKind is what a paper proves.
type PaperKind string

// The kinds of papers.
const (
	PaperFacility PaperKind = "facility" // the place of making is fit (food safety certificate)
	PaperSelf     PaperKind = "self"     // self-declaration of the product (15/2018/NĐ-CP)
	PaperTest     PaperKind = "test"     // laboratory test
	PaperProcess  PaperKind = "process"  // HACCP, ISO 22000, VietGAP, organic
	PaperOther    PaperKind = "other"
)

// PaperKinds lists the kinds in the order in which people are asked.
func PaperKinds() []PaperKind {
	return []PaperKind{PaperFacility, PaperSelf, PaperTest, PaperProcess, PaperOther}
}

// Name is what the kind is called, in Vietnamese unless lang is "en".
func (k PaperKind) Name(lang string) string {
	names := map[PaperKind][2]string{
		PaperFacility: {"Giấy cơ sở đủ điều kiện an toàn thực phẩm", "Food safety certificate of the facility"},
		PaperSelf:     {"Bản tự công bố sản phẩm", "Self-declaration of the product"},
		PaperTest:     {"Phiếu kiểm nghiệm", "Laboratory test"},
		PaperProcess:  {"Chứng nhận quy trình (HACCP, ISO 22000, VietGAP…)", "Process certificate (HACCP, ISO 22000, VietGAP…)"},
		PaperOther:    {"Giấy khác", "Another paper"},
	}
	return names[k][side(lang)]
}

// side is where a language stands in a pair of words.
func side(lang string) int {
	if lang == "en" {
		return 1
	}
	return 0
}

// Shot is what a photo shows of the goods.
type Shot string

// The shots that buyers look for.
const (
	ShotFront Shot = "front"
	ShotBack  Shot = "back"
	ShotLabel Shot = "label"
)

// Shots lists them in the order in which people are asked.
func Shots() []Shot { return []Shot{ShotFront, ShotBack, ShotLabel} }

// Name is what the shot is called, in Vietnamese unless lang is "en".
func (s Shot) Name(lang string) string {
	names := map[Shot][2]string{ShotFront: {"Mặt trước", "Front"}, ShotBack: {"Mặt sau", "Back"}, ShotLabel: {"Nhãn", "Label"}}
	return names[s][side(lang)]
}
