package sqlite

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// catalog is what the file holds, by collection. It is never changed, only replaced.
type catalog map[string]*table

// table is a collection: id, revision, document, and a column for every field
// that was ever indexed. All of them are always written, so that a column that
// an older or newer program indexes is right whoever wrote last.
type table struct {
	name    string // the collection's
	columns []column
	statements
}

// statements are the texts that depend on nothing but the table.
type statements struct {
	get, getMany, revision  string
	insert, replace, remove string
}

type column struct {
	field string   // the dotted path
	path  []string // the same, split
}

var nameShape = regexp.MustCompile(`^_id$|^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// Names are declared in code, never input; the prefix keeps them clear of SQLite's own.
func tableName(collection string) string { return `"c_` + collection + `"` }

func columnName(field string) string {
	if field == "_id" {
		return "id"
	}
	return `"f_` + field + `"`
}

func newTable(name string, fields []string) *table {
	t := &table{name: name}
	names, marks, sets := "id, rev, doc", "?, ?, ?", "rev = ?, doc = ?"
	for _, f := range fields {
		t.columns = append(t.columns, column{field: f, path: strings.Split(f, ".")})
		names += ", " + columnName(f)
		marks += ", ?"
		sets += ", " + columnName(f) + " = ?"
	}
	from := " FROM " + tableName(name)
	t.get = "SELECT doc" + from + " WHERE id = ?"
	t.getMany = "SELECT t.doc FROM json_each(?) AS wanted CROSS JOIN " + tableName(name) + " AS t ON t.id = wanted.value ORDER BY wanted.key"
	t.revision = "SELECT rev" + from + " WHERE id = ?"
	t.remove = "DELETE" + from + " WHERE id = ? AND rev = ?"
	t.insert = "INSERT INTO " + tableName(name) + " (" + names + ") VALUES (" + marks + ")"
	t.replace = "UPDATE " + tableName(name) + " SET " + sets + " WHERE id = ? AND rev = ?"
	return t
}

// column returns the SQL name of a field that conditions and sorting may name.
func (t *table) column(field string) (string, error) {
	if field != "_id" && !slices.ContainsFunc(t.columns, func(c column) bool { return c.field == field }) {
		return "", fmt.Errorf("store: no index of %s has the field %q", t.name, field)
	}
	return columnName(field), nil
}

// row is a document taken apart.
type row struct {
	id     string
	rev    int64
	doc    []byte
	values []any // of the columns
}

func (t *table) row(doc bson.Raw) (row, error) {
	r := row{doc: doc, values: make([]any, 0, len(t.columns))}
	var err error
	if r.id, r.rev, err = store.Identity(doc); err != nil {
		return row{}, fmt.Errorf("%s: %w", t.name, err)
	}
	for _, c := range t.columns {
		v, err := store.Indexed(doc, c.path)
		if err != nil {
			return row{}, fmt.Errorf("%s: %s: %w", t.name, c.field, err)
		}
		r.values = append(r.values, bind(v))
	}
	return r, nil
}

// bind returns the value as SQLite holds it: times as milliseconds, booleans as 0 and 1.
func bind(v any) any {
	switch v := v.(type) {
	case store.Absent:
		return nil
	case time.Time:
		return v.UnixMilli()
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	default:
		return v
	}
}
