package goods

import (
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
)

// valuesOf writes a product's sheet as its form sends it.
func valuesOf(p *catalog.Product) url.Values {
	v := url.Values{}
	s := &p.Sheet
	v.Set("edition", strconv.Itoa(s.Edition))
	v.Set("name_en", p.NameEN)
	v.Set("ingredients", p.Facts.Ingredients)
	v.Set("storage", p.Facts.Storage)
	v.Set("story", p.OwnStory)
	v.Set("shelf_days", count(s.ShelfDays))
	v.Set("least_days", count(s.LeastDays))
	v.Set("lead_days", count(s.LeadDays))
	v.Set("returns", s.Returns)
	v.Set("allergen_note", s.AllergenNote)
	for _, a := range s.Allergens {
		v.Add("allergens", string(a))
	}
	if s.NoAllergens {
		v.Add("allergens", "none")
	}
	if s.VAT != nil {
		v.Set("vat", strconv.Itoa(*s.VAT))
	}
	if t := s.Temperature; t != nil {
		v.Set("temperature.from", pointed(t.From))
		v.Set("temperature.to", pointed(t.To))
	}
	if s.Everywhere {
		v.Set("everywhere", "1")
	}
	v["area"] = s.Area
	v.Set("units", strconv.Itoa(len(p.Units)))
	for i, u := range p.Units {
		unitValues(v, unitAt(i), u)
	}
	return v
}

// unitAt is how the names of a unit's fields begin.
func unitAt(i int) string { return "units." + strconv.Itoa(i) + "." }

func unitValues(v url.Values, at string, u catalog.Unit) {
	t := u.Trading()
	v.Set(at+"sku", u.SKU)
	v.Set(at+"name", u.Name)
	v.Set(at+"name_en", u.NameEN)
	v.Set(at+"price", amount(u.Price))
	v.Set(at+"weight", count(u.WeightG))
	if u.Chilled {
		v.Set(at+"chilled", "1")
	}
	v.Set(at+"gtin", u.GTIN)
	v.Set(at+"net", count(t.NetG))
	v.Set(at+"size", t.Size.Centimetres())
	v.Set(at+"case.gtin", t.Case.GTIN)
	v.Set(at+"case.units", count(t.Case.Units))
	v.Set(at+"case.size", t.Case.Size.Centimetres())
	v.Set(at+"case.net", catalog.Kilograms(t.Case.NetG))
	v.Set(at+"case.gross", catalog.Kilograms(t.Case.GrossG))
	v.Set(at+"moq", count(t.MOQ))
	for i, tier := range t.Tiers {
		name := at + "tiers." + strconv.Itoa(i)
		v.Set(name+".from", count(tier.From))
		v.Set(name+".price", amount(tier.Price))
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func amount(a money.Amount) string {
	if a == 0 {
		return ""
	}
	return a.Group()
}

func pointed(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
