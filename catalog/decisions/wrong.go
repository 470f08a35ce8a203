package decisions

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// Wrong writes the rows of a list that cannot be written as they stand in it, with what is wrong and how to mend it.
// As a list may be large, one asker has its file read at a time, and others wait for their turn.
func (s *Service) Wrong(ctx context.Context, i *Import, lang string) (headings []string, rows sheet.Rows, err error) {
	select {
	case s.again <- struct{}{}:
		defer func() { <-s.again }()
	case <-ctx.Done():
		return nil, nil, fmt.Errorf("wait for the wrong rows of %s: %w", i.ID, ctx.Err())
	}
	t, fault, err := s.table(ctx, i)
	if err != nil || fault != "" {
		return nil, nil, errors.Join(err, store.ErrNotFound)
	}
	problems, err := s.problems(ctx, i, t)
	if err != nil {
		return nil, nil, err
	}
	headings, rows = t.Wrong(problems, lang)
	return headings, rows, nil
}

// problems are all of a list, as its trial found them; where too many were found to be kept, it is tried again.
func (s *Service) problems(ctx context.Context, i *Import, t *Table) ([]intake.Problem, error) {
	if i.Found <= maxFound && i.Parts > 0 {
		kept, total, err := s.Problems(ctx, i, "", 0, maxFound)
		if err != nil || total == i.Found {
			return kept, err
		}
	}
	report, err := s.importer.Within(i.Province).Check(ctx, t)
	return report.Problems, err
}
