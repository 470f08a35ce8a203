package store

import (
	"encoding/base64"
	"encoding/binary"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// cursorOf writes where a page ended: the sort fields of its last document and its id, as BSON in URL-safe base64.
func cursorOf(last bson.Raw, sort []Order) string {
	var d bson.D
	for _, o := range sort {
		d = append(d, bson.E{Key: o.Field, Value: orNull(Field(last, o.Field))})
	}
	d = append(d, bson.E{Key: "_id", Value: Field(last, "_id")})
	raw, err := bson.Marshal(d)
	if err != nil {
		panic(err) // values that came out of BSON always go back in
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// orNull stands null in the place of an absent field: the two sort alike.
func orNull(v bson.RawValue) bson.RawValue {
	if v.IsZero() {
		return bson.RawValue{Type: bson.TypeNull}
	}
	return v
}

// ErrCursor: a cursor that no page of this query gave.
var ErrCursor = errors.New("store: not a cursor of this query")

// DecodeCursor returns the values at which the page before ended, as Scalar
// gives them: one for every sort field in order, then the id. A cursor comes
// back from outside, so nothing but such values gets through. Engines use it.
func DecodeCursor(after string, sort []Order) ([]any, error) {
	elements, err := cursorElements(after)
	if err != nil || len(elements) != len(sort)+1 {
		return nil, ErrCursor
	}
	values := make([]any, len(elements))
	for i, e := range elements {
		want := "_id"
		if i < len(sort) {
			want = sort[i].Field
		}
		if e.Key() != want {
			return nil, ErrCursor
		}
		if values[i], err = Scalar(e.Value()); err != nil {
			return nil, ErrCursor
		}
	}
	if _, ok := values[len(sort)].(string); !ok {
		return nil, ErrCursor
	}
	return values, nil
}

// cursorElements takes the BSON apart, and nothing that stands behind it.
func cursorElements(after string) ([]bson.RawElement, error) {
	raw, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return nil, err
	}
	if len(raw) < 5 || int(binary.LittleEndian.Uint32(raw)) != len(raw) {
		return nil, ErrCursor
	}
	if err := bson.Raw(raw).Validate(); err != nil {
		return nil, err
	}
	return bson.Raw(raw).Elements()
}
