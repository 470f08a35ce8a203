package outbox_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

func testFollowersOfEveryProcessSeeEverything(t *testing.T, open opener) {
	db := open(t)
	opts := func() outbox.Options { return outbox.Options{Poll: 100 * time.Millisecond} }
	var handled seen
	worker := start(t, db, "worker", opts(), collecting("c", &handled))
	web := start(t, db, "web", opts())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	worker.append(t, "made", 1)
	eventually(t, "numbering", func() bool { return len(handled.numbers()) == 1 })
	var views [2]seen
	for i, p := range []*process{worker, web} {
		head, err := p.Head(ctx)
		if err != nil || head != 1 {
			t.Fatalf("head %d, %v; want 1", head, err)
		}
		wg.Go(func() {
			_ = p.Follow(ctx, head, outbox.Each(func(_ context.Context, e outbox.Event) error { return views[i].add(e) }))
		})
	}
	began := time.Now()
	web.append(t, "made", 2)
	worker.append(t, "made", 3)
	for i := range views {
		eventually(t, "both events", func() bool { return len(views[i].numbers()) == 2 })
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("seen everywhere after %s, want 1 s", took)
	}
}

func testAFollowerRetriesWhatFailed(t *testing.T, open opener) {
	p := start(t, open(t), "a", outbox.Options{}, collecting("c", &seen{}))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var s seen
	failed := false
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.Follow(ctx, 0, func(ctx context.Context, events []outbox.Event) error {
			if !failed {
				failed = true
				return errors.New("once")
			}
			return s.add(events[0])
		})
	}()
	p.append(t, "made", 1)
	eventually(t, "the event after a failure", func() bool { return len(s.numbers()) == 1 })
	cancel()
	<-done
}

func testWebProcessesNumberWhenTheWorkersAreGone(t *testing.T, open opener) {
	p := start(t, open(t), "web", outbox.Options{Poll: 50 * time.Millisecond})
	p.append(t, "made", 1)
	eventually(t, "a number", func() bool {
		head, err := p.Head(t.Context())
		return err == nil && head == 1
	})
}

func testTwoNumberersGiveEachNumberOnce(t *testing.T, open opener) {
	db := open(t)
	leases := lease.New(db, "x", time.Second, time.Now)
	var boxes [2]*outbox.Outbox
	for i := range boxes {
		box, err := outbox.New(db, leases, outbox.Options{Notifier: &outbox.Notifier{}})
		if err != nil {
			t.Fatal(err)
		}
		boxes[i] = box
	}
	const writers, each = 8, 60
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() { appendMany(t, db, w*each, each) })
	}
	for _, box := range boxes {
		wg.Go(func() { numberUpTo(t, box, writers*each) })
	}
	wg.Wait()
	got := followAll(t, boxes[0], writers*each)
	last := map[int]int{}
	for _, n := range got {
		if n <= last[n/each] && n%each != 0 {
			t.Errorf("writer %d: %d after %d", n/each, n, last[n/each])
		}
		last[n/each] = n
	}
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != writers*each {
		t.Errorf("%d different events, want %d", len(got), writers*each)
	}
}

func appendMany(t *testing.T, db store.DB, from, n int) {
	for i := range n {
		err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return outbox.Append(ctx, tx, "made", payload{N: from + i})
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func numberUpTo(t *testing.T, box *outbox.Outbox, want int64) {
	for head := int64(0); head < want; {
		_, err := box.Number(t.Context())
		if err == nil {
			head, err = box.Head(t.Context())
		}
		if err != nil {
			t.Error(err)
			return
		}
	}
}

// followAll reads so many events, whose numbers must have no gaps.
func followAll(t *testing.T, box *outbox.Outbox, n int64) []int {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var s seen
	next := int64(1)
	_ = box.Follow(ctx, 0, outbox.Each(func(_ context.Context, e outbox.Event) error {
		if e.Seq != next {
			t.Errorf("number %d, want %d", e.Seq, next)
		}
		if next++; next > n {
			cancel()
		}
		return s.add(e)
	}))
	return s.numbers()
}

func testPruneKeepsTheYoungAndTheUnread(t *testing.T, open opener) {
	db := open(t)
	var s seen
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	p := start(t, db, "a", outbox.Options{Now: now}, collecting("c", &s))
	p.append(t, "made", upTo(5)...)
	eventually(t, "five events", func() bool { return len(s.numbers()) == 5 })
	if n, err := p.Prune(t.Context()); err != nil || n != 0 {
		t.Errorf("pruned %d young entries, %v", n, err)
	}
	p.stop()
	p.append(t, "made", 6)
	if _, err := p.Number(t.Context()); err != nil {
		t.Fatal(err)
	}
	ahead.Store(int64(outbox.Keep + time.Hour))
	if n, err := p.Prune(t.Context()); err != nil || n != 5 {
		t.Errorf("pruned %d, %v; want the 5 that were read", n, err)
	}
	if err := p.Follow(t.Context(), 2, nil); !errors.Is(err, outbox.ErrGap) {
		t.Errorf("a follower that missed entries got %v, want ErrGap", err)
	}
}
