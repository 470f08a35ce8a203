package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ocopmarket/ocop/internal/store"
	"pgregory.net/rapid"
)

// testModel does random things to a store and to a map, and wants the same of both.
func testModel(t *testing.T, db store.DB) {
	rapid.Check(t, func(t *rapid.T) {
		empty(t, db)
		m := &machine{db: db, model: model{}}
		t.Repeat(map[string]func(*rapid.T){
			"insert":  m.insert,
			"replace": m.replace,
			"delete":  m.delete,
			"atomic":  m.atomic,
			"get":     m.get,
			"find":    m.find,
			"page":    m.page,
			"count":   m.count,
		})
		m.compareAll(t)
	})
}

// machine holds a store and the model of it.
type machine struct {
	db    store.DB
	model model
}

// model is what a store of items should hold, by id.
type model map[string]item

// put says what a store should say to a document that is inserted (rev 0) or replaced.
func (m model) put(doc item) error {
	old, there := m[doc.ID]
	switch {
	case doc.Rev == 0 && there:
		return store.ErrDuplicate
	case doc.Rev > 0 && !there:
		return store.ErrNotFound
	case doc.Rev > 0 && old.Rev != doc.Rev:
		return store.ErrConflict
	}
	for _, other := range m {
		if other.ID != doc.ID && clash(doc, other) {
			return store.ErrDuplicate
		}
	}
	doc.Rev++
	m[doc.ID] = doc
	return nil
}

func clash(a, b item) bool {
	slug := a.Slug != "" && a.Slug == b.Slug
	pair := a.Maker != "" && a.Lot != 0 && a.Maker == b.Maker && a.Lot == b.Lot
	return slug || pair
}

func (m model) remove(doc item) error {
	old, there := m[doc.ID]
	switch {
	case !there:
		return store.ErrNotFound
	case old.Rev != doc.Rev:
		return store.ErrConflict
	}
	delete(m, doc.ID)
	return nil
}

func (m model) query(q store.Query) []item {
	var found []item
	for _, doc := range m {
		if !slices.ContainsFunc(q.Where, func(c store.Cond) bool { return !meets(doc, c) }) {
			found = append(found, doc)
		}
	}
	slices.SortFunc(found, func(a, b item) int { return compare(a, b, q.Sort) })
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	return found
}

func meets(doc item, c store.Cond) bool {
	v := value(doc, c.Field)
	if v == nil {
		return false
	}
	if list, ok := c.Value.([]string); ok {
		return slices.Contains(list, v.(string))
	}
	order := compareValues(v, c.Value)
	switch c.Op {
	case store.Eq:
		return order == 0
	case store.Lt:
		return order < 0
	case store.Lte:
		return order <= 0
	case store.Gt:
		return order > 0
	default:
		return order >= 0
	}
}

// Few values make many clashes and ties.
func drawID(t *rapid.T) string {
	return rapid.SampledFrom([]string{"a", "b", "c", "d", "é", "ố"}).Draw(t, "id")
}

func drawWord(t *rapid.T, name string) string {
	return rapid.SampledFrom([]string{"", "", "x", "y", "Z", "đ", "\x00"}).Draw(t, name)
}

func drawDoc(t *rapid.T) item {
	doc := item{
		Meta: id(drawID(t)), Slug: drawWord(t, "slug"), Maker: drawWord(t, "maker"), Lot: rapid.IntRange(0, 2).Draw(t, "lot"),
		Group: drawWord(t, "group"), Stars: rapid.IntRange(-2, 5).Draw(t, "stars"), Fresh: rapid.Bool().Draw(t, "fresh"),
		Place: place{drawWord(t, "province")}, Note: rapid.String().Draw(t, "note"),
	}
	if rapid.Bool().Draw(t, "dated") {
		doc.At = drawTime(t)
	}
	return doc
}

func drawTime(t *rapid.T) time.Time {
	return time.UnixMilli(rapid.Int64Range(-2, 2).Draw(t, "at")).UTC()
}

// drawWrite draws a document with the revision that is there, or another.
func (m *machine) drawWrite(t *rapid.T) item {
	doc := drawDoc(t)
	doc.Rev = max(1, m.model[doc.ID].Rev)
	if rapid.IntRange(0, 4).Draw(t, "stale") == 0 {
		doc.Rev++
	}
	return doc
}

func drawConds(t *rapid.T) []store.Cond {
	return rapid.SliceOfN(rapid.Custom(drawCond), 0, 2).Draw(t, "where")
}

