package goods

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/web/desk"
)

// maxUnitsTyped bounds how many units a form may claim to have; the domain refuses far fewer.
const maxUnitsTyped = 50

// reader reads typed text, and notes what is no number.
type reader struct {
	url.Values
	wrong field.Errors
}

// readEdit reads a sheet's form. What cannot be read is in the errors; the rest is for the domain to judge.
func readEdit(form url.Values) (catalog.Edit, field.Errors) {
	r := &reader{Values: form}
	e := catalog.Edit{
		Edition: r.whole("edition"), NameEN: r.text("name_en"), Ingredients: r.text("ingredients"), Storage: r.text("storage"), Story: form.Get("story"),
		Sheet: catalog.Sheet{
			ShelfDays: r.whole("shelf_days"), LeastDays: r.whole("least_days"), LeadDays: r.whole("lead_days"),
			Returns: strings.TrimSpace(form.Get("returns")), AllergenNote: r.text("allergen_note"),
			VAT: r.optional("vat"), Area: slices.Sorted(slices.Values(form["area"])), Everywhere: r.text("everywhere") != "",
		},
	}
	if from, to := r.optional("temperature.from"), r.optional("temperature.to"); from != nil || to != nil {
		e.Sheet.Temperature = &catalog.Temperature{From: from, To: to}
	}
	if e.Sheet.Everywhere {
		e.Sheet.Area = nil
	}
	for _, a := range form["allergens"] {
		if a == "none" {
			e.Sheet.NoAllergens = true
		} else {
			e.Sheet.Allergens = append(e.Sheet.Allergens, catalog.Allergen(a))
		}
	}
	e.Units = r.units()
	return e, r.wrong
}

// text is one line without odd spaces.
func (r *reader) text(name string) string { return strings.Join(strings.Fields(r.Get(name)), " ") }

func (r *reader) units() []catalog.Unit {
	var units []catalog.Unit
	for i := range min(r.whole("units"), maxUnitsTyped) {
		at := unitAt(i)
		if r.Get(at+"drop") != "" || r.blank(at) {
			continue
		}
		units = append(units, r.unit(at))
	}
	return units
}

// blank reports whether nothing was typed into a new unit.
func (r *reader) blank(at string) bool {
	for name, values := range r.Values {
		if strings.HasPrefix(name, at) && strings.TrimSpace(strings.Join(values, "")) != "" {
			return false
		}
	}
	return true
}

func (r *reader) unit(at string) catalog.Unit {
	u := catalog.Unit{
		SKU: r.text(at + "sku"), Name: r.text(at + "name"), NameEN: r.text(at + "name_en"), Price: r.amount(at + "price"),
		WeightG: r.whole(at + "weight"), Chilled: r.text(at+"chilled") != "", GTIN: r.unitGTIN(at + "gtin"),
	}
	t := catalog.Trade{
		NetG: r.whole(at + "net"), Size: r.size(at + "size"), MOQ: r.whole(at + "moq"), Tiers: r.tiers(at),
		Case: catalog.Case{
			GTIN: r.caseGTIN(at+"case.gtin", u.GTIN), Units: r.whole(at + "case.units"), Size: r.size(at + "case.size"),
			NetG: r.thousandths(at + "case.net"), GrossG: r.thousandths(at + "case.gross"),
		},
	}
	if t.NetG != 0 || t.MOQ != 0 || len(t.Tiers) > 0 || t.Size != (catalog.Size{}) || t.Case != (catalog.Case{}) {
		u.Trade = &t
	}
	return u
}

func (r *reader) tiers(at string) []catalog.Tier {
	var tiers []catalog.Tier
	for i := range tiersShown {
		name := at + "tiers." + strconv.Itoa(i)
		if r.text(name+".from") == "" && r.text(name+".price") == "" {
			continue
		}
		tiers = append(tiers, catalog.Tier{From: r.whole(name + ".from"), Price: r.amount(name + ".price")})
	}
	return tiers
}

// whole reads a number in which points or spaces may part the thousands; nothing is 0.
func (r *reader) whole(name string) int {
	n := r.optional(name)
	if n == nil {
		return 0
	}
	return *n
}

// optional reads a number that may stay unsaid.
func (r *reader) optional(name string) *int {
	typed := r.text(name)
	if typed == "" {
		return nil
	}
	n, ok := desk.Whole(strings.TrimSuffix(typed, "%"))
	if !ok || n > math.MaxInt32 || n < math.MinInt32 {
		r.wrong.Add(name, "number", "Cần một số nguyên, ví dụ 12.", "Needs a whole number, such as 12.")
		return nil
	}
	return &n
}

func (r *reader) amount(name string) money.Amount {
	typed := r.text(name)
	if typed == "" {
		return 0
	}
	a, err := money.Parse(typed)
	if err != nil {
		r.wrong.Add(name, "money", "Cần một số đồng, ví dụ 125.000.", "Needs an amount of đồng, such as 125.000.")
		return 0
	}
	return a
}

// thousandths reads kilograms such as "6,6" as grams.
func (r *reader) thousandths(name string) int {
	typed := r.text(name)
	if typed == "" {
		return 0
	}
	n, ok := catalog.ParseKilograms(typed)
	if !ok {
		r.wrong.Add(name, "number", "Cần số kilôgam, ví dụ 6,6.", "Needs kilograms, such as 6,6.")
	}
	return n
}

// size reads "40 × 30 × 18" in centimetres.
func (r *reader) size(name string) catalog.Size {
	typed := r.text(name)
	if typed == "" {
		return catalog.Size{}
	}
	size, ok := catalog.ParseSize(typed)
	if !ok {
		r.wrong.Add(name, "sides", "Ghi đủ dài × rộng × cao, ví dụ 40 × 30 × 18.", "Give length × width × height, such as 40 × 30 × 18.")
	}
	return size
}
