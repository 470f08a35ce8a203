package mongo

import (
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// is is one condition; filters are made of these alone, so nothing from outside can become an operator.
func is(field, operator string, value any) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: operator, Value: value}}}}
}

func all(parts []bson.D) bson.D {
	if len(parts) == 0 {
		return bson.D{}
	}
	return bson.D{{Key: "$and", Value: parts}}
}

var operators = map[store.Op]string{
	store.Eq: "$eq", store.In: "$in", store.Lt: "$lt", store.Lte: "$lte", store.Gt: "$gt", store.Gte: "$gte",
}

func conditions(t *table, conds []store.Cond) ([]bson.D, error) {
	var parts []bson.D
	for _, c := range conds {
		if err := t.check(c.Field); err != nil {
			return nil, err
		}
		operator, ok := operators[c.Op]
		if !ok {
			return nil, fmt.Errorf("store: no comparison %q", c.Op)
		}
		value, err := c.Argument()
		if err != nil {
			return nil, err
		}
		parts = append(parts, is(c.Field, operator, list(value)))
	}
	return parts, nil
}

// list makes an empty list of one that is nil, which BSON would write as null.
func list(value any) any {
	switch v := value.(type) {
	case []string:
		return append([]string{}, v...)
	case []int64:
		return append([]int64{}, v...)
	}
	return value
}

// key is one field to sort by.
type key struct {
	field string
	desc  bool
}

// sortKeys ends with the id, in the direction of the last field, so that the order is total.
func sortKeys(t *table, sort []store.Order) ([]key, error) {
	var keys []key
	desc := false
	for _, o := range sort {
		if err := t.check(o.Field); err != nil {
			return nil, err
		}
		desc = o.Desc
		keys = append(keys, key{field: o.Field, desc: desc})
		if o.Field == "_id" {
			return keys, nil
		}
	}
	return append(keys, key{field: "_id", desc: desc}), nil
}

func order(keys []key) bson.D {
	var d bson.D
	for _, k := range keys {
		direction := 1
		if k.desc {
			direction = -1
		}
		d = append(d, bson.E{Key: k.field, Value: direction})
	}
	return d
}

// after writes "comes after these values": further by the first key, or the
// same by it and further by the second, and so on. The bound on the first key
// repeats what follows from that, because an index can seek to it.
func after(keys []key, values []any) []bson.D {
	var ways []bson.D
	for i := range keys {
		var way []bson.D
		for j := range i {
			way = append(way, same(keys[j], values[j]))
		}
		ways = append(ways, all(append(way, further(keys[i], values[i]))))
	}
	parts := []bson.D{{{Key: "$or", Value: ways}}}
	if values[0] != (store.Absent{}) && !keys[0].desc {
		parts = append(parts, is(keys[0].field, "$gte", values[0]))
	}
	return parts
}

func same(k key, v any) bson.D {
	if v == (store.Absent{}) {
		return is(k.field, "$exists", false)
	}
	return is(k.field, "$eq", v)
}

// further: absent fields sort first, and last when descending.
func further(k key, v any) bson.D {
	switch {
	case v == (store.Absent{}) && k.desc:
		return is("_id", "$exists", false) // nothing
	case v == (store.Absent{}):
		return is(k.field, "$exists", true)
	case k.desc:
		return bson.D{{Key: "$or", Value: []bson.D{is(k.field, "$lt", v), is(k.field, "$exists", false)}}}
	default:
		return is(k.field, "$gt", v)
	}
}
