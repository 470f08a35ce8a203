package presence

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestAProcessIsSeenWhileItRuns(t *testing.T) {
	db := storetest.Open(t, Schemas()...)
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- Tell(ctx, db, Process{Meta: store.Meta{ID: "web-1"}, Role: "web", Version: "1.4.2"}, now)
	}()
	running := func() int {
		all, err := Running(t.Context(), db, now())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	for end := time.Now().Add(10 * time.Second); running() != 1; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never seen")
		}
	}
	ahead.Store(int64(2 * silent))
	if n := running(); n != 0 {
		t.Errorf("%d after a long silence, want none", n)
	}
	ahead.Store(0)
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("told until %v, want the end of its context", err)
	}
	if n := running(); n != 0 {
		t.Errorf("%d after it left, want none", n)
	}
}

func TestOnesKilledLongAgoAreForgotten(t *testing.T) {
	db := storetest.Open(t, Schemas()...)
	old := &Process{Meta: store.Meta{ID: "gone"}, Seen: time.Now().Add(-2 * forgotten)}
	if err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return processes.Insert(ctx, tx, old) }); err != nil {
		t.Fatal(err)
	}
	if err := say(t.Context(), db, Process{Meta: store.Meta{ID: "here"}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, err := processes.Count(t.Context(), db); err != nil || n != 1 {
		t.Errorf("%d remembered, %v; want one", n, err)
	}
}
