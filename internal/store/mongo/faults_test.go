package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"go.mongodb.org/mongo-driver/v2/bson"
	"golang.org/x/sync/errgroup"
)

// These tests have the server misbehave by its own fail points, for which it
// must be started with --setParameter enableTestCommands=1.

// count is a document that every write of the tests counts up.
type count struct {
	store.Meta `bson:",inline"`
	N          int `bson:"n"`
}

// entry is written together with a count, once for each.
type entry struct {
	store.Meta `bson:",inline"`
	Of         string `bson:"of"`
}

func counts() store.Collection[count] { return store.Define[count]("counts") }

func entries() store.Collection[entry] {
	return store.Define[entry]("entries", store.Index{Fields: []string{"of"}})
}

// open opens an empty store in which a command may take the given time.
func open(t *testing.T, limit time.Duration) *mongo.DB {
	t.Helper()
	db := openAt(t, storetest.Mongo().Place(t), limit)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func openAt(t *testing.T, address string, limit time.Duration) *mongo.DB {
	t.Helper()
	joint := "?"
	if strings.Contains(address, "?") {
		joint = "&"
	}
	address += fmt.Sprint(joint, "timeoutMS=", limit.Milliseconds())
	db, err := mongo.Open(t.Context(), address, counts().Schema(), entries().Schema())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// misbehave makes the server do to the store's commands what data says.
func misbehave(t *testing.T, mode any, data ...bson.E) {
	t.Helper()
	data = append(data, bson.E{Key: "appName", Value: "ocop"})
	storetest.Command(t, "admin", bson.D{{Key: "configureFailPoint", Value: "failCommand"}, {Key: "mode", Value: mode}, {Key: "data", Value: bson.D(data)}})
	t.Cleanup(func() { behave(t) })
}

func behave(t *testing.T) {
	storetest.Command(t, "admin", bson.D{{Key: "configureFailPoint", Value: "failCommand"}, {Key: "mode", Value: "off"}})
}

func times(n int) bson.D { return bson.D{{Key: "times", Value: n}} }

func commands(names ...string) bson.E { return bson.E{Key: "failCommands", Value: names} }

// record counts up and writes an entry, in one transaction.
func record(ctx context.Context, db store.DB, of string) error {
	return db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := counts().Get(ctx, tx, of)
		if errors.Is(err, store.ErrNotFound) {
			c, err = &count{Meta: store.Meta{ID: of}}, nil
		}
		if err != nil {
			return err
		}
		c.N++
		e := &entry{Meta: store.Meta{ID: fmt.Sprint(of, "-", c.N)}, Of: of}
		if err := entries().Insert(ctx, tx, e); err != nil {
			return err
		}
		return counts().Save(ctx, tx, c)
	})
}

// recorded returns how often record had an effect, after checking that it was whole each time.
func recorded(t *testing.T, db store.DB, of string) int {
	t.Helper()
	n, err := entries().Count(t.Context(), db, store.Cond{Field: "of", Op: store.Eq, Value: of})
	if err != nil {
		t.Fatal(err)
	}
	c, err := counts().Get(t.Context(), db, of)
	if errors.Is(err, store.ErrNotFound) {
		c, err = &count{}, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	if c.N != n {
		t.Errorf("%s: counted %d, but there are %d entries", of, c.N, n)
	}
	return n
}

// TestFaultsInTransactions: whatever passes is tried again, and done once.
func TestFaultsInTransactions(t *testing.T) {
	conflict := bson.E{Key: "errorCode", Value: 112}
	drop := bson.E{Key: "closeConnection", Value: true}
	// The commit has happened, but the answer is that it is not known to be on a majority.
	unsure := bson.E{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: 64}, {Key: "errmsg", Value: "waiting for replication timed out"}}}
	for _, test := range []struct {
		name  string
		times int
		data  []bson.E
	}{
		{"write conflict in an update", 3, []bson.E{commands("update"), conflict}},
		{"write conflict in an insert", 2, []bson.E{commands("insert"), conflict}},
		{"write conflict in the commit", 2, []bson.E{commands("commitTransaction"), conflict}},
		{"connection dropped in a read", 3, []bson.E{commands("find"), drop}},
		{"connection dropped in an update", 3, []bson.E{commands("update"), drop}},
		{"connection dropped in the commit", 1, []bson.E{commands("commitTransaction"), drop}},
		{"connection dropped in the commit, again and again", 5, []bson.E{commands("commitTransaction"), drop}},
		{"commit done but not confirmed", 5, []bson.E{commands("commitTransaction"), unsure}},
	} {
		t.Run(test.name, func(t *testing.T) {
			db := open(t, 5*time.Second)
			if err := record(t.Context(), db, "c"); err != nil {
				t.Fatal(err)
			}
			misbehave(t, times(test.times), test.data...)
			if err := record(t.Context(), db, "c"); err != nil {
				t.Fatal(err)
			}
			behave(t)
			if n := recorded(t, db, "c"); n != 2 {
				t.Errorf("recorded %d times, want 2", n)
			}
		})
	}
}

