package audit

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
)

// Filter finds entries. Empty fields are not asked for; at most one of Action, Object, Person and Org is used, in this order.
type Filter struct {
	Action, Object, Person, Org string
	After                       string // cursor of the page before
	Limit                       int    // required
}

// Search returns entries, the newest first.
func Search(ctx context.Context, r store.Reader, f Filter) (store.Page[Record], error) {
	q := store.Query{Sort: []store.Order{{Field: "seq", Desc: true}}, Limit: f.Limit, After: f.After}
	for _, c := range []store.Cond{{Field: "action", Op: store.Eq, Value: f.Action}, {Field: "object", Op: store.Eq, Value: f.Object},
		{Field: "by.person", Op: store.Eq, Value: f.Person}, {Field: "by.org", Op: store.Eq, Value: f.Org}} {
		if c.Value != "" {
			q.Where = []store.Cond{c}
			break
		}
	}
	return records.Page(ctx, r, q)
}
