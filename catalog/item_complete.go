package catalog

import (
	"strconv"
	"time"
)

// Completeness tells how far the item sheet is filled for the two ways of selling.
type Completeness struct {
	Percent           int // of all that is asked for
	Retail, Wholesale Readiness
}

// Readiness is how far a sheet is for one way of selling.
type Readiness struct {
	Percent int
	Missing []Missing
}

// Ready reports whether nothing is missing.
func (r Readiness) Ready() bool { return len(r.Missing) == 0 }

// Missing is something that a sheet lacks, and where it is filled in.
type Missing struct {
	Field   string // of the form: "units.0.case.gtin"
	Section Section
	vi, en  string
}

// Name is what is missing, in Vietnamese unless lang is "en".
func (m Missing) Name(lang string) string { return [2]string{m.vi, m.en}[side(lang)] }

// Section is a part of the sheet.
type Section string

// The parts of the sheet, which are also their anchors in the form.
const (
	SectionPhotos  Section = "ten-anh"
	SectionUnits   Section = "quy-cach"
	SectionCase    Section = "thung"
	SectionContent Section = "bao-quan"
	SectionTerms   Section = "ban-si"
	SectionPapers  Section = "giay-to"
)

// Name is what the section is called, in Vietnamese unless lang is "en".
func (s Section) Name(lang string) string {
	names := map[Section][2]string{
		SectionPhotos: {"Tên và ảnh", "Name and photos"}, SectionUnits: {"Quy cách bán lẻ", "Retail unit"}, SectionCase: {"Quy cách thùng", "Case"},
		SectionContent: {"Thành phần và bảo quản", "Ingredients and storage"}, SectionTerms: {"Bán sỉ", "Wholesale terms"}, SectionPapers: {"Giấy tờ", "Papers"},
	}
	return names[s][side(lang)]
}

// edible are the groups whose labels must tell what is in the goods.
func (g Group) edible() bool { return g == Food || g == Drinks || g == Herbs }

// asked is one thing that a sheet should have. Which unit it is about is told by its number.
type asked struct {
	wholesale bool
	edible    bool // asked of what is eaten or drunk only
	goods     bool // asked of things only, not of stays and tours
	field     string
	section   Section
	vi, en    string
	has       func(p *Product, u Unit, now time.Time) bool
}

func askedOfAll() []asked {
	return []asked{
		{section: SectionPhotos, field: "photos", vi: "Ảnh sản phẩm", en: "A photo", has: func(p *Product, _ Unit, _ time.Time) bool { return len(p.Photos) > 0 }},
		{section: SectionUnits, field: "units.N.name", vi: "Tên quy cách", en: "Name of the unit", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Name != "" }},
		{section: SectionUnits, field: "units.N.price", vi: "Giá bán lẻ", en: "Retail price", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Price > 0 }},
		{goods: true, section: SectionUnits, field: "units.N.weight", vi: "Khối lượng cả bao bì", en: "Gross weight", has: func(_ *Product, u Unit, _ time.Time) bool { return u.WeightG > 0 }},
		{section: SectionUnits, field: "vat", vi: "Thuế suất GTGT", en: "VAT rate", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.VAT != nil }},
		{edible: true, section: SectionContent, field: "ingredients", vi: "Thành phần", en: "Ingredients", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Facts.Ingredients != "" }},
		{edible: true, section: SectionContent, field: "allergens", vi: "Chất dễ gây dị ứng", en: "Allergens", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Facts.Allergens != "" || p.Sheet.NoAllergens }},
		{edible: true, section: SectionContent, field: "shelf_days", vi: "Hạn dùng", en: "Shelf life", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.ShelfDays > 0 || p.Facts.ShelfLife != "" }},
		{edible: true, section: SectionContent, field: "storage", vi: "Cách bảo quản", en: "Storage", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Facts.Storage != "" || p.Sheet.Temperature != nil }},
	}
}

