package decisions

import (
	"context"
	"errors"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// Wrong writes the rows of a list that cannot be written as they stand in it, with what is wrong and how to mend it.
func (s *Service) Wrong(ctx context.Context, i *Import, lang string) (headings []string, rows sheet.Rows, err error) {
	err = s.desk.InTurn(ctx, func() error {
		t, fault, err := s.table(ctx, i)
		if err != nil || fault != "" {
			return errors.Join(err, store.ErrNotFound)
		}
		problems, err := s.problems(ctx, i, t)
		if err != nil {
			return err
		}
		headings, rows = t.Wrong(problems, lang)
		return nil
	})
	return headings, rows, err
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
