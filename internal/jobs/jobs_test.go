package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// opener gives an empty store.
type opener func(t *testing.T) store.DB

func TestOnEveryEngine(t *testing.T) {
	tests := map[string]func(*testing.T, opener){
		"OneProcessRunsAJobOncePerPeriod":              testOneProcessRunsAJobOncePerPeriod,
		"FailuresAndPanicsAreRecordedAndRetriedSooner": testFailuresAndPanicsAreRecordedAndRetriedSooner,
		"AStopReachesTheJobAndLeavesItDue":             testAStopReachesTheJobAndLeavesItDue,
		"OneRunAtATime":                                testOneRunAtATime,
		"ADailyJobWaitsForItsHour":                     testADailyJobWaitsForItsHour,
		"AJobTellsHowFarItIsAndWhatItCameTo":           testAJobTellsHowFarItIsAndWhatItCameTo,
	}
	schemas := append(jobs.Schemas(), lease.Schemas()...)
	for _, e := range []storetest.Engine{storetest.SQLite(), storetest.Mongo()} {
		for name, test := range tests {
			t.Run(e.Name+"/"+name, func(t *testing.T) {
				test(t, func(t *testing.T) store.DB { return e.Fresh(t, schemas...) })
			})
		}
	}
}

// clock runs with the real one, and can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func runner(db store.DB, holder string, c *clock, all ...jobs.Job) *jobs.Runner {
	leases := lease.New(db, holder, 500*time.Millisecond, time.Now)
	return jobs.New(db, leases, c.now, slog.New(slog.DiscardHandler), all...)
}

// start runs a runner until the returned function is called, which waits for its end.
func start(t *testing.T, r *jobs.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = r.Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("not within 15 s: %s", what)
}

func record(t *testing.T, db store.DB) *jobs.Record {
	t.Helper()
	all, err := jobs.Records(t.Context(), db)
	if err != nil || len(all) != 1 {
		t.Fatalf("records %v, %v; want one", all, err)
	}
	return all[0]
}

func testOneProcessRunsAJobOncePerPeriod(t *testing.T, open opener) {
	db := open(t)
	var c clock
	var runs, inside atomic.Int32
	job := jobs.Job{Name: "sweep", Every: time.Hour, Run: func(ctx context.Context, l *lease.Lease) error {
		if inside.Add(1) > 1 {
			t.Error("two at once")
		}
		defer inside.Add(-1)
		time.Sleep(50 * time.Millisecond)
		runs.Add(1)
		return nil
	}}
	a, b := runner(db, "a", &c, job), runner(db, "b", &c, job)
	start(t, a)
	start(t, b)
	eventually(t, "the first run", func() bool { return runs.Load() == 1 })
	time.Sleep(2500 * time.Millisecond) // both looked again
	if got := runs.Load(); got != 1 {
		t.Errorf("%d runs within an hour, want 1", got)
	}
	rec := record(t, db)
	if rec.Runs != 1 || rec.Error != "" || rec.Running() || rec.Took < 40*time.Millisecond {
		t.Errorf("record %+v", rec)
	}
	if wait := rec.Next.Sub(rec.Ended); wait < 54*time.Minute || wait > 66*time.Minute {
		t.Errorf("next after %s, want an hour give or take a tenth", wait)
	}
	c.ahead.Store(int64(67 * time.Minute))
	eventually(t, "the second run", func() bool { return runs.Load() == 2 })
}

func testFailuresAndPanicsAreRecordedAndRetriedSooner(t *testing.T, open opener) {
	var c clock
	fail := "error"
	job := jobs.Job{Name: "pull", Every: time.Hour, Retry: time.Minute, Run: func(context.Context, *lease.Lease) error {
		switch fail {
		case "error":
			return errors.New("registry silent")
		case "panic":
			panic("out of range")
		}
		return nil
	}}
	db := open(t)
	r := runner(db, "a", &c, job)
	for i, tt := range []struct {
		fail, want string
		low, high  time.Duration
	}{
		{"error", "registry silent", 50 * time.Second, 70 * time.Second},
		{"panic", "job pull: panic: out of range", 100 * time.Second, 140 * time.Second},
		{"", "", 50 * time.Minute, 70 * time.Minute},
	} {
		fail = tt.fail
		err := r.RunNow(t.Context(), "pull")
		if (err != nil) != (tt.want != "") {
			t.Errorf("run %d: error %v, want %q", i, err, tt.want)
		}
		rec := record(t, db)
		if rec.Error != tt.want {
			t.Errorf("run %d: recorded %q, want %q", i, rec.Error, tt.want)
		}
		if wait := rec.Next.Sub(rec.Ended); wait < tt.low || wait > tt.high {
			t.Errorf("run %d: next after %s, want %s to %s", i, wait, tt.low, tt.high)
		}
	}
}

