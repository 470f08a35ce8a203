package notices

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Inbox shows people what they were told.
type Inbox struct {
	db    store.DB
	clock func() time.Time
}

// NewInbox opens the inbox of everyone.
func NewInbox(db store.DB, clock func() time.Time) *Inbox { return &Inbox{db: db, clock: clock} }

// Entry is a notice as somebody sees it.
type Entry struct {
	*Item
	Read bool
}

// Filter chooses notices.
type Filter struct {
	Kind   Kind // empty for all
	Unread bool // those alone that were not read
	After  string
	Limit  int // at least 1
}

// List is a stretch of an inbox, the newest first; Next goes into Filter.After and is empty at the end.
type List struct {
	Entries []Entry
	Next    string
}

// List reads the inbox of somebody as they act now.
func (in *Inbox) List(ctx context.Context, who policy.Actor, f Filter) (List, error) {
	r, err := in.reader(ctx, who)
	if err != nil {
		return List{}, fmt.Errorf("list notices: %w", err)
	}
	var all []Entry
	for _, to := range r.audiences {
		some, err := r.first(ctx, to, f)
		if err != nil {
			return List{}, fmt.Errorf("list notices: %w", err)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(b.Place, a.Place) })
	if len(all) <= f.Limit {
		return List{Entries: all}, nil
	}
	return List{Entries: all[:f.Limit], Next: all[f.Limit-1].Place}, nil
}

// reader is somebody who reads: what they belong to, how far they read it and what they want to see.
type reader struct {
	db        store.Reader
	person    string
	audiences []Audience
	until     map[Audience]string
	wants     Choices
}

func (in *Inbox) reader(ctx context.Context, who policy.Actor) (*reader, error) {
	return in.readerAmong(ctx, who.Person, Of(who))
}

func (in *Inbox) readerAmong(ctx context.Context, person string, audiences []Audience) (*reader, error) {
	r := &reader{db: in.db, person: person, audiences: audiences, until: map[Audience]string{}}
	ids := make([]string, len(r.audiences))
	for i, to := range r.audiences {
		ids[i] = markID(person, to)
	}
	known, err := marks.GetMany(ctx, in.db, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range known {
		r.until[Audience(strings.TrimPrefix(m.ID, person+"|"))] = m.Until
	}
	r.wants, err = in.Choices(ctx, person)
	return r, err
}

func markID(person string, to Audience) string { return person + "|" + string(to) }
func readingID(person, notice string) string   { return person + "|" + notice }
func eq(name string, value any) store.Cond {
	return store.Cond{Field: name, Op: store.Eq, Value: value}
}
func placed(op store.Op, place string) store.Cond {
	return store.Cond{Field: "place", Op: op, Value: place}
}
func (r *reader) unseen(to Audience) store.Cond { return placed(store.Gt, r.until[to]) }
func (r *reader) sees(k Kind) bool              { return r.wants.Of(k).Here }
func addressed(to Audience) store.Cond          { return eq("to", string(to)) }

// batch is how many notices are read at once.
const batch = 100

// first returns what an audience was told that the filter chooses, one more than its limit if there are that many.
func (r *reader) first(ctx context.Context, to Audience, f Filter) ([]Entry, error) {
	var found []Entry
	for after := f.After; ; {
		some, err := items.Find(ctx, r.db, r.query(to, f, after))
		if err != nil {
			return nil, err
		}
		entries, err := r.entries(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if r.sees(e.Kind) && !(f.Unread && e.Read) {
				found = append(found, e)
			}
		}
		if len(some) < batch || len(found) > f.Limit {
			return found[:min(len(found), f.Limit+1)], nil
		}
		after = some[len(some)-1].Place
	}
}

func (r *reader) query(to Audience, f Filter, after string) store.Query {
	q := store.Query{Where: []store.Cond{addressed(to)}, Sort: []store.Order{{Field: "place", Desc: true}}, Limit: batch}
	if f.Kind != "" {
		q.Where = append(q.Where, eq("kind", string(f.Kind)))
	}
	if f.Unread {
		q.Where = append(q.Where, r.unseen(to))
	}
	if after != "" {
		q.Where = append(q.Where, placed(store.Lt, after))
	}
	return q
}

// entries tells of each notice whether it was read.
func (r *reader) entries(ctx context.Context, list []*Item) ([]Entry, error) {
	ids := make([]string, len(list))
	for i, item := range list {
		ids[i] = readingID(r.person, item.ID)
	}
	read, err := readings.GetMany(ctx, r.db, ids)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, one := range read {
		seen[one.ID] = true
	}
	entries := make([]Entry, len(list))
	for i, item := range list {
		entries[i] = Entry{Item: item, Read: item.Place <= r.until[item.To] || seen[ids[i]]}
	}
	return entries, nil
}
