package outbox_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

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
	// On a machine that is busy with other work a round may be slow; a slow outbox is slow in each.
	const rounds, each = 3, 40
	best := time.Hour
	for done := 1; done < rounds*each && best > 100*time.Millisecond; done += each {
		appended := p.appendSlowly(t, done+1, each)
		for _, s := range []*seen{&one, &two} {
			eventually(t, "all events", func() bool { return len(s.numbers()) == done+each })
			if got := s.numbers(); !slices.Equal(got, upTo(done+each)) {
				t.Errorf("got %v", got)
			}
		}
		best = min(best, medianDelay(appended, one.at[done:]))
	}
	if best > 100*time.Millisecond {
		t.Errorf("median from cause to handler %s, want at most 100 ms", best)
	}
	t.Logf("from cause to handler: median %s", best)
}

// appendSlowly appends events as people cause them, one at a time, and tells when.
func (p *process) appendSlowly(t *testing.T, from, count int) (at []time.Time) {
	t.Helper()
	for n := range count {
		at = append(at, time.Now())
		p.append(t, "made", from+n)
		time.Sleep(3 * time.Millisecond)
	}
	return at
}

func medianDelay(appended, handled []time.Time) time.Duration {
	var delays []time.Duration
	for i, at := range handled {
		delays = append(delays, at.Sub(appended[i]))
	}
	slices.Sort(delays)
	return delays[len(delays)/2]
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
	if err := lease.New(db, "a", time.Second, time.Now).ReleaseAll(t.Context()); err != nil {
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
