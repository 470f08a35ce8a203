package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/store"
)

// leaf is a document read by the library; self is the same, reading itself.
type leaf struct {
	Name  string    `bson:"name"`
	Count int       `bson:"count"`
	Big   int64     `bson:"big"`
	Half  float64   `bson:"half"`
	At    time.Time `bson:"at"`
	List  []int     `bson:"list"`
	Inner struct {
		Word string `bson:"word"`
	} `bson:"inner"`
}

func read(doc bson.Raw) (l leaf, err error) {
	f := store.FieldsOf(doc)
	for f.Next() {
		switch string(f.Key) {
		case "name":
			l.Name = f.Text()
		case "count":
			l.Count = int(f.Int())
		case "big":
			l.Big = f.Int()
		case "half":
			l.Half = f.Float()
		case "at":
			l.At = f.Time()
		case "list":
			items := f.Inner()
			for items.Next() {
				l.List = append(l.List, int(items.Int()))
			}
			f.Inside(items.Err())
		case "inner":
			inner := f.Inner()
			for inner.Next() {
				if string(inner.Key) == "word" {
					l.Inner.Word = inner.Text()
				}
			}
			f.Inside(inner.Err())
		}
	}
	return l, f.Err()
}

func marshal(t testing.TB, v any) bson.Raw {
	t.Helper()
	doc, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestFieldsReadWhatTheLibraryWrites(t *testing.T) {
	want := leaf{Name: "Chả mực", Count: -3, Big: 1 << 40, Half: 82.4, At: time.UnixMilli(1_795_500_000_123).UTC(), List: []int{160, 480}}
	want.Inner.Word = "giã tay"
	got, err := read(marshal(t, want))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	skipped := bson.M{"id": bson.NewObjectID(), "bytes": []byte("abc"), "yes": true, "none": nil, "docs": bson.A{bson.M{"name": "no"}}, "name": "yes"}
	if got, err := read(marshal(t, skipped)); err != nil || got.Name != "yes" {
		t.Errorf("%q, %v", got.Name, err)
	}
	if got, err := read(marshal(t, bson.M{"name": nil, "at": nil})); err != nil || got.Name != "" || !got.At.IsZero() {
		t.Errorf("null: %+v, %v", got, err)
	}
}

func TestFieldsRefuse(t *testing.T) {
	for name, doc := range map[string]bson.Raw{
		"nothing": nil, "too short": {4, 0, 0, 0}, "a number for a word": marshal(t, bson.M{"name": 3}), "a word for a number": marshal(t, bson.M{"big": "3"}),
		"a word for a list": marshal(t, bson.M{"list": "3"}), "a word in a list of numbers": marshal(t, bson.M{"list": bson.A{"3"}}), "an unknown type": marshal(t, bson.M{"x": bson.Regex{Pattern: "a"}}),
	} {
		if got, err := read(doc); err == nil {
			t.Errorf("%s was read as %+v", name, got)
		}
	}
}

// FuzzFields: nothing makes the reading panic, and what the library read and wrote again is read the same.
func FuzzFields(f *testing.F) {
	f.Add([]byte(marshal(f, leaf{Name: "a", List: []int{1, 2}})))
	f.Add([]byte(marshal(f, bson.M{"inner": bson.M{"word": "b"}, "half": 0.5})))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if _, err := read(doc); err != nil {
			return
		}
		var want leaf
		if bson.Unmarshal(doc, &want) != nil {
			return
		}
		got, err := read(marshal(t, want))
		if err != nil || got.Name != want.Name || got.Big != want.Big || got.Inner.Word != want.Inner.Word || got.At.UnixMilli() != want.At.UnixMilli() {
			t.Errorf("read %+v, %v, want %+v", got, err, want)
		}
	})
}
