package store_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"golang.org/x/sync/errgroup"
)

// alone is exclusive among goroutines.
func alone() store.Exclusive {
	var mu sync.Mutex
	return func(ctx context.Context, run func(context.Context) error) error {
		mu.Lock()
		defer mu.Unlock()
		return run(ctx)
	}
}

// steps are some that note their names when they run.
func steps(ran *[]string, names ...string) (made []store.Step) {
	for i, name := range names {
		made = append(made, store.Step{Number: i + 1, Name: name, Run: func(context.Context, store.DB) error {
			*ran = append(*ran, name)
			return nil
		}})
	}
	return made
}

func TestMigrateRunsEachStepOnce(t *testing.T) {
	storetest.Engines(t, nil, func(t *testing.T, db store.DB) {
		var ran []string
		exclusive := alone()
		g, ctx := errgroup.WithContext(t.Context())
		for range 8 {
			g.Go(func() error { return store.Migrate(ctx, db, exclusive, steps(&ran, "one", "two")) })
		}
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if err := store.Migrate(t.Context(), db, exclusive, steps(&ran, "one", "two", "three")); err != nil {
			t.Fatal(err)
		}
		if want := []string{"one", "two", "three"}; !slices.Equal(ran, want) {
			t.Errorf("ran %v, want %v", ran, want)
		}
	})
}

func TestMigrateGoesOnWhereItFailed(t *testing.T) {
	db := storetest.Open(t)
	var ran []string
	broken := errors.New("broken")
	failing := steps(&ran, "one", "two", "three")
	failing[1].Run = func(context.Context, store.DB) error { return broken }
	if err := store.Migrate(t.Context(), db, alone(), failing); !errors.Is(err, broken) {
		t.Fatalf("got error %v, want %v", err, broken)
	}
	if err := store.Migrate(t.Context(), db, alone(), steps(&ran, "one", "two", "three")); err != nil {
		t.Fatal(err)
	}
	if want := []string{"one", "two", "three"}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
}

func TestMigrateRefuses(t *testing.T) {
	db := storetest.Open(t)
	var ran []string
	if err := store.Migrate(t.Context(), db, alone(), steps(&ran, "one", "two")); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), db, alone(), steps(&ran, "one")); !errors.Is(err, store.ErrNewer) {
		t.Errorf("an older program: got error %v, want %v", err, store.ErrNewer)
	}
	if err := store.Migrate(t.Context(), db, alone(), steps(&ran, "one", "other")); err == nil {
		t.Error("a step under another name was passed over")
	}
	gap := steps(&ran, "one", "two", "three")
	gap[2].Number = 4
	if err := store.Migrate(t.Context(), db, alone(), gap); err == nil {
		t.Error("a gap in the numbers was accepted")
	}
	if len(ran) != 2 {
		t.Errorf("ran %v", ran)
	}
}

func TestMigrateWaitsForNobodyWhenAllIsDone(t *testing.T) {
	db := storetest.Open(t)
	var ran []string
	if err := store.Migrate(t.Context(), db, alone(), steps(&ran, "one")); err != nil {
		t.Fatal(err)
	}
	held := func(context.Context, func(context.Context) error) error { return errors.New("held by another") }
	if err := store.Migrate(t.Context(), db, held, steps(&ran, "one")); err != nil {
		t.Error(err)
	}
	if err := store.Migrate(t.Context(), db, held, steps(&ran, "one", "two")); err == nil {
		t.Error("a step ran out of turn")
	}
}
