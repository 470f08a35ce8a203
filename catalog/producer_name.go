package catalog

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/catalog/place"
)

// publicName tells a household that trades under its owner's name by its place
// instead: without consent that name stays off public pages (91/2025/QH15).
func publicName(name string, kind ProducerKind, representative string, at place.Ref) string {
	if kind != Household || !tellsOwner(name, representative) {
		return name
	}
	commune, ok := place.CommuneByCode(at.Commune)
	if !ok {
		return "Hộ kinh doanh"
	}
	return "Hộ kinh doanh ở " + commune.Title()
}

// tellsOwner reports whether a household's name holds its owner's. Where a source
// names no owner, a name that looks like a person's counts as one.
func tellsOwner(name, representative string) bool {
	owner := place.Slug(representative)
	for _, title := range []string{"ong-", "ba-", "anh-", "chi-"} {
		owner = strings.TrimPrefix(owner, title)
	}
	if owner != "" {
		return strings.Contains(place.Slug(name), owner)
	}
	return looksPersonal(name)
}

// looksPersonal reports whether a name without its legal form is a family name with two or three names behind it.
func looksPersonal(name string) bool {
	words := strings.Fields(strings.ToLower(norm.NFC.String(name)))
	for len(words) > 0 && slices.Contains(householdWords, words[0]) {
		words = words[1:]
	}
	return len(words) >= 3 && len(words) <= 4 && slices.Contains(familyNames, words[0])
}

// householdWords are what names of households begin with.
var householdWords = []string{"hộ", "kinh", "doanh", "gia", "đình", "cá", "thể", "cơ", "sở", "sản", "xuất", "chế", "biến", "hkd", "ông", "bà"}

// familyNames are the common ones that are no common word for goods as well.
var familyNames = []string{
	"nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "ngô", "dương", "đinh", "trịnh", "đoàn", "lương", "trương",
}
