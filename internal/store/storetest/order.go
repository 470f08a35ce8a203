package storetest

import (
	"cmp"
	"encoding/base64"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// value returns a field of an item for comparison, nil where it is absent.
func value(doc item, field string) any {
	switch field {
	case "_id":
		return doc.ID
	case "slug":
		return present(doc.Slug)
	case "maker":
		return present(doc.Maker)
	case "group":
		return present(doc.Group)
	case "place.province":
		return present(doc.Place.Province)
	case "stars":
		return doc.Stars
	case "fresh":
		return doc.Fresh
	case "at":
		if doc.At.IsZero() {
			return nil
		}
		return doc.At
	}
	panic("no field " + field)
}

func present(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// compare is the order that engines must give.
func compare(a, b item, sort []store.Order) int {
	desc := false
	for _, o := range sort {
		desc = o.Desc
		if c := directed(compareValues(value(a, o.Field), value(b, o.Field)), desc); c != 0 {
			return c
		}
	}
	return directed(cmp.Compare(a.ID, b.ID), desc)
}

func directed(c int, desc bool) int {
	if desc {
		return -c
	}
	return c
}

// compareValues puts what is absent first.
func compareValues(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(rank(a), rank(b))
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, b.(string))
	case int:
		return cmp.Compare(a, b.(int))
	case bool:
		return cmp.Compare(rank(a), rank(b))
	case time.Time:
		return a.Compare(b.(time.Time))
	}
	panic("no such value")
}

func rank(v any) int {
	switch v {
	case nil, false:
		return 0
	}
	return 1
}

// cursor makes one that no page gave.
func cursor(t *testing.T, d bson.D) string {
	t.Helper()
	raw, err := bson.Marshal(d)
	must(t, err)
	return base64.RawURLEncoding.EncodeToString(raw)
}
