package decisions

import (
	"context"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/store"
)

// finding holds some of what a trial found: all of it would not fit into one document.
type finding struct {
	store.Meta `bson:",inline"` // ID is the import's with a number
	Problems   []intake.Problem `bson:"problems,omitempty"`
	Touched    []Touch          `bson:"touched,omitempty"`
}

const (
	// findingsAtOnce is how many problems or products one document holds.
	findingsAtOnce = 500
	// maxFound bounds how many problems are kept; the file of wrong rows has all.
	maxFound = 10_000
	// maxTouched bounds how many products are kept that gain or lose stars.
	maxTouched = 5_000
)

// keepFindings replaces what is kept of a trial.
func keepFindings(ctx context.Context, tx store.Tx, i *Import, report Report) error {
	i.Parts = 0
	keep := func(f *finding) error {
		f.ID = findingID(i.ID, i.Parts)
		i.Parts++
		return findings.Insert(ctx, tx, f)
	}
	for part := range slices.Chunk(report.Problems[:min(len(report.Problems), maxFound)], findingsAtOnce) {
		if err := keep(&finding{Problems: part}); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(report.Touched[:min(len(report.Touched), maxTouched)], findingsAtOnce) {
		if err := keep(&finding{Touched: part}); err != nil {
			return err
		}
	}
	return nil
}

// dropFindings forgets what is kept of a trial.
func dropFindings(ctx context.Context, tx store.Tx, i *Import) error {
	found, err := findings.GetMany(ctx, tx, findingIDs(i))
	if err != nil {
		return err
	}
	for _, f := range found {
		if err := findings.Delete(ctx, tx, f); err != nil {
			return err
		}
	}
	i.Parts = 0
	return nil
}

func findingID(list string, part int) string { return fmt.Sprintf("%s/%03d", list, part) }

func findingIDs(i *Import) []string {
	ids := make([]string, i.Parts)
	for n := range ids {
		ids[n] = findingID(i.ID, n)
	}
	return ids
}

func (s *Service) findings(ctx context.Context, i *Import) ([]*finding, error) {
	return findings.GetMany(ctx, s.db, findingIDs(i))
}

// Problems returns some of a trial's problems in the order of rows, of one kind or of all, and how many there are of them.
func (s *Service) Problems(ctx context.Context, i *Import, kind string, from, most int) (list []intake.Problem, total int, err error) {
	found, err := s.findings(ctx, i)
	for _, f := range found {
		for _, p := range f.Problems {
			if kind != "" && p.Kind != kind {
				continue
			}
			if total >= from && len(list) < most {
				list = append(list, p)
			}
			total++
		}
	}
	return list, total, err
}

// Touched lists the products on sale whose stars a list would change, the losses first.
func (s *Service) Touched(ctx context.Context, i *Import) ([]Touch, error) {
	found, err := s.findings(ctx, i)
	var list []Touch
	for _, f := range found {
		list = append(list, f.Touched...)
	}
	slices.SortStableFunc(list, func(a, b Touch) int {
		switch {
		case a.Gains() == b.Gains():
			return 0
		case b.Gains():
			return -1
		}
		return 1
	})
	return list, err
}
