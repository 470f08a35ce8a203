package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Field returns the value at a dotted path of a document; its Type is zero where there is none.
func Field(doc bson.Raw, path string) bson.RawValue {
	return doc.Lookup(strings.Split(path, ".")...)
}

// Absent is what an index holds for a field that is absent.
type Absent struct{}

// Identity returns the id and the revision of a document.
func Identity(doc bson.Raw) (id string, rev int64, err error) {
	id, ok := doc.Lookup("_id").StringValueOK()
	if !ok || id == "" {
		return "", 0, errors.New("store: a document needs an id")
	}
	if rev, ok = doc.Lookup("rev").AsInt64OK(); !ok {
		return "", 0, errors.New("store: a document needs a revision")
	}
	return id, rev, nil
}

// Indexed returns what an engine keeps in an index for the field at path (a
// dotted path, split): a string, an int64, a bool or a time.Time, or Absent.
// Anything else, null too, cannot be indexed, because the engines would not
// agree on it: that is an error.
func Indexed(doc bson.Raw, path []string) (any, error) {
	var value bson.RawValue
	for i, key := range path {
		found, err := doc.LookupErr(key)
		if err != nil {
			return Absent{}, nil
		}
		if value = found; i == len(path)-1 {
			break
		}
		sub, ok := value.DocumentOK()
		if !ok {
			return through(value, path)
		}
		doc = sub
	}
	if value.Type == bson.TypeNull {
		return nil, fmt.Errorf("store: %s is null and cannot be indexed, leave it out (omitempty)", strings.Join(path, "."))
	}
	return Scalar(value)
}

// through answers for a path that leads through something that is no document.
func through(value bson.RawValue, path []string) (any, error) {
	if value.Type == bson.TypeNull {
		return Absent{}, nil
	}
	return nil, fmt.Errorf("store: %s leads through a %s and cannot be indexed", strings.Join(path, "."), value.Type)
}

// Scalar returns a BSON value as the Go value that an index holds; null stands for an absent one.
func Scalar(v bson.RawValue) (any, error) {
	switch v.Type {
	case bson.TypeNull:
		return Absent{}, nil
	case bson.TypeString:
		return v.StringValue(), nil
	case bson.TypeInt32, bson.TypeInt64:
		return v.AsInt64(), nil
	case bson.TypeBoolean:
		return v.Boolean(), nil
	case bson.TypeDateTime:
		return v.Time(), nil
	default:
		return nil, fmt.Errorf("store: a %s cannot be indexed", v.Type)
	}
}

// Argument returns the value of a condition in the few types that engines
// compare: string, int64, bool, time.Time, and with In []string or []int64.
func (c Cond) Argument() (any, error) {
	if c.Op == In {
		return c.list()
	}
	switch v := c.Value.(type) {
	case string, int64, bool, time.Time:
		return v, nil
	case int:
		return int64(v), nil
	default:
		return nil, fmt.Errorf("store: %s %s: cannot compare with a %T", c.Field, c.Op, c.Value)
	}
}

func (c Cond) list() (any, error) {
	switch c.Value.(type) {
	case []string, []int64:
		return c.Value, nil
	default:
		return nil, fmt.Errorf("store: %s %s: cannot look among a %T", c.Field, c.Op, c.Value)
	}
}
