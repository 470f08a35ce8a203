// Package filters keeps the filters of tables that people saved by a name, each
// for the person who saved it alone.
package filters

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Filter is a saved filter.
type Filter struct {
	store.Meta `bson:",inline"`
	Person     string    `bson:"person"`
	Table      string    `bson:"table"` // address of the table, without a language
	Name       string    `bson:"name"`
	Query      string    `bson:"query"` // as it stands in the address
	At         time.Time `bson:"at"`
}

var saved = store.Define[Filter]("saved_filters", store.Index{Fields: []string{"person", "table"}})

// Schemas lists the collections.
func Schemas() []store.Schema { return []store.Schema{saved.Schema()} }

// The bounds of what one person saves for a table.
const (
	maxFilters = 20
	maxName    = 40 // characters
	maxQuery   = 2000
)

// Service keeps filters.
type Service struct {
	db    store.DB
	clock func() time.Time
}

// New makes a service on a store.
func New(db store.DB, clock func() time.Time) *Service { return &Service{db: db, clock: clock} }

// Of lists the filters that somebody saved for a table, by name.
func (s *Service) Of(ctx context.Context, person, table string) ([]*Filter, error) {
	list, err := saved.Find(ctx, s.db, of(person, table))
	slices.SortFunc(list, func(a, b *Filter) int { return strings.Compare(a.Name, b.Name) })
	return list, err
}

func of(person, table string) store.Query {
	return store.Query{Where: []store.Cond{{Field: "person", Op: store.Eq, Value: person}, {Field: "table", Op: store.Eq, Value: table}}, Limit: maxFilters}
}

// Get returns a filter by id, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Filter, error) {
	return saved.Get(ctx, s.db, id)
}

// Save keeps a filter; one of the same name is replaced. field.Errors where name or number of filters do not fit.
func (s *Service) Save(ctx context.Context, person, table, name, query string) error {
	name = strings.Join(strings.Fields(name), " ")
	if err := check(name, query); err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		there, err := saved.Find(ctx, tx, of(person, table))
		if err != nil {
			return err
		}
		f := &Filter{Person: person, Table: table, Name: name}
		if at := slices.IndexFunc(there, func(f *Filter) bool { return f.Name == name }); at >= 0 {
			f = there[at]
		} else if len(there) >= maxFilters {
			return field.Errors{{Field: "ten", Code: "too_many", VI: fmt.Sprintf("Đã có %d bộ lọc. Xóa bớt một bộ rồi lưu lại.", maxFilters), EN: fmt.Sprintf("You have %d filters. Delete one and save again.", maxFilters)}}
		}
		return s.put(ctx, tx, f, query)
	})
}

func check(name, query string) error {
	var wrong field.Errors
	if name == "" {
		wrong.Add("ten", "required", "Đặt tên cho bộ lọc.", "Give the filter a name.")
	}
	if utf8.RuneCountInString(name) > maxName {
		wrong.Add("ten", "too_long", fmt.Sprintf("Tên dài quá %d chữ.", maxName), fmt.Sprintf("The name is longer than %d characters.", maxName))
	}
	if len(query) > maxQuery {
		wrong.Add("ten", "too_long", "Bộ lọc dài quá.", "The filter is too long.")
	}
	return wrong.Err()
}

func (s *Service) put(ctx context.Context, tx store.Tx, f *Filter, query string) error {
	if f.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		f.ID = id.String()
	}
	f.Query, f.At = query, s.clock().UTC().Truncate(time.Millisecond)
	if err := saved.Save(ctx, tx, f); err != nil {
		return err
	}
	return audit.Append(ctx, tx, f.At, audit.Entry{Action: string(policy.FilterKeep), Object: "savedfilter/" + f.ID, Summary: "lưu bộ lọc " + f.Name, SummaryEN: "saved the filter " + f.Name})
}

// Delete takes away a filter of that person: store.ErrNotFound for anybody else's.
func (s *Service) Delete(ctx context.Context, person, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		f, err := saved.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if f.Person != person {
			return store.ErrNotFound
		}
		if err := saved.Delete(ctx, tx, f); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.clock(), audit.Entry{Action: string(policy.FilterKeep), Object: "savedfilter/" + id, Summary: "xóa một bộ lọc đã lưu", SummaryEN: "deleted a saved filter"})
	})
}
