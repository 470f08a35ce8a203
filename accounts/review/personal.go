package review

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Personal is the cases as a holder of personal data.
type Personal struct{ *Service }

// Name names the part of a copy.
func (Personal) Name() string { return "verification" }

// caseHeld is a case with its papers, for a copy of somebody's data.
type caseHeld struct {
	Case   *Case           `json:"case"`
	Papers []*papers.Paper `json:"papers"`
}

// Export hands over what somebody sent in to be verified.
func (s Personal) Export(ctx context.Context, person string) (any, error) {
	list, err := s.sent(ctx, s.db, person)
	if err != nil {
		return nil, err
	}
	all := []caseHeld{}
	for _, c := range list {
		files, err := s.papers.OfCase(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, caseHeld{Case: c, Papers: files})
	}
	return all, nil
}

func (s Personal) sent(ctx context.Context, r store.Reader, person string) ([]*Case, error) {
	return cases.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "person", Op: store.Eq, Value: person}}, Sort: []store.Order{{Field: "submitted_at"}}})
}

// Erase blanks what somebody wrote into cases that came to nothing, in the caller's
// transaction. One that waits is taken back first; one that was accepted stays, since who
// sells must remain known (122/2025/QH15).
func (s Personal) Erase(ctx context.Context, tx store.Tx, person string) error {
	list, err := s.sent(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, c := range list {
		switch c.State {
		case Accepted:
			continue
		case Waiting, Incomplete:
			return privacy.Standing{VI: "Còn hồ sơ chờ duyệt: rút lại trước đã.", EN: "Papers still wait to be checked: they must be taken back first."}
		}
		c.Facts = Facts{}
		for i := range c.Steps {
			c.Steps[i].Reason = ""
		}
		if err := cases.Replace(ctx, tx, c); err != nil {
			return fmt.Errorf("erase from verification: %w", err)
		}
	}
	return nil
}
