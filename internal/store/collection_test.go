package store_test

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"go.mongodb.org/mongo-driver/v2/bson"
)

type crate struct {
	store.Meta `bson:",inline"`
	N          int `bson:"n"`
}

func crates() store.Collection[crate] {
	return store.Define[crate]("crates", store.Index{Fields: []string{"n"}})
}

func TestDefineRefusesATypeWithoutMeta(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a type without store.Meta was taken")
		}
	}()
	store.Define[struct{ N int }]("things")
}

func TestPageNeedsALimit(t *testing.T) {
	db := storetest.Open(t, crates().Schema())
	if _, err := crates().Page(t.Context(), db, store.Query{}); err == nil {
		t.Error("a page without a limit was given")
	}
}

func TestSaveInsertsThenReplaces(t *testing.T) {
	db := storetest.Open(t, crates().Schema())
	doc := &crate{Meta: store.Meta{ID: "a"}}
	for want := int64(1); want <= 2; want++ {
		if err := crates().Save(t.Context(), db, doc); err != nil {
			t.Fatal(err)
		}
		if doc.Rev != want {
			t.Errorf("revision %d, want %d", doc.Rev, want)
		}
	}
}

func TestModifyKeepsADocumentThatChangeRefuses(t *testing.T) {
	db := storetest.Open(t, crates().Schema())
	if err := crates().Insert(t.Context(), db, &crate{Meta: store.Meta{ID: "a"}, N: 1}); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	_, err := crates().Modify(t.Context(), db, "a", func(c *crate) error { c.N = 2; return refused })
	if !errors.Is(err, refused) {
		t.Errorf("got error %v, want %v", err, refused)
	}
	got, err := crates().Get(t.Context(), db, "a")
	if err != nil {
		t.Fatal(err)
	}
	if got.N != 1 || got.Rev != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestIndexed(t *testing.T) {
	noon := time.UnixMilli(1_790_000_000_000).UTC()
	doc, err := bson.Marshal(bson.D{
		{Key: "s", Value: "đ"}, {Key: "i", Value: int32(3)}, {Key: "l", Value: int64(4)}, {Key: "b", Value: true}, {Key: "t", Value: noon},
		{Key: "d", Value: bson.D{{Key: "s", Value: "in"}}}, {Key: "null", Value: nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path []string
		want any // nil where it is refused
	}{
		{[]string{"s"}, "đ"}, {[]string{"i"}, int64(3)}, {[]string{"l"}, int64(4)}, {[]string{"b"}, true}, {[]string{"t"}, noon},
		{[]string{"d", "s"}, "in"}, {[]string{"d", "x"}, store.Absent{}}, {[]string{"x", "s"}, store.Absent{}}, {[]string{"null", "s"}, store.Absent{}},
		{[]string{"d"}, nil}, {[]string{"null"}, nil}, {[]string{"s", "x"}, nil},
	} {
		got, err := store.Indexed(doc, test.path)
		if (err != nil) != (test.want == nil) || !cmp.Equal(got, test.want) {
			t.Errorf("%v: got %v, %v, want %v", test.path, got, err, test.want)
		}
	}
}

// FuzzDecodeCursor: a cursor comes from outside. Whatever it is, it gives the
// plain values of the very fields asked for, or none.
func FuzzDecodeCursor(f *testing.F) {
	sort := []store.Order{{Field: "n"}}
	good, err := bson.Marshal(bson.D{{Key: "n", Value: 1}, {Key: "_id", Value: "a"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(base64.RawURLEncoding.EncodeToString(good))
	f.Add("BQAAAAA")
	f.Fuzz(func(t *testing.T, after string) {
		values, err := store.DecodeCursor(after, sort)
		if err != nil {
			if !errors.Is(err, store.ErrCursor) {
				t.Errorf("got error %v", err)
			}
			return
		}
		if len(values) != 2 {
			t.Fatalf("got %v", values)
		}
		if _, ok := values[1].(string); !ok {
			t.Errorf("the id is %v", values[1])
		}
		switch values[0].(type) {
		case string, int64, bool, time.Time, store.Absent:
		default:
			t.Errorf("got a %T", values[0])
		}
	})
}
