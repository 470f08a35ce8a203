package goodsfeed_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/notices/goodsfeed"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestEachIsToldOnceToWhomItConcerns(t *testing.T) {
	db := storetest.Open(t, slices.Concat(notices.Schemas(), outbox.Schemas(), lease.Schemas())...)
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		news := changes.News{ID: "x-1", ProductID: "p-1", ProducerID: "m-1", Province: "22", Product: "Chả mực", Producer: "HTX", Asked: 2, Approved: 1, Refused: 1}
		for _, e := range []struct {
			kind    string
			payload any
		}{
			{changes.EventAsked, news}, {changes.EventAnswered, news}, {changes.EventAnswered, news},
			{catalog.EventOverruled, catalog.Overruled{ProductID: "p-1", ProducerID: "m-1", Province: "22", Name: "Chả mực", Fact: catalog.FactName, Request: "x-1"}},
			{imports.EventDone, intake.Done{ID: "n-1", By: "person", Name: "a.xlsx", Phase: intake.Applied, Rows: 3}},
			{decisions.EventDone, intake.Done{ID: "n-2", By: "lua", Name: "qd.xlsx", Phase: intake.Undone, Kept: 2}},
		} {
			if err := outbox.Append(ctx, tx, e.kind, e.payload); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	leases := lease.New(db, "test", time.Minute, time.Now)
	notifier := new(outbox.Notifier)
	box, err := outbox.New(db, leases, outbox.Options{Notifier: notifier, Now: time.Now, Log: slog.New(slog.DiscardHandler)}, goodsfeed.Consumer(db))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	go box.Run(ctx) //nolint:errcheck // it ends with the test
	want := []string{"office:22", "office:22", "person:lua", "person:person", "producer:m-1", "producer:m-1"}
	var got []string
	for ctx.Err() == nil && len(got) < len(want) {
		time.Sleep(20 * time.Millisecond)
		got = nil
		for raw, err := range db.Find(t.Context(), notices.Schemas()[0].Collection, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, raw.Lookup("to").StringValue())
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
