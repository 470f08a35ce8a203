package orders

import (
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
)

// SpoilSales makes an order as it was before sales were counted, while its day still counts it.
func SpoilSales(t testing.TB, db store.DB, code string) {
	t.Helper()
	if _, err := orders.Modify(t.Context(), db, code, func(o *Order) error { o.EndedOn = ""; return nil }); err != nil {
		t.Fatal(err)
	}
}

// ForgetWeights makes an order as it was before its lines noted what they weigh.
func ForgetWeights(t testing.TB, db store.DB, code string) {
	t.Helper()
	_, err := orders.Modify(t.Context(), db, code, func(o *Order) error {
		for i := range o.Lines {
			o.Lines[i].WeightG = 0
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
