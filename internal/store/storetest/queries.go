package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/bson"
)

func testComparisons(t *testing.T, db store.DB) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	insert(t, db,
		&item{Meta: id("a"), Slug: "s1", Group: "food", Stars: 3, Fresh: true, At: noon, Place: place{"24"}},
		&item{Meta: id("b"), Slug: "s2", Group: "drink", Stars: 4, At: noon.Add(time.Millisecond), Place: place{"24"}},
		&item{Meta: id("c"), Slug: "s3", Group: "food", Stars: 5, Fresh: true, At: noon.Add(time.Hour), Place: place{"01"}},
		&item{Meta: id("d"), Stars: -1},
	)
	for _, test := range []struct {
		where []store.Cond
		want  []string
	}{
		{nil, []string{"a", "b", "c", "d"}},
		{[]store.Cond{{Field: "group", Op: store.Eq, Value: "food"}}, []string{"a", "c"}},
		{[]store.Cond{{Field: "group", Op: store.Eq, Value: "$ne"}}, nil},
		{[]store.Cond{{Field: "group", Op: store.Gte, Value: ""}}, []string{"a", "b", "c"}},
		{[]store.Cond{{Field: "group", Op: store.In, Value: []string{"drink", "herb"}}}, []string{"b"}},
		{[]store.Cond{{Field: "group", Op: store.In, Value: []string(nil)}}, nil},
		{[]store.Cond{{Field: "stars", Op: store.In, Value: []int64{-1, 5}}}, []string{"c", "d"}},
		{[]store.Cond{{Field: "stars", Op: store.Lt, Value: 4}}, []string{"a", "d"}},
		{[]store.Cond{{Field: "stars", Op: store.Lte, Value: int64(4)}}, []string{"a", "b", "d"}},
		{[]store.Cond{{Field: "stars", Op: store.Gt, Value: 3}, {Field: "stars", Op: store.Lt, Value: 5}}, []string{"b"}},
		{[]store.Cond{{Field: "fresh", Op: store.Eq, Value: true}}, []string{"a", "c"}},
		{[]store.Cond{{Field: "fresh", Op: store.Eq, Value: false}}, []string{"b", "d"}},
		{[]store.Cond{{Field: "at", Op: store.Lte, Value: noon.Add(time.Microsecond)}}, []string{"a"}},
		{[]store.Cond{{Field: "at", Op: store.Gt, Value: noon}}, []string{"b", "c"}},
		{[]store.Cond{{Field: "place.province", Op: store.Eq, Value: "24"}, {Field: "stars", Op: store.Gte, Value: 4}}, []string{"b"}},
		{[]store.Cond{{Field: "_id", Op: store.Gt, Value: "b"}}, []string{"c", "d"}},
		{[]store.Cond{{Field: "_id", Op: store.In, Value: []string{"d", "a"}}}, []string{"a", "d"}},
	} {
		docs, err := items().Find(t.Context(), db, store.Query{Where: test.where})
		must(t, err)
		if got := ids(docs); !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.where, got, test.want)
		}
		n, err := items().Count(t.Context(), db, test.where...)
		must(t, err)
		equal(t, n, len(test.want))
	}
}

func testUnknown(t *testing.T, db store.DB) {
	ctx := t.Context()
	for _, q := range []store.Query{
		{Where: []store.Cond{{Field: "note", Op: store.Eq, Value: "x"}}},
		{Where: []store.Cond{{Field: "stars", Op: "ne", Value: 1}}},
		{Where: []store.Cond{{Field: "stars", Op: store.Eq, Value: map[string]any{"$gt": 0}}}},
		{Where: []store.Cond{{Field: "stars", Op: store.In, Value: 1}}},
		{Where: []store.Cond{{Field: "stars", Op: store.Eq, Value: nil}}},
		{Sort: []store.Order{{Field: "note"}}},
	} {
		if _, err := items().Find(ctx, db, q); err == nil {
			t.Errorf("%+v was answered", q)
		}
	}
	if _, err := items().CountBy(ctx, db, "note"); err == nil {
		t.Error("a field without an index was counted by")
	}
	if _, err := db.Get(ctx, "nothing", "x"); err == nil {
		t.Error("a collection that nobody ensured was read")
	}
}

// orders are the ways of sorting that the tests of pages go through.
func orders() [][]store.Order {
	return [][]store.Order{
		nil,
		{{Field: "_id", Desc: true}},
		{{Field: "stars"}},
		{{Field: "stars", Desc: true}},
		{{Field: "group"}, {Field: "stars", Desc: true}},
		{{Field: "group", Desc: true}, {Field: "stars"}},
		{{Field: "at", Desc: true}},
		{{Field: "slug"}},
		{{Field: "slug", Desc: true}, {Field: "place.province"}},
		{{Field: "fresh"}, {Field: "_id"}},
	}
}

