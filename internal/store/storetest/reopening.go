package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
)

func testReopen(t *testing.T, e Engine) {
	address := e.Place(t)
	first, err := e.Open(t.Context(), address, schemas()...)
	must(t, err)
	insert(t, first, &item{Meta: id("a"), Slug: "s", Stars: 4})
	must(t, first.Close())
	must(t, first.Close()) // twice is once

	db := e.reopen(t, address, schemas()...)
	must(t, db.Ping(t.Context()))
	got, err := items().First(t.Context(), db, store.Query{Where: []store.Cond{{Field: "stars", Op: store.Eq, Value: 4}}})
	must(t, err)
	equal(t, got, &item{Meta: store.Meta{ID: "a", Rev: 1}, Slug: "s", Stars: 4})
	wantErr(t, items().Insert(t.Context(), db, &item{Meta: id("b"), Slug: "s"}), store.ErrDuplicate)
}

// testNewIndexes: a later version of the program indexes what an earlier one wrote.
func testNewIndexes(t *testing.T, e Engine) {
	address := e.Place(t)
	bare := store.Schema{Collection: "items"}
	old, err := e.Open(t.Context(), address, bare)
	must(t, err)
	must(t, insertMany(t.Context(), old, 1200))
	must(t, old.Close())

	db := e.reopen(t, address, bare)
	must(t, db.Ensure(t.Context(), items().Schema()))
	must(t, db.Ensure(t.Context(), items().Schema()))
	docs, err := items().Find(t.Context(), db, store.Query{Where: []store.Cond{{Field: "stars", Op: store.Gte, Value: 1198}}})
	must(t, err)
	equal(t, ids(docs), []string{"01198", "01199"})

	one := store.Define[item]("items", store.Index{Fields: []string{"fresh"}, Unique: true})
	wantErr(t, db.Ensure(t.Context(), one.Schema()), store.ErrDuplicate)
}

func testEnsureAtOnce(t *testing.T, e Engine) {
	db := e.Fresh(t)
	together(t, func(ctx context.Context, writer int) error {
		if err := db.Ensure(ctx, schemas()...); err != nil {
			return err
		}
		return items().Insert(ctx, db, &item{Meta: id(fmt.Sprint(writer))})
	})
	n, err := items().Count(t.Context(), db)
	must(t, err)
	equal(t, n, writers)
}
