package notices

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// Name names the inbox among the parts of a copy of somebody's data.
func (in *Inbox) Name() string { return "notices" }

// Export hands over what one person was told, and how they want to be told. What their organization was told is not theirs.
func (in *Inbox) Export(ctx context.Context, person string) (any, error) {
	list, err := items.Find(ctx, in.db, store.Query{Where: []store.Cond{addressed(ToPerson(person))}, Sort: []store.Order{{Field: "place"}}})
	if err != nil {
		return nil, fmt.Errorf("notices of a person: %w", err)
	}
	wants, err := in.Choices(ctx, person)
	return map[string]any{"notices": list, "choices": wants}, err
}

// Erase deletes what one person was told, what they read and chose, in the caller's transaction.
func (in *Inbox) Erase(ctx context.Context, tx store.Tx, person string) error {
	_, told := items.Clear(ctx, tx, addressed(ToPerson(person)))
	_, marked := marks.Clear(ctx, tx, eq("person", person))
	_, read := readings.Clear(ctx, tx, eq("person", person))
	_, chosen := preferences.Clear(ctx, tx, eq("_id", person))
	if err := errors.Join(told, marked, read, chosen); err != nil {
		return fmt.Errorf("erase notices: %w", err)
	}
	return nil
}
