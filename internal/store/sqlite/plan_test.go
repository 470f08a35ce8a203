package sqlite

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// TestPlans: what the pages ask for goes through an index and is not sorted afterwards.
func TestPlans(t *testing.T) {
	schema := store.Schema{Collection: "items", Indexes: []store.Index{
		{Fields: []string{"slug"}, Unique: true},
		{Fields: []string{"group", "stars"}},
		{Fields: []string{"at"}},
	}}
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "ocop.db"), schema)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	group := store.Cond{Field: "group", Op: store.Eq, Value: "food"}
	for _, test := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{}, "SCAN c_items USING INDEX sqlite_autoindex_c_items_1"},
		{store.Query{Where: []store.Cond{{Field: "slug", Op: store.Eq, Value: "a"}}, Limit: 1}, "SEARCH c_items USING INDEX c_items one slug (f_slug=?)"},
		{store.Query{Where: []store.Cond{group}, Sort: []store.Order{{Field: "stars", Desc: true}}, Limit: 24}, "SEARCH c_items USING INDEX c_items by group stars (f_group=?)"},
		{store.Query{Where: []store.Cond{group, {Field: "stars", Op: store.Gte, Value: 3}}, Sort: []store.Order{{Field: "stars"}}}, "SEARCH c_items USING INDEX c_items by group stars (f_group=? AND f_stars>?)"},
		{store.Query{Sort: []store.Order{{Field: "at"}}, Limit: 24, After: cursorAt(t)}, "SEARCH c_items USING INDEX c_items by at (f_at>?)"},
		{store.Query{Sort: []store.Order{{Field: "at", Desc: true}}, Limit: 24}, "SCAN c_items USING INDEX c_items by at"},
	} {
		b, err := findSQL(mustTable(t, db, "items"), test.q)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan(t, db, b); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", b, got, test.want)
		}
	}
	b, err := countBySQL(mustTable(t, db, "items"), "stars", []store.Cond{group})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := plan(t, db, b), "SEARCH c_items USING COVERING INDEX c_items by group stars (f_group=? AND f_stars>?)"; got != want {
		t.Errorf("%s\ngot  %s\nwant %s", b, got, want)
	}
}

func mustTable(t *testing.T, db *DB, collection string) *table {
	t.Helper()
	found, err := db.table(collection)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// cursorAt is where a page by the field at ended.
func cursorAt(t *testing.T) string {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "at", Value: time.UnixMilli(5)}, {Key: "_id", Value: "a"}})
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(doc)
}

func plan(t *testing.T, db *DB, b *builder) string {
	t.Helper()
	rows, err := db.sql.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+b.String(), b.args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}
