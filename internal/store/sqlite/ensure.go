package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// Ensure creates the collections, columns and indexes that are missing, fills
// the columns from the documents, and learns what the file holds. All of it
// happens or none.
func (db *DB) Ensure(ctx context.Context, schemas ...store.Schema) error {
	if err := store.OutsideAtomic(ctx); err != nil {
		return err
	}
	s, err := db.takeWriter(ctx)
	if err != nil {
		return err
	}
	defer db.giveWriter(s)
	var learned catalog
	err = transact(ctx, s, "BEGIN IMMEDIATE", func() error {
		for _, schema := range schemas {
			if err := ensure(ctx, s, schema); err != nil {
				return fmt.Errorf("ensure %s: %w", schema.Collection, failure(ctx, err))
			}
		}
		learned, err = learn(ctx, s)
		return failure(ctx, err)
	})
	if err != nil {
		return err
	}
	db.catalog.Store(&learned)
	return nil
}

func (db *DB) table(collection string) (*table, error) {
	if t, ok := (*db.catalog.Load())[collection]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("store: no collection %q, nobody ensured it", collection)
}

func ensure(ctx context.Context, s *session, schema store.Schema) error {
	if err := checkNames(schema); err != nil {
		return err
	}
	create := "CREATE TABLE IF NOT EXISTS " + tableName(schema.Collection) +
		" (id TEXT PRIMARY KEY NOT NULL, rev INTEGER NOT NULL, doc BLOB NOT NULL)"
	if _, err := s.conn.ExecContext(ctx, create); err != nil {
		return err
	}
	if err := ensureColumns(ctx, s, schema); err != nil {
		return err
	}
	for _, index := range schema.Indexes {
		if _, err := s.conn.ExecContext(ctx, indexSQL(schema.Collection, index)); err != nil {
			return fmt.Errorf("index on %s: %w", strings.Join(index.Fields, ", "), err)
		}
	}
	return nil
}

func checkNames(schema store.Schema) error {
	names := []string{schema.Collection}
	for _, index := range schema.Indexes {
		if len(index.Fields) == 0 {
			return fmt.Errorf("an index without fields")
		}
		names = append(names, index.Fields...)
	}
	for _, name := range names {
		if !nameShape.MatchString(name) {
			return fmt.Errorf("%q cannot be a name", name)
		}
	}
	return nil
}

// indexSQL names an index after what it is, so that a changed declaration makes
// a new one. A plain index ends with the id, which sorting ends with.
func indexSQL(collection string, index store.Index) string {
	var columns []string
	for _, f := range index.Fields {
		columns = append(columns, columnName(f))
	}
	kind, unique := "by", ""
	if index.Unique {
		kind, unique = "one", "UNIQUE "
	} else if !slices.Contains(columns, "id") {
		columns = append(columns, "id")
	}
	name := fmt.Sprintf("%q", "c_"+collection+" "+kind+" "+strings.Join(index.Fields, " "))
	return "CREATE " + unique + "INDEX IF NOT EXISTS " + name + " ON " + tableName(collection) +
		" (" + strings.Join(columns, ", ") + ")"
}

// ensureColumns adds a column for each field that has none yet. It has no type:
// SQLite must keep strings as strings and integers as integers.
func ensureColumns(ctx context.Context, s *session, schema store.Schema) error {
	have, err := fields(ctx, s, schema.Collection)
	if err != nil {
		return err
	}
	var added []string
	for _, index := range schema.Indexes {
		for _, f := range index.Fields {
			if f == "_id" || slices.Contains(have, f) || slices.Contains(added, f) {
				continue
			}
			add := "ALTER TABLE " + tableName(schema.Collection) + " ADD COLUMN " + columnName(f)
			if _, err := s.conn.ExecContext(ctx, add); err != nil {
				return err
			}
			added = append(added, f)
		}
	}
	if len(added) == 0 {
		return nil
	}
	return fill(ctx, s, newTable(schema.Collection, added))
}

// fillBatch is how many documents are in memory at once while columns are filled.
const fillBatch = 500

// fill writes the new columns of documents that are there already.
func fill(ctx context.Context, s *session, t *table) error {
	var sets []string
	for _, c := range t.columns {
		sets = append(sets, columnName(c.field)+" = ?")
	}
	update := "UPDATE " + tableName(t.name) + " SET " + strings.Join(sets, ", ") + " WHERE id = ?"
	for last := ""; ; {
		docs, err := collect(ctx, s, "SELECT doc FROM "+tableName(t.name)+" WHERE id > ? ORDER BY id LIMIT ?", []any{last, int64(fillBatch)})
		if err != nil || len(docs) == 0 {
			return err
		}
		if last, err = fillSome(ctx, s, t, update, docs); err != nil {
			return err
		}
	}
}

func fillSome(ctx context.Context, s *session, t *table, update string, docs []bson.Raw) (last string, err error) {
	for _, doc := range docs {
		r, err := t.row(doc)
		if err != nil {
			return "", err
		}
		if _, err := s.exec(ctx, update, append(r.values, r.id)...); err != nil {
			return "", err
		}
		last = r.id
	}
	return last, nil
}

// learn reads from the file which tables and columns there are.
func learn(ctx context.Context, s *session) (catalog, error) {
	names, err := texts(ctx, s, "SELECT substr(name, 3) FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 2) = 'c_'")
	if err != nil {
		return nil, err
	}
	learned := catalog{}
	for _, name := range names {
		have, err := fields(ctx, s, name)
		if err != nil {
			return nil, err
		}
		learned[name] = newTable(name, have)
	}
	return learned, nil
}

func fields(ctx context.Context, s *session, collection string) ([]string, error) {
	return texts(ctx, s, "SELECT substr(name, 3) FROM pragma_table_info(?) WHERE substr(name, 1, 2) = 'f_' ORDER BY cid", "c_"+collection)
}

func texts(ctx context.Context, s *session, text string, args ...any) ([]string, error) {
	rows, err := s.conn.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return scanTexts(rows)
}

func scanTexts(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var found []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}
