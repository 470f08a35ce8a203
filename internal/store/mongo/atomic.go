package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

// tx is a running transaction.
type tx struct {
	reader
	failed error  // the error after which the server has given the transaction up
	lost   string // the document that another transaction had, if that was the error
}

var errOver = errors.New("store: the transaction is over")

// Insert adds a document, or returns ErrDuplicate.
func (x *tx) Insert(ctx context.Context, collection string, doc bson.Raw) error {
	return x.note(x.insert(ctx, collection, doc), collection, idOf(doc))
}

// Replace puts doc in the place of the document with its _id if that still has revision rev.
func (x *tx) Replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error {
	return x.note(x.replace(ctx, collection, rev, doc), collection, idOf(doc))
}

// Delete removes the document with that id if it still has revision rev.
func (x *tx) Delete(ctx context.Context, collection, id string, rev int64) error {
	return x.note(x.remove(ctx, collection, id, rev), collection, id)
}

func idOf(doc bson.Raw) string {
	id, _ := doc.Lookup("_id").StringValueOK()
	return id
}

// note remembers the document at which a write met another transaction.
func (x *tx) note(err error, collection, id string) error {
	if x.lost == "" && conflicted(err) {
		x.lost = collection + " " + id
	}
	return err
}

// Atomic runs f in a transaction that reads one snapshot and is on the journals
// of a majority when it ends. It starts over when another transaction got in its
// way or the deployment changed its primary, until the deadline; but not where no server was found to try it on.
func (db *DB) Atomic(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	inner, err := store.EnterAtomic(ctx)
	if err != nil {
		return err
	}
	inner, cancel := context.WithTimeout(inner, atomicFactor*db.limit)
	defer cancel()
	again, lost, err := db.attempt(inner, f)
	for try := 0; again && !away(err); try++ {
		if !pause(inner, try) {
			return failure(inner, err)
		}
		again, lost, err = db.attemptInTurn(inner, lost, f)
	}
	return err
}

// attemptInTurn is an attempt after one that lost a document to another transaction.
func (db *DB) attemptInTurn(ctx context.Context, lost string, f func(ctx context.Context, tx store.Tx) error) (again bool, next string, err error) {
	if lost != "" {
		if !db.turns.take(ctx, lost) {
			return false, "", failure(ctx, ctx.Err())
		}
		defer db.turns.give(lost)
	}
	return db.attempt(ctx, f)
}

// attempt runs f and commits; it reports whether the whole may be tried again,
// and which document it lost to another transaction, if it knows that.
func (db *DB) attempt(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) (again bool, lost string, err error) {
	session, err := db.client.StartSession()
	if err != nil {
		return false, "", failure(ctx, err)
	}
	ended := false
	defer func() {
		if !ended { // f failed or panicked
			db.abandon(ctx, session)
		}
	}()
	if err := session.StartTransaction(transactionOptions()); err != nil {
		return false, "", failure(ctx, err)
	}
	x := &tx{reader: reader{db: db, session: session}}
	x.tx = x
	if again, err := x.run(ctx, f); err != nil {
		return again, x.lost, err
	}
	ended = true
	again, err = db.commit(ctx, session)
	return again, "", err
}

func transactionOptions() *options.TransactionOptionsBuilder {
	return options.Transaction().
		SetReadConcern(readconcern.Snapshot()).
		SetWriteConcern(durable()).
		SetReadPreference(readpref.Primary())
}

// run runs f. What the transaction ran into counts for more than what f makes
// of it: f may have swallowed it, or have decided on what it could not read.
func (x *tx) run(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) (again bool, err error) {
	err = f(ctx, x)
	failed := x.failed
	x.failed = errOver
	if failed != nil && labelled(failed, transient) {
		return true, failed
	}
	if err == nil {
		err = failed
	}
	return false, err
}

// commit asks for the commit until the answer is known or the time is over. A
// commit may be asked for any number of times; it happens once.
func (db *DB) commit(ctx context.Context, session *mongo.Session) (again bool, err error) {
	for try := 0; ; try++ {
		once, cancel := db.bounded(ctx)
		err = session.CommitTransaction(once)
		cancel()
		if err == nil || labelled(err, transient) {
			session.EndSession(context.WithoutCancel(ctx))
			return err != nil, failure(ctx, err)
		}
		if !uncertain(err) || !pause(ctx, try) {
			break
		}
	}
	db.settle(ctx, session)
	return false, fmt.Errorf("commit, its outcome is unknown: %w", failure(ctx, err))
}

func uncertain(err error) bool {
	return labelled(err, unknown) || unavailable(err)
}

// settle goes on asking for a commit whose request has run out of time, so that
// the documents do not stay locked until the server gives up. To abort instead
// could cross the commit on its way.
func (db *DB) settle(ctx context.Context, session *mongo.Session) {
	db.tidy(ctx, func(ctx context.Context) {
		for try := 0; ; try++ {
			err := session.CommitTransaction(ctx)
			if err == nil || !uncertain(err) || !pause(ctx, try) {
				break
			}
		}
		session.EndSession(ctx)
	})
}

// abandon aborts a transaction, within the request while that has time.
func (db *DB) abandon(ctx context.Context, session *mongo.Session) {
	if ctx.Err() != nil {
		db.tidy(ctx, session.EndSession)
		return
	}
	end, cancel := context.WithTimeout(ctx, endTimeout)
	defer cancel()
	session.EndSession(end)
}

// tidy runs what remains to be done for a request that is over; Close waits for it.
func (db *DB) tidy(ctx context.Context, f func(context.Context)) {
	db.tidying.Go(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTimeout)
		defer cancel()
		f(ctx)
	})
}

// The pauses between tries grow from the one to the other, each of a random
// length below that, so that rivals do not meet again.
const (
	firstPause = 2 * time.Millisecond
	lastPause  = 250 * time.Millisecond
)

// pause reports false when the context ends before the pause does.
func pause(ctx context.Context, try int) bool {
	longest := min(lastPause, firstPause<<min(try, 10))
	timer := time.NewTimer(time.Duration(rand.Int64N(int64(longest)) + 1))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Snapshot lets f read one state of the whole store while others write. Servers
// keep old states for five minutes unless told otherwise
// (minSnapshotHistoryWindowInSeconds).
func (db *DB) Snapshot(ctx context.Context, f func(ctx context.Context, r store.Reader) error) error {
	session, err := db.client.StartSession(options.Session().SetSnapshot(true))
	if err != nil {
		return failure(ctx, err)
	}
	defer session.EndSession(context.WithoutCancel(ctx))
	return f(ctx, reader{db: db, session: session})
}
