package impact

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog/money"
)

// say writes a sentence in both languages, with numbers and sums of money as each writes them: %s stands for any of them.
func say(vi, en string, values ...any) (inVI, inEN string) {
	ofVI, ofEN := make([]any, len(values)), make([]any, len(values))
	for i, v := range values {
		text := ""
		switch v := v.(type) {
		case int:
			text = money.Amount(v).Group()
		case money.Amount:
			text = v.Group() + "\u00a0₫"
		case named:
			ofVI[i], ofEN[i] = v.vi, v.en
			continue
		}
		ofVI[i], ofEN[i] = text, strings.ReplaceAll(text, ".", ",")
	}
	return fmt.Sprintf(vi, ofVI...), fmt.Sprintf(en, ofEN...)
}

// named is a name in both languages.
type named struct{ vi, en string }

// Measure is what pieces of the goods are called in Vietnamese, "hũ"; "món" where its units are called differently.
func (g Goods) Measure() string {
	common := ""
	for _, u := range g.Product.Units {
		measure, _ := u.Parts("vi")
		if measure == "cái" || (common != "" && measure != common) {
			return anyPiece
		}
		common = measure
	}
	return cmp.Or(common, anyPiece)
}

const anyPiece = "món"

// pieces is how many pieces are held, as both languages say it.
func (h Holding) pieces() named {
	vi, en := say("%s "+cmp.Or(h.Measure, anyPiece), "%s pieces", h.Pieces)
	if h.Pieces == 1 {
		en = "1 piece"
	}
	return named{vi, en}
}

// things is how many things of a kind are held, such as orders; both languages name the kind, English one and several.
func things(n int, vi, one, several string) named {
	inVI, inEN := say("%s "+vi, "%s "+several, n)
	if n == 1 {
		inEN = "1 " + one
	}
	return named{inVI, inEN}
}
