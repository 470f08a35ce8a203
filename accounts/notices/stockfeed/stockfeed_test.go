package stockfeed_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/notices/stockfeed"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// claims says whether every producer has somebody.
type claims bool

func (c claims) Claimed(context.Context, string) (bool, error) { return bool(c), nil }

func TestLowStockIsTold(t *testing.T) {
	for _, claimed := range []claims{true, false} {
		db := storetest.Open(t, slices.Concat(orderstest.Schemas(), ledger.Schemas(), notices.Schemas())...)
		orderstest.Fill(t, db)
		shop := orderstest.Open(t, db)
		shop.SetStock("CM-500", 60)
		shop.Order(orders.CashOnDelivery, "CM-500", 60)
		feed := stockfeed.New(db, shop.Catalog, ledger.New(db, shop.Catalog), claims(claimed)).Consumer()
		for range 2 { // a thing that is told twice is posted once
			for _, e := range lowEvents(t, db) {
				if err := feed.Handle(t.Context(), []outbox.Event{e}); err != nil {
					t.Fatal(err)
				}
			}
		}
		got := posted(t, db)
		if !claimed {
			if len(got) > 0 {
				t.Errorf("nobody reads, yet %v was posted", got)
			}
			continue
		}
		if len(got) != 1 || !strings.Contains(got[0], "Chả mực Hạ Long giã tay hộp đã hết") || !strings.Contains(got[0], "Bán 2 hộp một ngày, hết trong hôm nay.") {
			t.Errorf("got %v", got)
		}
	}
}

func lowEvents(t *testing.T, db store.DB) []outbox.Event {
	t.Helper()
	var list []outbox.Event
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == catalog.EventStockLow {
			list = append(list, outbox.Event{ID: raw.Lookup("_id").StringValue(), Kind: catalog.EventStockLow, At: orderstest.Morning, Payload: bson.Raw(raw.Lookup("payload").Document())})
		}
	}
	return list
}

func posted(t *testing.T, db store.DB) []string {
	t.Helper()
	var list []string
	for raw, err := range db.Find(t.Context(), "notices", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, raw.Lookup("vi").StringValue()+" "+raw.Lookup("say_vi").StringValue())
	}
	return list
}
