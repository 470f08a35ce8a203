// Package store keeps documents: typed collections with declared indexes over
// one small engine interface, implemented by SQLite and by MongoDB.
// A write that was acknowledged is durable, and a transaction over several
// collections happens whole or not at all, on either engine.
package store

import (
	"context"
	"errors"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The ways in which an operation can be refused.
var (
	// ErrNotFound: no document has that id.
	ErrNotFound = errors.New("store: not found")
	// ErrDuplicate: the id, or the value of a unique index, is taken.
	ErrDuplicate = errors.New("store: duplicate")
	// ErrConflict: the document was changed since it was read.
	ErrConflict = errors.New("store: changed meanwhile")
	// ErrUnavailable: the engine could not be reached or did not answer in time; nothing is known to have changed.
	ErrUnavailable = errors.New("store: unavailable")
	// ErrNested: a transaction was begun, or a write made outside it, with the context of a running transaction; it would wait for itself.
	ErrNested = errors.New("store: inside a transaction, use its tx")
)

// Index declares an ascending index over fields of a document, named by their
// BSON path ("place.province"). A field holds a string, an integer, a boolean
// or a time. A unique index binds only documents in which every field of it is
// present: leave a field out with omitempty to let it be absent many times.
type Index struct {
	Fields []string
	Unique bool
}

// Schema is what an engine must know of a collection.
type Schema struct {
	Collection string
	Indexes    []Index
}

// Op compares a field with a value.
type Op string

// The comparisons that both engines do through an index.
const (
	Eq  Op = "eq"
	In  Op = "in" // Value is a []string or []int64
	Lt  Op = "lt"
	Lte Op = "lte"
	Gt  Op = "gt"
	Gte Op = "gte"
)

// Cond is one condition on an indexed field. Value is a string, int, int64,
// bool, time.Time (compared to the millisecond) or, with In, a slice. A field
// that is absent meets no condition.
type Cond struct {
	Field string
	Op    Op
	Value any
}

// Order sorts by one indexed field; ties are broken by id in the same direction as the last one.
type Order struct {
	Field string
	Desc  bool
}

// Query finds documents that meet every condition. Where and Sort name fields
// of declared indexes, or "_id". Without Sort the order is by id. Limit 0 is no
// limit. After is the cursor of a Page before this one, of the same query.
type Query struct {
	Where []Cond
	Sort  []Order
	Limit int
	After string
}

// Reader reads documents, as they stand or as a transaction sees them.
type Reader interface {
	// Get returns the document with that id, or ErrNotFound.
	Get(ctx context.Context, collection, id string) (bson.Raw, error)
	// GetMany returns those documents that exist, in the order of ids.
	GetMany(ctx context.Context, collection string, ids []string) ([]bson.Raw, error)
	// Find yields the documents of a query. A bson.Raw is the receiver's own to keep.
	Find(ctx context.Context, collection string, q Query) iter.Seq2[bson.Raw, error]
	// Count counts the documents that meet every condition.
	Count(ctx context.Context, collection string, where []Cond) (int, error)
	// CountBy counts the documents that meet every condition by the value of an indexed string or integer field, written in decimal.
	CountBy(ctx context.Context, collection, field string, where []Cond) (map[string]int, error)
}

// Tx reads and writes documents. Each document carries _id and rev.
type Tx interface {
	Reader
	// Insert adds a document, or returns ErrDuplicate.
	Insert(ctx context.Context, collection string, doc bson.Raw) error
	// Replace puts doc in the place of the document with its _id if that still has revision rev: ErrConflict if it does not, ErrNotFound if there is none, ErrDuplicate if a unique index refuses it.
	Replace(ctx context.Context, collection string, rev int64, doc bson.Raw) error
	// Delete removes the document with that id if it still has revision rev: ErrConflict or ErrNotFound otherwise.
	Delete(ctx context.Context, collection, id string, rev int64) error
}

// DB is an engine. A write outside Atomic is a transaction of its own.
type DB interface {
	Tx
	// Ensure creates the collections and indexes that are missing; it may run any number of times, in several processes at once.
	Ensure(ctx context.Context, schemas ...Schema) error
	// Atomic runs f in one transaction that sees one state of the whole store, and commits if f returns nil. On a conflict with another transaction f runs again, so it must do nothing outside the store, and use tx alone, from one goroutine. Errors of f come back as they are. After ErrDuplicate the transaction can only end: if f goes on and returns nil, Atomic returns that ErrDuplicate.
	Atomic(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	// Snapshot lets f read one state of the whole store, for as long as it takes, while others write.
	Snapshot(ctx context.Context, f func(ctx context.Context, r Reader) error) error
	// Name is the engine's name for people: "sqlite" or "mongodb".
	Name() string
	// Ping answers whether the engine can serve now.
	Ping(ctx context.Context) error
	Close() error
}
