// Package mongo is the engine of the document store for more than one machine:
// a MongoDB replica set or sharded cluster. What it acknowledges is on the
// journals of a majority, and every operation has a deadline, so that a server
// that hangs holds up no page.
//
// The server keeps the documents of a transaction locked whose process was
// killed, until transactionLifetimeLimitSeconds have passed: 60 by default, for
// a shop better 10.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
)

// ErrStandalone: the server is not part of a replica set and so has no transactions.
var ErrStandalone = errors.New("this MongoDB is a standalone server, which has no transactions: " +
	"start mongod with --replSet rs0 and run rs.initiate() once (one member is enough)")

// The times after which an operation gives up if its context allows it longer.
const (
	operationTimeout = 10 * time.Second // one command; timeoutMS in the address changes it
	connectTimeout   = 5 * time.Second
	selectionTimeout = 3 * time.Second // until a server is found that can answer; serverSelectionTimeoutMS or timeoutMS in the address changes it
	endTimeout       = 5 * time.Second // what is tidied up after a request that ended
	atomicFactor     = 3               // a transaction has this many times the time of one command
)

// defaultDatabase holds the collections where the address names no database.
const defaultDatabase = "ocop"

// DB is a store in one database of a MongoDB deployment.
type DB struct {
	reader // reads outside transactions

	client   *mongo.Client
	database *mongo.Database
	limit    time.Duration // of one command
	catalog  atomic.Pointer[catalog]
	growing  sync.Mutex // held while the catalog is replaced
	turns    turns
	tidying  sync.WaitGroup // transactions that are ended after their request
	close    sync.Once
	closeErr error
}

var _ store.DB = (*DB)(nil)

// Open connects to the deployment at uri, refuses a standalone server with
// ErrStandalone, and ensures the schemas. The database is the one that uri
// names, or "ocop".
func Open(ctx context.Context, uri string, schemas ...store.Schema) (*DB, error) {
	db, err := connect(uri)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := db.start(ctx, schemas); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

func connect(uri string) (*DB, error) {
	address, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return nil, err
	}
	limit, name := operationTimeout, defaultDatabase
	if address.TimeoutSet && address.Timeout > 0 {
		limit = address.Timeout
	}
	if address.Database != "" {
		name = address.Database
	}
	client, err := mongo.Connect(clientOptions(uri, limit).SetServerSelectionTimeout(selection(address, limit)))
	if err != nil {
		return nil, err
	}
	db := &DB{client: client, database: client.Database(name), limit: limit}
	db.catalog.Store(&catalog{})
	db.reader = reader{db: db}
	return db, nil
}

// clientOptions states every promise, whatever the address says.
func clientOptions(uri string, limit time.Duration) *options.ClientOptions {
	return options.Client().ApplyURI(uri).
		SetAppName("ocop").
		SetWriteConcern(durable()).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).
		SetRetryReads(true).
		SetTimeout(limit).
		SetConnectTimeout(connectTimeout)
}

// selection is how long an operation waits for a server: an election is over sooner than that most of the
// time, and whoever waits for a page hears of a deployment that is away before they lose patience.
func selection(address *connstring.ConnString, limit time.Duration) time.Duration {
	switch {
	case address.ServerSelectionTimeoutSet && address.ServerSelectionTimeout > 0:
		return min(address.ServerSelectionTimeout, limit)
	case address.TimeoutSet:
		return limit
	}
	return min(selectionTimeout, limit)
}

func durable() *writeconcern.WriteConcern {
	wc, yes := writeconcern.Majority(), true
	wc.Journal = &yes
	return wc
}

func (db *DB) start(ctx context.Context, schemas []store.Schema) error {
	if err := db.refuseStandalone(ctx); err != nil {
		return err
	}
	return db.Ensure(ctx, schemas...)
}

func (db *DB) refuseStandalone(ctx context.Context) error {
	ctx, cancel := db.bounded(ctx)
	defer cancel()
	var hello struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"`
	}
	if err := db.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return failure(ctx, err)
	}
	if hello.SetName == "" && hello.Msg != "isdbgrid" {
		return ErrStandalone
	}
	return nil
}

// bounded gives one command its deadline.
func (db *DB) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, db.limit)
}

// Name is "mongodb".
func (db *DB) Name() string { return "mongodb" }

// Ping asks the primary for an answer.
func (db *DB) Ping(ctx context.Context) error {
	ctx, cancel := db.bounded(ctx)
	defer cancel()
	return failure(ctx, db.client.Ping(ctx, readpref.Primary()))
}

// Close waits for transactions that are being ended, and disconnects.
func (db *DB) Close() error {
	db.close.Do(func() {
		db.tidying.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
		defer cancel()
		if err := db.client.Disconnect(ctx); err != nil {
			db.closeErr = fmt.Errorf("close store: %w", err)
		}
	})
	return db.closeErr
}
