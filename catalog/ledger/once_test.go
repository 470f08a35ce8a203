package ledger_test

import (
	"context"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// TestAFormSentTwiceCountsOnce sends each form many times at the same moment, as an impatient finger does.
func TestAFormSentTwiceCountsOnce(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		d := open(t, db)
		had := sum(d.lying(t, "CM-500"))
		var mu sync.Mutex
		made := map[string]bool{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				slip, err := d.book.Transfer(context.Background(), ledger.TransferInput{Producer: maker, From: d.own(), To: d.booth, Once: "form-1",
					Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 4}}})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				made[slip.ID] = true
				mu.Unlock()
			})
			wg.Go(func() {
				in := ledger.AdjustInput{Producer: maker, Place: d.own(), SKU: "CM-500", Kind: catalog.EntryReceipt, Delta: 7, Once: "form-2"}
				if err := d.book.Adjust(context.Background(), in); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(made) != 1 {
			t.Errorf("%d slips, want one", len(made))
		}
		if now := sum(d.lying(t, "CM-500")); now != had+7 {
			t.Errorf("%d pieces lie about, want %d", now, had+7)
		}
		wantNoFaults(t, db)
	})
}
