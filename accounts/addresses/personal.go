package addresses

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
)

// Name names the book among the parts of a copy of somebody's data.
func (s *Service) Name() string { return "address-book" }

// Export hands over somebody's book.
func (s *Service) Export(ctx context.Context, person string) (any, error) {
	b, err := s.Of(ctx, person)
	if err != nil {
		return nil, err
	}
	return map[string]any{"phone": b.Phone, "addresses": b.Entries}, nil
}

// Erase throws somebody's book away, in the caller's transaction.
func (s *Service) Erase(ctx context.Context, tx store.Tx, person string) error {
	b, err := read(ctx, tx, person)
	if err != nil || b.Rev == 0 {
		return err
	}
	return books.Delete(ctx, tx, b)
}
