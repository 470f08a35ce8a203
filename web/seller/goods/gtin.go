package goods

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
)

// unitGTIN reads the barcode of a unit, and says what about it is wrong: letters, too few digits, or one that was mistyped.
func (r *reader) unitGTIN(name string) string {
	typed := r.text(name)
	if typed == "" {
		return ""
	}
	if _, err := catalog.UnitGTIN(typed); err != nil {
		r.notGTIN(name, typed, 13)
	}
	return typed
}

// caseGTIN reads the barcode of a case. Whether it is made of the unit's is for the domain to judge.
func (r *reader) caseGTIN(name, unit string) string {
	typed := r.text(name)
	if typed == "" {
		return ""
	}
	if _, err := catalog.CaseGTIN(typed, unit); errors.Is(err, catalog.ErrGTIN) {
		r.notGTIN(name, typed, 14)
	}
	return typed
}

func (r *reader) notGTIN(name, typed string, want int) {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(typed)
	other := strings.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' })
	switch {
	case other:
		r.wrong.Add(name, "digits", fmt.Sprintf("Mã GTIN-%d chỉ gồm chữ số.", want), fmt.Sprintf("A GTIN-%d is of digits only.", want))
	case len(digits) != want:
		r.wrong.Add(name, "length", fmt.Sprintf("Mã GTIN-%d có %d chữ số, bạn gõ %d.", want, want, len(digits)), fmt.Sprintf("A GTIN-%d has %d digits; you typed %d.", want, want, len(digits)))
	default:
		r.wrong.Add(name, "check_digit", "Số kiểm tra (chữ số cuối) không khớp các số trước: có số gõ nhầm.", "The check digit, which is the last one, does not fit the others: one of them is mistyped.")
	}
}
