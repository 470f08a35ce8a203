package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
)

// itemFact is one thing that stands in a sheet, for the record of what changed.
type itemFact struct{ name, value string }

// factsOfItem lists what stands in a product's sheet.
func factsOfItem(p *Product) []itemFact {
	s := &p.Sheet
	facts := []itemFact{
		{"name_en", p.NameEN}, {"ingredients", p.Facts.Ingredients}, {"allergens", p.Facts.Allergens}, {"storage", p.Facts.Storage},
		{"shelf_days", number(s.ShelfDays)}, {"least_days", number(s.LeastDays)}, {"temperature", s.Temperature.text()},
		{"vat", rate(s.VAT)}, {"lead_days", number(s.LeadDays)}, {"area", areaText(s)}, {"returns", brief(s.Returns)}, {"story", brief(p.OwnStory)},
	}
	for _, u := range p.Units {
		facts = append(facts, factsOfUnit(u)...)
	}
	return facts
}

func factsOfUnit(u Unit) []itemFact {
	t, at := u.Trading(), u.SKU+"."
	var tiers []string
	for _, tier := range t.Tiers {
		tiers = append(tiers, fmt.Sprintf("%d: %d", tier.From, tier.Price))
	}
	return []itemFact{
		{at + "name", u.Name}, {at + "name_en", u.NameEN}, {at + "price", strconv.FormatInt(int64(u.Price), 10)}, {at + "weight_g", number(u.WeightG)},
		{at + "chilled", strconv.FormatBool(u.Chilled)}, {at + "gtin", u.GTIN}, {at + "net_g", number(t.NetG)}, {at + "size_mm", t.Size.text()},
		{at + "case.gtin", t.Case.GTIN}, {at + "case.units", number(t.Case.Units)}, {at + "case.size_mm", t.Case.Size.text()},
		{at + "case.net_g", number(t.Case.NetG)}, {at + "case.gross_g", number(t.Case.GrossG)}, {at + "tiers", strings.Join(tiers, "; ")}, {at + "moq", number(t.MOQ)},
	}
}

// changed pairs what stands in two lists of facts, and leaves out what is the same.
func changed(before, after []itemFact) []audit.Change {
	was := map[string]string{}
	for _, f := range before {
		was[f.name] = f.value
	}
	var changes []audit.Change
	for _, f := range after {
		if was[f.name] != f.value {
			changes = append(changes, audit.Change{Field: f.name, From: was[f.name], To: f.value})
		}
		delete(was, f.name)
	}
	for _, f := range before {
		if value, gone := was[f.name]; gone && value != "" {
			changes = append(changes, audit.Change{Field: f.name, From: value})
		}
	}
	return changes
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func rate(percent *int) string {
	if percent == nil {
		return ""
	}
	return strconv.Itoa(*percent) + " %"
}

func (t *Temperature) text() string {
	if t == nil {
		return ""
	}
	from, to := "", ""
	if t.From != nil {
		from = strconv.Itoa(*t.From)
	}
	if t.To != nil {
		to = strconv.Itoa(*t.To)
	}
	return from + "…" + to + " °C"
}

func (s Size) text() string {
	if s == (Size{}) {
		return ""
	}
	return fmt.Sprintf("%d × %d × %d", s.L, s.W, s.H)
}

func areaText(s *Sheet) string {
	if s.Everywhere {
		return "cả nước"
	}
	return strings.Join(s.Area, ", ")
}

// brief is the beginning of a long text: the record tells that it changed, the document what it is.
func brief(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return text
}
