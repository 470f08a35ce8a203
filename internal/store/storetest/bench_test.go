package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// benchmark runs on a store of 20,000 documents of 1.3 kB, with deadlines as requests have them.
func benchmark(b *testing.B, run func(ctx context.Context, b *testing.B, db store.DB)) {
	for _, e := range []Engine{SQLite(), Mongo()} {
		b.Run(e.Name, func(b *testing.B) {
			db := e.Fresh(b, schemas()...)
			fillShop(b, db)
			ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
			defer cancel()
			b.ReportAllocs()
			run(ctx, b, db)
		})
	}
}

const shopSize = 20_000

func shopItem(i int) *item {
	return &item{
		Meta: id(fmt.Sprintf("%08d", i)), Slug: fmt.Sprint("san-pham-", i), Group: fmt.Sprint(i % 6), Stars: 3 + i%3,
		At: time.UnixMilli(int64(i)).UTC(), Place: place{fmt.Sprint(i % 34)}, Note: strings.Repeat("x", 1100),
	}
}

func fillShop(b *testing.B, db store.DB) {
	b.Helper()
	for from := 0; from < shopSize; from += 500 {
		err := db.Atomic(b.Context(), func(ctx context.Context, tx store.Tx) error {
			for i := from; i < from+500; i++ {
				if err := items().Insert(ctx, tx, shopItem(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		for i := 0; b.Loop(); i++ {
			if _, err := c.Get(ctx, db, fmt.Sprintf("%08d", i*7919%shopSize)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkGetMany24(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		ids := make([]string, 24)
		for i := 0; b.Loop(); i++ {
			for j := range ids {
				ids[j] = fmt.Sprintf("%08d", (i*7919+j*101)%shopSize)
			}
			if docs, err := c.GetMany(ctx, db, ids); err != nil || len(docs) != len(ids) {
				b.Fatal(len(docs), err)
			}
		}
	})
}

func BenchmarkFirstByIndex(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		for i := 0; b.Loop(); i++ {
			q := store.Query{Where: []store.Cond{{Field: "slug", Op: store.Eq, Value: fmt.Sprint("san-pham-", i*7919%shopSize)}}}
			if _, err := c.First(ctx, db, q); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFind24(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		for i := 0; b.Loop(); i++ {
			q := store.Query{
				Where: []store.Cond{{Field: "group", Op: store.Eq, Value: fmt.Sprint(i % 6)}, {Field: "stars", Op: store.Gte, Value: 3}},
				Sort:  []store.Order{{Field: "stars", Desc: true}},
				Limit: 24,
			}
			if page, err := c.Page(ctx, db, q); err != nil || len(page.Items) != 24 {
				b.Fatal(len(page.Items), err)
			}
		}
	})
}

func BenchmarkCountBy(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		for b.Loop() {
			if _, err := c.CountBy(ctx, db, "group"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkInsert(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		for i := shopSize; b.Loop(); i++ {
			if err := c.Insert(ctx, db, shopItem(i)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkInsertBy16(b *testing.B) {
	c := items()
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		var last atomic.Int64
		last.Store(shopSize)
		share(b, 16, func() error { return c.Insert(ctx, db, shopItem(int(last.Add(1)))) })
	})
}

// BenchmarkStockBy64 has 64 buyers take from one stock, each with an order in the same transaction.
func BenchmarkStockBy64(b *testing.B) {
	benchmark(b, func(ctx context.Context, b *testing.B, db store.DB) {
		if err := tallies().Insert(ctx, db, &tally{Meta: id("stock"), N: 1 << 30}); err != nil {
			b.Fatal(err)
		}
		var last atomic.Int64
		share(b, 64, func() error {
			order := &tally{Meta: id(fmt.Sprint(last.Add(1)))}
			return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
				stock, err := tallies().Get(ctx, tx, "stock")
				if err != nil {
					return err
				}
				stock.N--
				order.Rev = 0
				return errors.Join(tallies().Replace(ctx, tx, stock), tallies().Insert(ctx, tx, order))
			})
		})
	})
}

// share has so many goroutines run f, all together b.N times.
func share(b *testing.B, goroutines int, f func() error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := f(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}
