package sqlite

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
)

// builder writes one statement: its text, in which no value ever appears, and its arguments.
type builder struct {
	strings.Builder
	args []any
}

func (b *builder) add(text string, args ...any) {
	b.WriteString(text)
	b.args = append(b.args, args...)
}

var operators = map[store.Op]string{
	store.Eq: " = ?", store.Lt: " < ?", store.Lte: " <= ?", store.Gt: " > ?", store.Gte: " >= ?",
	store.In: " IN (SELECT value FROM json_each(?))", // one text, and so one statement, for lists of any length
}

// where writes the conditions. An absent field is NULL and meets none of them, as promised.
func (b *builder) where(t *table, conds []store.Cond) error {
	b.add(" WHERE true")
	for _, c := range conds {
		name, err := t.column(c.Field)
		if err != nil {
			return err
		}
		operator, ok := operators[c.Op]
		if !ok {
			return fmt.Errorf("store: no comparison %q", c.Op)
		}
		value, err := c.Argument()
		if err != nil {
			return err
		}
		if c.Op == store.In {
			if value, err = list(value); err != nil {
				return err
			}
		}
		b.add(" AND "+name+operator, bind(value))
	}
	return nil
}

// list returns a list as the JSON array that json_each takes apart.
func list(values any) (string, error) {
	text, err := json.Marshal(values)
	if string(text) == "null" {
		return "[]", err
	}
	return string(text), err
}

func findSQL(t *table, q store.Query) (*builder, error) {
	b := &builder{}
	b.add("SELECT doc FROM " + tableName(t.name))
	if err := b.where(t, q.Where); err != nil {
		return nil, err
	}
	keys, err := sortKeys(t, q.Sort)
	if err != nil {
		return nil, err
	}
	if q.After != "" {
		values, err := store.DecodeCursor(q.After, q.Sort)
		if err != nil {
			return nil, err
		}
		b.after(keys, values)
	}
	b.order(keys)
	if q.Limit > 0 {
		b.add(" LIMIT 0 + ?", int64(q.Limit)) // of a bare ? SQLite looks at the value, and so parses the kept statement again each time
	}
	return b, nil
}

func countBySQL(t *table, field string, where []store.Cond) (*builder, error) {
	name, err := t.column(field)
	if err != nil {
		return nil, err
	}
	b := &builder{}
	b.add("SELECT " + name + ", count(*) FROM " + tableName(t.name))
	if err := b.where(t, where); err != nil {
		return nil, err
	}
	b.add(" AND " + name + " IS NOT NULL GROUP BY " + name)
	return b, nil
}

// key is one column to sort by.
type key struct {
	name string
	desc bool
}

// sortKeys ends with the id, in the direction of the last field, so that the order is total.
func sortKeys(t *table, sort []store.Order) ([]key, error) {
	var keys []key
	desc := false
	for _, o := range sort {
		name, err := t.column(o.Field)
		if err != nil {
			return nil, err
		}
		desc = o.Desc
		keys = append(keys, key{name: name, desc: desc})
	}
	return append(keys, key{name: "id", desc: desc}), nil
}

func (b *builder) order(keys []key) {
	joint := " ORDER BY "
	for _, k := range keys {
		b.add(joint + k.name)
		if k.desc {
			b.add(" DESC")
		}
		joint = ", "
	}
}

// after writes "comes after these values": further by the first key, or the
// same by it and further by the second, and so on. The bound on the first key
// repeats what follows from that, because an index can seek to it.
func (b *builder) after(keys []key, values []any) {
	b.add(" AND ")
	b.bound(keys[0], values[0])
	b.add(" AND (")
	for i := range keys {
		if i > 0 {
			b.add(" OR ")
		}
		b.add("(")
		for j := range i {
			b.same(keys[j], values[j])
			b.add(" AND ")
		}
		b.further(keys[i], values[i])
		b.add(")")
	}
	b.add(")")
}

func (b *builder) bound(k key, v any) {
	switch {
	case v == (store.Absent{}) && k.desc:
		b.add(k.name + " IS NULL")
	case v == (store.Absent{}) || k.desc && k.name != "id":
		b.add("true") // absent sorts first, so everything may follow; and last when descending
	case k.desc:
		b.add(k.name+" <= ?", bind(v))
	default:
		b.add(k.name+" >= ?", bind(v))
	}
}

func (b *builder) same(k key, v any) {
	if v == (store.Absent{}) {
		b.add(k.name + " IS NULL")
		return
	}
	b.add(k.name+" = ?", bind(v))
}

func (b *builder) further(k key, v any) {
	switch {
	case v == (store.Absent{}) && k.desc:
		b.add("false")
	case v == (store.Absent{}):
		b.add(k.name + " IS NOT NULL")
	case k.desc:
		b.add("("+k.name+" < ? OR "+k.name+" IS NULL)", bind(v))
	default:
		b.add(k.name+" > ?", bind(v))
	}
}
