package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// opener gives an empty store.
type opener func(t *testing.T) store.DB

func TestOnEveryEngine(t *testing.T) {
	tests := map[string]func(*testing.T, opener){
		"ConsumersSeeEverythingInOrderAndSoon":     testConsumersSeeEverythingInOrderAndSoon,
		"NothingOfARefusedTransactionIsSeen":       testNothingOfARefusedTransactionIsSeen,
		"KindsAreChosen":                           testKindsAreChosen,
		"TheNextProcessGoesOnWhereTheLastStopped":  testTheNextProcessGoesOnWhereTheLastStopped,
		"AStandbyTakesOverFromTheDead":             testAStandbyTakesOverFromTheDead,
		"AStopWaitsForTheHandlerAndRemembersIt":    testAStopWaitsForTheHandlerAndRemembersIt,
		"ALateHandlerDoesNotMoveTheCursorBack":     testALateHandlerDoesNotMoveTheCursorBack,
		"PoisonBecomesADeadLetterAndTheRestGoesOn": testPoisonBecomesADeadLetterAndTheRestGoesOn,
		"LaterAndOrderedConsumersWait":             testLaterAndOrderedConsumersWait,
		"StatusShowsWhyAConsumerWaits":             testStatusShowsWhyAConsumerWaits,
		"FollowersOfEveryProcessSeeEverything":     testFollowersOfEveryProcessSeeEverything,
		"AFollowerRetriesWhatFailed":               testAFollowerRetriesWhatFailed,
		"WebProcessesNumberWhenTheWorkersAreGone":  testWebProcessesNumberWhenTheWorkersAreGone,
		"TwoNumberersGiveEachNumberOnce":           testTwoNumberersGiveEachNumberOnce,
		"PruneKeepsTheYoungAndTheUnread":           testPruneKeepsTheYoungAndTheUnread,
	}
	schemas := append(outbox.Schemas(), lease.Schemas()...)
	for _, e := range []storetest.Engine{storetest.SQLite(), storetest.Mongo()} {
		for name, test := range tests {
			t.Run(e.Name+"/"+name, func(t *testing.T) {
				test(t, func(t *testing.T) store.DB { return e.Fresh(t, schemas...) })
			})
		}
	}
}

type payload struct {
	N int `bson:"n"`
}

// process is one process of an installation, with a fast clockwork for tests.
type process struct {
	*outbox.Outbox
	db   store.DB // the watched one
	stop func()
}

func start(t testing.TB, db store.DB, name string, opts outbox.Options, consumers ...outbox.Consumer) *process {
	t.Helper()
	return startFor(t, db, name, 500*time.Millisecond, opts, consumers...)
}

func startFor(t testing.TB, db store.DB, name string, ttl time.Duration, opts outbox.Options, consumers ...outbox.Consumer) *process {
	t.Helper()
	if opts.Notifier == nil {
		opts.Notifier = &outbox.Notifier{}
	}
	opts.Log = slog.New(slog.DiscardHandler)
	leases := lease.New(db, name, ttl, time.Now)
	box, err := outbox.New(db, leases, opts, consumers...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = box.Run(ctx) }()
	stop := sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return &process{Outbox: box, db: opts.Notifier.Watch(db), stop: stop}
}

