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