// TestFaultsOutsideTransactions: a write whose connection is dropped is done once.
func TestFaultsOutsideTransactions(t *testing.T) {
	db := open(t, 5*time.Second)
	drop := bson.E{Key: "closeConnection", Value: true}
	c := &count{Meta: store.Meta{ID: "c"}}
	misbehave(t, times(1), commands("insert"), drop)
	if err := counts().Insert(t.Context(), db, c); err != nil {
		t.Fatal(err)
	}
	misbehave(t, times(1), commands("update"), drop)
	if err := counts().Replace(t.Context(), db, c); err != nil {
		t.Fatal(err)
	}
	misbehave(t, times(1), commands("find"), drop)
	got, err := counts().Get(t.Context(), db, "c")
	if err != nil {
		t.Fatal(err)
	}
	if got.Rev != 2 {
		t.Errorf("revision %d, want 2", got.Rev)
	}
	misbehave(t, "alwaysOn", commands("find"), drop)
	within(t, time.Second, func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := counts().Get(ctx, db, "c")
		return err
	})
}

// slack is what a deadline may be overrun by on a busy machine.
const slack = 700 * time.Millisecond

// within fails the test unless f ends by the time, unavailable.
func within(t *testing.T, limit time.Duration, f func() error) {
	t.Helper()
	begun := time.Now()
	err := f()
	if took := time.Since(begun); took > limit+slack {
		t.Errorf("took %v, more than %v", took, limit)
	}
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got error %v, want %v", err, store.ErrUnavailable)
	}
}

// TestHangs: a server that does not answer holds nobody beyond the deadline,
// that of the request or, where it has none, that of the store.
func TestHangs(t *testing.T) {
	const limit = 300 * time.Millisecond
	for _, command := range []string{"find", "insert", "update", "commitTransaction", "aggregate", "ping"} {
		t.Run(command, func(t *testing.T) { testHang(t, limit, command) })
	}
}

func testHang(t *testing.T, limit time.Duration, command string) {
	address := storetest.Mongo().Place(t)
	patient := openAt(t, address, 20*time.Second) // first, since it makes the collections, which takes its time
	defer patient.Close()
	db := openAt(t, address, limit)
	if err := record(t.Context(), db, "c"); err != nil {
		t.Fatal(err)
	}
	misbehave(t, "alwaysOn", commands(command), bson.E{Key: "blockConnection", Value: true}, bson.E{Key: "blockTimeMS", Value: 2000})
	hung := func(ctx context.Context, db store.DB) error {
		switch command {
		case "aggregate":
			_, err := entries().Count(ctx, db)
			return err
		case "ping":
			return db.Ping(ctx)
		}
		return record(ctx, db, "c")
	}
	within(t, 3*limit, func() error { return hung(t.Context(), db) })
	within(t, limit, func() error {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		return hung(ctx, patient)
	})
	behave(t)
	if err := db.Close(); err != nil { // waits until what hung is settled
		t.Error(err)
	}
	if n := recorded(t, patient, "c"); n > 3 {
		t.Errorf("recorded %d times, asked for 3", n)
	}
}

// TestFaultsUnderLoad has writers go on while the server drops commits and
// reports conflicts at random: what was acknowledged is there, once.
func TestFaultsUnderLoad(t *testing.T) {
	const writers, each = 8, 12
	db := open(t, 5*time.Second)
	random := bson.D{{Key: "activationProbability", Value: 0.2}}
	misbehave(t, random, commands("commitTransaction", "update", "insert"), bson.E{Key: "closeConnection", Value: true})
	g, ctx := errgroup.WithContext(t.Context())
	for writer := range writers {
		g.Go(func() error {
			for range each {
				if err := record(ctx, db, fmt.Sprint(writer%2)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	behave(t)
	if n := recorded(t, db, "0") + recorded(t, db, "1"); n != writers*each {
		t.Errorf("recorded %d times, want %d", n, writers*each)
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(storetest.MongoDB) == "" {
		fmt.Printf("the tests with a server are skipped: %s names none\n", storetest.MongoDB)
	}
	os.Exit(m.Run())
}