func (p *process) append(t *testing.T, kind string, ns ...int) {
	t.Helper()
	err := p.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for _, n := range ns {
			if err := outbox.Append(ctx, tx, kind, payload{N: n}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// seen collects what a handler was given.
type seen struct {
	mu sync.Mutex
	ns []int
	at []time.Time
}

func (s *seen) add(e outbox.Event) error {
	var p payload
	if err := e.Decode(&p); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ns = append(s.ns, p.N)
	s.at = append(s.at, time.Now())
	return nil
}

func (s *seen) numbers() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ns)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 15 s: %s", what)
}

func upTo(n int) []int {
	var ns []int
	for i := 1; i <= n; i++ {
		ns = append(ns, i)
	}
	return ns
}

func collecting(name string, s *seen) outbox.Consumer {
	return outbox.Consumer{Name: name, Backoff: 5 * time.Millisecond, MaxBackoff: 50 * time.Millisecond,
		Handle: outbox.Each(func(_ context.Context, e outbox.Event) error { return s.add(e) })}
}

func testConsumersSeeEverythingInOrderAndSoon(t *testing.T, open opener) {
	var one, two seen
	batched := collecting("two", &two)
	batched.Batch = 10
	p := start(t, open(t), "a", outbox.Options{}, collecting("one", &one), batched)
	p.append(t, "warm-up", 1)
	eventually(t, "the first event", func() bool { return len(one.numbers()) == 1 })
	var appended []time.Time
	for n := 2; n <= 40; n++ {
		appended = append(appended, time.Now())
		p.append(t, "made", n)
		time.Sleep(3 * time.Millisecond)
	}
	for _, s := range []*seen{&one, &two} {
		eventually(t, "40 events", func() bool { return len(s.numbers()) == 40 })
		if got := s.numbers(); !slices.Equal(got, upTo(40)) {
			t.Errorf("got %v", got)
		}
	}
	var delays []time.Duration
	for i, at := range one.at[1:] {
		delays = append(delays, at.Sub(appended[i]))
	}
	slices.Sort(delays)
	if median := delays[len(delays)/2]; median > 100*time.Millisecond {
		t.Errorf("median from cause to handler %s, want at most 100 ms", median)
	}
	t.Logf("from cause to handler: median %s, worst %s", delays[len(delays)/2], delays[len(delays)-1])
}

func testNothingOfARefusedTransactionIsSeen(t *testing.T, open opener) {
	var s seen
	p := start(t, open(t), "a", outbox.Options{}, collecting("c", &s))
	refused := errors.New("refused")
	err := p.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := outbox.Append(ctx, tx, "made", payload{N: 99}); err != nil {
			return err
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatalf("got %v", err)
	}
	p.append(t, "made", 1)
	eventually(t, "the event after", func() bool { return len(s.numbers()) > 0 })
	if got := s.numbers(); !slices.Equal(got, []int{1}) {
		t.Errorf("got %v, want only 1", got)
	}
}

func testKindsAreChosen(t *testing.T, open opener) {
	var s seen
	c := collecting("c", &s)
	c.Kinds = []string{"placed", "paid"}
	p := start(t, open(t), "a", outbox.Options{}, c)
	p.append(t, "placed", 1)
	p.append(t, "changed", 2, 3, 4)
	p.append(t, "paid", 5)
	eventually(t, "two events", func() bool { return len(s.numbers()) == 2 })
	if got := s.numbers(); !slices.Equal(got, []int{1, 5}) {
		t.Errorf("got %v", got)
	}
}

func testTheNextProcessGoesOnWhereTheLastStopped(t *testing.T, open opener) {
	db := open(t)
	var first, second seen
	a := start(t, db, "a", outbox.Options{}, collecting("c", &first))
	a.append(t, "made", 1, 2, 3)
	eventually(t, "three events", func() bool { return len(first.numbers()) == 3 })
	a.stop()
	b := start(t, db, "b", outbox.Options{}, collecting("c", &second))
	b.append(t, "made", 4)
	eventually(t, "the fourth", func() bool { return len(second.numbers()) > 0 })
	if got := second.numbers(); !slices.Equal(got, []int{4}) {
		t.Errorf("got %v, want only 4", got)
	}
}

func testAStandbyTakesOverFromTheDead(t *testing.T, open opener) {
	db := open(t)
	// As if killed: nobody renews this lease.
	if _, err := lease.New(db, "dead", 300*time.Millisecond, time.Now).Acquire(t.Context(), "outbox:c"); err != nil {
		t.Fatal(err)
	}
	var s seen
	p := start(t, db, "b", outbox.Options{}, collecting("c", &s))
	p.append(t, "made", 1)
	eventually(t, "the takeover", func() bool { return len(s.numbers()) == 1 })
}

// hanging is a consumer whose handler ignores its context until it is let go.
func hanging() (c outbox.Consumer, entered, release chan struct{}) {
	entered, release = make(chan struct{}), make(chan struct{})
	c = outbox.Consumer{Name: "c", Handle: func(context.Context, []outbox.Event) error {
		close(entered)
		<-release
		return nil
	}}
	return c, entered, release
}

func testAStopWaitsForTheHandlerAndRemembersIt(t *testing.T, open opener) {
	db := open(t)
	c, entered, release := hanging()
	a := start(t, db, "a", outbox.Options{}, c)
	a.append(t, "made", 1)
	<-entered
	stopped := make(chan struct{})
	go func() { a.stop(); close(stopped) }()
	select {
	case <-stopped:
		t.Error("stopped while a handler runs")
	case <-time.After(200 * time.Millisecond):
	}
	close(release)
	<-stopped
	var after seen
	b := start(t, db, "b", outbox.Options{}, collecting("c", &after))
	b.append(t, "made", 2)
	eventually(t, "the second", func() bool { return len(after.numbers()) > 0 })
	if got := after.numbers(); !slices.Equal(got, []int{2}) {
		t.Errorf("got %v, want only 2", got)
	}
}

func testALateHandlerDoesNotMoveTheCursorBack(t *testing.T, open opener) {
	db := open(t)
	c, entered, release := hanging()
	a := start(t, db, "a", outbox.Options{}, c)
	a.append(t, "made", 1, 2, 3)
	<-entered
	if err := lease.New(db, "b", time.Second, time.Now).ReleaseAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	var s, later seen
	b := start(t, db, "b", outbox.Options{}, collecting("c", &s))
	eventually(t, "all three elsewhere", func() bool { return len(s.numbers()) == 3 })
	close(release)
	a.stop()
	b.stop()
	d := start(t, db, "d", outbox.Options{}, collecting("c", &later))
	d.append(t, "made", 4)
	eventually(t, "the fourth", func() bool { return len(later.numbers()) > 0 })
	if got := later.numbers(); !slices.Equal(got, []int{4}) {
		t.Errorf("got %v, want only 4", got)
	}
}

func testPoisonBecomesADeadLetterAndTheRestGoesOn(t *testing.T, open opener) {
	for _, size := range []int{1, 4} {
		t.Run(fmt.Sprint("batch ", size), func(t *testing.T) {
			var s seen
			var mu sync.Mutex
			broken := true
			c := outbox.Consumer{Name: "c", Tries: 3, Batch: size, Backoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond,
				Handle: outbox.Each(func(_ context.Context, e outbox.Event) error {
					mu.Lock()
					defer mu.Unlock()
					if e.Kind == "poison" && broken {
						panic("cannot digest")
					}
					return s.add(e)
				})}
			p := start(t, open(t), "a", outbox.Options{}, c)
			p.append(t, "made", 1, 2)
			p.append(t, "poison", 3)
			p.append(t, "made", 4)
			eventually(t, "the event behind the poison", func() bool { return slices.Contains(s.numbers(), 4) })
			letters, err := p.Letters(t.Context(), "c")
			if err != nil || len(letters) != 1 {
				t.Fatalf("letters %v, %v; want one", letters, err)
			}
			if l := letters[0]; l.Kind != "poison" || l.Tries != 3 || l.Error != "panic: cannot digest" {
				t.Errorf("letter %+v", l)
			}
			mu.Lock()
			broken = false
			mu.Unlock()
			if err := p.Retry(t.Context(), letters[0].ID); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the retried letter", func() bool { return slices.Contains(s.numbers(), 3) })
			if letters, err := p.Letters(t.Context(), ""); err != nil || len(letters) != 0 {
				t.Errorf("letters after the retry: %v, %v", letters, err)
			}
		})
	}
}

func testLaterAndOrderedConsumersWait(t *testing.T, open opener) {
	for name, failure := range map[string]error{"later": outbox.Later(errors.New("engine down")), "ordered": errors.New("engine down")} {
		t.Run(name, func(t *testing.T) {
			var s seen
			var mu sync.Mutex
			failed := 0
			c := outbox.Consumer{Name: "c", Tries: 2, Ordered: name == "ordered", Batch: 3, Backoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond,
				Handle: func(ctx context.Context, events []outbox.Event) error {
					mu.Lock()
					defer mu.Unlock()
					if failed < 20 {
						failed++
						return failure
					}
					return outbox.Each(func(_ context.Context, e outbox.Event) error { return s.add(e) })(ctx, events)
				}}
			p := start(t, open(t), "a", outbox.Options{}, c)
			p.append(t, "made", upTo(10)...)
			eventually(t, "all ten in the end", func() bool { return len(s.numbers()) == 10 })
			if got := s.numbers(); !slices.Equal(got, upTo(10)) {
				t.Errorf("order %v", got)
			}
			if letters, err := p.Letters(t.Context(), ""); err != nil || len(letters) != 0 {
				t.Errorf("letters %v, %v; want none", letters, err)
			}
		})
	}
}

func testStatusShowsWhyAConsumerWaits(t *testing.T, open opener) {
	down := outbox.Consumer{Name: "c", Backoff: time.Millisecond, MaxBackoff: time.Millisecond,
		Handle: func(context.Context, []outbox.Event) error { return outbox.Later(errors.New("engine down")) }}
	p := start(t, open(t), "a", outbox.Options{}, down)
	p.append(t, "made", 1, 2)
	eventually(t, "a status that tells", func() bool {
		stats, err := p.Status(t.Context())
		return err == nil && len(stats) == 1 && stats[0].Behind == 2 && !stats[0].Waiting.IsZero() &&
			stats[0].Error == "outbox: try again later: engine down"
	})
}

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
	ctx := t.Context()
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
		wg.Go(func() {
			for i := range each {
				err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
					return outbox.Append(ctx, tx, "made", bson.D{{Key: "n", Value: w*each + i}})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, box := range boxes {
		wg.Go(func() {
			for head := int64(0); head < writers*each; {
				if _, err := box.Number(ctx); err != nil {
					t.Error(err)
					return
				}
				var err error
				if head, err = box.Head(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	followed, cancel := context.WithCancel(ctx)
	defer cancel()
	var s seen
	next := int64(1)
	_ = boxes[0].Follow(followed, 0, func(_ context.Context, events []outbox.Event) error {
		for _, e := range events {
			if e.Seq != next {
				t.Errorf("number %d, want %d", e.Seq, next)
			}
			next++
			_ = s.add(e)
		}
		if next > writers*each {
			cancel()
		}
		return nil
	})
	got := s.numbers()
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
