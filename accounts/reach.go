package accounts

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
)

// Reachable returns those of the persons whose accounts are open and whose addresses were shown to be theirs.
func (s *Service) Reachable(ctx context.Context, ids []string) ([]*Person, error) {
	known, err := persons.GetMany(ctx, s.db, ids)
	return s.reachable(known), err
}

// Admins returns the administrators of the platform who are reachable.
func (s *Service) Admins(ctx context.Context) ([]*Person, error) {
	all, err := persons.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "admin", Op: store.Eq, Value: true}}})
	return s.reachable(all), err
}

func (s *Service) reachable(all []*Person) []*Person {
	var list []*Person
	for _, p := range all {
		if p.Verified() && !s.shut(p) {
			list = append(list, p)
		}
	}
	return list
}
