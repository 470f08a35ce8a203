package mongo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// catalog is what was ensured, by collection. It is never changed, only replaced.
type catalog map[string]*table

// table is a collection with the fields that its indexes name.
type table struct {
	name   string
	fields []string
	paths  [][]string // the same, split
}

// Ensure creates the collections and indexes that are missing. Creating what is
// there already is nothing to the server, whoever does it at the same time.
func (db *DB) Ensure(ctx context.Context, schemas ...store.Schema) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	for _, schema := range schemas {
		if err := db.ensure(ctx, schema); err != nil {
			return fmt.Errorf("ensure %s: %w", schema.Collection, err)
		}
	}
	db.learn(schemas)
	return nil
}

func (db *DB) ensure(ctx context.Context, schema store.Schema) error {
	create, cancel := db.bounded(ctx)
	defer cancel()
	err := db.database.CreateCollection(create, schema.Collection)
	if err != nil && !exists(err) {
		return failure(create, err)
	}
	if len(schema.Indexes) == 0 {
		return nil
	}
	var models []mongo.IndexModel
	for _, index := range schema.Indexes {
		if len(index.Fields) == 0 {
			return errors.New("an index without fields")
		}
		models = append(models, indexModel(index))
	}
	// Building an index over what is there takes as long as it takes, within ctx.
	patient, cancel := context.WithTimeout(ctx, atomicFactor*atomicFactor*db.limit)
	defer cancel()
	_, err = db.database.Collection(schema.Collection).Indexes().CreateMany(patient, models)
	return failure(patient, err)
}

func exists(err error) bool {
	const namespaceExists = 48
	var e mongo.ServerError
	return errors.As(err, &e) && e.HasErrorCode(namespaceExists)
}

// indexModel names an index after what it is, so that a changed declaration
// makes a new one. A plain index ends with the id, which sorting ends with. A
// unique one holds only documents that have every field.
func indexModel(index store.Index) mongo.IndexModel {
	keys, present := bson.D{}, bson.D{}
	for _, f := range index.Fields {
		keys = append(keys, bson.E{Key: f, Value: 1})
		present = append(present, bson.E{Key: f, Value: bson.D{{Key: "$exists", Value: true}}})
	}
	list := strings.Join(index.Fields, " ")
	if index.Unique {
		return mongo.IndexModel{Keys: keys, Options: options.Index().SetName("one " + list).SetUnique(true).SetPartialFilterExpression(present)}
	}
	if !slices.Contains(index.Fields, "_id") {
		keys = append(keys, bson.E{Key: "_id", Value: 1})
	}
	return mongo.IndexModel{Keys: keys, Options: options.Index().SetName("by " + list)}
}

// learn adds the fields of schemas to what may be asked for.
func (db *DB) learn(schemas []store.Schema) {
	db.growing.Lock()
	defer db.growing.Unlock()
	next := maps.Clone(*db.catalog.Load())
	for _, schema := range schemas {
		var fields []string
		if known := next[schema.Collection]; known != nil {
			fields = slices.Clone(known.fields)
		}
		for _, index := range schema.Indexes {
			fields = append(fields, index.Fields...)
		}
		next[schema.Collection] = newTable(schema.Collection, fields)
	}
	db.catalog.Store(&next)
}

func newTable(name string, fields []string) *table {
	slices.Sort(fields)
	t := &table{name: name, fields: slices.Compact(fields)}
	for _, f := range t.fields {
		t.paths = append(t.paths, strings.Split(f, "."))
	}
	return t
}

func (db *DB) table(collection string) (*table, error) {
	if t, ok := (*db.catalog.Load())[collection]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("store: no collection %q, nobody ensured it", collection)
}

// check refuses a field that conditions and sorting may not name.
func (t *table) check(field string) error {
	if field == "_id" || slices.Contains(t.fields, field) {
		return nil
	}
	return fmt.Errorf("store: no index of %s has the field %q", t.name, field)
}

// accept refuses a document that the other engine would not take.
func (t *table) accept(doc bson.Raw) (id string, err error) {
	id, _, err = store.Identity(doc)
	if err != nil {
		return "", fmt.Errorf("%s: %w", t.name, err)
	}
	for _, path := range t.paths {
		if _, err := store.Indexed(doc, path); err != nil {
			return "", fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return id, nil
}
