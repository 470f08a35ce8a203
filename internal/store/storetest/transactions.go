package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

func insertMany(ctx context.Context, db store.DB, n int) error {
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		for i := range n {
			if err := items().Insert(ctx, tx, &item{Meta: id(fmt.Sprintf("%05d", i)), Stars: i}); err != nil {
				return err
			}
		}
		return nil
	})
}

func testTransaction(t *testing.T, db store.DB) {
	insert(t, db, &item{Meta: id("a"), Stars: 1}, &item{Meta: id("b")})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		a, err := items().Get(ctx, tx, "a")
		if err != nil {
			return err
		}
		a.Stars = 2
		b, err := items().Get(ctx, tx, "b")
		if err != nil {
			return err
		}
		err = errors.Join(items().Replace(ctx, tx, a), items().Delete(ctx, tx, b), tallies().Insert(ctx, tx, &tally{Meta: id("t"), N: 2}))
		if err != nil {
			return err
		}
		seen, err := items().Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "stars", Op: store.Eq, Value: 2}}})
		equal(t, ids(seen), []string{"a"}) // it sees its own writes
		outside, e := items().Get(t.Context(), db, "a")
		must(t, e)
		equal(t, outside.Stars, 1) // nobody else does
		return err
	})
	must(t, err)
	docs, err := items().Find(t.Context(), db, store.Query{})
	must(t, err)
	equal(t, docs, []*item{{Meta: store.Meta{ID: "a", Rev: 2}, Stars: 2}})
	_, err = tallies().Get(t.Context(), db, "t")
	must(t, err)
}

func testRollback(t *testing.T, db store.DB) {
	insert(t, db, &item{Meta: id("a")})
	refused := errors.New("refused")
	change := func(ctx context.Context, tx store.Tx) {
		a, err := items().Get(ctx, tx, "a")
		must(t, err)
		must(t, errors.Join(items().Delete(ctx, tx, a), tallies().Insert(ctx, tx, &tally{Meta: id("t")})))
	}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		change(ctx, tx)
		return refused
	})
	if err != refused {
		t.Errorf("got %v, want the very error", err)
	}
	func() {
		defer func() { equal(t, recover(), any("panic")) }()
		_ = db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			change(ctx, tx)
			panic("panic")
		})
	}()
	_, err = items().Get(t.Context(), db, "a")
	must(t, err)
	_, err = tallies().Get(t.Context(), db, "t")
	wantErr(t, err, store.ErrNotFound)
}

// testTransactionErrors: what is refused without harm leaves the transaction usable.
func testTransactionErrors(t *testing.T, db store.DB) {
	insert(t, db, &item{Meta: id("a")})
	var kept store.Tx
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		kept = tx
		_, err := items().Get(ctx, tx, "nobody")
		wantErr(t, err, store.ErrNotFound)
		wantErr(t, items().Replace(ctx, tx, &item{Meta: store.Meta{ID: "a", Rev: 7}}), store.ErrConflict)
		wantErr(t, items().Replace(ctx, tx, &item{Meta: store.Meta{ID: "b", Rev: 7}}), store.ErrNotFound)
		wantErr(t, items().Delete(ctx, tx, &item{Meta: store.Meta{ID: "a", Rev: 7}}), store.ErrConflict)
		return tallies().Insert(ctx, tx, &tally{Meta: id("t")})
	})
	must(t, err)
	_, err = tallies().Get(t.Context(), db, "t")
	must(t, err)
	if tallies().Insert(t.Context(), kept, &tally{Meta: id("late")}) == nil {
		t.Error("a transaction that is over took a write")
	}
	if _, err := tallies().Get(t.Context(), kept, "t"); err == nil {
		t.Error("a transaction that is over was read from")
	}
}

func testDoomed(t *testing.T, db store.DB) {
	insert(t, db, &item{Meta: id("a"), Slug: "s"})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		must(t, tallies().Insert(ctx, tx, &tally{Meta: id("t")}))
		wantErr(t, items().Insert(ctx, tx, &item{Meta: id("b"), Slug: "s"}), store.ErrDuplicate)
		wantErr(t, items().Insert(ctx, tx, &item{Meta: id("c")}), store.ErrDuplicate)
		return nil
	})
	wantErr(t, err, store.ErrDuplicate)
	_, err = tallies().Get(t.Context(), db, "t")
	wantErr(t, err, store.ErrNotFound)
}

// testWriteWhileReading changes the very field that is being followed: each document comes once.
func testWriteWhileReading(t *testing.T, db store.DB) {
	must(t, insertMany(t.Context(), db, 700))
	seen := 0
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		seen = 0
		for doc, err := range items().Each(ctx, tx, store.Query{Sort: []store.Order{{Field: "stars"}}}) {
			if err != nil {
				return err
			}
			seen++
			doc.Stars += 10_000
			if err := items().Replace(ctx, tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
	equal(t, seen, 700)
	n, err := items().Count(t.Context(), db, store.Cond{Field: "stars", Op: store.Gte, Value: 10_000})
	must(t, err)
	equal(t, n, 700)
}

func testNested(t *testing.T, db store.DB) {
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		wantErr(t, tallies().Insert(ctx, db, &tally{Meta: id("t")}), store.ErrNested)
		wantErr(t, db.Ensure(ctx), store.ErrNested)
		wantErr(t, db.Atomic(ctx, func(context.Context, store.Tx) error { return nil }), store.ErrNested)
		return nil
	})
	must(t, err)
}

func testSnapshot(t *testing.T, db store.DB) {
	must(t, insertMany(t.Context(), db, 1100))
	must(t, tallies().Insert(t.Context(), db, &tally{Meta: id("t"), N: 1}))
	err := db.Snapshot(t.Context(), func(ctx context.Context, r store.Reader) error {
		_, err := tallies().Modify(ctx, db, "t", func(d *tally) error { d.N = 2; return nil })
		must(t, err)
		seen := 0
		for _, err := range items().Each(ctx, r, store.Query{}) {
			must(t, err)
			if seen++; seen == 1 {
				insert(t, db, &item{Meta: id("zz")})
				_, err := items().Get(ctx, r, "zz")
				wantErr(t, err, store.ErrNotFound)
			}
		}
		equal(t, seen, 1100)
		return nil
	})
	must(t, err)
}

func testDeadlines(t *testing.T, db store.DB) {
	past, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, err := items().Get(past, db, "a")
	wantErr(t, err, store.ErrUnavailable)
	wantErr(t, items().Insert(past, db, &item{Meta: id("a")}), store.ErrUnavailable)
	_, err = items().Find(past, db, store.Query{})
	wantErr(t, err, store.ErrUnavailable)

	over, cancel := context.WithCancel(t.Context())
	err = db.Atomic(over, func(ctx context.Context, tx store.Tx) error {
		must(t, items().Insert(ctx, tx, &item{Meta: id("b")}))
		cancel()
		return nil
	})
	wantErr(t, err, context.Canceled)
	n, err := items().Count(t.Context(), db)
	must(t, err)
	equal(t, n, 0)
}
