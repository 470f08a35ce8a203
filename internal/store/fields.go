package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// SelfReading is a document type that reads its own fields. Pages that are asked for all
// the time have such types: they read what they show and pass over the rest.
type SelfReading interface{ ReadDocument(doc bson.Raw) error }

// Fields goes through the fields of a document, or the items of a list, one by one. A field
// may be of the type asked for or null, which reads as zero; anything else fails the reading.
type Fields struct {
	// Key is the field's name. It is good until Next: compare it as string(f.Key).
	Key   []byte
	kind  bson.Type
	value []byte
	rest  []byte
	err   error
}

var errFields = errors.New("store: not a document")

// FieldsOf begins with a document.
func FieldsOf(doc bson.Raw) Fields {
	if len(doc) < 5 || int(binary.LittleEndian.Uint32(doc)) != len(doc) || doc[len(doc)-1] != 0 {
		return Fields{err: errFields}
	}
	return Fields{rest: doc[4 : len(doc)-1]}
}

// Next goes to the next field; false at the end and after a failure.
func (f *Fields) Next() bool {
	if len(f.rest) == 0 || f.err != nil {
		return false
	}
	f.kind = bson.Type(f.rest[0])
	end := 1
	for end < len(f.rest) && f.rest[end] != 0 {
		end++
	}
	size := -1
	if end < len(f.rest) {
		size = sizeOf(f.kind, f.rest[end+1:])
	}
	if size < 0 || size > len(f.rest)-end-1 {
		f.err = errFields
		return false
	}
	f.Key, f.value, f.rest = f.rest[1:end], f.rest[end+1:end+1+size], f.rest[end+1+size:]
	return true
}

// sizeOf is how many bytes a value takes; -1 for a type that documents of ours never hold.
func sizeOf(kind bson.Type, rest []byte) int {
	length := func(more int) int {
		if len(rest) < 4 {
			return -1
		}
		return int(int32(binary.LittleEndian.Uint32(rest))) + more
	}
	switch kind {
	case bson.TypeString:
		return length(4)
	case bson.TypeEmbeddedDocument, bson.TypeArray:
		return length(0)
	case bson.TypeBinary:
		return length(5)
	case bson.TypeDouble, bson.TypeDateTime, bson.TypeInt64:
		return 8
	case bson.TypeInt32:
		return 4
	case bson.TypeBoolean:
		return 1
	case bson.TypeObjectID:
		return 12
	case bson.TypeNull:
		return 0
	}
	return -1
}

// Err is why the reading failed; nil while it did not.
func (f *Fields) Err() error { return f.err }

func (f *Fields) is(kind bson.Type, least int) bool {
	if f.kind == kind && len(f.value) >= least {
		return true
	}
	if f.kind != bson.TypeNull && f.err == nil {
		f.err = fmt.Errorf("store: %s is a %s, not a %s", f.Key, f.kind, kind)
	}
	return false
}

// Text reads a string.
func (f *Fields) Text() string {
	if !f.is(bson.TypeString, 5) {
		return ""
	}
	return string(f.value[4 : len(f.value)-1])
}

// Int reads a whole number of either size.
func (f *Fields) Int() int64 {
	if f.kind == bson.TypeInt32 {
		return int64(int32(binary.LittleEndian.Uint32(f.value)))
	}
	if !f.is(bson.TypeInt64, 8) {
		return 0
	}
	return int64(binary.LittleEndian.Uint64(f.value))
}

// Float reads a number with a fraction.
func (f *Fields) Float() float64 {
	if !f.is(bson.TypeDouble, 8) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(f.value))
}

// Time reads a moment.
func (f *Fields) Time() time.Time {
	if !f.is(bson.TypeDateTime, 8) {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.LittleEndian.Uint64(f.value))).UTC()
}

// Bool reads a yes or no.
func (f *Fields) Bool() bool { return f.is(bson.TypeBoolean, 1) && f.value[0] != 0 }

// Decode lets the library read a document that is the value, for what is rare; false where it is null.
func (f *Fields) Decode(into any) bool {
	if !f.is(bson.TypeEmbeddedDocument, 5) {
		return false
	}
	f.Inside(bson.Unmarshal(f.value, into))
	return true
}

// Inner begins with the fields of a document, or the items of a list, that is the value.
func (f *Fields) Inner() Fields {
	if f.kind != bson.TypeArray && !f.is(bson.TypeEmbeddedDocument, 5) {
		return Fields{err: f.err}
	}
	return FieldsOf(f.value)
}

// Inside notes how reading an inner document ended.
func (f *Fields) Inside(err error) {
	if f.err == nil {
		f.err = err
	}
}
