package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

var noon = time.Date(2026, 11, 22, 5, 0, 0, 123456789, time.UTC)

// chain is a store in which n acts were linked.
func chain(t *testing.T, db store.DB, n int) {
	t.Helper()
	ctx := WithActor(t.Context(), Actor{Person: "p1", Org: "o1", Via: "web"})
	for i := range n {
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			return Append(ctx, tx, noon.Add(time.Duration(i)*time.Second), Entry{
				Action: "product.edit", Object: fmt.Sprintf("product/%d", i%3), Summary: "giá", SummaryEN: "price", Changes: []Change{{Field: "price", From: "1", To: fmt.Sprint(i)}},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	run(t, db, int64(n))
}

// run lets the consumer link what waits, until the chain is that long.
func run(t *testing.T, db store.DB, want int64) {
	t.Helper()
	notifier := new(outbox.Notifier)
	leases := lease.New(db, "test", time.Second, time.Now)
	box, err := outbox.New(db, leases, outbox.Options{Notifier: notifier, Poll: 5 * time.Millisecond}, Consumer(db))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- box.Run(ctx) }()
	defer func() {
		cancel()
		<-done
	}()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		end, err := End(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		if end.Seq == want {
			return
		}
	}
	t.Fatal("the chain did not grow")
}

func schemasOfTest() []store.Schema {
	return append(append(Schemas(), outbox.Schemas()...), lease.Schemas()...)
}

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	for name, tamper := range map[string]func(ctx context.Context, tx store.Tx, r *Record) error{
		"altered": func(ctx context.Context, tx store.Tx, r *Record) error {
			r.Changes[0].To = "0"
			return records.Replace(ctx, tx, r)
		},
		"altered with a new hash": func(ctx context.Context, tx store.Tx, r *Record) error {
			r.Summary = "khác"
			r.Hash, _ = r.digest()
			return records.Replace(ctx, tx, r)
		},
		"altered in English": func(ctx context.Context, tx store.Tx, r *Record) error {
			r.SummaryEN = "another"
			return records.Replace(ctx, tx, r)
		},
		"without its English": func(ctx context.Context, tx store.Tx, r *Record) error {
			r.SummaryEN = ""
			return records.Replace(ctx, tx, r)
		},
		"in another's name": func(ctx context.Context, tx store.Tx, r *Record) error {
			r.By.Person = "p2"
			return records.Replace(ctx, tx, r)
		},
		"removed": func(ctx context.Context, tx store.Tx, r *Record) error { return records.Delete(ctx, tx, r) },
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.Open(t, schemasOfTest()...)
			chain(t, db, 7)
			if n, err := Verify(t.Context(), db); err != nil || n != 7 {
				t.Fatalf("an untouched chain: %d, %v", n, err)
			}
			tamperAt(t, db, 4, tamper)
			if _, err := Verify(t.Context(), db); !errors.Is(err, ErrBroken) {
				t.Fatalf("got %v, want ErrBroken", err)
			}
		})
	}
}

// The hash was noted by a version that knew no English.
func TestRecordsOfBeforeThereWasEnglishHold(t *testing.T) {
	r := Record{Meta: store.Meta{ID: "e1"}, Seq: 1, At: noon.Truncate(time.Millisecond), By: Actor{Person: "p1", Via: "web"},
		Entry: Entry{Action: "product.edit", Object: "product/1", Summary: "giá", Changes: []Change{{Field: "price", From: "1", To: "2"}}}}
	got, err := r.digest()
	if want := "a7d36dfe31211fe9e12a371b20030640316ceb6e5141c2e87308484927e1710a"; err != nil || got != want {
		t.Errorf("its hash is %s now, %v; want %s", got, err, want)
	}
}

func TestAnEntryInALanguage(t *testing.T) {
	e := Entry{Summary: "giá", SummaryEN: "price"}
	if e.In("vi") != "giá" || e.In("en") != "price" {
		t.Errorf("in Vietnamese %q, in English %q", e.In("vi"), e.In("en"))
	}
	e.SummaryEN = ""
	if got := e.In("en"); got != "giá" {
		t.Errorf("one that was never written in English says %q", got)
	}
}

func tamperAt(t *testing.T, db store.DB, seq int64, tamper func(context.Context, store.Tx, *Record) error) {
	t.Helper()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		r, err := records.First(ctx, tx, store.Query{Where: []store.Cond{{Field: "seq", Op: store.Eq, Value: seq}}, Limit: 1})
		if err != nil {
			return err
		}
		return tamper(ctx, tx, r)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAnchorFindsACutEnd(t *testing.T) {
	db := storetest.Open(t, schemasOfTest()...)
	chain(t, db, 5)
	noted, err := End(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	var before Record
	tamperAt(t, db, 4, func(_ context.Context, _ store.Tx, r *Record) error { before = *r; return nil })
	tamperAt(t, db, 5, func(ctx context.Context, tx store.Tx, r *Record) error {
		if err := records.Delete(ctx, tx, r); err != nil {
			return err
		}
		end, err := heads.Get(ctx, tx, headID)
		if err != nil {
			return err
		}
		end.Seq, end.Hash = before.Seq, before.Hash
		return heads.Replace(ctx, tx, end)
	})
	if n, err := Verify(t.Context(), db); err != nil || n != 4 {
		t.Fatalf("whoever cuts the end and rewrites it is not seen without an anchor: %d, %v", n, err)
	}
	if _, err := Verify(t.Context(), db, noted); !errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), "5") {
		t.Fatalf("with the anchor: %v, want ErrBroken at 5", err)
	}
}

func TestSearch(t *testing.T) {
	db := storetest.Open(t, schemasOfTest()...)
	chain(t, db, 7)
	page, err := Search(t.Context(), db, Filter{Object: "product/0", Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 2 || page.Items[0].Seq != 7 || page.Items[1].Seq != 4 {
		t.Fatalf("got %d entries", len(page.Items))
	}
	rest, err := Search(t.Context(), db, Filter{Object: "product/0", Limit: 2, After: page.Next})
	if err != nil || len(rest.Items) != 1 || rest.Items[0].Seq != 1 {
		t.Fatalf("second page: %v, %v", rest, err)
	}
}
