package review

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// keepPapers is how long the papers of a case that came to nothing are kept, for who
// asks why; those of an accepted one stay, since who sells must remain known (122/2025/QH15).
const keepPapers = 90 * 24 * time.Hour

// pruneAtOnce is how many cases one run looks at.
const pruneAtOnce = 500

// Prune destroys the papers of cases that came to nothing long ago, and returns of how many. A daily job calls it.
func (s *Service) Prune(ctx context.Context) (int, error) {
	now := s.now()
	old, err := cases.Find(ctx, s.db, store.Query{Where: []store.Cond{
		{Field: "papers_due", Op: store.Lte, Value: now},
	}, Sort: []store.Order{{Field: "papers_due"}}, Limit: pruneAtOnce})
	if err != nil {
		return 0, fmt.Errorf("destroy papers: %w", err)
	}
	for _, c := range old {
		if err := s.papers.Remove(ctx, c.ID); err != nil {
			return 0, err
		}
		c.PapersDue = time.Time{}
		if err := cases.Replace(ctx, s.db, c); err != nil {
			return 0, fmt.Errorf("destroy papers: %w", err)
		}
	}
	return len(old), nil
}
