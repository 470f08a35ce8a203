package catalog

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/money"
)

// ParseSize reads "40 × 30 × 18" in centimetres; false for what is no size.
func ParseSize(typed string) (Size, bool) {
	parts := strings.FieldsFunc(strings.ToLower(typed), func(c rune) bool { return c == '×' || c == 'x' || c == '*' || c == ' ' })
	var mm []int
	for _, part := range parts {
		n, ok := scaled(part, 10)
		if !ok || n == 0 {
			return Size{}, false
		}
		mm = append(mm, n)
	}
	if len(mm) != 3 {
		return Size{}, false
	}
	return Size{L: mm[0], W: mm[1], H: mm[2]}, true
}

// Centimetres writes a size as ParseSize reads it; empty for none.
func (s Size) Centimetres() string {
	if !s.Known() {
		return ""
	}
	return decimal(s.L, 10) + " × " + decimal(s.W, 10) + " × " + decimal(s.H, 10)
}

// ParseKilograms reads "6,6" as grams.
func ParseKilograms(typed string) (grams int, ok bool) { return scaled(typed, 1000) }

// Kilograms writes grams as ParseKilograms reads them; empty for none.
func Kilograms(grams int) string { return decimal(grams, 1000) }

// scaled reads a decimal number with a comma or a point.
func scaled(typed string, per float64) (int, bool) {
	f, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(typed), ",", "."), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > 1e6 {
		return 0, false
	}
	return int(math.Round(f * per)), true
}

// decimal writes parts of a whole with a comma, as people here do.
func decimal(n, per int) string {
	if n == 0 {
		return ""
	}
	return strings.ReplaceAll(strconv.FormatFloat(float64(n)/float64(per), 'f', -1, 64), ".", ",")
}

// ParseTiers reads "2: 2.400.000; 10: 2.300.000": from how many cases on, and the price of one.
func ParseTiers(typed string) ([]Tier, bool) {
	var tiers []Tier
	for part := range strings.SplitSeq(typed, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		from, price, ok := strings.Cut(part, ":")
		n, err1 := strconv.Atoi(strings.TrimSpace(from))
		amount, err2 := money.Parse(strings.TrimSpace(price))
		if !ok || err1 != nil || err2 != nil {
			return nil, false
		}
		tiers = append(tiers, Tier{From: n, Price: amount})
	}
	return tiers, true
}

// TiersText writes tiers as ParseTiers reads them.
func TiersText(tiers []Tier) string {
	parts := make([]string, len(tiers))
	for i, t := range tiers {
		parts[i] = fmt.Sprintf("%d: %s", t.From, t.Price.Group())
	}
	return strings.Join(parts, "; ")
}