func drawCond(t *rapid.T) store.Cond {
	op := rapid.SampledFrom([]store.Op{store.Eq, store.Lt, store.Lte, store.Gt, store.Gte}).Draw(t, "op")
	field := rapid.SampledFrom([]string{"_id", "slug", "group", "place.province", "stars", "fresh", "at", "in"}).Draw(t, "field")
	switch field {
	case "_id":
		return store.Cond{Field: field, Op: op, Value: drawID(t)}
	case "stars":
		return store.Cond{Field: field, Op: op, Value: rapid.IntRange(-2, 5).Draw(t, "value")}
	case "fresh":
		return store.Cond{Field: field, Op: op, Value: rapid.Bool().Draw(t, "value")}
	case "at":
		return store.Cond{Field: field, Op: op, Value: drawTime(t)}
	case "in":
		return store.Cond{Field: "group", Op: store.In, Value: []string{drawWord(t, "one"), drawWord(t, "other")}}
	}
	return store.Cond{Field: field, Op: op, Value: drawWord(t, "value")}
}

func drawQuery(t *rapid.T) store.Query {
	return store.Query{
		Where: drawConds(t),
		Sort:  rapid.SampledFrom(orders()).Draw(t, "sort"),
		Limit: rapid.IntRange(0, 3).Draw(t, "limit"),
	}
}

func (m *machine) insert(t *rapid.T) {
	doc := drawDoc(t)
	want := m.model.put(doc)
	sameError(t, items().Insert(t.Context(), m.db, &doc), want)
}

func (m *machine) replace(t *rapid.T) {
	doc := m.drawWrite(t)
	want := m.model.put(doc)
	sameError(t, items().Replace(t.Context(), m.db, &doc), want)
}

func (m *machine) delete(t *rapid.T) {
	doc := m.drawWrite(t)
	want := m.model.remove(doc)
	sameError(t, items().Delete(t.Context(), m.db, &doc), want)
}

var errChangedMind = errors.New("changed my mind")

// atomic writes some documents in one transaction, which ends at the first error or at whim.
func (m *machine) atomic(t *rapid.T) {
	docs := rapid.SliceOfN(rapid.Custom(m.drawWrite), 0, 4).Draw(t, "docs")
	whim := rapid.Bool().Draw(t, "whim")
	next := maps.Clone(m.model)
	want := func() error {
		for _, doc := range docs {
			if err := next.put(doc); err != nil {
				return err
			}
		}
		return nil
	}()
	if want == nil && whim {
		want = errChangedMind
	}
	err := m.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for _, doc := range docs {
			if err := items().Save(ctx, tx, &doc); err != nil {
				return err
			}
		}
		if whim {
			return errChangedMind
		}
		return nil
	})
	sameError(t, err, want)
	if want == nil {
		m.model = next
	}
}

func (m *machine) get(t *rapid.T) {
	wanted := drawID(t)
	got, err := items().Get(t.Context(), m.db, wanted)
	want, there := m.model[wanted]
	if !there {
		sameError(t, err, store.ErrNotFound)
		return
	}
	sameError(t, err, nil)
	same(t, got, &want)
}

func (m *machine) find(t *rapid.T) {
	q := drawQuery(t)
	got, err := items().Find(t.Context(), m.db, q)
	sameError(t, err, nil)
	same(t, values(got), m.model.query(q))
}

func (m *machine) page(t *rapid.T) {
	q := drawQuery(t)
	whole := q
	q.Limit, whole.Limit = max(1, q.Limit), 0
	var got []*item
	for range len(m.model) + 1 {
		page, err := items().Page(t.Context(), m.db, q)
		sameError(t, err, nil)
		got = append(got, page.Items...)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	same(t, values(got), m.model.query(whole))
}

func (m *machine) count(t *rapid.T) {
	where := drawConds(t)
	want := map[string]int{}
	found := m.model.query(store.Query{Where: where})
	for _, doc := range found {
		want[fmt.Sprint(doc.Stars)]++
	}
	got, err := items().CountBy(t.Context(), m.db, "stars", where...)
	sameError(t, err, nil)
	same(t, got, want)
	n, err := items().Count(t.Context(), m.db, where...)
	sameError(t, err, nil)
	same(t, n, len(found))
}

func (m *machine) compareAll(t *rapid.T) {
	got, err := items().Find(t.Context(), m.db, store.Query{})
	sameError(t, err, nil)
	same(t, values(got), m.model.query(store.Query{}))
}

func values(docs []*item) (found []item) {
	for _, doc := range docs {
		found = append(found, *doc)
	}
	return found
}

func sameError(t *rapid.T, got, want error) {
	if !errors.Is(got, want) {
		t.Fatalf("got error %v, want %v", got, want)
	}
}

func same(t *rapid.T, got, want any) {
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("differs (-want +got):\n%s", diff)
	}
}