func testPages(t *testing.T, db store.DB) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var all []*item
	for i := range 23 {
		all = append(all, &item{
			Meta: id(fmt.Sprintf("%02d", i*7%23)), Slug: fmt.Sprint("s", i*5%23), Group: []string{"a", "b", "c"}[i%3],
			Stars: i % 4, Fresh: i%2 == 0, At: day.Add(time.Duration(i%6) * time.Hour), Place: place{fmt.Sprint(i % 5)},
		})
	}
	insert(t, db, all...)
	for _, sort := range orders() {
		testPagesOf(t, db, all, sort)
	}
}

// testAbsentPages: an absent field sorts before every other.
func testAbsentPages(t *testing.T, db store.DB) {
	var all []*item
	for i := range 17 {
		doc := &item{Meta: id(fmt.Sprintf("%02d", i*5%17)), Stars: i % 2}
		if i%3 == 0 {
			doc.Slug, doc.Group = fmt.Sprint("s", i), fmt.Sprint(i%2)
		}
		if i%4 == 0 {
			doc.Place.Province, doc.At = fmt.Sprint(i%5), time.UnixMilli(int64(i%3)).UTC()
		}
		all = append(all, doc)
	}
	insert(t, db, all...)
	for _, sort := range orders() {
		testPagesOf(t, db, all, sort)
	}
}

func testPagesOf(t *testing.T, db store.DB, all []*item, sort []store.Order) {
	t.Helper()
	want := slices.Clone(all)
	slices.SortFunc(want, func(a, b *item) int { return compare(*a, *b, sort) })
	for _, limit := range []int{1, 4, len(all), 100} {
		var got []string
		q := store.Query{Sort: sort, Limit: limit}
		for range len(all) + 1 {
			page, err := items().Page(t.Context(), db, q)
			must(t, err)
			got = append(got, ids(page.Items)...)
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if !slices.Equal(got, ids(want)) {
			t.Errorf("by %v, %d a page:\ngot  %v\nwant %v", sort, limit, got, ids(want))
		}
	}
}

func testCursors(t *testing.T, db store.DB) {
	for i := range 5 {
		insert(t, db, &item{Meta: id(fmt.Sprint(i)), Stars: i})
	}
	q := store.Query{Sort: []store.Order{{Field: "stars"}}, Limit: 2}
	page, err := items().Page(t.Context(), db, q)
	must(t, err)
	other := store.Query{Sort: []store.Order{{Field: "at"}}, Limit: 2, After: page.Next}
	_, err = items().Page(t.Context(), db, other)
	wantErr(t, err, store.ErrCursor)

	operator := cursor(t, bson.D{{Key: "stars", Value: bson.D{{Key: "$gt", Value: ""}}}, {Key: "_id", Value: "0"}})
	noID := cursor(t, bson.D{{Key: "stars", Value: 1}, {Key: "_id", Value: nil}})
	for _, bad := range []string{"?", "AAAA", page.Next[1:], page.Next + page.Next, operator, noID} {
		q.After = bad
		_, err = items().Page(t.Context(), db, q)
		if !errors.Is(err, store.ErrCursor) {
			t.Errorf("%q: got error %v, want %v", bad, err, store.ErrCursor)
		}
	}
}

func testCounts(t *testing.T, db store.DB) {
	ctx, c := t.Context(), items()
	insert(t, db,
		&item{Meta: id("a"), Group: "x", Stars: 3}, &item{Meta: id("b"), Group: "x", Stars: 4},
		&item{Meta: id("c"), Group: "y", Stars: 4}, &item{Meta: id("d"), Stars: -1},
	)
	byGroup, err := c.CountBy(ctx, db, "group")
	must(t, err)
	equal(t, byGroup, map[string]int{"x": 2, "y": 1})
	byStars, err := c.CountBy(ctx, db, "stars")
	must(t, err)
	equal(t, byStars, map[string]int{"3": 1, "4": 2, "-1": 1})
	byStars, err = c.CountBy(ctx, db, "stars", store.Cond{Field: "group", Op: store.Eq, Value: "x"})
	must(t, err)
	equal(t, byStars, map[string]int{"3": 1, "4": 1})
	none, err := c.CountBy(ctx, db, "stars", store.Cond{Field: "group", Op: store.Eq, Value: "z"})
	must(t, err)
	equal(t, none, map[string]int{})
}

// testStream follows more documents than are fetched at once, and reads and writes meanwhile.
func testStream(t *testing.T, db store.DB) {
	const n = 1203
	ctx, c := t.Context(), items()
	must(t, insertMany(ctx, db, n))
	seen := 0
	for doc, err := range c.Each(ctx, db, store.Query{Sort: []store.Order{{Field: "stars"}}}) {
		must(t, err)
		if doc.Stars != seen {
			t.Fatalf("got %d after %d documents", doc.Stars, seen)
		}
		if seen++; seen%200 == 0 {
			doc.Note = "seen"
			must(t, c.Replace(ctx, db, doc))
			_, err := c.First(ctx, db, store.Query{Sort: []store.Order{{Field: "stars"}}})
			must(t, err)
		}
	}
	equal(t, seen, n)
	for range c.Each(ctx, db, store.Query{}) {
		break // what is not read to the end holds nothing up
	}
}
