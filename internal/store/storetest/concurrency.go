package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"golang.org/x/sync/errgroup"
)

const writers = 64

// together runs f in every writer at once.
func together(t *testing.T, f func(ctx context.Context, writer int) error) {
	t.Helper()
	g, ctx := errgroup.WithContext(t.Context())
	for writer := range writers {
		g.Go(func() error { return f(ctx, writer) })
	}
	must(t, g.Wait())
}

// testNoLostUpdate counts up one document from all writers, in transactions and by hand.
func testNoLostUpdate(t *testing.T, db store.DB) {
	must(t, tallies().Insert(t.Context(), db, &tally{Meta: id("t")}))
	together(t, func(ctx context.Context, _ int) error {
		if _, err := tallies().Modify(ctx, db, "t", func(d *tally) error { d.N++; return nil }); err != nil {
			return err
		}
		return countUp(ctx, db)
	})
	got, err := tallies().Get(t.Context(), db, "t")
	must(t, err)
	equal(t, got, &tally{Meta: store.Meta{ID: "t", Rev: 1 + 2*writers}, N: 2 * writers})
}

// countUp does without a transaction: the revision alone guards the document.
func countUp(ctx context.Context, db store.DB) error {
	for {
		doc, err := tallies().Get(ctx, db, "t")
		if err != nil {
			return err
		}
		doc.N++
		if err := tallies().Replace(ctx, db, doc); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

var errSoldOut = errors.New("sold out")

// testLimitedStock sells ten to sixty-four: ten are sold, each with its record.
func testLimitedStock(t *testing.T, db store.DB) {
	must(t, tallies().Insert(t.Context(), db, &tally{Meta: id("stock"), N: 10}))
	var sold atomic.Int64
	together(t, func(ctx context.Context, writer int) error {
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			stock, err := tallies().Get(ctx, tx, "stock")
			if err != nil {
				return err
			}
			if stock.N == 0 {
				return errSoldOut
			}
			stock.N--
			return errors.Join(items().Insert(ctx, tx, &item{Meta: id(fmt.Sprint(writer))}), tallies().Replace(ctx, tx, stock))
		})
		if errors.Is(err, errSoldOut) {
			return nil
		}
		sold.Add(1)
		return err
	})
	orders, err := items().Count(t.Context(), db)
	must(t, err)
	equal(t, [2]int{int(sold.Load()), orders}, [2]int{10, 10})
}

// testCrossing moves between two documents in both directions: nothing is stuck, nothing is made or lost.
func testCrossing(t *testing.T, db store.DB) {
	must(t, tallies().Insert(t.Context(), db, &tally{Meta: id("a"), N: 1000}))
	must(t, tallies().Insert(t.Context(), db, &tally{Meta: id("b"), N: 1000}))
	together(t, func(ctx context.Context, writer int) error {
		from, to := "a", "b"
		if writer%2 == 0 {
			from, to = to, from
		}
		return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return move(ctx, tx, from, to, writer) })
	})
	docs, err := tallies().GetMany(t.Context(), db, []string{"a", "b"})
	must(t, err)
	equal(t, docs[0].N+docs[1].N, 2000)
	equal(t, docs[0].Rev+docs[1].Rev, int64(2+2*writers))
}

func move(ctx context.Context, tx store.Tx, from, to string, n int) error {
	docs, err := tallies().GetMany(ctx, tx, []string{from, to})
	if err != nil {
		return err
	}
	docs[0].N -= n
	if err := tallies().Replace(ctx, tx, docs[0]); err != nil {
		return err
	}
	docs[1].N += n
	return tallies().Replace(ctx, tx, docs[1])
}
