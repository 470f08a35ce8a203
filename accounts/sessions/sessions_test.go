package sessions_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestSessionsAreTheSameForAllProcesses(t *testing.T) {
	storetest.Engines(t, sessions.Schemas(), func(t *testing.T, db store.DB) {
		now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		one, other := sessions.New(db, clock), sessions.New(db, clock)
		until := now.Add(time.Hour)
		for _, data := range []string{"a", "b"} {
			if err := one.CommitCtx(t.Context(), "k", []byte(data), until); err != nil {
				t.Fatal(err)
			}
			if got, ok, err := other.FindCtx(t.Context(), "k"); !bytes.Equal(got, []byte(data)) || !ok || err != nil {
				t.Fatalf("found %q, %v, %v; want %q", got, ok, err, data)
			}
		}
		if _, ok, err := one.FindCtx(t.Context(), "none"); ok || err != nil {
			t.Errorf("one that never was: %v, %v", ok, err)
		}
		now = until
		if _, ok, err := one.FindCtx(t.Context(), "k"); ok || err != nil {
			t.Errorf("one that has expired: %v, %v", ok, err)
		}
		now = until.Add(-time.Minute)
		for range 2 {
			if err := other.DeleteCtx(t.Context(), "k"); err != nil {
				t.Fatal(err)
			}
		}
		if _, ok, err := one.FindCtx(t.Context(), "k"); ok || err != nil {
			t.Errorf("one that was ended elsewhere: %v, %v", ok, err)
		}
	})
}

func TestManyRequestsOfOneSession(t *testing.T) {
	storetest.Engines(t, sessions.Schemas(), func(t *testing.T, db store.DB) {
		s := sessions.New(db, time.Now)
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				if err := s.CommitCtx(context.Background(), "k", []byte(fmt.Sprint(i)), time.Now().Add(time.Hour)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if _, ok, err := s.FindCtx(t.Context(), "k"); !ok || err != nil {
			t.Errorf("after all: %v, %v", ok, err)
		}
	})
}

func TestExpiredSessionsArePruned(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
	s := sessions.New(storetest.Open(t, sessions.Schemas()...), func() time.Time { return now })
	for i := range 450 {
		if err := s.CommitCtx(t.Context(), fmt.Sprint("old", i), nil, now.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CommitCtx(t.Context(), "young", nil, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	if n, err := s.Prune(t.Context()); n != 450 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
	if _, ok, err := s.FindCtx(t.Context(), "young"); !ok || err != nil {
		t.Errorf("the young one: %v, %v", ok, err)
	}
}
