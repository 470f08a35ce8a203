// Package money holds amounts of Vietnamese đồng, which has no decimals: an
// amount is an integer everywhere, and at card processors too.
package money

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Amount is a sum in đồng.
type Amount int64

// ErrOverflow: the sum is beyond what an Amount can hold.
var ErrOverflow = errors.New("money: sum too large")

// Times returns a multiplied by a quantity, or ErrOverflow.
func (a Amount) Times(quantity int) (Amount, error) {
	product := a * Amount(quantity)
	if quantity != 0 && (product/Amount(quantity) != a || (a == math.MinInt64 && quantity == -1)) {
		return 0, ErrOverflow
	}
	return product, nil
}

// Sum adds amounts, or returns ErrOverflow.
func Sum(amounts ...Amount) (Amount, error) {
	var total Amount
	for _, a := range amounts {
		if (a > 0 && total > math.MaxInt64-a) || (a < 0 && total < math.MinInt64-a) {
			return 0, ErrOverflow
		}
		total += a
	}
	return total, nil
}

// String writes the amount for people, as `125.000 ₫`.
func (a Amount) String() string { return group(int64(a), '.') + " ₫" }

// Group writes the amount's digits in threes without the currency, as `125.000`.
func (a Amount) Group() string { return group(int64(a), '.') }

func group(n int64, separator byte) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(separator)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// ErrFormat: the text is not an amount of đồng.
var ErrFormat = errors.New("money: not an amount of đồng")

// Parse reads an amount as people write it: digits, perhaps in threes parted by
// a point, a comma or a space, perhaps followed by đ, ₫, đồng or VND.
func Parse(text string) (Amount, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, unit := range []string{"vnđ", "vnd", "đồng", "đ", "₫"} {
		if cut, ok := strings.CutSuffix(text, unit); ok {
			text = strings.TrimSpace(cut)
			break
		}
	}
	groups := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ',' || r == ' ' || r == '\u00a0' || r == '\u202f' })
	for i, g := range groups {
		if len(groups) > 1 && ((i > 0 && len(g) != 3) || len(g) > 3) {
			return 0, ErrFormat
		}
	}
	joined := strings.Join(groups, "")
	if joined == "" || strings.ContainsFunc(joined, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, ErrFormat
	}
	n, err := strconv.ParseInt(joined, 10, 64)
	if err != nil {
		return 0, ErrFormat
	}
	return Amount(n), nil
}