func testAStopReachesTheJobAndLeavesItDue(t *testing.T, open opener) {
	var c clock
	started := make(chan struct{}, 10)
	safe := false
	job := jobs.Job{Name: "pull", Every: time.Hour, Run: func(ctx context.Context, _ *lease.Lease) error {
		started <- struct{}{}
		<-ctx.Done()
		time.Sleep(50 * time.Millisecond) // on the way to a safe point
		safe = true
		return ctx.Err()
	}}
	db := open(t)
	r := runner(db, "a", &c, job)
	stop := start(t, r)
	<-started
	stop()
	if !safe {
		t.Error("returned before the job reached a safe point")
	}
	if rec := record(t, db); rec.Next.After(c.now()) || rec.Failures != 0 {
		t.Errorf("an interrupted job is not due as before: %+v", rec)
	}
	start(t, r)
	select {
	case <-started:
	case <-time.After(10 * time.Second):
		t.Error("not begun again after the stop")
	}
}

func testOneRunAtATime(t *testing.T, open opener) {
	db := open(t)
	var c clock
	var runs atomic.Int32
	entered, release := make(chan struct{}), make(chan struct{})
	block := true
	job := jobs.Job{Name: "pull", Every: time.Hour, Run: func(context.Context, *lease.Lease) error {
		runs.Add(1)
		if block {
			close(entered)
			<-release
			block = false
		}
		return nil
	}}
	a, b := runner(db, "a", &c, job), runner(db, "b", &c, job)
	done := make(chan error)
	go func() { done <- a.RunNow(t.Context(), "pull") }()
	<-entered
	if err := b.RunNow(t.Context(), "pull"); !errors.Is(err, lease.ErrHeld) {
		t.Errorf("a second run at once: %v, want ErrHeld", err)
	}
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := b.RunNow(t.Context(), "pull"); err != nil || runs.Load() != 2 {
		t.Errorf("a run after that: %v, %d runs", err, runs.Load())
	}
}

func testADailyJobWaitsForItsHour(t *testing.T, open opener) {
	db := open(t)
	c := clock{}
	midnight := time.Now().In(vietnam.Zone)
	midnight = time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, 0, 0, 0, midnight.Location())
	at := time.Now().Add(time.Hour).Sub(midnight) % (24 * time.Hour)
	var runs atomic.Int32
	job := jobs.Job{Name: "backup", Daily: true, At: at, Run: func(context.Context, *lease.Lease) error { runs.Add(1); return nil }}
	start(t, runner(db, "a", &c, job))
	eventually(t, "the first time to be planned", func() bool {
		all, err := jobs.Records(t.Context(), db)
		return err == nil && len(all) == 1 && time.Until(all[0].Next) > 50*time.Minute
	})
	if runs.Load() != 0 {
		t.Fatal("it ran before its hour")
	}
	ask := func(ctx context.Context, tx store.Tx) error { return jobs.Ask(ctx, tx, "backup", c.now()) }
	if err := db.Atomic(t.Context(), ask); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the run that was asked for", func() bool { return runs.Load() == 1 })
	eventually(t, "the next day to be planned", func() bool { r := record(t, db); return !r.Running() && time.Until(r.Next) > 50*time.Minute })
}

func testAJobTellsHowFarItIsAndWhatItCameTo(t *testing.T, open opener) {
	db := open(t)
	var c clock
	fails := false
	job := jobs.Job{Name: "backup", Every: time.Hour, Run: func(ctx context.Context, _ *lease.Lease) error {
		if rec := record(t, db); rec.Done != 0 || rec.Total != 0 {
			t.Errorf("at its start it is at %d of %d", rec.Done, rec.Total)
		}
		jobs.Report(ctx, 3, 10)
		jobs.Report(ctx, 4, 10) // too soon to be written down
		if rec := record(t, db); rec.Done != 3 || rec.Total != 10 || !rec.Running() || rec.By != "a" {
			t.Errorf("it is at %d of %d, by %q", rec.Done, rec.Total, rec.By)
		}
		c.ahead.Add(int64(time.Second))
		jobs.Report(ctx, 9, 10)
		if rec := record(t, db); rec.Done != 9 {
			t.Errorf("a second later it is at %d", rec.Done)
		}
		if fails {
			return errors.New("disk full")
		}
		jobs.Tell(ctx, "ở đây", "here")
		return nil
	}}
	r := runner(db, "a", &c, job)
	if err := r.RunNow(t.Context(), "backup"); err != nil {
		t.Fatal(err)
	}
	if rec := record(t, db); rec.SayVI != "ở đây" || rec.SayEN != "here" || rec.Running() {
		t.Errorf("it says %q, %q", rec.SayVI, rec.SayEN)
	}
	fails = true
	_ = r.RunNow(t.Context(), "backup")
	if rec := record(t, db); rec.SayVI != "" || rec.Error != "disk full" {
		t.Errorf("after a failure it says %q, %q", rec.SayVI, rec.Error)
	}
	jobs.Report(t.Context(), 1, 2) // outside of a job
	jobs.Tell(t.Context(), "a", "b")
}
