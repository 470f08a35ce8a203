package storetest

import (
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

func testRevisions(t *testing.T, db store.DB) {
	ctx, c := t.Context(), items()
	doc := &item{Meta: id("a"), Note: "one"}
	insert(t, db, doc)
	equal(t, doc.Rev, int64(1))
	wantErr(t, c.Insert(ctx, db, &item{Meta: id("a")}), store.ErrDuplicate)

	stale, err := c.Get(ctx, db, "a")
	must(t, err)
	doc.Note = "two"
	must(t, c.Replace(ctx, db, doc))
	equal(t, doc.Rev, int64(2))
	wantErr(t, c.Replace(ctx, db, stale), store.ErrConflict)
	equal(t, stale.Rev, int64(1))
	wantErr(t, c.Delete(ctx, db, stale), store.ErrConflict)
	got, err := c.Get(ctx, db, "a")
	must(t, err)
	equal(t, got, doc)

	must(t, c.Delete(ctx, db, doc))
	_, err = c.Get(ctx, db, "a")
	wantErr(t, err, store.ErrNotFound)
	wantErr(t, c.Replace(ctx, db, doc), store.ErrNotFound)
	wantErr(t, c.Delete(ctx, db, doc), store.ErrNotFound)
}

// testRefused: what the engines would not agree on is refused by both.
func testRefused(t *testing.T, db store.DB) {
	for name, doc := range map[string]bson.D{
		"no id":              {{Key: "rev", Value: 1}},
		"an empty id":        {{Key: "_id", Value: ""}, {Key: "rev", Value: 1}},
		"a number for id":    {{Key: "_id", Value: 7}, {Key: "rev", Value: 1}},
		"no revision":        {{Key: "_id", Value: "x"}},
		"an indexed list":    {{Key: "_id", Value: "x"}, {Key: "rev", Value: 1}, {Key: "slug", Value: bson.A{"a"}}},
		"an indexed null":    {{Key: "_id", Value: "x"}, {Key: "rev", Value: 1}, {Key: "slug", Value: nil}},
		"an indexed float":   {{Key: "_id", Value: "x"}, {Key: "rev", Value: 1}, {Key: "stars", Value: 1.5}},
		"a path into a list": {{Key: "_id", Value: "x"}, {Key: "rev", Value: 1}, {Key: "place", Value: bson.A{}}},
	} {
		raw, err := bson.Marshal(doc)
		must(t, err)
		if db.Insert(t.Context(), "items", raw) == nil {
			t.Errorf("a document with %s was taken", name)
		}
	}
}

func testUnique(t *testing.T, db store.DB) {
	ctx, c := t.Context(), items()
	insert(t, db,
		&item{Meta: id("a"), Slug: "cha-muc", Maker: "m", Lot: 1},
		&item{Meta: id("b")}, &item{Meta: id("c")}, // absent twice
		&item{Meta: id("d"), Maker: "m"}, &item{Meta: id("e"), Maker: "m"}, // half of a pair twice
		&item{Meta: id("f"), Maker: "m", Lot: 2},
	)
	wantErr(t, c.Insert(ctx, db, &item{Meta: id("x"), Slug: "cha-muc"}), store.ErrDuplicate)
	wantErr(t, c.Insert(ctx, db, &item{Meta: id("x"), Maker: "m", Lot: 1}), store.ErrDuplicate)
	f, err := c.Get(ctx, db, "f")
	must(t, err)
	f.Lot = 1
	wantErr(t, c.Replace(ctx, db, f), store.ErrDuplicate)
	f.Lot = 3
	must(t, c.Replace(ctx, db, f))
	insert(t, db, &item{Meta: id("g"), Maker: "m", Lot: 2}) // free again

	n, err := c.Count(ctx, db)
	must(t, err)
	equal(t, n, 7)
}

func testGetMany(t *testing.T, db store.DB) {
	ctx, c := t.Context(), items()
	insert(t, db, &item{Meta: id("a")}, &item{Meta: id("b")}, &item{Meta: id("c")})
	docs, err := c.GetMany(ctx, db, []string{"c", "nobody", "a", "c"})
	must(t, err)
	equal(t, ids(docs), []string{"c", "a", "c"})
	docs, err = c.GetMany(ctx, db, nil)
	must(t, err)
	equal(t, len(docs), 0)
}
