package storetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"golang.org/x/sync/errgroup"
)

// child is the variable that makes a test binary the process that is killed: engine, address and round.
const child = "OCOP_STORETEST_CHILD"

// Main must be called by TestMain of a package that calls Run: it runs the
// tests, or, in a process that Run started, writes until it is killed.
func Main(m *testing.M) int {
	task := strings.SplitN(os.Getenv(child), " ", 3)
	if len(task) < 3 {
		return m.Run()
	}
	for _, e := range []Engine{SQLite(), Mongo()} {
		if e.Name == task[0] {
			err := writeForever(e, task[1], task[2])
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return 1
}

// writeForever writes from eight goroutines, each time a new item and the count
// of them in one transaction, and says the id of each that was acknowledged.
func writeForever(e Engine, address, round string) error {
	db, err := e.Open(context.Background(), address, schemas()...)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(context.Background())
	for writer := range 8 {
		g.Go(func() error {
			count := &tally{Meta: id(fmt.Sprint(round, "-", writer))}
			for {
				if err := writeOne(ctx, db, count); err != nil {
					return err
				}
				fmt.Println(count.ID + "-" + fmt.Sprint(count.N))
			}
		})
	}
	return g.Wait()
}

func writeOne(ctx context.Context, db store.DB, count *tally) error {
	before := *count
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		*count = before
		count.N++
		doc := &item{Meta: id(count.ID + "-" + fmt.Sprint(count.N)), Group: count.ID, Stars: count.N}
		if err := items().Insert(ctx, tx, doc); err != nil {
			return err
		}
		return tallies().Save(ctx, tx, count)
	})
}

func testKill(t *testing.T, e Engine) {
	address := e.Place(t)
	written := 0
	for round := range 6 {
		acknowledged := killed(t, e, address, round)
		written += len(acknowledged)
		checkKilled(t, e, address, acknowledged)
	}
	t.Logf("%d writes acknowledged", written)
	if written == 0 {
		t.Error("nothing was acknowledged, so nothing was tested")
	}
}

// killed returns the ids that a process said were written before it was killed.
func killed(t *testing.T, e Engine, address string, round int) []string {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d", child, e.Name, address, round))
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	must(t, err)
	must(t, process.Start())
	lines := bufio.NewScanner(out)
	lines.Scan() // it has begun
	acknowledged := []string{lines.Text()}
	timer := time.AfterFunc(time.Duration(50+37*round)*time.Millisecond, func() { _ = process.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		acknowledged = append(acknowledged, lines.Text())
	}
	_, _ = io.Copy(io.Discard, out)
	_ = process.Wait() // it was killed
	return acknowledged
}

func checkKilled(t *testing.T, e Engine, address string, acknowledged []string) {
	t.Helper()
	db, err := e.Open(t.Context(), address, schemas()...)
	must(t, err)
	defer db.Close()
	found, err := items().GetMany(t.Context(), db, acknowledged)
	must(t, err)
	if len(found) != len(acknowledged) {
		t.Errorf("lost %d of %d acknowledged writes", len(acknowledged)-len(found), len(acknowledged))
	}
	counts, err := tallies().Find(t.Context(), db, store.Query{})
	must(t, err)
	byGroup, err := items().CountBy(t.Context(), db, "group")
	must(t, err)
	for _, count := range counts {
		if count.N != byGroup[count.ID] {
			t.Errorf("a torn transaction: %s counts %d, there are %d", count.ID, count.N, byGroup[count.ID])
		}
	}
}
