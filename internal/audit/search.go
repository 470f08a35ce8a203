package audit

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
)

// Filter finds the entries about one object.
type Filter struct {
	Object string // "product/abc"
	After  string // cursor of the page before
	Limit  int    // required
}

// scanned is how many entries a look for words goes back at most.
const scanned = 20_000

// Scan returns at most limit entries that match, the newest first, of those before an entry's number (0: of all). next is where to go on; 0 at the end.
func Scan(ctx context.Context, r store.Reader, before int64, limit int, match func(*Record) bool) (found []*Record, next int64, err error) {
	q := store.Query{Sort: []store.Order{{Field: "seq", Desc: true}}, Limit: scanned}
	if before > 0 {
		q.Where = []store.Cond{{Field: "seq", Op: store.Lt, Value: before}}
	}
	for record, err := range records.Each(ctx, r, q) {
		if err != nil {
			return nil, 0, err
		}
		if !match(record) {
			continue
		}
		if len(found) == limit {
			return found, found[limit-1].Seq, nil
		}
		found = append(found, record)
	}
	return found, 0, nil
}

// Search returns the entries about an object, the newest first.
func Search(ctx context.Context, r store.Reader, f Filter) (store.Page[Record], error) {
	q := store.Query{Where: []store.Cond{{Field: "object", Op: store.Eq, Value: f.Object}}, Sort: []store.Order{{Field: "seq", Desc: true}}, Limit: f.Limit, After: f.After}
	return records.Page(ctx, r, q)
}