func askedOfWholesale() []asked {
	all := []asked{
		{section: SectionPhotos, field: "photos.front", vi: "Ảnh mặt trước", en: "Photo of the front", has: shows(ShotFront)},
		{section: SectionPhotos, field: "photos.back", vi: "Ảnh mặt sau", en: "Photo of the back", has: shows(ShotBack)},
		{section: SectionPhotos, field: "photos.label", vi: "Ảnh nhãn", en: "Photo of the label", has: shows(ShotLabel)},
		{section: SectionUnits, field: "units.N.gtin", vi: "Mã vạch lẻ (GTIN-13)", en: "Barcode of the unit (GTIN-13)", has: func(_ *Product, u Unit, _ time.Time) bool { return u.GTIN != "" }},
		{section: SectionUnits, field: "units.N.net", vi: "Khối lượng tịnh", en: "Net weight", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().NetG > 0 }},
		{section: SectionUnits, field: "units.N.size", vi: "Kích thước lẻ", en: "Size of the unit", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().Size.Known() }},
		{section: SectionCase, field: "units.N.case.gtin", vi: "Mã vạch thùng", en: "Barcode of the case", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().Case.GTIN != "" }},
		{section: SectionCase, field: "units.N.case.units", vi: "Số lẻ một thùng", en: "Units in a case", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().Case.Units > 0 }},
		{section: SectionCase, field: "units.N.case.size", vi: "Kích thước thùng", en: "Size of the case", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().Case.Size.Known() }},
		{section: SectionCase, field: "units.N.case.gross", vi: "Khối lượng thùng", en: "Weight of the case", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().Case.GrossG > 0 }},
		{edible: true, section: SectionContent, field: "shelf_days", vi: "Hạn dùng tính bằng ngày", en: "Shelf life in days", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.ShelfDays > 0 }},
		{edible: true, section: SectionContent, field: "least_days", vi: "Hạn còn lại khi nhận", en: "Life left at receipt", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.LeastDays > 0 }},
		{edible: true, section: SectionContent, field: "temperature.to", vi: "Nhiệt độ bảo quản", en: "Storage temperature", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.Temperature != nil }},
		{section: SectionTerms, field: "units.N.tiers.0.price", vi: "Giá theo thùng", en: "Price per case", has: func(_ *Product, u Unit, _ time.Time) bool { return len(u.Trading().Tiers) > 0 }},
		{section: SectionTerms, field: "units.N.moq", vi: "Đặt ít nhất", en: "Least order", has: func(_ *Product, u Unit, _ time.Time) bool { return u.Trading().MOQ > 0 }},
		{section: SectionTerms, field: "lead_days", vi: "Thời gian chuẩn bị", en: "Lead time", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.LeadDays > 0 }},
		{section: SectionTerms, field: "area", vi: "Nơi giao", en: "Delivery area", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.Everywhere || len(p.Sheet.Area) > 0 }},
		{section: SectionTerms, field: "returns", vi: "Điều kiện đổi trả", en: "Return terms", has: func(p *Product, _ Unit, _ time.Time) bool { return p.Sheet.Returns != "" }},
		{edible: true, section: SectionPapers, field: "papers", vi: "Giấy an toàn thực phẩm còn hạn", en: "A valid food safety paper", has: safe},
	}
	for i := range all {
		all[i].wholesale, all[i].goods = true, true
	}
	return all
}

func shows(shot Shot) func(*Product, Unit, time.Time) bool {
	return func(p *Product, _ Unit, _ time.Time) bool {
		for _, photo := range p.Photos {
			if p.Sheet.Shots[photo.Hash] == shot {
				return true
			}
		}
		return false
	}
}

func safe(p *Product, _ Unit, now time.Time) bool {
	for _, paper := range p.Sheet.Papers {
		if (paper.Kind == PaperFacility || paper.Kind == PaperProcess) && paper.ValidAt(now) {
			return true
		}
	}
	return false
}

// Complete judges the sheet at a moment, by the unit that lacks least: a product is ready for shops once it is in one unit.
func (p *Product) Complete(now time.Time) Completeness {
	units := p.Units
	if len(units) == 0 {
		units = []Unit{{}}
	}
	var best Completeness
	for i, u := range units {
		if c := p.completeIn(i, u, now); i == 0 || c.Percent > best.Percent {
			best = c
		}
	}
	return best
}

func (p *Product) completeIn(number int, u Unit, now time.Time) Completeness {
	retail, had, of := p.judge(askedOfAll(), number, u, now)
	wholesale, hadMore, ofMore := p.judge(askedOfWholesale(), number, u, now)
	return Completeness{Percent: percent(had+hadMore, of+ofMore), Retail: retail, Wholesale: wholesale}
}

func (p *Product) judge(all []asked, number int, u Unit, now time.Time) (r Readiness, had, of int) {
	for _, a := range all {
		if a.edible && !p.Group.edible() || a.goods && p.Group == Tourism {
			continue
		}
		of++
		if a.has(p, u, now) {
			had++
			continue
		}
		r.Missing = append(r.Missing, Missing{Field: numbered(a.field, number), Section: a.section, vi: a.vi, en: a.en})
	}
	r.Percent = percent(had, of)
	return r, had, of
}

// percent rounds down, so that 100 is said of what is whole alone.
func percent(had, of int) int {
	if of == 0 {
		return 100
	}
	return had * 100 / of
}

// numbered puts a unit's number into a field's name.
func numbered(field string, number int) string {
	const place = "units.N."
	if len(field) > len(place) && field[:len(place)] == place {
		return "units." + strconv.Itoa(number) + "." + field[len(place):]
	}
	return field
}
