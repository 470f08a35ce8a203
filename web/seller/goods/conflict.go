package goods

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/desk"
)

// divergence is a field in which what is typed and what is saved by now are not the same.
type divergence struct{ Anchor, Name, Saved string }

// differences compares a form with the sheet as it is saved, in the order of the form. What the form did not ask for is left out.
func differences(ask *desk.Ask, p *catalog.Product, form url.Values) []divergence {
	saved := valuesOf(p)
	var list []divergence
	for _, name := range fieldNames(max(unitsIn(form), len(p.Units))) {
		asked := form.Has(name) || ticked(name)
		if !asked || plain(form[name]) == plain(saved[name]) {
			continue
		}
		list = append(list, divergence{Anchor: anchor(name), Name: labelOf(ask, name), Saved: shown(ask, name, saved[name])})
	}
	return list
}

func unitsIn(form url.Values) int {
	n, err := strconv.Atoi(form.Get("units"))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, maxUnitsTyped)
}

// fieldNames are the fields of a sheet with so many units.
func fieldNames(units int) []string {
	names := []string{"name_en", "vat"}
	for i := range units {
		for _, l := range unitLabels() {
			names = append(names, unitAt(i)+l.field)
		}
		for t := range tiersShown {
			at := unitAt(i) + "tiers." + strconv.Itoa(t)
			names = append(names, at+".from", at+".price")
		}
	}
	for _, l := range sheetLabels() {
		if l.field != "name_en" && l.field != "vat" {
			names = append(names, l.field)
		}
	}
	return names
}

// ticked reports whether a field is of boxes, which send nothing where none is ticked.
func ticked(name string) bool {
	return name == "allergens" || name == "everywhere" || name == "area" || strings.HasSuffix(name, ".chilled")
}

// plain is a value without what its writing adds: 115000 is 115.000.
func plain(values []string) string {
	return strings.TrimSpace(strings.NewReplacer(".", "", " ", "", "\r\n", "\n").Replace(strings.Join(values, "\n")))
}

// savedLength is how much of a long value is shown, in letters.
const savedLength = 80

// shown says a saved value in words.
func shown(ask *desk.Ask, name string, values []string) string {
	value := strings.Join(values, ", ")
	switch {
	case name == "everywhere" || strings.HasSuffix(name, ".chilled"):
		if value != "" {
			return ask.Say("có", "yes")
		}
		return ask.Say("không", "no")
	case name == "allergens":
		value = allergenNames(ask, values)
	case name == "area":
		value = provinceNames(values)
	}
	if value == "" {
		return ask.Say("để trống", "empty")
	}
	if letters := []rune(value); len(letters) > savedLength {
		return string(letters[:savedLength]) + "…"
	}
	return value
}

func allergenNames(ask *desk.Ask, values []string) string {
	names := make([]string, 0, len(values))
	for _, v := range values {
		if v == "none" {
			names = append(names, ask.Say("không có chất nào", "none"))
			continue
		}
		names = append(names, catalog.Allergen(v).Name(string(ask.Lang)))
	}
	return strings.Join(names, ", ")
}

func provinceNames(codes []string) string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		if p, ok := place.ProvinceByCode(code); ok {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}
