package store

import "context"

// Clear deletes the documents that meet every condition, in the caller's transaction, and returns how many that were.
func (c Collection[T]) Clear(ctx context.Context, tx Tx, where ...Cond) (int, error) {
	list, err := c.Find(ctx, tx, Query{Where: where})
	if err != nil {
		return 0, err
	}
	for _, doc := range list {
		if err := c.Delete(ctx, tx, doc); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}
