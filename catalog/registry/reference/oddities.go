package reference

import "github.com/ocopmarket/ocop/catalog/registry"

// An oddity is a fault that real registries have and a client must cope with.
type oddity uint8

const (
	none           oddity = iota
	oldGroup              // certified under 1048/QĐ-TTg, with a group of 2019
	strayGroup            // a group code that no criteria know
	oldCode               // a commune code of the era 2004
	oldText               // an address in words only
	strayGroupCode = "gift"
)

// Shares of odd records: a few dozens of 16,000.
const (
	shareOldGroup   = 0.0060
	shareStrayGroup = 0.0160
	shareOldCode    = 0.0040
	shareOldText    = 0.0016
)

func (g *generator) drawOddities() {
	for _, x := range g.products {
		if x.name.vi == x.kind.name || x.status != registry.Valid {
			continue // what tests and pages look for stays clean
		}
		d := diceAt(x.seed, 5)
		_, hasOld := oldCommune(x.producer)
		switch at := d.Float64(); {
		case at < shareStrayGroup && x.kind.group == "handicrafts":
			x.odd = strayGroup
		case at < shareOldGroup && x.kind.group != "ornamental": // 2019 had no group of plants and animals
			x.odd = oldGroup
		case at < shareOldGroup+shareOldCode && hasOld:
			x.odd = oldCode
		case at < shareOldGroup+shareOldCode+shareOldText && hasOld:
			x.odd = oldText
		}
	}
}

// group2019 translates a kind's group to the groups of 1048/QĐ-TTg.
func group2019(k *kind) string {
	switch k.group {
	case "food":
		return "food"
	case "drinks":
		return "drink"
	case "medicinal-herbs":
		return "herbs"
	case "tourism":
		return "travel"
	}
	if k.cat.id == "lua" || k.cat.id == "thocam" {
		return "cloth"
	}
	return "keepsake"
}

// criteria are the rules a product was scored by, and its group in their words.
func criteria(x *product) (version, group string) {
	old := x.cert.day < newCriteria && x.kind.group != "ornamental"
	switch {
	case x.odd == strayGroup:
		return "1048/QĐ-TTg", strayGroupCode
	case old || x.odd == oldGroup:
		return "1048/QĐ-TTg", group2019(x.kind)
	}
	return "148/QĐ-TTg", x.kind.group
}
