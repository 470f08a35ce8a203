package store

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Meta is embedded, inlined, in every document: `store.Meta `bson:",inline"“.
// Rev counts the document's changes from 1 and is kept by the store alone.
type Meta struct {
	ID  string `bson:"_id"`
	Rev int64  `bson:"rev"`
}

func (m *Meta) meta() *Meta { return m }

// DocumentID returns the id, for code that handles documents of any type.
func (m *Meta) DocumentID() string { return m.ID }

type document interface{ meta() *Meta }

// Collection is a typed view of one collection; T embeds Meta.
type Collection[T any] struct{ schema Schema }

// Define declares a collection with its indexes.
func Define[T any](name string, indexes ...Index) Collection[T] {
	if _, ok := any(new(T)).(document); !ok {
		panic("store: " + name + ": the document type does not embed store.Meta")
	}
	return Collection[T]{schema: Schema{Collection: name, Indexes: indexes}}
}

// Schema is what the engine must ensure before the collection is used.
func (c Collection[T]) Schema() Schema { return c.schema }

// Get returns the document with that id, or ErrNotFound.
func (c Collection[T]) Get(ctx context.Context, r Reader, id string) (*T, error) {
	raw, err := r.Get(ctx, c.schema.Collection, id)
	if err != nil {
		return nil, fmt.Errorf("get %s %q: %w", c.schema.Collection, id, err)
	}
	return c.decode(raw)
}

// GetMany returns those documents that exist, in the order of ids.
func (c Collection[T]) GetMany(ctx context.Context, r Reader, ids []string) ([]*T, error) {
	raws, err := r.GetMany(ctx, c.schema.Collection, ids)
	if err != nil {
		return nil, fmt.Errorf("get %d of %s: %w", len(ids), c.schema.Collection, err)
	}
	docs := make([]*T, 0, len(raws))
	for _, raw := range raws {
		doc, err := c.decode(raw)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// First returns the first document of a query, or ErrNotFound.
func (c Collection[T]) First(ctx context.Context, r Reader, q Query) (*T, error) {
	q.Limit = 1
	for doc, err := range c.Each(ctx, r, q) {
		return doc, err
	}
	return nil, fmt.Errorf("find in %s: %w", c.schema.Collection, ErrNotFound)
}

// Find returns all documents of a query.
func (c Collection[T]) Find(ctx context.Context, r Reader, q Query) ([]*T, error) {
	var docs []*T
	for doc, err := range c.Each(ctx, r, q) {
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// Page is a stretch of a query's documents; Next is empty on the last one, and else goes into Query.After.
type Page[T any] struct {
	Items []*T
	Next  string
}

// Page returns at most q.Limit documents (which must be set) and the cursor to go on.
func (c Collection[T]) Page(ctx context.Context, r Reader, q Query) (Page[T], error) {
	var page Page[T]
	if q.Limit < 1 {
		return page, fmt.Errorf("find in %s: a page needs a limit", c.schema.Collection)
	}
	limit := q.Limit
	q.Limit++
	var last bson.Raw
	for raw, err := range r.Find(ctx, c.schema.Collection, q) {
		if err != nil {
			return page, fmt.Errorf("find in %s: %w", c.schema.Collection, err)
		}
		if len(page.Items) == limit {
			page.Next = cursorOf(last, q.Sort)
			break
		}
		doc, err := c.decode(raw)
		if err != nil {
			return page, err
		}
		page.Items, last = append(page.Items, doc), raw
	}
	return page, nil
}

// Each yields the documents of a query one by one.
func (c Collection[T]) Each(ctx context.Context, r Reader, q Query) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for raw, err := range r.Find(ctx, c.schema.Collection, q) {
			if err != nil {
				yield(nil, fmt.Errorf("find in %s: %w", c.schema.Collection, err))
				return
			}
			if doc, err := c.decode(raw); !yield(doc, err) || err != nil {
				return
			}
		}
	}
}

// Count counts the documents that meet every condition.
func (c Collection[T]) Count(ctx context.Context, r Reader, where ...Cond) (int, error) {
	n, err := r.Count(ctx, c.schema.Collection, where)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", c.schema.Collection, err)
	}
	return n, nil
}

// CountBy counts the documents that meet every condition, by the value of an indexed field.
func (c Collection[T]) CountBy(ctx context.Context, r Reader, field string, where ...Cond) (map[string]int, error) {
	counts, err := r.CountBy(ctx, c.schema.Collection, field, where)
	if err != nil {
		return nil, fmt.Errorf("count %s by %s: %w", c.schema.Collection, field, err)
	}
	return counts, nil
}

// Insert adds a document and sets its revision to 1, or returns ErrDuplicate.
func (c Collection[T]) Insert(ctx context.Context, tx Tx, doc *T) error {
	m := any(doc).(document).meta()
	before := m.Rev
	m.Rev = 1
	err := c.write(doc, func(raw bson.Raw) error { return tx.Insert(ctx, c.schema.Collection, raw) })
	if err != nil {
		m.Rev = before
		return fmt.Errorf("insert into %s %q: %w", c.schema.Collection, m.ID, err)
	}
	return nil
}

// Replace saves a document that was read, and counts its revision up, unless it was changed meanwhile (ErrConflict).
func (c Collection[T]) Replace(ctx context.Context, tx Tx, doc *T) error {
	m := any(doc).(document).meta()
	before := m.Rev
	m.Rev++
	err := c.write(doc, func(raw bson.Raw) error { return tx.Replace(ctx, c.schema.Collection, before, raw) })
	if err != nil {
		m.Rev = before
		return fmt.Errorf("replace in %s %q: %w", c.schema.Collection, m.ID, err)
	}
	return nil
}

// Delete removes a document that was read, unless it was changed meanwhile (ErrConflict).
func (c Collection[T]) Delete(ctx context.Context, tx Tx, doc *T) error {
	m := any(doc).(document).meta()
	if err := tx.Delete(ctx, c.schema.Collection, m.ID, m.Rev); err != nil {
		return fmt.Errorf("delete from %s %q: %w", c.schema.Collection, m.ID, err)
	}
	return nil
}

// Modify reads a document, lets change alter it and saves it, in one transaction.
func (c Collection[T]) Modify(ctx context.Context, db DB, id string, change func(*T) error) (*T, error) {
	var doc *T
	err := db.Atomic(ctx, func(ctx context.Context, tx Tx) (err error) {
		if doc, err = c.Get(ctx, tx, id); err != nil {
			return err
		}
		if err = change(doc); err != nil {
			return err
		}
		return c.Replace(ctx, tx, doc)
	})
	if err != nil {
		return nil, err
	}
	return doc, nil
}

// Save inserts a document that is new (revision 0) and replaces one that was read.
func (c Collection[T]) Save(ctx context.Context, tx Tx, doc *T) error {
	if any(doc).(document).meta().Rev == 0 {
		return c.Insert(ctx, tx, doc)
	}
	return c.Replace(ctx, tx, doc)
}

func (c Collection[T]) write(doc *T, put func(bson.Raw) error) error {
	raw, err := bson.Marshal(doc)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return put(raw)
}

func (c Collection[T]) decode(raw bson.Raw) (*T, error) {
	doc := new(T)
	if err := decode(raw, doc); err != nil {
		return nil, fmt.Errorf("decode %s: %w", c.schema.Collection, err)
	}
	return doc, nil
}

func decode(raw bson.Raw, doc any) error {
	if self, ok := doc.(SelfReading); ok {
		return self.ReadDocument(raw)
	}
	return bson.Unmarshal(raw, doc)
}
